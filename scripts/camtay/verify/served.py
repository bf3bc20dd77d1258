"""A served site, read from outside as phones will meet it: codes, addresses, types, weights, what is kept and what protects.

Nothing is expected because it was found: which codes must answer is what curriculum.json says, which types and headers is
what deploy/ and docs/may-chu.md promise.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from camtay.plan.addresses import LISTED, MANIFEST, SEARCH, SITEMAP, WORKER, guide, shown_address
from camtay.problem import Problem, Span, Stop
from camtay.verify.delivery import SHORT, TEXT, delivery, kept_for, kind_of
from camtay.verify.page import fetched_by_css, read_page
from camtay.verify.web import Answer, BadCertificate, Enough, NoAnswer, Web

Tell = Callable[[str, int, int], None]
SAMPLE = 12  # codes without --all
PAGES = 24  # pages whose links are followed, without --all
QUESTIONS, QUESTIONS_ALL = 400, 50_000
ENDING = 14  # days of a certificate that are few
_UNNAMED = (SITEMAP, SEARCH, WORKER, MANIFEST)  # that no page leads to
_OURS = re.compile(r"""class=["']?[^"'>]*\bct-404\b""")


@dataclass(frozen=True, slots=True)
class Listed:
    """What curriculum.json promises."""

    site: str
    codes: tuple[str, ...]  # of guides
    retired: tuple[str, ...]
    sheets: tuple[str, ...]  # addresses


@dataclass
class Seen:
    """How much was asked."""

    codes: int = 0
    pages: int = 0
    files: int = 0
    questions: int = 0
    complete: bool = True  # nothing was left out because there were too many questions


@dataclass
class _Look:
    """One look at one site."""

    base: str  # https://host/path/
    web: Web
    all: bool
    tell: Tell
    seen: Seen = field(default_factory=Seen)
    answers: dict[str, Answer] = field(default_factory=dict)  # of addresses below the base

    @property
    def path(self) -> str:
        return urlsplit(self.base).path

    def get(self, path: str) -> Answer:
        """Of an address of the site, asked once."""
        url = urljoin(self.base, path)
        if url not in self.answers:
            answer = self.web.get(url)
            self.answers[url] = answer if kind_of(url) in TEXT else replace(answer, body=b"")
        return self.answers[url]

    @cached_property
    def home(self) -> bytes:
        """What the home says; nothing when it does not answer, which the crawl reports."""
        try:
            return self.get("").body
        except NoAnswer:
            return b""


def look(base: str, web: Web | None = None, all: bool = False, tell: Tell = lambda *_: None) -> tuple[Seen, list[Problem]]:
    """Asks the site at `base` (with its final slash). Stop when nothing of it can be read."""
    visitor = web or Web(QUESTIONS_ALL if all else QUESTIONS)
    it = _Look(base, visitor, all, tell)
    try:
        problems = _asked(it)
        problems += delivery(it.answers.values(), visitor)
    finally:
        visitor.close()
    it.seen.questions = visitor.asked
    return it.seen, problems


def _asked(it: _Look) -> list[Problem]:
    """All checks, or as many as the allowed questions are enough for."""
    problems = list[Problem]()
    try:
        listed = _listed(it)
        for check in (_address, _plain_http, _certificate, _codes, _not_found, _pages):
            for problem in check(it, listed):
                problems.append(problem)  # one by one: what was found before the last question stays
    except Enough:
        it.seen.complete = False
    return problems


def _listed(it: _Look) -> Listed:
    """curriculum.json. Stop when the server does not answer, or with something else."""
    url = it.base + LISTED
    try:
        answer = it.get(LISTED)
    except NoAnswer as error:
        raise Stop(_unanswered(url, error)) from error
    if answer.status != 200:
        raise Stop(Problem(Span(url), "no-site-here", {"detail": _shown(answer)}))
    try:
        return read_listed(answer.body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Stop(Problem(Span(url), "no-site-here", {"detail": f"{type(error).__name__} {error}"[:120]})) from error


def read_listed(body: bytes) -> Listed:
    """ValueError, KeyError, TypeError or AttributeError when it is not as schema/site.schema.json says."""
    whole: Any = json.loads(body)
    editions = [e for lesson in whole["lessons"] for e in lesson["editions"]]
    sheets = [s for part in (whole, *whole["lessons"]) for s in part["sheets"]]
    codes, retired = tuple(str(e["code"]) for e in editions), tuple(str(r["code"]) for r in whole["retired"])
    if strange := [code for code in codes + retired if not re.fullmatch(r"[0-9]{3,20}", code)]:
        raise ValueError(strange[0])
    return Listed(str(whole["site"]), codes, retired, tuple(str(s["url"]) for s in sheets))


def _address(it: _Look, listed: Listed) -> Iterator[Problem]:
    """Printed codes lead to the address of the build."""
    if listed.site.lower() != it.base.lower():
        yield Problem(Span(it.base), "other-address", {"value": listed.site})


def _plain_http(it: _Look, listed: Listed) -> Iterator[Problem]:
    """Who types the address gets to https; a page never over http alone."""
    parts = urlsplit(it.base)
    if not listed.site.startswith("https:") or parts.port:
        return
    path = it.path + guide(listed.codes[0]) if listed.codes else it.path
    url = f"http://{parts.netloc}{path}"
    try:
        answer = it.web.get(url)
    except NoAnswer as error:
        yield Problem(Span(url), "http-closed", {"detail": str(error)})
        return
    if answer.location.lower() != f"https://{parts.netloc}{path}".lower():
        yield Problem(Span(url), "not-https", {"found": _shown(answer)})


def _certificate(it: _Look, listed: Listed) -> Iterator[Problem]:
    ends = it.web.certificate_ends
    if ends is not None and (days := int((ends - time.time()) // 86_400)) < ENDING:
        yield Problem(Span(it.base), "certificate-ends", {"n": str(days)})


# --- codes ----------------------------------------------------------------------------------------


def _codes(it: _Look, listed: Listed) -> Iterator[Problem]:
    """Every code answers with its own guide, as it is scanned, typed and passed on."""
    codes = listed.codes if it.all else spread(listed.codes, SAMPLE)
    retired = listed.retired if it.all else spread(listed.retired, 3)
    for n, code in enumerate((*codes, *retired), 1):
        it.tell("codes", n, len(codes) + len(retired))
        yield from _code(it, listed.site, code)
        it.seen.codes += 1
    for code in codes if it.all else codes[:2]:
        yield from _typed(it, code)
    for code in codes[:2]:
        yield from _in_capitals(it, code)
        yield from _code(it, listed.site, code, "?fbclid=1")  # what chat programs hang on


def _code(it: _Look, site: str, code: str, more: str = "") -> Iterator[Problem]:
    """Each guide shows the address that is printed beside its code."""
    path = guide(code) + more
    url = it.base + path
    try:
        answer = it.get(path)
    except NoAnswer as error:
        yield _unanswered(url, error)
        return
    if answer.status != 200 or _OURS.search(answer.text):
        yield Problem(Span(url), "code-unanswered", {"found": _shown(answer)})
    elif not re.search(re.escape(shown_address(site, code)) + r"(?!\d)", answer.text) or answer.body == it.home:
        yield Problem(Span(url), "code-unanswered", {"found": f"200 {_title(answer)}"})


def _typed(it: _Look, code: str) -> Iterator[Problem]:
    """Without the final slash, as it stands beside the code."""
    url = it.base + code
    try:
        answer = it.web.get(url)
    except NoAnswer as error:
        yield _unanswered(url, error)
        return
    if answer.location != f"{url}/":
        yield Problem(Span(url), "code-redirect", {"found": _shown(answer), "value": f"{url}/"})


def _in_capitals(it: _Look, code: str) -> Iterator[Problem]:
    """The code says the host in capitals, and not every scanner makes them small."""
    url = it.base + guide(code)
    host = urlsplit(it.base).netloc.upper()
    try:
        answer, plain = it.web.get(url, host=host), it.get(guide(code))
    except NoAnswer as error:
        yield _unanswered(url, error)
        return
    if (answer.status, answer.body) != (plain.status, plain.body):
        yield Problem(Span(url), "host-capitals", {"value": host, "found": _shown(answer)})


def _not_found(it: _Look, listed: Listed) -> Iterator[Problem]:
    """A wrong number gets the page that says so and takes a number, with the status that says so to programs."""
    known = {*listed.codes, *listed.retired}
    wrong = next(str(n) for n in range(9999, 0, -1) if str(n) not in known)
    for path in (f"{wrong}/", wrong, f"{wrong}/x/y.html"):
        url = it.base + path
        try:
            answer = it.web.get(url)
        except NoAnswer as error:
            yield _unanswered(url, error)
            continue
        if answer.status != 404 or not _OURS.search(answer.text):
            yield Problem(Span(url), "not-found-page", {"found": _shown(answer)})
        elif kept_for(answer) > SHORT:
            yield Problem(Span(url), "kept-long", {"n": str(kept_for(answer)), "more": ""})


# --- pages and files ------------------------------------------------------------------------------


def _pages(it: _Look, listed: Listed) -> Iterator[Problem]:
    """From the home on: what pages lead to and fetch exists, below the base path; a few files of each kind."""
    waiting, files = [it.base, *_guides(it, listed)], dict.fromkeys(_moved(url, listed.site, it.base) for url in listed.sheets)
    files |= dict.fromkeys(it.base + name for name in _UNNAMED)
    met: dict[str, str] = {}  # address → page that leads there
    known = set(waiting)
    while waiting and (it.all or it.seen.pages < PAGES):
        url = waiting.pop(0)
        it.tell("pages", it.seen.pages, it.seen.pages + len(waiting) + 1)
        targets, problems = _page(it, url, met.get(url, url))
        yield from problems
        for target in targets:
            met.setdefault(target, url)
            if target not in known and kind_of(target) == "html":
                known.add(target)
                waiting.append(target)
        it.seen.pages += 1
    found = [t for t in met if t not in it.answers]
    few = found if it.all else [u for kind in _kinds(found) for u in spread(kind, 20 if kind_of(kind[0]) == "html" else 4)]
    few += [u for kind in _kinds([f for f in files if f not in met]) for u in (kind if it.all else spread(kind, 2))]
    for n, url in enumerate(few, 1):
        it.tell("files", n, len(few))
        yield from _target(it, url, met.get(url, LISTED))
        it.seen.files += 1


def _moved(url: str, site: str, base: str) -> str:
    return base + url.removeprefix(site) if url.startswith(site) else url


def _guides(it: _Look, listed: Listed) -> list[str]:
    return [it.base + guide(code) for code in (listed.codes if it.all else spread(listed.codes, 3))]


def _page(it: _Look, url: str, at: str) -> tuple[list[str], list[Problem]]:
    """(addresses of this site that a page names, what is wrong with them or with the page, to which `at` leads)."""
    try:
        answer = it.get(url)
    except NoAnswer as error:
        return [], [_unanswered(url, error)]
    if answer.status != 200 and not answer.location:
        return [], [Problem(Span(at), "dead-link", {"target": f"{url} ({_shown(answer)})"})]
    page = read_page(answer.text)
    named = [(answer.location, False)] if answer.location else [*((t, False) for t in page.links), *((t, True) for t in page.fetched)]
    judged = [_judged(it, url, target, fetched) for target, fetched in named]
    return list(dict.fromkeys(u for u, _ in judged if u)), [p for _, p in judged if p]


def _judged(it: _Look, page: str, target: str, fetched: bool) -> tuple[str, Problem | None]:
    """(address to follow or "", problem): links may lead elsewhere, what a page fetches may not."""
    try:
        url = urldefrag(urljoin(page, target.strip())).url
        parts, here = urlsplit(url), urlsplit(it.base)
    except ValueError:
        return "", Problem(Span(page), "dead-link", {"target": target})
    if parts.scheme not in ("http", "https"):
        return "", None
    if parts.netloc.lower() != here.netloc.lower():
        if fetched:
            code = "mixed-content" if parts.scheme == "http" and here.scheme == "https" else "foreign-request"
            return "", Problem(Span(page), code, {"target": target})
        return "", None
    if parts.scheme == "http" and here.scheme == "https":
        return "", Problem(Span(page), "mixed-content", {"target": target})
    if not parts.path.startswith(here.path):
        return "", Problem(Span(page), "leaves-base", {"target": target, "value": here.path})
    return url, None


def _target(it: _Look, url: str, page: str) -> Iterator[Problem]:
    """A file that a page names is there; a style sheet fetches nothing from elsewhere."""
    if not url.startswith(it.base):
        yield Problem(Span(page), "leaves-base", {"target": url, "value": it.path})
        return
    try:
        answer = it.get(url)
        if answer.location:
            answer = it.web.follow(answer.location)
    except NoAnswer as error:
        yield Problem(Span(page), "dead-link", {"target": f"{url} ({error})"})
        return
    if answer.status != 200:
        yield Problem(Span(page), "dead-link", {"target": f"{url} ({_shown(answer)})"})
    elif answer.mime == "text/css":
        yield from (p for t in fetched_by_css(answer.text) if (p := _judged(it, url, t, True)[1]))


# --- words ----------------------------------------------------------------------------------------


def spread(found: Sequence[str], most: int) -> list[str]:
    """At most so many, the first and the last among them, the others evenly between."""
    if len(found) <= most:
        return list(found)
    return [found[n * (len(found) - 1) // (most - 1)] for n in range(most)]


def _kinds(urls: Iterable[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(kind_of(url), []).append(url)
    return list(groups.values())


def _shown(answer: Answer) -> str:
    """Status, and where a redirect leads or which page came."""
    return f"{answer.status} → {answer.location}" if answer.location else f"{answer.status} {_title(answer)}".strip()


def _title(answer: Answer) -> str:
    found = re.search(r"<title[^>]*>([^<]{0,60})", answer.text)
    return f"“{found[1].strip()}”" if found else answer.mime


def _unanswered(url: str, error: NoAnswer) -> Problem:
    return Problem(Span(url), "bad-certificate" if isinstance(error, BadCertificate) else "no-answer", {"detail": str(error)})
