"""The command line: unpacks its words, calls one function, prints what came of it. Exit codes: 0 well, 1 problems, 2 usage."""

from __future__ import annotations

import argparse
import datetime
import locale
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from camtay.folders import find
from camtay.messages import Speech
from camtay.plan import codes
from camtay.plan.plan import owners
from camtay.problem import Problem, Span, Stop, as_json, as_text, errors, nearest
from camtay.project import new
from camtay.project.compile import PARTS, BuildRequest, Result, build
from camtay.project.serve import serve
from camtay.project.workspace import Workspace, open_workspace
from camtay.read.source import absent
from camtay.site.builder import Builder
from camtay.write import put


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command."""
    options = _parser().parse_args(argv)
    options.speech = _speech(options.messages)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except Stop as stop:
        print(as_text(stop.problems, stop.sources, options.speech), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `camtay check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="camtay", description="Lessons in YAML to phone guides, printed sheets and a site.")
    shared = _shared(None)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    _check(verbs.add_parser("check", parents=[shared], help="all problems of the lessons"))
    _build(verbs.add_parser("build", parents=[shared], help="make site/: guides, sheets and site"))
    _serve(verbs.add_parser("serve", parents=[shared], help="live preview in the browser"))
    _print(verbs.add_parser("print", parents=[shared], help="sheets alone; with --teams one set a team"))
    _codes(verbs.add_parser("codes", parents=[shared], help="permanent codes of printed QR codes"))
    _translate(verbs.add_parser("translate", parents=[shared], help="translations: progress, spreadsheets and PO out and in"))
    _verify(verbs.add_parser("verify", parents=[shared], help="read a finished site with other people's readers"))
    _new(verbs.add_parser("new", parents=[shared], help="a skeleton that passes the check"))
    return parser


def _shared(default: str | None) -> argparse.ArgumentParser:
    """Options of every command. Below a group (`codes mint`) the default is to leave what the group was told."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=default)
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="the lessons folder (default: lessons/ of the project)")
    parser.add_argument("--messages", choices=("vi", "en"), help="language of the messages (default: the system's)")
    return parser


def _speech(given: str | None) -> Speech:
    """Vietnamese when asked for, or when the system speaks it."""
    said = given or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "vi" if said.startswith("vi") else "en"


# --- check ----------------------------------------------------------------------------------------


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="show only problems of these files and folders")
    parser.add_argument("--json", action="store_true", help="as JSON, for editors")
    parser.set_defaults(run=_run_check)


def _run_check(options: argparse.Namespace) -> int:
    workspace = open_workspace(find(options.lessons))
    problems = [*_lost(options.paths, workspace), *(p for p in workspace.problems if _within(p.at.file, options.paths))]
    if options.json:
        print(as_json(problems, options.speech))
    elif problems:
        print(as_text(problems, workspace.sources, options.speech))
        print(_count(problems, options.speech))
    else:
        print({"vi": "Không thấy lỗi nào.", "en": "No problems."}[options.speech])
    return 1 if errors(problems) else 0


def _lost(paths: Sequence[Path], workspace: Workspace) -> Iterator[Problem]:
    """Paths with nothing in them that the check looks at: a slip of the finger is not “No problems.”"""
    drawings = os.path.realpath(workspace.folders.overrides / "drawings")
    files = [*map(os.path.realpath, {*workspace.sources, *(p.at.file for p in workspace.problems)}), drawings]
    for path in paths:
        place = Path(os.path.realpath(path))
        if (place.is_relative_to(drawings) and place.exists()) or any(Path(f).is_relative_to(place) for f in files):
            continue
        if os.path.lexists(path):
            folder = Path(os.path.relpath(workspace.folders.lessons)).as_posix()
            yield Problem(Span(path.as_posix()), "not-checked", {"path": path.as_posix(), "folder": folder})
        else:
            yield _no_path(path, workspace.folders.lessons)


def _no_path(path: Path, lessons: Path) -> Problem:
    """With the nearest name: beside it, or among the lessons where somebody gave a lesson's name alone."""
    problem = absent(path)
    known = {p.name: Path(os.path.relpath(p)).as_posix() for p in sorted(lessons.iterdir()) if not p.name.startswith(".")}
    near = known.get(nearest(path.name, known), "")
    return problem if problem.hint("en") or not near else replace(problem, values={**problem.values, "hint": near})


