"""Input as nobody should send it: pieces that mean something to some reader, and files damaged by them."""

from __future__ import annotations

from hypothesis import strategies as st

# Each means something to YAML, PO, CSV, Excel, Markdown, Jinja, Typst, HTML or a file system, or is a letter that surprises.
PIECES = (
    "&a [*a, *a]",
    "<<: *a",
    "!!python/object/apply:os.system [id]",
    "!ENV [A, {b: c}]",
    "? [a, b]\n: c\n",
    "- - - - -",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    ": ",
    "'",
    '"',
    '"""',
    "|",
    ">-",
    "{",
    "}",
    "{{ 7*7 }}",
    "{call:}",
    "{type:",
    "[[[[",
    "]]",
    "#",
    "\t",
    "\r",
    "\r\n",
    "\n\n",
    "\x00",
    "\x1b[31m",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\ud7ff",
    "e\u0301",
    "\U0001f600",
    "\\u0000",
    "\\",
    "\\n",
    'msgid ""\n',
    "msgctxt ",
    'msgstr[1] "x"\n',
    "#~ ",
    "#, fuzzy\n",
    "#| msgid",
    ",",
    ";",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("x")',
    "'=",
    "<b>",
    "</script>",
    "<!--",
    "]]>",
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\x",
    "file:///x",
    "INHERIT: mkdocs.yml\n",
    "NaN",
    "1e999",
    "0x1F",
    "01",
    "2026-13-45",
    "9999999999999999999999999999999999999999",
    "null",
    "~",
    "yes",
    "\xe1\xbb",
    "ff\xfe",
    "a" * 3000,
    "[" * 300,
    "{a: " * 100,
    "- " * 200,
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good file with a few pieces put in, cut out or doubled, at any place; or no such file at all."""
    body = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at, to = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        to = min(to, at + draw(st.sampled_from((0, 1, 2, 40, 4000))))
        piece = draw(st.sampled_from(PIECES)).encode("utf-8", "surrogatepass") if draw(st.booleans()) else draw(st.binary(max_size=8))
        body[at:to] = piece + bytes(body[at:to]) * draw(st.sampled_from((0, 0, 1, 2)))
    return bytes(body)
