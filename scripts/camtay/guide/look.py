"""The templates of overrides/guide with their style, and a page of the guides filled in from one of them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camtay.guide.pack import packed
from camtay.guide.policy import policy
from camtay.guide.speech import GuideText
from camtay.guide.style import Style, style
from camtay.plan import addresses
from camtay.templating import Templates, environment

_WRITTEN = (".html", ".css", ".js")  # of overrides/guide
TEMPLATES = "templates"  # folder beside other caches where what Jinja2 makes of templates is kept
# Where the templates take them: they depend on what the page holds. A page with `_LATER` has there what it does not begin with.
_STYLE, _LATER, _POLICY = "/*style*/", "/*later*/", "/* policy */"


@dataclass(frozen=True, slots=True)
class Ingredients:
    """All that a `Look` is made of: what crosses to another process, and stands in the key of what is kept."""

    texts: tuple[tuple[str, str], ...]  # (file, what stands in it)
    base: str = "/"  # path of the site's root
    fonts: tuple[tuple[str, str, bytes], ...] = ()  # language, path of the font that its pages bring along below the root, its bytes


@dataclass(frozen=True, slots=True)
class Look:
    """The templates of overrides/guide, with the style packed; `session`: the style of the volunteer's page."""

    templates: Templates
    style: Style
    session: Style
    made_of: Ingredients

    def font(self, tag: str, inside: bool) -> str:
        """Address of a language's font; `inside` a page that may lie anywhere, the font itself. "": phones have its letters."""
        path, body = next(((path, body) for known, path, body in self.made_of.fonts if known == tag), ("", b""))
        if inside and body:
            return f"data:font/woff2;base64,{base64.b64encode(body).decode()}"
        return self.made_of.base + path if path else ""


def load(folder: Path, compiled: Path | None = None, base: str = "/", fonts: Sequence[tuple[str, str, bytes]] = ()) -> Look:
    """Templates, style and scripts of `folder`, each read once; what Jinja2 makes of them is kept in `compiled`."""
    texts = [(path.name, path.read_text("utf-8")) for path in sorted(folder.iterdir()) if path.suffix in _WRITTEN]
    return look_of(Ingredients(tuple(texts), base, tuple(fonts)), compiled)


def look_of(made_of: Ingredients, compiled: Path | None = None) -> Look:
    """The same of texts that were read already."""
    texts = dict(made_of.texts)
    templates = environment("guide", lambda name: (_unindented(texts[name]), None), compiled)
    templates.globals["addresses"] = addresses
    guide, practice, left, session = (texts[f"{name}.css"] for name in ("guide", "practice", "rtl", "session"))
    return Look(templates, style(guide + practice, left), style(guide + session, left), made_of)


def filled(look: Look, template: str, voice: GuideText, *, later: str = "", inside: bool = False, **values: Any) -> str:
    """A page of the guides: of any template, with the words of its reader and the style that it and what it shows `later` need.

    `inside`: it may lie anywhere, so that it carries its font itself.
    """
    edition = voice.reader
    shared = {
        "w": voice.word,
        "say": voice.text,
        "firm": voice.firm,
        "word": edition.word,
        "told_draft": edition.told_draft,
        "spelled": edition.spelled,
        "tag": edition.tag,
        "language": edition.language,
        "tongue": voice.tongue,
        "turned": voice.turned,
        "ltr": voice.ltr,
        "font": look.font(edition.tag, inside),
        "names": edition.library.country.addresses,
    }
    text = look.templates.get_template(template).render(voice=voice, source=voice.source, **shared, **values)
    page, style = packed(text), look.style
    begun, mark, _ = text.partition(_LATER)
    first, rest = style.halves(text, begun, edition.language) if mark else (style.of(text + later, edition.language), "")
    return page.replace(_STYLE, first, 1).replace(_LATER, rest, 1).replace(_POLICY, policy(page), 1)


def _unindented(text: str) -> str:
    """Lines without indentation, empty lines and whole-line // comments."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
