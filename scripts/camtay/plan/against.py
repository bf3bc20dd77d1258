"""What was published, to be compared with the lock of now: a git ref, a saved file, or the curriculum.json of the living site.

A gate that cannot see the past must not open: whatever cannot be read to its last code is a Stop, never an empty lock.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from camtay.model.values import Word
from camtay.plan.addresses import LISTED
from camtay.plan.codes import Code, Lock, is_code, lock_at, parse_lock
from camtay.problem import Problem, Span, Stop
from camtay.read.source import decode

MOST_BYTES = 20_000_000  # a province's curriculum.json has less than one
MOST_SECONDS = 60.0
_SILENCE = 15.0  # seconds without a byte
_FORM = "not as schema/site.schema.json says"


def past(folder: Path, against: str) -> Lock:
    """The lock as it was published. `against`: http(s) address, file (curriculum.json or a lock), or git ref."""
    if against.lower().startswith(("http://", "https://")):
        address = against + LISTED if against.endswith("/") else against
        return _read(_fetched(address), address)
    if Path(against).is_file():
        try:
            return _read(Path(against).read_bytes(), against)
        except OSError as error:
            raise Stop(Problem(Span(against), "unreadable", {"reason": error.strerror or "?"})) from error
    return lock_at(folder, against)


def _read(body: bytes, name: str) -> Lock:
    """From curriculum.json or from a lock; one without a single code says nothing of what was printed."""
    problems: list[Problem] = []
    text = decode(body, name, problems) or ""
    if not problems:
        lock, problems = _from_json(text, name) if text.lstrip().startswith("{") else parse_lock(text, name)
    if problems:
        raise Stop(Problem(Span(name), "lock-in-doubt", {"ref": name, "n": str(len(problems))}), *problems, sources={name: text})
    if not lock.codes:
        raise Stop(Problem(Span(name), "no-codes-there", {"ref": name}))
    return lock


# --- curriculum.json --------------------------------------------------------------------------------


def _from_json(text: str, name: str) -> tuple[Lock, list[Problem]]:
    try:
        said = json.loads(text)
        if "lock" in said:
            lock, problems = parse_lock(json.dumps(said["lock"], ensure_ascii=False), name)
            missing = {*said["codes"]} - {str(c.code) for c in lock.codes}
            lost = [Problem(Span(name), "unreadable", {"reason": f"{_FORM}: {', '.join(sorted(missing))}"})] if missing else []
            return lock, [*problems, *lost]
        return Lock(tuple(_older(said, Span(name))), text), []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Lock(), [Problem(Span(name), "unreadable", {"reason": f"{_FORM}: {error}"})]


def _older(said: Mapping[str, Any], at: Span) -> Iterator[Code]:
    """Of a site that was built before the list held the lock itself: numbers, what is retired, whose the others are."""
    editions = {e["code"]: (lesson["slug"], e["language"]) for lesson in said["lessons"] for e in lesson["editions"]}
    retired = {row["code"]: row["replaced_by"] for row in said["retired"]}
    for code in said["codes"]:
        if not is_code(code):
            raise ValueError(f"{code} is no code")
        slug, tag = editions.get(code, ("", ""))
        yield Code(
            at=at,
            code=Word(code, at),
            lesson=Word(slug, at),
            language=Word(tag, at),
            minted=Word("", at),
            retired=Word("?", at) if code in retired else None,
            replaced_by=Word(retired[code], at) if retired.get(code) else None,
        )


# --- over the network -------------------------------------------------------------------------------


def _fetched(address: str) -> bytes:
    """What an address answers with; Stop when it does not, when it is too slow or far too much."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": "application/json"}), timeout=_SILENCE) as answer:
            if urlsplit(address).scheme.lower() == "https" and urlsplit(answer.geturl()).scheme != "https":
                raise _not_fetched(address, f"it leads on to {answer.geturl()}")
            return _whole(answer, address)
    except urllib.error.HTTPError as error:
        error.close()
        raise _not_fetched(address, f"{error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise _not_fetched(address, str(error.reason)) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _not_fetched(address, str(error) or type(error).__name__) from error


def _whole(answer: Any, address: str) -> bytes:
    """All of the answer, as long as it is neither endless nor cut off (read1 does not notice that)."""
    until, body = time.monotonic() + MOST_SECONDS, bytearray()
    while part := answer.read1(65536):
        body += part
        if len(body) > MOST_BYTES:
            raise _not_fetched(address, f"more than {MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise _not_fetched(address, f"more than {MOST_SECONDS:.0f} s")
    if getattr(answer, "length", None):
        raise _not_fetched(address, f"cut off, {answer.length:,} bytes are missing")
    return bytes(body)


def _not_fetched(address: str, detail: str) -> Stop:
    return Stop(Problem(Span(address), "not-fetched", {"address": address, "detail": detail}))
