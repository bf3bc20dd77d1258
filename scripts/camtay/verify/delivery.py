"""How files are sent: type, compression, how long they are kept, and the headers that protect. One problem a kind of file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from camtay.problem import Problem, Span
from camtay.verify.web import Answer, Enough, NoAnswer, Web

SHORT = 3600  # seconds that a page may be kept: a mended guide reaches phones within the hour
LONG = 86_400  # seconds that a file with a version in its address is kept at least
SMALL = 1400  # bytes that fit one packet: compressing gains nothing

_SCRIPT = ("text/javascript", "application/javascript", "application/x-javascript")
TYPES: Mapping[str, Sequence[str]] = {
    "html": ("text/html",),
    "css": ("text/css",),
    "js": _SCRIPT,
    "json": ("application/json",),
    "webmanifest": ("application/manifest+json",),
    "xml": ("application/xml", "text/xml"),
    "svg": ("image/svg+xml",),
    "png": ("image/png",),
    "webp": ("image/webp",),
    "jpg": ("image/jpeg",),
    "pdf": ("application/pdf",),
    "mp3": ("audio/mpeg", "audio/mp3"),
    "zip": ("application/zip", "application/x-zip-compressed"),
    "woff2": ("font/woff2", "application/font-woff2"),
}
TEXT = {"html", "css", "js", "json", "svg"}
_CAREFUL = {"no-referrer", "same-origin", "origin", "strict-origin", "strict-origin-when-cross-origin", "origin-when-cross-origin"}
_VERSION = re.compile(r"[.-][0-9a-f]{8,}\.[a-z0-9.]+$|[?&]v=[0-9a-f]{6,}")


def delivery(answers: Iterable[Answer], web: Web) -> list[Problem]:
    """What the server's settings do wrong; where many files of a kind suffer from one, the first is named and the others counted."""
    first: dict[tuple[str, ...], Problem] = {}
    counted: dict[tuple[str, ...], int] = {}
    for answer in answers:
        for problem in _file(answer, web):
            key = (problem.code, kind_of(answer.url), problem.values.get("value", ""), problem.values.get("found", ""))
            first.setdefault(key, problem)
            counted[key] = counted.get(key, -1) + 1
    return [replace(p, values={**p.values, "more": f" (+{n})"}) if (n := counted[key]) else p for key, p in first.items()]


def kind_of(url: str) -> str:
    """By the end of the name; a folder is its page."""
    name = urlsplit(url).path.rpartition("/")[2]
    end = name.rpartition(".")[2].lower() if "." in name else "html"
    return {"jpeg": "jpg", "htm": "html"}.get(end, end)


def _file(answer: Answer, web: Web) -> Iterator[Problem]:
    """Type, compression, how long it is kept, headers: of whatever answered well."""
    url, kind = answer.url, kind_of(answer.url)
    if answer.status != 200 or kind not in TYPES:
        return
    charset = answer.headers.get("content-type", "").lower().partition("charset=")[2].strip("\"' ;")
    if answer.mime not in TYPES[kind] or (kind in TEXT and charset not in ("", "utf-8", "utf8")):
        wanted = TYPES[kind][0] + ("; charset=utf-8" if kind == "html" else "")
        yield Problem(Span(url), "wrong-type", {"more": "", "found": answer.headers.get("content-type", "–"), "value": wanted})
    if kind in TEXT and len(answer.body) > SMALL and not _is_packed(answer, web):
        yield Problem(Span(url), "not-compressed", {"more": "", "size": str(len(answer.body))})
    yield from _keeping(answer)
    if "nosniff" not in answer.headers.get("x-content-type-options", "").lower():
        yield Problem(Span(url), "header-missing", {"more": "", "value": "X-Content-Type-Options: nosniff"})
    if kind == "html":
        yield from _protection(answer)


def _is_packed(answer: Answer, web: Web) -> bool:
    """By gzip; where the server knows another way only, by Brotli."""
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        return True
    try:
        return web.get(answer.url, encoding="br").headers.get("content-encoding", "").lower() == "br"
    except (NoAnswer, Enough):
        return False


def _keeping(answer: Answer) -> Iterator[Problem]:
    url, kept = answer.url, kept_for(answer)
    if _VERSION.search(url):
        if kept < LONG:
            yield Problem(Span(url), "kept-short", {"more": "", "n": str(max(kept, 0))})
    elif kept > SHORT or "immutable" in answer.headers.get("cache-control", "").lower():
        yield Problem(Span(url), "kept-long", {"more": "", "n": str(kept)})
    elif kept < 0:
        yield Problem(Span(url), "kept-unsaid", {"more": ""})


def kept_for(answer: Answer) -> int:
    """Seconds that a phone may keep it; -1: nothing is said, so it guesses."""
    said = answer.headers.get("cache-control", "").lower()
    if "no-store" in said or "no-cache" in said:
        return 0
    ages = [int(n) for n in re.findall(r"(?<![a-z-])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,12})", said)]
    if ages:
        return max(ages)
    return SHORT + 1 if "expires" in answer.headers and answer.headers["expires"] not in ("0", "-1") and not said else -1


def _protection(answer: Answer) -> Iterator[Problem]:
    url = answer.url
    policy = answer.headers.get("content-security-policy", "").lower()
    if "frame-ancestors" not in policy and not answer.headers.get("x-frame-options"):
        yield Problem(Span(url), "header-missing", {"more": "", "value": "Content-Security-Policy: frame-ancestors 'self'"})
    said = {part.strip() for part in answer.headers.get("referrer-policy", "").lower().split(",")}
    if not said & _CAREFUL:
        yield Problem(Span(url), "header-missing", {"more": "", "value": "Referrer-Policy: no-referrer"})
