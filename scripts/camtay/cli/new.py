"""camtay new: lesson, language, curriculum"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from camtay.cli.shared import alone, shared_options


def add_new(parser: argparse.ArgumentParser) -> None:
    verbs, shared = parser.add_subparsers(required=True, metavar="lesson|language|curriculum"), [shared_options(argparse.SUPPRESS)]
    lesson = verbs.add_parser("lesson", parents=shared, help="a lesson's folder with a skeleton")
    lesson.add_argument("slug")
    lesson.add_argument("--module", default="", metavar="ID", help="where curriculum.yml places it (default: its last module)")
    lesson.set_defaults(run=_run_new_lesson)
    language = verbs.add_parser("language", parents=shared, help="a language's entry and interface file")
    language.add_argument("tag")
    language.set_defaults(run=_run_new_language)
    curriculum = verbs.add_parser("curriculum", parents=shared, help="a folder for lessons of your own, in any language")
    curriculum.add_argument("folder", type=Path, metavar="DIR")
    curriculum.add_argument("--source", required=True, metavar="TAG", help="the language that its lessons are written in, like fr")
    curriculum.set_defaults(run=_run_new_curriculum)


def _run_new_lesson(options: argparse.Namespace) -> int:
    from camtay.project import new

    with alone(options, "new lesson") as folders:
        begun = new.lesson(folders, options.slug, options.module)
    file, place = os.path.relpath(begun.file), f"{os.path.relpath(begun.place.file)}:{begun.place.line}"
    others, folder = ", ".join(begun.modules), Path(file).parent.as_posix()
    return _next(
        options,
        vi=[
            f"{file}: mọi câu trong đó là câu mẫu, hãy thay bằng câu của bạn",
            f"{place}: bài {begun.id}, mô-đun {begun.module}. Thuộc mô-đun khác thì dời dòng ấy ({others})",
            f"Tiếp theo: camtay check {folder} kể câu mẫu nào còn, camtay serve cho xem thử. Cách viết: camtay docs viet-bai",
        ],
        en=[
            f"{file}: every sentence in it is a sample, replace it by your own",
            f"{place}: lesson {begun.id}, module {begun.module}. If it belongs elsewhere move that line ({others})",
            f"Next: camtay check {folder} names the samples that are left, camtay serve shows it. How: camtay docs viet-bai",
        ],
    )


def _run_new_language(options: argparse.Namespace) -> int:
    from camtay.project import new

    with alone(options, "new language") as folders:
        entry, words = map(os.path.relpath, new.language(folders, options.tag))
    return _next(
        options,
        vi=[
            f"{entry}: tên, chữ viết, chiều viết, phông lấy từ CLDR và ISO; nhờ người bản ngữ xem lại",
            f"{words}: chữ của trang, chưa có câu nào",
            f"Tiếp theo: camtay translate start {options.tag} cho bảng tính các câu cần dịch. Cách làm: camtay docs dich",
        ],
        en=[
            f"{entry}: names, script, direction and fonts come from CLDR and ISO; have a speaker look at them",
            f"{words}: the words of the pages, none translated yet",
            f"Next: camtay translate start {options.tag} makes a spreadsheet of what to translate. How: camtay docs dich",
        ],
    )


def _run_new_curriculum(options: argparse.Namespace) -> int:
    from camtay.project import begin

    files = begin.curriculum(options.folder, options.source)
    folder, words = options.folder.as_posix(), (options.folder / "lessons" / "interface" / "interface.yml").as_posix()
    return _next(
        options,
        vi=[
            f"{folder}: {len(files)} tệp, dựng được ngay",
            f"{words}: chữ của trang; bên trên mỗi chữ là câu tiếng Anh và tiếng Việt để phỏng theo",
            f"Tiếp theo: cd {folder}, rồi camtay check kể mọi câu còn là mẫu, camtay serve cho xem thử",
        ],
        en=[
            f"{folder}: {len(files)} files, ready to be built",
            f"{words}: the words of pages; above each stands the English and the Vietnamese as a pattern",
            f"Next: cd {folder}; camtay check names every sample that is left, camtay serve shows it",
        ],
    )


def _next(options: argparse.Namespace, *, vi: Sequence[str], en: Sequence[str]) -> int:
    """Says what was made and what comes next, in the language of the messages."""
    print("\n".join({"vi": vi, "en": en}[options.speech]))
    return 0
