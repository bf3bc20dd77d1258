"""No search for garbage where there is next to none: what counts references frees nearly all that a build lets go of."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Python's collector looks through everything that lives, again and again: through thousands of small values that were just read,
    a third of the time that it takes; through all of a build after an edit, a tenth. Searching a build of 60 lessons in 12 languages
    would have freed 2 MB of 218."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
