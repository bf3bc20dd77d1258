"""Docs cannot drift: every problem code, command and option that they name exists, and the other way round."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from camtay.check.plain import other_words
from camtay.cli import main
from camtay.messages import MESSAGES, Message
from camtay.model.edition import Edition
from camtay.plan.addresses import BESIDE, taken
from camtay.problem import Span
from camtay.read.library import Reading
from casefolder import country

ROOT = Path(__file__).resolve().parent.parent
PROBLEMS = ROOT / "docs" / "problems.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
INTRO = """\
---
kind: page
lang: en
---

# Problem codes

What `camtay check` and `camtay build` may say. A problem names its place as `file:line:column`, shows the line, and says what
to try. An **error** stops a build and leaves the last site as it was; a **warning** (“cảnh báo”) is shown and the build goes on.
Messages are in Vietnamese when the system is, or with `--messages vi`.

A warning that is meant may be explained in place, on its line or the line above: `# allow rather-long: said once, slowly`.
An error cannot be explained away.

Generated from `scripts/camtay/messages.py` by `pytest tests/test_docs.py --rewrite`; “…” stands for what is filled in.
"""


def test_every_code_is_explained(rewrite: bool) -> None:
    if rewrite:
        PROBLEMS.write_text(page(), "utf-8")
    assert PROBLEMS.read_text("utf-8") == page()


def page() -> str:
    parts = [INTRO]
    for title, codes in sections():
        rows = [row(code, MESSAGES[code]) for code in codes]
        parts.append(f"## {title.capitalize()}\n\n| code | | English | Tiếng Việt | try |\n|---|---|---|---|---|\n" + "".join(rows))
    return "\n".join(parts)


DRAWINGS = ROOT / "overrides" / "drawings"
GALLERY = ROOT / "docs" / "drawings.md"


def test_the_gallery_shows_every_drawing(rewrite: bool) -> None:
    """Names, words and pictures: where authors choose one, on the site and on a code host."""
    head = GALLERY.read_text("utf-8").partition("\n| drawing |")[0].rstrip("\n")
    if rewrite:
        GALLERY.write_text(f"{head}\n\n{gallery()}", "utf-8")
    assert GALLERY.read_text("utf-8") == f"{head}\n\n{gallery()}"


def gallery() -> str:
    vi, en = (dict(re.findall(r"^([a-z0-9-]+): (.+)$", (DRAWINGS / f).read_text("utf-8"), re.MULTILINE)) for f in ("alt.yml", "alt.en.yml"))
    rows = ["| drawing | tiếng Việt | English |\n|---|---|---|\n"]
    for path in sorted(DRAWINGS.glob("*.svg")):
        picture = f'<img src="../overrides/drawings/{path.name}" width="96" height="64" loading="lazy" alt="">'
        words = f'<span lang="vi">{shown(vi[path.stem])}</span> | {shown(en[path.stem])}'
        rows.append(f"| {picture}<br>`{path.stem}` | {words} |\n")
    return "".join(rows)


def sections() -> list[tuple[str, list[str]]]:
    """(title, codes) as messages.py is divided."""
    text = (ROOT / "scripts" / "camtay" / "messages.py").read_text("utf-8").partition("MESSAGES: ")[2]
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if heading := re.match(r"    # --- (.*?) -+$", line):
            found.append((heading[1], []))
        elif code := re.match(r'    "([a-z0-9-]+)": _m\(', line):
            found[-1][1].append(code[1])
    assert [c for _, codes in found for c in codes] == list(MESSAGES)
    return found


def row(code: str, message: Message) -> str:
    kind = "warning" if message.warning else "error"
    hints = " · ".join(filter(None, (shown(message.hint.get("en", "")), shown(message.hint.get("vi", "")))))
    return f"| `{code}` | {kind} | {shown(message.text['en'])} | {shown(message.text['vi'])} | {hints} |\n"


def shown(text: str) -> str:
    """As a cell of a table: places filled in with “…”, no sign that Markdown or its extensions would take for their own."""
    text = re.sub(r"\{[a-z_]+\}", "…", text).replace("\n", " ")
    return re.sub(r"([|<>{}\[\]*_`\\])", lambda m: f"&#{ord(m[1])};", text)


def commands() -> dict[str, set[str]]:
    """`codes retire` → its options, of every command there is."""
    found: dict[str, set[str]] = {}

    def walk(parser: object, words: tuple[str, ...]) -> None:
        actions = parser._actions  # type: ignore[attr-defined]
        verbs = next((a.choices for a in actions if isinstance(a.choices, dict)), None)
        found[" ".join(words)] = {o for a in actions for o in a.option_strings}
        for verb, inner in (verbs or {}).items():
            walk(inner, (*words, verb))

    walk(main._parser(), ())
    return found


COMMANDS = commands()
VERBS = {words.split()[0] for words in COMMANDS if words}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_named_commands_exist(path: Path) -> None:
    for line in re.findall(r"(?:^|`|\$ )camtay ([a-z][^`\n#|]*)", path.read_text("utf-8"), re.MULTILINE):
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), None)
        assert name, f"camtay {line}"
        assert {w.partition("=")[0] for w in words if w.startswith("--")} <= COMMANDS[name], f"camtay {line}"


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8") + "".join(p.read_text("utf-8") for p in PAGES)
    assert [verb for verb in sorted(VERBS) if f"camtay {verb}" not in text] == []


@pytest.mark.parametrize("code", [c for c, m in MESSAGES.items() if any("camtay " in h for h in m.hint.values())])
def test_commands_of_hints_exist(code: str) -> None:
    for hint in MESSAGES[code].hint.values():
        for verb, more in re.findall(r"camtay ([a-z]+)(?: ([a-z]+))?", hint):
            assert f"{verb} {more}".strip() in COMMANDS or (verb in COMMANDS and not any(c.startswith(f"{verb} ") for c in COMMANDS)), hint


# What cannot be taken back: a code given up, a file overwritten. Docs explain it; no hint says it in passing. `update --prune` can be:
# test_translate.py::test_units_that_are_gone sees every word of a unit that is gone kept in its file.
FOR_GOOD = re.compile(r"codes retire|--replaced-by|--replace\b|\bgit\b|\brm\b")


@pytest.mark.parametrize("code", [c for c, m in MESSAGES.items() if any(m.hint.values())])
def test_no_hint_suggests_what_cannot_be_taken_back(code: str) -> None:
    assert [hint for hint in MESSAGES[code].hint.values() if FOR_GOOD.search(hint)] == []


def test_no_hint_made_elsewhere_does_either() -> None:
    """Hints that a problem brings along: `{"hint": …}` written out in the code."""
    found = [
        (path.name, value.value)
        for path in sorted((ROOT / "scripts" / "camtay").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "hint" and isinstance(value, ast.Constant)
    ]
    assert [(name, hint) for name, hint in found if FOR_GOOD.search(str(hint))] == []


PAGE = re.compile(r"camtay docs ([a-z-]+)")


@pytest.mark.parametrize("code", [c for c, m in MESSAGES.items() if any(PAGE.search(h) for h in m.hint.values())])
def test_pages_that_hints_name_are_there_with_that_heading(code: str) -> None:
    for speech, hint in MESSAGES[code].hint.items():
        for name in PAGE.findall(hint):
            assert (ROOT / "docs" / f"{name}.md").is_file(), hint
        for heading, name in re.findall(r"“([^”]+)” (?:in|trong) camtay docs ([a-z-]+)", hint):
            page = ROOT / "docs" / (f"{name}.en.md" if speech == "en" else f"{name}.md")
            assert re.search(rf"^#+ {re.escape(heading)}\b", page.read_text("utf-8"), re.MULTILINE), hint


def test_nothing_that_is_said_names_a_file_of_the_repository() -> None:
    """Who installed a wheel has no docs/; `camtay docs` is everywhere. Comments and docstrings are for those who have the code."""
    package = ROOT / "scripts" / "camtay"
    found = []
    for path in [package / "messages.py", *sorted((package / "cli").glob("*.py"))]:
        tree = ast.parse(path.read_text("utf-8"))
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        said = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in bare]
        found += [(path.name, n.lineno, n.value) for n in said if re.search(r"docs/[a-z-]+|README|CONTRIBUTING", n.value)]
        assert all((ROOT / "docs" / f"{name}.md").is_file() for n in said for name in PAGE.findall(n.value)), path
    assert found == []


def test_a_page_is_read_in_ones_own_language_or_in_the_one_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # no project is needed
    firsts = {("dich", "vi"): "# Dịch và đọc lại", ("dich", "en"): "# Translating and reviewing", ("problems", "vi"): "# Problem codes"}
    for (name, speech), first in firsts.items():
        assert main.main(["docs", name, "--messages", speech]) == 0
        assert capsys.readouterr().out.splitlines()[0] == first
    assert main.main(["docs", "--messages", "en"]) == 0
    names = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert names == {path.name.split(".")[0] for path in (ROOT / "docs").glob("*.md")}
    assert main.main(["docs", "dihc", "--messages", "en"]) == 1
    assert "unknown-page" in (err := capsys.readouterr().err)
    assert "try: dich" in err


@pytest.mark.parametrize("command", ["scripts/build.py", "scripts/test.py"])
@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_two_commands_are_there(readme: str, command: str) -> None:
    assert f"python3 {command}" in (ROOT / readme).read_text("utf-8")
    assert (ROOT / command).is_file()


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_help_is_said(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main.main([*words.split(), "--help"])
    assert stop.value.code == 0
    assert "usage: camtay" in capsys.readouterr().out


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_named_codes_exist(path: Path) -> None:
    """`# allow <code>: …` and `file:1:2: code:` in an example name a problem that exists."""
    text = path.read_text("utf-8")
    named = re.findall(r"# ?allow ([a-z-]+):", text) + re.findall(r"\.yml:\d+:\d+: (?:warning )?([a-z-]+):", text)
    assert [code for code in named if code not in MESSAGES] == []


# Pages that a build adds to those of docs/: lists and lessons.
COUNTRY = country()
MADE = (
    {"index.md"}
    | {f"{name}.md" for name in COUNTRY.addresses.lists}
    | {f"{path.parent.name}.md" for path in (ROOT / "lessons").glob("*/lesson.yml")}
)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_named_files_exist(path: Path) -> None:
    """Links to other pages, of the repository or of the site that is made from docs/, and to headings in them."""
    for target, anchor in re.findall(r"\]\((?!https?:|mailto:|/)([^)#\s]*)(?:#([^)\s]+))?\)", path.read_text("utf-8")):
        if path.parent.name == "docs" and target in MADE:
            continue
        found = path.parent / target if target else path
        assert found.exists(), f"{path.name}: {target}"
        assert not anchor or anchor in headings(found.read_text("utf-8")), f"{path.name}: {target}#{anchor}"


LINKED = [p for p in PAGES if re.search(r"\]\((?:docs/)?[a-z0-9-]+\.md", p.read_text("utf-8"))]


@pytest.mark.parametrize("path", LINKED, ids=lambda p: p.name)
def test_links_to_lessons_are_called_as_the_lessons(path: Path, shipped: Reading) -> None:
    """By the title, by either side of its colon, or by the short name on cards: who arrives is where the link promised."""
    library = shipped.library
    tag = "en" if path.name.endswith(".en.md") or path.parent == ROOT else "vi"
    edition = Edition(library, tag)
    for text, slug in re.findall(r"\[([^\]]+)\]\((?:docs/)?([a-z0-9-]+)(?:\.en)?\.md(?:#[^)]*)?\)", path.read_text("utf-8")):
        if slug in library.lessons:
            title, short = (edition.say(t).text for t in (library.lessons[slug].title, library.lessons[slug].short))
            names = {name.strip().casefold() for name in (title, short, *title.split(":"))}
            assert text.casefold() in names, f"{path.name}: [{text}]({slug}.md) is called {title!r}"


@pytest.mark.parametrize("page", ["viet-bai.md", "viet-bai.en.md"])
def test_examples_for_authors_use_our_words(page: str, shipped: Reading) -> None:
    """What authors copy is linted as lessons are: “tắt máy” stood in them when the termbase forbade it already."""
    examples = "\n".join(re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL))
    at, terms = Span(page), shipped.library.terms.terms
    said = [text for line in examples.splitlines() if " " in (text := line.partition(": ")[2])]
    found = [p for text in said for p in other_words(text, at, terms, "vi")]
    assert [p.values["found"] for p in found] == []
    assert [p.values["found"] for p in other_words("Bác cứ tắt máy", at, terms, "vi")] == ["tắt máy"]


def test_no_lesson_takes_the_name_of_a_page() -> None:
    """Every hand-written page has its name kept for it in addresses.py; what the menu names is there, in English too."""
    pages = {path.name.partition(".")[0] for path in (ROOT / "docs").glob("*.md")}
    assert sorted(pages - taken(COUNTRY)) == []
    assert sorted({*map(str, COUNTRY.pages), *BESIDE} - pages) == []
    assert [name for name in COUNTRY.pages if not (ROOT / "docs" / f"{name}.en.md").is_file()] == []


def headings(text: str) -> set[str]:
    """Ids of headings: as given in { #… }, else as Markdown's `toc` and GitHub make them of plain words."""
    rows = [line for line in text.splitlines() if line.startswith("#")]
    given = {m[1] for row in rows if (m := re.search(r"\{ ?#([^ }]+) ?\}", row))}
    return given | {re.sub(r"[^\w-]", "", re.sub(r"^#+ ", "", row).lower().replace(" ", "-")) for row in rows}
