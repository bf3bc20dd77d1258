"""camtay record: sheet, import, review, status, speak, stick"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

from camtay.cli.shared import alone, counted, many, shared_options, show_progress
from camtay.folders import find
from camtay.messages import Speech
from camtay.model.sound import Coverage
from camtay.problem import as_text, errors

OUT = Path("record")
_HEADS: dict[Speech, tuple[str, ...]] = {
    "vi": ("tiếng", "bài", "câu", "nghe được", "chờ nghe lại", "cũ", "máy đọc"),
    "en": ("language", "lesson", "lines", "heard", "to be listened to", "stale", "machine"),
}


def add_record(parser: argparse.ArgumentParser) -> None:
    group = parser.add_subparsers(required=True, metavar="sheet|import|review|status|speak|stick")
    shared = [shared_options(argparse.SUPPRESS)]
    verb = group.add_parser("sheet", parents=shared, help="numbered lines for a speaker, as PDF, and their list")
    _tag_and_lessons(verb)
    verb.add_argument("--again", action="store_true", help="also what a person has said already")
    verb.add_argument("--out", type=Path, default=OUT, metavar="DIR")
    verb.set_defaults(run=_run_sheet)
    verb = group.add_parser("import", parents=shared, help="recordings from a phone: cut, levelled, one MP3 a line")
    verb.add_argument("folder", type=Path)
    verb.add_argument("--sheet", type=Path, metavar="CSV", help="the list of the sheet (default: the one beside the recordings)")
    verb.add_argument("--speaker", default="", metavar="NAME")
    verb.add_argument("--consent", action="store_true", help="the speaker agreed that everybody may hear it")
    verb.add_argument("--numbers-spoken", action="store_true", help="before each line its number is said")
    verb.add_argument("--partial", action="store_true", help="take the lines that are fit though others are not")
    verb.set_defaults(run=_run_import)
    verb = group.add_parser("review", parents=shared, help="a page to listen; with --reviewer: who has listened")
    _tag_and_lessons(verb)
    verb.add_argument("--reviewer", default="", metavar="NAME", help="somebody else than the speaker, who has listened to all of it")
    verb.add_argument("--wrong", action="extend", nargs="+", default=[], metavar="UNIT", help="but these lines must be said again")
    verb.add_argument("--out", type=Path, default=OUT, metavar="DIR")
    verb.set_defaults(run=_run_review)
    verb = group.add_parser("status", parents=shared, help="how far each language can be heard")
    verb.add_argument("--language", action="append", default=[], metavar="TAG")
    verb.add_argument("--json", action="store_true", help="as JSON, for other programs")
    verb.set_defaults(run=_run_status)
    verb = group.add_parser("speak", parents=shared, help="by the speech program of languages.yml, where no person has spoken yet")
    _tag_and_lessons(verb)
    verb.set_defaults(run=_run_speak)
    verb = group.add_parser("stick", parents=shared, help="MP3 files in order for a loudspeaker")
    verb.add_argument("out", type=Path, metavar="DIR")
    verb.add_argument("slugs", nargs="*", metavar="LESSON")
    verb.add_argument("--language", required=True, metavar="TAG")
    verb.set_defaults(run=_run_stick)


def _tag_and_lessons(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("tag")
    verb.add_argument("slugs", nargs="*", metavar="LESSON")


def _run_sheet(options: argparse.Namespace) -> int:
    from camtay.project.recording import make_sheet

    with alone(options, "record sheet", options.out) as folders:
        made = make_sheet(folders, options.tag, options.slugs, options.out, options.again)
    if made is None:
        print({"vi": "Câu nào cũng có người đọc rồi.", "en": "A person has said every line."}[options.speech])
        return 0
    lines = {
        "vi": [
            f"{made.paper}: {made.lines} câu, in ra cho người đọc",
            f"{made.list}: giữ tệp này, chép vào thư mục bản thu khi nhận về",
            'Tiếp theo: camtay record import THƯ_MỤC --speaker "Họ tên" --consent. Cách làm: camtay docs thu-am',
        ],
        "en": [
            f"{made.paper}: {many(made.lines, 'line')}, to print for the speaker",
            f"{made.list}: keep it, and lay it into the folder of recordings when they come",
            'Next: camtay record import FOLDER --speaker "Name" --consent. How: camtay docs thu-am',
        ],
    }
    print("\n".join(lines[options.speech]))
    return 0


def _run_import(options: argparse.Namespace) -> int:
    from camtay.voice.commands import Delivery, import_

    given = Delivery(options.folder, options.sheet, options.speaker, options.consent, options.numbers_spoken, options.partial)
    with alone(options, "record import") as folders:
        done = import_(folders, given, show_progress)
    if done.problems:
        print(as_text(done.problems, {}, options.speech))
        print(counted(done.problems, options.speech))
    _say_files(done.files)
    print(
        {"vi": f"{done.lines} câu đã nhận, {done.seconds:.0f} giây", "en": f"{many(done.lines, 'line')}, {done.seconds:.0f} s"}[
            options.speech
        ]
    )
    return 1 if errors(done.problems) else 0


def _run_review(options: argparse.Namespace) -> int:
    from camtay.model.language import same_person
    from camtay.project.recording import listening_page
    from camtay.read.library import read
    from camtay.voice import commands
    from camtay.write import put

    page = options.out / f"{options.tag}-nghe-lai.html"
    with alone(options, "record review", *([] if options.reviewer else [page])) as folders:
        if options.reviewer:
            right, wrong = commands.review(folders, options.tag, options.reviewer, options.slugs, options.wrong)
            waiting = commands.waiting(folders, options.tag, options.slugs)
            own = sum(same_person(one.found.recording.speaker, options.reviewer) for one in waiting)
            counted = {
                "vi": f"{right} câu đã có người nghe lại, {wrong} câu phải đọc lại",
                "en": f"{right} listened to, {wrong} to be said again",
            }
            yours = {"vi": f"; {own} câu là giọng của bạn, nhờ người khác nghe", "en": f"; {own} in your own voice: somebody else listens"}
            print(counted[options.speech] + (yours[options.speech] if own else ""))
            return 0
        found = commands.waiting(folders, options.tag, options.slugs)
        if found:
            put(page, listening_page(read(folders.lessons).library, options.tag, found))
    words = {"vi": f"{page}: {len(found)} câu chờ nghe lại", "en": f"{page}: {many(len(found), 'line')} to listen to"}
    print((words if found else {"vi": "Không câu nào chờ nghe lại.", "en": "Nothing waits to be listened to."})[options.speech])
    return 0


def _run_status(options: argparse.Namespace) -> int:
    from camtay.voice.commands import status

    found = status(find(options.lessons), options.language)
    if options.json:
        rows = {t: {name: dict(zip(_HEADS["en"][2:], c.counts, strict=True)) for name, c in by.items()} for t, by in found.items()}
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print(_table(found, options.speech))
    return 0


def _table(found: dict[str, dict[str, Coverage]], speech: Speech) -> str:
    """A row a language; below it the lessons in which something is recorded."""
    rows = [_HEADS[speech]]
    for tag, by in found.items():
        rows.append((tag, {"vi": "tất cả", "en": "all"}[speech], *map(str, _sum(list(by.values())).counts)))
        rows += [("", name, *map(str, c.counts)) for name, c in by.items() if any(c.counts[1:])]
    wide = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(w) if n < 2 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, wide, strict=True))) for row in rows
    )


def _sum(counts: Sequence[Coverage]) -> Coverage:
    total = Coverage(0, 0, 0, 0, 0)
    for one in counts:
        total += one
    return total


def _run_speak(options: argparse.Namespace) -> int:
    from camtay.voice.commands import speak

    with alone(options, "record speak") as folders:
        done = speak(folders, options.tag, options.slugs, show_progress)
    if done.problems:
        print(as_text(done.problems, {}, options.speech))
    _say_files(done.files)
    print({"vi": f"{done.lines} câu máy đọc", "en": f"{many(done.lines, 'line')} read by the machine"}[options.speech])
    return 1 if errors(done.problems) else 0


def _run_stick(options: argparse.Namespace) -> int:
    from camtay.voice.commands import stick

    with alone(options, "record stick", options.out) as folders:
        made = stick(folders, options.language, options.slugs, options.out)
    for name, seconds in made:
        print(f"{options.out / name}  {seconds:.0f} s")
    if not made:
        print({"vi": "Chưa bài đọc loa nào đủ câu.", "en": "No loudspeaker script is whole yet."}[options.speech])
    return 0 if made else 1


def _say_files(files: Sequence[Path]) -> None:
    for path in files:
        if path.suffix == ".yml":
            print(os.path.relpath(path))
