"""What an engine made of each page of a language, kept from run to run: only pages whose inputs changed are made again.

The HTML lies where the engine put it; a file beside that folder says by which key each page was made. While a language is being built
there is no such file: one that broke off is built from nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from camtay.site.job import Job
from camtay.write import as_json, put, stopping


@dataclass(frozen=True, slots=True)
class Record:
    """How a language was built. `pages`: Markdown file → [key of the page, its HTML below the folder]."""

    key: str = ""
    pages: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def recall(job: Job) -> Record:
    """The last build of this language; an empty record when there is none that is whole."""
    try:
        found = json.loads(_place(job).read_bytes())
        return Record(found["key"], {name: (key, html) for name, (key, html) in found["pages"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, cut off, or of an older version
        return Record()


def is_current(job: Job) -> bool:
    """Whether nothing is to be done for this language."""
    return Path(job.out).is_dir() and recall(job).key == job.key


def usable(job: Job) -> dict[str, str]:
    """Markdown file → its HTML, of the pages that are as they were."""
    out = Path(job.out)
    return {name: html for name, (key, html) in recall(job).pages.items() if job.keys.get(name) == key and (out / html).is_file()}


def begin(job: Job) -> Path:
    """The empty folder where a build of this language puts what it makes; from now on nothing is known of the last one."""
    part = Path(f"{job.out}.part")
    with stopping(part):
        _place(job).unlink(missing_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
    return part


def end(job: Job, before: Record, kept: Mapping[str, str], made: Mapping[str, str]) -> None:
    """Puts what was made to what was `kept` (both: Markdown file → HTML), takes away what is no page any more, and notes it down."""
    out, part, pages = Path(job.out), Path(f"{job.out}.part"), {**kept, **made}
    with stopping(out):
        if kept:
            for path in [p for p in part.rglob("*") if p.is_file()]:
                (out / path.relative_to(part)).parent.mkdir(parents=True, exist_ok=True)
                path.replace(out / path.relative_to(part))
            for _, html in before.pages.values():
                if html not in pages.values():
                    (out / html).unlink(missing_ok=True)
                    _without_empty(out, (out / html).parent)
        else:
            shutil.rmtree(out, ignore_errors=True)
            part.rename(out)
        shutil.rmtree(part, ignore_errors=True)
    rows = {name: [job.keys[name], html] for name, html in pages.items() if name in job.keys}
    put(_place(job), as_json({"key": job.key, "pages": rows}))


def _without_empty(top: Path, folder: Path) -> None:
    """Takes a folder away, and those around it, where nothing is in it any more."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _place(job: Job) -> Path:
    return Path(f"{job.out}.state")
