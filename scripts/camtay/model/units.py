"""Every text inside a value of the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

from camtay.model.values import Text


def units(value: Any) -> Iterator[Text]:
    """Every translatable text inside a model value, in the order of the model's fields. Shared lines come along."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, (tuple, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from units(inner)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for name in _speaking(type(value)):
            yield from units(getattr(value, name))


@cache
def _speaking(kind: type) -> tuple[str, ...]:
    """The fields of a model class that hold texts somewhere inside: most of a lesson's values do not."""
    hints = get_type_hints(kind)
    return tuple(f.name for f in dataclasses.fields(kind) if _speaks(hints[f.name]))


def _speaks(hint: Any) -> bool:
    if hint is Text:
        return True
    if dataclasses.is_dataclass(hint):
        return bool(_speaking(hint))  # type: ignore[arg-type]
    return any(_speaks(inner) for inner in get_args(hint))