def _within(file: str, paths: Sequence[Path]) -> bool:
    place = Path(os.path.realpath(file))  # Path.resolve raises on a link to itself
    return not paths or any(place.is_relative_to(os.path.realpath(p)) for p in paths)


def _count(problems: Sequence[Problem], speech: Speech) -> str:
    bad = len(errors(problems))
    idle = len(problems) - bad
    return {"vi": f"{bad} lỗi, {idle} cảnh báo", "en": f"{_many(bad, 'error')}, {_many(idle, 'warning')}"}[speech]


def _many(n: int, word: str) -> str:
    """1 sheet, 2 sheets."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


# --- build and serve ------------------------------------------------------------------------------


def _build(parser: argparse.ArgumentParser) -> None:
    _order(parser)
    parser.add_argument("--only", type=_parts, default=PARTS, metavar="site,print", help="make only these parts")
    parser.add_argument("--locked", action="store_true", help="refuse to mint new codes (for CI)")
    parser.set_defaults(run=_run_build)


def _order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, default=Path("site"), metavar="DIR", help="where the site goes (default: site)")
    parser.add_argument("--site-url", default="", metavar="URL", help="the site's address (default: site_url of mkdocs.yml)")
    parser.add_argument("--team", type=Path, metavar="FILE", help="the team's overlay (default: lessons/team.yml)")
    parser.add_argument("--jobs", type=_least(1), metavar="N", help="processes (default: one a core)")


def _least(low: int, high: int = sys.maxsize) -> Callable[[str], int]:
    """A whole number within limits, as a type of argparse."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text}: a number from {low}" + (f" to {high}" if high < sys.maxsize else ""))
        return int(text)

    return number


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    if not parts or set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{text}: one or more of {','.join(PARTS)}")
    return parts


def _run_build(options: argparse.Namespace) -> int:
    order = BuildRequest(
        folders=find(options.lessons),
        site=options.site.resolve(),
        site_url=options.site_url,
        team=options.team,
        only=options.only,
        locked=options.locked,
        jobs=options.jobs,
    )
    builder = Builder(options.jobs or os.cpu_count() or 1)
    try:
        result = build(order, builder, _tell)
    finally:
        builder.close()
    return _report(result, order, options.speech)


