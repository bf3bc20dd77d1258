"""What style sheets and scripts ask of a browser, and since which Chrome it is there.

`chrome.json` holds the figures of browser-compat-data for exactly the names that our files use: a name that is new to them has to
be looked up, which `python tests/engines.py <data.json of @mdn/browser-compat-data>` does.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_name("chrome.json")
STYLES = ("overrides/guide/guide.css", "overrides/guide/session.css", "overrides/guide/rtl.css", "overrides/assets/camtay.css")
SCRIPTS = (
    "overrides/guide/guide.js",
    "overrides/guide/differs.js",
    "overrides/guide/session.js",
    "overrides/assets/camtay.js",
    "overrides/assets/search.js",
    "overrides/assets/room.js",
)
NEVER = 999  # in no Chrome
# What the names of CSS are called there, where that is something else than the name.
_SPECIAL = {"gap": "properties.gap.flex_context", "row-gap": "properties.row-gap.flex_context", "size": "at-rules.page.size"}


def bare(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def declarations(css: str) -> Iterator[tuple[str, str, str, bool]]:
    """(selectors, property, value, whether the rule says the property once more before) of every declaration."""
    for head, body in re.findall(r"([^{}]*)\{([^{}]*)\}", bare(css)):
        before = set[str]()
        for written in body.split(";"):
            name, colon, value = (part.strip() for part in written.partition(":"))
            if colon and not name.startswith("--"):
                yield head.strip(), name, value, name in before or f"grid-{name}" in before
                before.add(name)


def asked_by_css(css: str) -> Iterator[tuple[str, str]]:
    """(name in browser-compat-data below `css`, where); what a rule says in an older way before is not asked."""
    for head, name, value, has_older in declarations(css):
        if not name.startswith("-") and name != "grid-gap" and not has_older:  # Chrome 57: the alternative name of gap
            yield _SPECIAL.get(name, f"properties.{name}"), f"{head} {{ {name} }}"
            plain = re.sub(r"\"[^\"]*\"|url\([^)]*\)", "", value)
            yield from ((f"types.{function}", f"{head} {{ {name}: {value} }}") for function in re.findall(r"([a-z][a-z-]*)\(", plain))
            yield from (
                (f"properties.{name}.{word}", f"{head} {{ {name}: {value} }}")
                for word in re.findall(r"(?<![\w#.-])[a-z][a-z-]*(?![\w(-])", plain)
            )
            if name == "content" and '" /' in value:
                yield "properties.content.alt_text", f"{head} {{ content: {value} }}"
    for head in re.findall(r"([^{};]*)\{", bare(css)):
        if head.strip().startswith("@"):
            yield f"at-rules.{head.split()[0][1:]}", head.strip()
            yield from ((f"at-rules.media.{feature}", head.strip()) for feature in re.findall(r"\(([a-z-]+)", head))
        else:
            yield from ((f"selectors.{pseudo}", head.strip()) for pseudo in re.findall(r":([a-z-]+)", head))


def asked_by_js(script: str) -> Iterator[tuple[str, str]]:
    """(name, line): members and globals, as far as a name tells."""
    for line in re.sub(r"\{%.*?%\}", "", script).splitlines():
        code = re.sub(r"\"[^\"]*\"|//.*", '""', line)
        yield from (
            (name, line.strip()) for name in re.findall(r"\.([a-zA-Z]{3,})\b|\b((?:[a-z]+)?[A-Z]\w{4,})\b", code) for name in name if name
        )
        yield from (("=>", line.strip()) for _ in re.findall("=>", code))


def read() -> Mapping[str, int]:
    """Name → the first Chrome with it."""
    return dict(json.loads(TABLE.read_text("utf-8"))["since"])


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _since(node: Mapping[str, Any]) -> int:
    support = node["__compat"]["support"].get("chrome", {})
    told = support if isinstance(support, list) else [support]
    plain = [s for s in told if not ({"flags", "prefix", "alternative_name"} & set(s)) and (len(told) > 1 or "version_removed" not in s)]
    found = [str(s.get("version_added")).lstrip("≤").partition(".")[0] for s in plain]
    return min((int(v) for v in found if v.isdigit()), default=NEVER)


def _members(node: Mapping[str, Any], found: dict[str, int]) -> dict[str, int]:
    """Every name of an API → the first Chrome that has it anywhere."""
    for name, inner in node.items():
        if name != "__compat" and isinstance(inner, dict):
            if "__compat" in inner:
                found[name] = min(found.get(name, NEVER), _since(inner))
            _members(inner, found)
    return found


def _extract(data: Mapping[str, Any]) -> dict[str, int]:
    members, since = _members({"api": data["api"], "js": data["javascript"]}, {}), dict[str, int]()
    for name in [n.removesuffix("_static") for n in members if n.endswith("_static")]:  # createObjectURL, which a newer API has too
        if name in members:
            members[name] = min(members[name], members[f"{name}_static"])
    for name in (n for style in STYLES for n, _ in asked_by_css(text(style))):
        node = data["css"]
        for part in name.split("."):
            node = node.get(part, {})
        if "__compat" in node:
            since[name] = _since(node)
        elif name.count(".") == 1 and not name.startswith("types."):
            since[name] = NEVER if name.startswith(("properties", "selectors")) else 1
    for name in (n for script in SCRIPTS for n, _ in asked_by_js(text(script))):
        if name in members:
            since[name] = members[name]
    return dict(sorted(since.items()))


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    made = {"from": f"@mdn/browser-compat-data {whole['__meta']['version']}, CC0", "since": _extract(whole)}
    TABLE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
