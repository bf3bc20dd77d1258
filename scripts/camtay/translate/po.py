"""Translations as PO (gettext), for Poedit, Weblate and Crowdin. The only importer of polib.

Weblate and Poedit read the head: the language of the texts, the plural forms of the translation, when it went out.

msgctxt is the unit's id, msgid the source of now, `#|` the one that was translated, `fuzzy` a draft or a stale unit, `#` the
translator's note, `#.` where it stands. https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import polib

from camtay import cldr
from camtay.model.edition import State
from camtay.problem import Problem, Span
from camtay.shipped import LANGUAGE
from camtay.translate.entries import Delivery, Entry, Row

_HEADER = "Translate the msgstr. Keep what stands in { }: words on a screen, numbers to call, letters to type."
_HEADER_VI = "Dịch phần msgstr. Giữ nguyên chữ trong { }: đó là chữ trên màn hình, số để gọi, chữ để gõ."
_SEAL = re.compile(r"^seal (x[0-9a-f]{8})$", re.MULTILINE)
# A comment, a keyword with its string, or a string alone: polib takes less for granted and would cut off letters.
_FORM = re.compile(r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*")?\s*')
_LINE = re.compile(r"\(line (\d+)\)")


def write(entries: Iterable[Entry], tag: str, translator: str = "", source: str = LANGUAGE, day: str = "", home: Path = Path()) -> bytes:
    """The file's bytes; the same entries of one `day` give the same. `tag` empty: a template without translations.

    `home`: the folder from which the places of units are told, whatever the current one is.
    """
    po = polib.POFile(wrapwidth=0)
    po.header = f"{_HEADER_VI}\n{_HEADER}" if source == LANGUAGE else _HEADER
    po.metadata = {
        "Project-Id-Version": "camtay",
        "POT-Creation-Date": _moment(day),
        "PO-Revision-Date": _moment(day),
        "Last-Translator": translator,
        "Language-Team": "",
        "Language": cldr.bcp47(tag),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plurals(tag),
        "X-Source-Language": cldr.bcp47(source),
        "X-Generator": "camtay",
    }
    po.extend(_entry(e if tag else _bare(e), home) for e in entries)
    return str(po).encode()


def _moment(day: str) -> str:
    """As gettext writes a moment; of a day only, so that two exports of one day are the same."""
    return f"{day or '1970-01-01'} 00:00+0000"


def _plurals(tag: str) -> str:
    """The rule of the language as CLDR has it; one form for a language that CLDR does not know. No unit has a plural."""
    return f"{cldr.plural_forms(tag) or 'nplurals=1; plural=0'};"


def _bare(entry: Entry) -> Entry:
    return replace(entry, text="", note="", before="", draft=False, state=State.MISSING)


def read(data: bytes, file: str) -> Delivery:
    """What came back, or why it cannot be read."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if odd := next((n for n, line in enumerate(text.split("\n"), 1) if not _FORM.fullmatch(line)), 0):
            return _broken(file, odd, "no PO")
        po = polib.pofile(text)
    except UnicodeDecodeError as error:
        return Delivery(problems=(Problem(Span(file), "not-utf8", {"detail": f"byte 0x{data[error.start]:02X}"}),))
    except Exception as error:  # polib raises OSError, ValueError, IndexError: whatever it stumbled over
        line = _LINE.search(str(error))
        return _broken(file, int(line[1]) if line else 1, str(error).replace("\n", " ")[:120])
    if not len(po):
        return _broken(file, 1, "no entry")
    translator = re.sub(r"\s*<.*", "", str(po.metadata.get("Last-Translator", ""))).strip()  # lessons are public: no address
    return Delivery(
        tag=str(po.metadata.get("Language", "")).strip().replace("_", "-"),
        translator="" if translator == "FULL NAME" else normalize("NFC", translator),
        rows=tuple(_rows(po, file)),
    )


def _broken(file: str, line: int, reason: str) -> Delivery:
    return Delivery(problems=(Problem(Span(file, line), "unreadable", {"reason": f"PO: {reason}"}),))


def _entry(entry: Entry, home: Path) -> polib.POEntry:
    is_open = entry.state in (State.DRAFT, State.STALE)
    return polib.POEntry(
        msgctxt=entry.id,
        msgid=entry.source,
        msgstr=entry.text,
        previous_msgid=entry.before or None,
        comment="\n".join((entry.place, *entry.advice, *entry.terms, f"seal {entry.seal}")),
        tcomment=entry.note,
        occurrences=[(Path(os.path.relpath(entry.at.file, home)).as_posix(), str(entry.at.line))],
        flags=["fuzzy"] if is_open else [],
    )


def _rows(po: polib.POFile, file: str) -> Iterator[Row]:
    for entry in po:
        if entry.obsolete:
            continue
        text, sealed = normalize("NFC", entry.msgstr).strip(), _SEAL.search(entry.comment or "")
        yield Row(
            at=Span(file, entry.linenum or 1),
            id=normalize("NFC", entry.msgctxt or ""),
            source=normalize("NFC", entry.msgid),
            text=text,
            note=" ".join(normalize("NFC", entry.tcomment or "").split()),
            status=State.MISSING if not text else State.DRAFT if entry.fuzzy else State.REVIEWED,
            coarse=entry.fuzzy and bool(text),
            seal=sealed[1] if sealed else "",
        )