def _tell(what: str, done: int, of: int) -> None:
    """A progress bar, where somebody watches."""
    if sys.stderr.isatty():
        filled = 30 * done // max(of, 1)
        print(f"\r{what:8} [{'█' * filled}{'·' * (30 - filled)}] {done}/{of} ", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _report(result: Result, order: BuildRequest, speech: Speech) -> int:
    if result.problems:
        print(as_text(result.problems, result.workspace.sources, speech))
        print(_count(result.problems, speech))
    if result.plan is None or (errors(result.problems) and not result.seconds):
        print({"vi": "Chưa dựng được; trang cũ vẫn nguyên.", "en": "Nothing was built; the last site is untouched."}[speech])
        return 1
    print(_summary(result, order, speech))
    return 1 if errors(result.problems) else 0


def _summary(result: Result, order: BuildRequest, speech: Speech) -> str:
    plan = result.plan
    assert plan
    tags = {g.tag for g in plan.guides}
    drafts = sum(not plan.edition(g.tag).is_reviewed(plan.library.lessons[g.slug]) for g in plan.guides)
    shown = order.site if not order.site.is_relative_to(Path.cwd()) else order.site.relative_to(Path.cwd())
    lessons, guides, sheets = len(plan.library.lessons), len(plan.guides), len(result.sheets)
    lines = {
        "vi": [
            f"{lessons} bài · {len(tags)} thứ tiếng · {guides} trang hướng dẫn ({drafts} bản nháp), mỗi trang một mã · {sheets} tờ in",
            f"Mã mới: {', '.join(result.new_codes)}. Hãy lưu tệp {codes.LOCK} vào git." if result.new_codes else "",
            f"Xong trong {result.seconds:.1f} giây. Mở: python3 -m http.server --directory {shown} rồi vào http://localhost:8000/",
        ],
        "en": [
            f"{lessons} lessons · {len(tags)} languages · {guides} guides ({drafts} drafts), a code each · {sheets} sheets",
            f"New codes: {', '.join(result.new_codes)}. Commit {codes.LOCK}." if result.new_codes else "",
            f"Done in {result.seconds:.1f} s. Open: python3 -m http.server --directory {shown}, then http://localhost:8000/",
        ],
    }[speech]
    return "\n".join(line for line in lines if line)


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--team", type=Path, metavar="FILE", help="the team's overlay (default: lessons/team.yml)")
    parser.add_argument("--jobs", type=_least(1), metavar="N", help="processes (default: one a core)")
    parser.add_argument("--port", type=_least(1, 65535), default=8000, metavar="N", help="of http://localhost:N/ (default: 8000)")
    parser.set_defaults(run=_run_serve)


def _run_serve(options: argparse.Namespace) -> int:
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal or a stopped task ends the workers too, as Ctrl-C does
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    serve(
        find(options.lessons),
        options.team,
        options.port,
        options.jobs or os.cpu_count() or 1,
        lambda problems, sources: print(as_text(problems, sources, options.speech), flush=True),
    )
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


# --- print ----------------------------------------------------------------------------------------


def _print(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--language", action="append", default=[], metavar="TAG")
    parser.add_argument("--sheet", action="append", default=[], metavar="KIND")
    overlay = parser.add_mutually_exclusive_group()
    overlay.add_argument("--team", type=Path, metavar="FILE")
    overlay.add_argument("--teams", type=Path, metavar="CSV", help="one set a team")
    parser.add_argument("--out", type=Path, default=Path("print"), metavar="DIR")
    parser.add_argument("--site-url", default="", metavar="URL")
    parser.add_argument("--jobs", type=_least(1), metavar="N")
    parser.set_defaults(run=_run_print)


def _run_print(options: argparse.Namespace) -> int:
    from camtay.project.printing import PrintRequest, print_wished

    wish = PrintRequest(
        folders=find(options.lessons),
        out=options.out,
        slugs=tuple(options.slugs),
        languages=tuple(options.language),
        kinds=tuple(options.sheet),
        team=options.team,
        teams=options.teams,
        site_url=options.site_url,
        jobs=options.jobs,
    )
    made, problems, sources = print_wished(wish, _tell)
    if problems:
        print(as_text(problems, sources, options.speech))
    print({"vi": f"{len(made)} tờ trong {options.out}", "en": f"{_many(len(made), 'sheet')} in {options.out}"}[options.speech])
    return 1 if errors(problems) else 0


# --- codes ----------------------------------------------------------------------------------------


def _codes(parser: argparse.ArgumentParser) -> None:
    verbs, shared = parser.add_subparsers(required=True, metavar="list|mint|retire|guard"), [_shared(argparse.SUPPRESS)]
    verbs.add_parser("list", parents=shared, help="every code, its language and lesson").set_defaults(run=_run_list)
    verbs.add_parser("mint", parents=shared, help="give a code to every guide that has none").set_defaults(run=_run_mint)
    retire = verbs.add_parser("retire", parents=shared, help="a lesson went: its code stays and says so")
    retire.add_argument("code")
    retire.add_argument("--replaced-by", default="", metavar="CODE")
    retire.set_defaults(run=_run_retire)
    guard = verbs.add_parser("guard", parents=shared, help="compare the lock with the one at a git ref")
    guard.add_argument("--against", default="HEAD", metavar="REF")
    guard.set_defaults(run=_run_guard)


def _run_list(options: argparse.Namespace) -> int:
    workspace = open_workspace(find(options.lessons))
    titles = {slug: lesson.title.vi for slug, lesson in workspace.library.lessons.items()}
    for code, tag, title, note in codes.as_rows(workspace.lock, titles):
        print(f"{code:8} {tag:10} {title} {note}".rstrip())
    return 0


def _run_mint(options: argparse.Namespace) -> int:
    workspace = open_workspace(find(options.lessons))
    if not workspace.is_sound:
        raise Stop(*errors(workspace.problems), sources=workspace.sources)
    lacking = codes.missing(workspace.lock, owners(workspace.library))
    grown = codes.mint(workspace.lock, lacking, datetime.date.today())
    if lacking:
        put(workspace.folders.lessons / codes.LOCK, grown.text.encode())
    for code in grown.codes[len(workspace.lock.codes) :]:
        print(f"{code.code:8} {code.language:10} {code.lesson}")
    print({"vi": f"{len(lacking)} mã mới", "en": _many(len(lacking), "new code")}[options.speech])
    return 0


def _run_retire(options: argparse.Namespace) -> int:
    folders = find(options.lessons)
    lock, problems, _ = codes.read_lock(folders.lessons)
    if problems:
        raise Stop(*problems)
    changed = codes.retire(lock, options.code, options.replaced_by, datetime.date.today())
    put(folders.lessons / codes.LOCK, changed.text.encode())
    print({"vi": f"{options.code} đã nghỉ", "en": f"{options.code} is retired"}[options.speech])
    return 0


def _run_guard(options: argparse.Namespace) -> int:
    folders = find(options.lessons)
    lock, problems, name = codes.read_lock(folders.lessons)
    problems += codes.guard(codes.lock_at(folders.lessons, options.against), lock, name)
    if problems:
        print(as_text(problems, {name: lock.text}, options.speech))
        return 1
    print({"vi": f"{len(lock.codes)} mã, không mã nào mất", "en": f"{len(lock.codes)} codes, none lost"}[options.speech])
    return 0


# --- translate ------------------------------------------------------------------------------------


def _translate(parser: argparse.ArgumentParser) -> None:
    group, shared = parser.add_subparsers(required=True, metavar="status|start|update|export|import"), [_shared(argparse.SUPPRESS)]
    verb = group.add_parser("status", parents=shared, help="a table by language and lesson")
    verb.add_argument("--language", action="append", default=[], metavar="TAG")
    verb.add_argument("--json", action="store_true", help="as JSON, for other programs")
    verb.set_defaults(run=_run_status)
    verb = group.add_parser("start", parents=shared, help="a spreadsheet of what is still missing")
    verb.add_argument("tag")
    verb.add_argument("catalogs", nargs="*", metavar="CATALOG", help="a lesson, safety, interface, curriculum or labels (default: all)")
    verb.add_argument("--out", type=Path, metavar="FILE", help="default: TAG.xlsx")
    verb.set_defaults(run=_run_start)
    verb = group.add_parser("update", parents=shared, help="what the Vietnamese changed under a translation")
    verb.add_argument("tags", nargs="*", metavar="TAG")
    verb.add_argument(
        "--accept", action="extend", nargs="+", default=[], metavar="UNIT", help="still right: a draft beside the new Vietnamese"
    )
    verb.add_argument("--prune", action="store_true", help="units that are gone: renamed, or kept as a comment")
    verb.set_defaults(run=_run_update)
    verb = group.add_parser("export", parents=shared, help="to .xlsx, .csv or .po")
    verb.add_argument("tag")
    verb.add_argument("file", type=Path)
    verb.add_argument("catalogs", nargs="*", metavar="CATALOG")
    verb.add_argument("--replace", action="store_true", help="over a file that says something else")
    verb.set_defaults(run=_run_export)
    verb = group.add_parser("import", parents=shared, help="back again; a row that no longer fits is refused")
    verb.add_argument("file", type=Path)
    verb.add_argument("--language", default="", metavar="TAG")
    verb.add_argument("--translator", default="", metavar="NAME", help="for files that name nobody yet")
    verb.add_argument("--reviewer", default="", metavar="NAME", help="who has read the rows that say reviewed")
    verb.add_argument("--partial", action="store_true", help="take the rows that fit though others do not")
    verb.set_defaults(run=_run_import)


def _run_status(options: argparse.Namespace) -> int:
    from camtay.translate import commands, report

    rows = commands.status(find(options.lessons), options.language)
    print(report.as_json(rows) if options.json else report.table(rows, options.speech))
    return 0


def _run_start(options: argparse.Namespace) -> int:
    from camtay.translate import commands

    path, n = commands.start(find(options.lessons), options.tag, options.catalogs, options.out)
    words = {"vi": f"{n} câu còn thiếu, trong {path}", "en": f"{n} units are missing; they are in {path}"}
    none = {"vi": "Không thiếu câu nào.", "en": "Nothing is missing."}
    print((words if n else none)[options.speech])
    return 0


def _run_update(options: argparse.Namespace) -> int:
    from camtay.translate import commands, report

    found = commands.update(find(options.lessons), options.tags, options.accept, options.prune)
    if text := report.said_of(found.stale, found.gone, options.speech):
        print(text)
    print(report.counted(len(found.stale), len(found.gone), found.accepted, found.moved, options.speech))
    return 0


def _run_export(options: argparse.Namespace) -> int:
    from camtay.translate import commands

    n = commands.export(find(options.lessons), options.tag, options.file, options.catalogs, options.replace)
    print({"vi": f"{n} câu trong {options.file}", "en": f"{_many(n, 'unit')} in {options.file}"}[options.speech])
    return 0


def _run_import(options: argparse.Namespace) -> int:
    from camtay.translate import commands

    done = commands.import_(find(options.lessons), options.file, options.language, options.reviewer, options.translator, options.partial)
    if done.problems:
        print(as_text(done.problems, {}, options.speech))
        print(_count(done.problems, options.speech))
    for path in done.files:
        print(os.path.relpath(path))
    print({"vi": f"{done.units} câu đã ghi", "en": f"{_many(done.units, 'unit')} written"}[options.speech])
    return 1 if errors(done.problems) else 0


# --- verify and new -------------------------------------------------------------------------------


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"))
    parser.set_defaults(run=_run_verify)


def _run_verify(options: argparse.Namespace) -> int:
    from camtay.verify.site import verify

    if not options.site.exists():
        raise Stop(absent(options.site))
    seen, problems = verify(options.site)
    if problems:
        print(as_text(problems, {}, options.speech))
    print({"vi": f"Đã đọc lại: {seen}", "en": f"Read back: {seen}"}[options.speech])
    return 1 if errors(problems) else 0


def _new(parser: argparse.ArgumentParser) -> None:
    verbs, shared = parser.add_subparsers(required=True, metavar="lesson|language"), [_shared(argparse.SUPPRESS)]
    lesson = verbs.add_parser("lesson", parents=shared, help="a lesson's folder with a skeleton")
    lesson.add_argument("slug")
    lesson.add_argument("--module", default="", metavar="ID", help="where curriculum.yml places it (default: its last module)")
    lesson.set_defaults(run=_run_new_lesson)
    language = verbs.add_parser("language", parents=shared, help="a language's entry and interface file")
    language.add_argument("tag")
    language.set_defaults(run=_run_new_language)


def _run_new_lesson(options: argparse.Namespace) -> int:
    begun = new.lesson(find(options.lessons), options.slug, options.module)
    file, place = os.path.relpath(begun.file), f"{os.path.relpath(begun.place.file)}:{begun.place.line}"
    others, folder = ", ".join(begun.modules), Path(file).parent.as_posix()
    lines = {
        "vi": [
            f"{file}: mọi câu trong đó là câu mẫu, hãy thay bằng câu của bạn",
            f"{place}: bài {begun.id}, mô-đun {begun.module}. Thuộc mô-đun khác thì dời dòng ấy ({others})",
            f"Tiếp theo: camtay check {folder} kể câu mẫu nào còn, camtay serve cho xem thử. Cách viết: docs/viet-bai.md",
        ],
        "en": [
            f"{file}: every sentence in it is a sample, replace it by your own",
            f"{place}: lesson {begun.id}, module {begun.module}. If it belongs elsewhere move that line ({others})",
            f"Next: camtay check {folder} names the samples that are left, camtay serve shows it. How: docs/viet-bai.en.md",
        ],
    }
    print("\n".join(lines[options.speech]))
    return 0


def _run_new_language(options: argparse.Namespace) -> int:
    entry, words = map(os.path.relpath, new.language(find(options.lessons), options.tag))
    lines = {
        "vi": [
            f"{entry}: ghi tên thứ tiếng; xem lại script, direction, fonts",
            f"{words}: chữ của trang, chưa có câu nào",
            f"Tiếp theo: camtay translate start {options.tag} cho bảng tính các câu cần dịch. Cách làm: docs/dich.md",
        ],
        "en": [
            f"{entry}: write the language's names; look at script, direction and fonts",
            f"{words}: the words of the pages, none translated yet",
            f"Next: camtay translate start {options.tag} makes a spreadsheet of what to translate. How: docs/dich.en.md",
        ],
    }
    print("\n".join(lines[options.speech]))
    return 0
