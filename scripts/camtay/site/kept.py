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
from camtay.write import as_json, make_way, only, put, stopping


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
    """Puts what was made to what was `kept` (both: Markdown file → HTML), takes away what is no page any more, and notes it down.

    A file that says what it said before keeps its time: by that the site knows it again.
    """
    out, part, pages = Path(job.out), Path(f"{job.out}.part"), {**kept, **made}
    with stopping(out):
        new = [path.relative_to(part).as_posix() for path in part.rglob("*") if path.is_file()]
        there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} if out.is_dir() else set[str]()
        for name in new:
            if name not in there or (out / name).read_bytes() != (part / name).read_bytes():
                make_way(out / name, out)
                (part / name).replace(out / name)
        gone = {html for _, html in before.pages.values()} - {*pages.values()}
        only(out, {*new, *(there - gone)} if kept else new)
        shutil.rmtree(part, ignore_errors=True)
    rows = {name: [job.keys[name], html] for name, html in pages.items() if name in job.keys}
    put(_place(job), as_json({"key": job.key, "pages": rows}))


def _place(job: Job) -> Path:
    return Path(f"{job.out}.state")
