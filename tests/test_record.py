"""`camtay record`: a sheet goes out, recordings come back, somebody else listens."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from tinytag import TinyTag

from camtay import mpeg
from camtay.cli.main import main
from camtay.guide import drawing, pages
from camtay.guide.look import load
from camtay.guide.pages import GuideInputs
from camtay.model import sound
from camtay.model.edition import Edition
from camtay.project.workspace import Workspace, make_plan
from camtay.read.library import read
from camtay.voice import audio, pieces
from camtay.voice.book import Book
from camtay.voice.lines import Sheet, read_list, sheet
from casefolder import SITE, TODAY, look
from papers import ON_ONE_SIDE, asked_of_printers
from voices import PHONES, file, length, line_mp3, long_one, room, say_everything, speech, together

HMONG = """- tag: hmn-Latn
  autonym: Hmôngz
  autonym_checked: false
  name: {vi: Tiếng Mông, en: Hmong}
  script: Latn
  direction: ltr
  line_height: 1.6
  fonts: [Noto Sans]
  font_on_android: true
  formats: vi
  policy: drafts
"""
WHO = ["--speaker", "Bà Mẫu", "--consent"]
ONE = "mo-may"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def lessons(small: Workspace) -> Path:
    """The small library with all words of the interface, and with a language of which nothing is written."""
    interface = small.folders.lessons / "interface" / "interface.yml"
    words, own = (ROOT / "lessons/interface/interface.yml").read_text("utf-8"), interface.read_text("utf-8").split("notes:")[0]
    named = "".join(line for line in own.splitlines(True)[1:] if f"\n{line.partition(': ')[0]}: " not in words)
    interface.write_text(words.replace("units:\n", f"units:\n{named}", 1), "utf-8")
    path = small.folders.lessons / "languages.yml"
    path.write_text(path.read_text("utf-8") + HMONG, "utf-8")
    (small.folders.lessons / "interface" / "hmn-Latn.yml").write_text("translator: chưa có\nunits: {}\n", "utf-8")
    return small.folders.lessons.resolve()


@pytest.fixture
def hmong(lessons: Path) -> Sheet:
    return sheet(read(lessons).library, "hmn-Latn", [ONE])


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main([*map(str, words), "--messages", "en", "--lessons", "lessons"])
    said = capsys.readouterr()
    return code, said.out + said.err


def box(tmp_path: Path, listed: Sheet, **files: bytes) -> Path:
    """A folder with the list of the sheet and files from a phone; `f_12_wav` is 12.wav."""
    folder = tmp_path / "zalo"
    folder.mkdir(exist_ok=True)
    (folder / "to.csv").write_bytes(listed.list)
    for name, body in files.items():
        stem, _, suffix = name.removeprefix("f_").rpartition("_")
        (folder / f"{stem.replace('_', '-')}.{suffix}").write_bytes(body)
    return folder


def codes(out: str) -> list[str]:
    """Without `waits`: these lessons stand in no project, so that the commands use this repository's, and other tests may do so too."""
    return [code for code in re.findall(r"^\S+:\d+:\d+: (?:warning )?([a-z-]+):", out, re.M) if code != "waits"]


# --- the sheet ----------------------------------------------------------------------------------------


def test_a_language_without_writing_reads_the_source(hmong: Sheet, lessons: Path) -> None:
    assert {line.from_ for line in hmong.lines} == {"vi"}
    assert {line.from_ for line in sheet(read(lessons).library, "km", [ONE]).lines if line.unit == "title"} == {""}


def test_safety_lines_stand_first_and_once(lessons: Path) -> None:
    lines = sheet(read(lessons).library, "hmn-Latn").lines
    shared = [line.unit for line in lines if line.catalog == "safety"]
    assert shared and len(shared) == len(set(shared)) and [x.catalog for x in lines[: len(shared)]] == ["safety"] * len(shared)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert len({line.catalog for line in lines}) == 3


def test_what_is_spoken_already_is_not_asked_for_again(lessons: Path, hmong: Sheet) -> None:
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3())
    assert not sheet(read(lessons).library, "hmn-Latn", [ONE]).lines
    assert sheet(read(lessons).library, "hmn-Latn", [ONE], again=True) == hmong


@pytest.mark.parametrize("tag", ["hmn-Latn", "km", "vi"])
def test_the_sheet_prints_each_line_with_its_number(lessons: Path, capsys: pytest.CaptureFixture[str], tag: str) -> None:
    code, out = run(capsys, "record", "sheet", tag, ONE)
    paper, listed = (Path(p) for p in re.findall(r"record/\S+?\.(?:pdf|csv)", out)[:2])
    assert code == 0 and paper.stem == listed.stem
    assert asked_of_printers(paper.read_bytes()) == ON_ONE_SIDE
    document = pypdfium2.PdfDocument(paper.read_bytes())
    said = " ".join(page.get_textpage().get_text_range() for page in document)
    plain = re.sub(r"\s+", " ", said)
    rows = list(csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert {row["number"] for row in rows} <= set(plain.split())
    assert read_list(listed).name in plain and "Tôi đồng ý" in plain and "Mở máy và tắt máy" in plain
    assert {"vi": "Tiếng Việt", "km": "Tiếng Khmer", "hmn-Latn": "Tiếng Mông"}[tag] in plain, "what is to be spoken"
    if tag == "vi":
        assert plain.count("Bấm giữ nút bên phải máy.") == 1


def test_a_list_that_went_through_a_spreadsheet_is_read(tmp_path: Path, hmong: Sheet) -> None:
    rows = list(csv.reader(io.StringIO(hmong.list.decode("utf-8-sig"))))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    (tmp_path / "to.csv").write_text(out.getvalue(), "utf-8")
    assert read_list(tmp_path / "to.csv") == hmong


# --- recordings come back -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PHONES)
def test_every_kind_of_file_comes_in(tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """And leaves as an MP3 that somebody else's reader finds to be what is promised."""
    line, suffix = hmong.lines[3], kind.rpartition(" ")[2]
    body = file(together(room(0.6), speech(length(line)), room(0.6)), kind)
    assert (suffix == "3gp") == body[4:].startswith(b"ftyp3gp"), "the form that Android's recorders write (3GPP TS 26.244)"
    code, out = run(capsys, "record", "import", box(tmp_path, hmong, **{f"f_{line.number}_{suffix}": body}), *WHO)
    assert (code, codes(out)) == (0, [])
    (made,) = (lessons / line.catalog / "media").glob("*.mp3")
    info = TinyTag.get(made)
    assert (info.channels, info.samplerate, info.bitrate) == (1, 22_050, 24)
    assert info.duration == pytest.approx(mpeg.seconds(made.read_bytes()), abs=0.06)
    assert length(line) < mpeg.seconds(made.read_bytes()) < length(line) + 0.6, "trimmed"
    assert look(TODAY).is_sound


def test_one_long_recording_is_cut_at_its_pauses(tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "record", "import", box(tmp_path, hmong, f_tat_ca_m4a=file(long_one(hmong.lines), "m4a")), *WHO)
    assert (code, codes(out)) == (0, [])
    for line in hmong.lines:
        name = f"hmn-latn-{line.unit.replace('.', '-')}.mp3"
        assert abs(mpeg.seconds((lessons / line.catalog / "media" / name).read_bytes()) - length(line) - 0.37) < 0.2, line.unit
    library = read(lessons).library
    assert Edition(library, "hmn-Latn").has_guide(library.lessons[ONE])
    assert look(TODAY).is_sound


def test_a_stretch_of_the_sheet_is_named_by_its_ends(
    tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = box(tmp_path, hmong, f_2_4_wav=file(long_one(hmong.lines[1:4]), "wav"))
    assert run(capsys, "record", "import", folder, *WHO)[0] == 0
    said = {str(r.unit) for found in read(lessons).library.recordings.values() for r in found}
    assert said == {line.unit for line in hmong.lines[1:4]}


def test_spoken_numbers_are_left_out(tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    parts = [room(1)]
    for line in hmong.lines[:3]:
        parts += [speech(0.4, 200), room(1.5), speech(length(line)), room(1.5)]
    folder = box(tmp_path, hmong, f_1_3_wav=file(together(*parts), "wav"))
    code, out = run(capsys, "record", "import", folder, *WHO, "--numbers-spoken")
    assert (code, codes(out)) == (0, [])
    assert all(mpeg.seconds(p.read_bytes()) > 0.9 for p in lessons.rglob("*.mp3")) and len(list(lessons.rglob("*.mp3"))) == 3


def test_files_without_numbers_come_in_the_order_of_their_names(
    tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recorder's own counter is no number of the sheet: all lines or none."""
    few = Sheet(hmong.tag, hmong.lines[:3])
    sizes = {
        f"f_ghi_{n}_wav": file(together(room(0.5), speech(length(line)), room(0.5)), "wav")
        for n, line in zip((2, 9, 10), few.lines, strict=True)
    }
    assert run(capsys, "record", "import", box(tmp_path, few, **sizes), *WHO)[0] == 0
    folder = box(tmp_path, hmong)
    code, out = run(capsys, "record", "import", folder, *WHO)
    assert (code, codes(out)) == (1, ["sound-count"])


def test_the_same_sound_gives_the_same_bytes(tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    folder = box(tmp_path, hmong, f_1_5_wav=file(long_one(hmong.lines[:5]), "wav"))
    found = []
    for _ in range(2):
        assert run(capsys, "record", "import", folder, *WHO)[0] == 0
        found.append({p.name: p.read_bytes() for p in sorted(lessons.rglob("*")) if p.suffix == ".mp3" or p.parent.name == "audio"})
    assert found[0] == found[1] and len(found[0]) >= 6


def test_loud_and_soft_speakers_sound_alike() -> None:
    """EBU R128; the limiter holds what a soft voice's loudest syllable would tear."""
    found = [audio.decoded(audio.mp3(audio.levelled(speech(3, level=level)))) for level in (0.01, 0.1, 0.9)]
    assert max(map(audio.loudness, found)) - min(map(audio.loudness, found)) < 0.5
    assert all(abs(audio.loudness(x) - audio.LOUD) < 1 and np.abs(x).max() < 0.95 for x in found)


# --- refused ------------------------------------------------------------------------------------------


BAD = {
    "sound-silent": lambda n: room(n + 1),
    "sound-clipped": lambda n: together(room(0.6), np.clip(speech(n) * 12, -1, 1), room(0.6)),
    "sound-noisy": lambda n: together(room(0.6, 0.05), speech(n) + room(n, 0.05)[: len(speech(n))], room(0.6, 0.05)),
    "sound-length": lambda n: together(room(0.6), speech(n + 25), room(0.6)),
}


@pytest.mark.parametrize("code", BAD)
def test_what_is_not_fit_is_refused_with_its_line(
    tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    """Nothing is written; with --partial what is fit is."""
    good, bad = hmong.lines[3], hmong.lines[4]
    fit = file(together(room(0.6), speech(length(good)), room(0.6)), "wav")
    folder = box(tmp_path, hmong, **{f"f_{good.number}_wav": fit, f"f_{bad.number}_wav": file(BAD[code](length(bad)), "wav")})
    status, out = run(capsys, "record", "import", folder, *WHO)
    assert (status, codes(out)) == (1, [code]) and f"line {bad.number}" in out and f"/{bad.number}.wav" in out
    assert not list(lessons.rglob("*.mp3")) and not list(lessons.rglob("audio"))
    status, out = run(capsys, "record", "import", folder, *WHO, "--partial")
    assert status == 1 and len(list(lessons.rglob("*.mp3"))) == 1


def test_a_missing_line_is_told_by_the_places_of_the_others(tmp_path: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    folder = box(tmp_path, hmong, f_1_4_wav=file(long_one(hmong.lines[:3]), "wav"))
    status, out = run(capsys, "record", "import", folder, *WHO)
    assert (status, codes(out)) == (1, ["sound-pieces"]) and "3 pieces where 4 are wanted" in out and "0:01" in out


def test_a_breath_inside_a_line_is_no_pause(hmong: Sheet) -> None:
    """Two lines, one of them with a comma: cut where the pause is clearly longer, else nowhere."""
    clear = together(room(1), speech(1), room(0.6), speech(1), room(2), speech(1), room(1))
    assert len(pieces.cut(pieces.listen(clear), 2) or ()) == 2
    unclear = together(room(1), speech(1), room(1.7), speech(1), room(2), speech(1), room(1))
    assert pieces.cut(pieces.listen(unclear), 2) is None


def refusals(folder: Path, listed: Sheet) -> Iterator[tuple[str, dict[str, bytes], list[str]]]:
    """(code, files, words of the command)"""
    fit = file(together(room(0.6), speech(length(listed.lines[0])), room(0.6)), "wav")
    yield "who-spoke", {"f_1_wav": fit}, ["--speaker", "Bà Mẫu"]
    yield "who-spoke", {"f_1_wav": fit}, ["--speaker", " ", "--consent"]
    yield "no-sounds", {}, WHO
    yield "sound-unreadable", {"f_1_mp3": b"x" * 999}, WHO
    yield "sound-number", {"f_900_wav": fit}, WHO
    yield "sound-twice", {"f_1_wav": fit, "f_1_mp3": fit}, WHO
    yield "sound-unnumbered", {"f_1_wav": fit, "f_toi_wav": fit}, WHO
    yield "not-a-sheet", {"f_1_wav": fit}, [*WHO, "--sheet", str(folder / "zalo" / "1.wav")]


def test_what_cannot_be_taken_in_is_said(tmp_path: Path, lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    for code, files, words in refusals(tmp_path, hmong):
        for old in (tmp_path / "zalo").glob("*"):
            old.unlink()
        folder = box(tmp_path, hmong, **files)
        status = main(["record", "import", str(folder), *words, "--messages", "en", "--lessons", "lessons"])
        said = capsys.readouterr()
        assert (status, codes(said.out + said.err)) == (1, [code]), code
    (folder / "to.csv").unlink()
    assert main(["record", "import", str(folder), *WHO, "--lessons", "lessons"]) == 1 and "which-sheet" in capsys.readouterr().err
    assert not list(lessons.rglob("*.mp3"))


def test_a_line_that_no_lesson_has_any_more_is_refused(tmp_path: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    line = hmong.lines[-1]
    gone = hmong.list.decode().replace(line.id, f"{line.catalog}/broadcast.gone").encode()
    folder = box(tmp_path, hmong, f_1_wav=file(speech(1), "wav"), **{f"f_{line.number}_wav": file(speech(length(line)), "wav")})
    (folder / "to.csv").write_bytes(gone)
    status, out = run(capsys, "record", "import", folder, *WHO)
    assert status == 1 and "unknown-unit" in codes(out)


def test_too_many_lines_for_one_sheet(lessons: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("camtay.voice.lines.MOST", 5)
    assert main(["record", "sheet", "hmn-Latn", ONE, "--messages", "en", "--lessons", "lessons"]) == 1
    assert "sheet-too-long" in capsys.readouterr().err


# --- somebody else listens ----------------------------------------------------------------------------


def test_nobody_reviews_their_own_voice(lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3())
    for same in (" BÀ  mẫu", "ba mau.", "Ông Thử, Ba Mau"):  # however a phone writes it, and beside somebody else
        code, out = run(capsys, "record", "review", "hmn-Latn", "--reviewer", same)
        assert (code, out.split()[0]) == (0, "0") and f"{len(hmong.lines)} in your own voice" in out
    code, out = run(capsys, "record", "review", "hmn-Latn", "--reviewer", "Ông Thử", "--wrong", f"{ONE}/title")
    assert (code, out.split()[0]) == (0, str(len(hmong.lines) - 1))
    assert {str(r.unit) for found in read(lessons).library.recordings.values() for r in found if not r.reviewer} == {"title"}
    assert look(TODAY).is_sound
    status = json.loads(run(capsys, "record", "status", "--language", "hmn-Latn", "--json")[1])["hmn-Latn"]
    assert status[ONE]["to be listened to"] == 1 and status[ONE]["heard"] == status[ONE]["lines"]
    assert status["goi-nguoi-than"]["heard"] == 0
    code = main(["record", "review", "hmn-Latn", "--reviewer", "Ông Thử", "--wrong", "mo-may/titel", "--lessons", "lessons"])
    assert code == 1 and "not-waiting" in capsys.readouterr().err


def test_where_only_reviewed_words_are_shown_a_voice_waits_too(lessons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lessons / "languages.yml"
    path.write_text(path.read_text("utf-8").replace(HMONG, HMONG.replace("drafts", "reviewed")), "utf-8")
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3())

    def has_guide() -> bool:
        library = read(lessons).library
        return Edition(library, "hmn-Latn").has_guide(library.lessons[ONE])

    assert not has_guide()
    assert run(capsys, "record", "review", "hmn-Latn", "--reviewer", "Ông Thử")[0] == 0
    assert has_guide()


def test_the_page_to_listen_holds_every_sound(lessons: Path, hmong: Sheet, capsys: pytest.CaptureFixture[str]) -> None:
    body = line_mp3()
    say_everything(lessons, "hmn-Latn", [ONE], body)
    assert run(capsys, "record", "review", "hmn-Latn")[0] == 0
    page = Path("record/hmn-Latn-nghe-lai.html").read_text("utf-8")
    assert page.count(f'src="data:audio/mpeg;base64,{base64.b64encode(body).decode()}"') == len(hmong.lines)
    assert all(line.id in page for line in hmong.lines)


# --- books --------------------------------------------------------------------------------------------

WRITTEN = """# Bà Mẫu đọc ở nhà văn hóa
- unit: title
  text: Mở máy và tắt máy
  file: a.mp3
  speaker: Bà Mẫu # của ấp
  date: "2026-11-21"
  consent: true
# bước một
- unit: "steps.press.do"
  text: Bấm giữ nút bên phải máy.
  file: b.mp3
  speaker: Bà Mẫu
  date: "2026-11-21"
  consent: true
"""


def test_a_book_keeps_what_others_wrote() -> None:
    entry = {"unit": "title", "text": "Mở: máy", "file": "c.mp3", "speaker": "Ông Thử", "date": "2026-11-22", "consent": True}
    book = Book(ONE, "vi", WRITTEN)
    anew = book.with_entries({"title": entry})
    assert anew.startswith('# Bà Mẫu đọc ở nhà văn hóa\n- unit: title\n  text: "Mở: máy"\n')
    assert anew.endswith(WRITTEN[WRITTEN.index("# bước") :])
    assert book.with_entries({"new": {**entry, "unit": "new"}}).startswith(WRITTEN)
    fields = {"reviewer": "Ông Thử", "reviewed": "2026-11-22"}
    marked = book.with_fields({"title": fields}, lambda _: True)
    assert marked == WRITTEN.replace("consent: true\n# b", 'consent: true\n  reviewer: "Ông Thử"\n  reviewed: "2026-11-22"\n# b')


# --- a machine speaks ---------------------------------------------------------------------------------

ENGINE = """import sys, wave, math, struct
text = sys.stdin.read()
assert text.strip() and len(sys.argv) == 3
with wave.open(sys.argv[1], "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(16000)
    n = 16000 * max(1, len(text.split()) // 4)
    out.writeframes(b"".join(struct.pack("<h", int(9000 * abs(math.sin(i / 1300)) * math.sin(i / 20))) for i in range(n)))
"""
SPEAKERS = ["PYTHON HERE/engine.py {out} {text}", "espeak-ng -v vi -w {out} --stdin"]


def with_engine(lessons: Path, command: str, shipped: bool) -> None:
    path = lessons / "languages.yml"
    voice = json.dumps({"phone": "vi-VN", "command": command, "shipped": shipped})
    path.write_text(path.read_text("utf-8").replace("voice: vi-VN", f"voice: {voice}"), "utf-8")


@pytest.mark.parametrize("shipped", [False, True])
def test_a_machine_speaks_marked_until_a_person_does(
    tmp_path: Path, lessons: Path, capsys: pytest.CaptureFixture[str], shipped: bool
) -> None:
    """Nobody hears it unless the language says so; a person's line takes its place."""
    (tmp_path / "engine.py").write_text(ENGINE, "utf-8")
    with_engine(lessons, f"{shlex.quote(sys.executable)} {tmp_path}/engine.py {{out}} {{text}}", shipped)
    code, out = run(capsys, "record", "speak", "vi", ONE)
    assert (code, codes(out)) == (0, [])
    library = read(lessons).library
    title = library.lessons[ONE].title
    found = library.voices[ONE, "vi"]["title"]
    assert found.machine and (Edition(library, "vi").heard(title) is not None) == shipped
    assert look(TODAY).is_sound
    listed = sheet(library, "vi", [ONE])
    line = next(x for x in listed.lines if x.unit == "title")
    body = file(together(room(0.6), speech(length(line)), room(0.6)), "wav")
    assert run(capsys, "record", "import", box(tmp_path, listed, **{f"f_{line.number}_wav": body}), *WHO)[0] == 0
    heard = Edition(read(lessons).library, "vi").heard(title)
    assert heard and not heard.machine
    assert len([r for r in read(lessons).library.recordings[ONE, "vi"] if r.unit == "title"]) == 1


@pytest.mark.parametrize("command", ["no-such-program {out}", f"{sys.executable} -c 1", f"{sys.executable} -c 'raise SystemExit(3)'"])
def test_a_program_that_does_not_speak_is_named(lessons: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    with_engine(lessons, command, False)
    code, out = run(capsys, "record", "speak", "vi", ONE)
    assert code == 1 and codes(out) == ["speech-failed"] * 3
    assert main(["record", "speak", "km", "--lessons", "lessons"]) == 1 and "no-engine" in capsys.readouterr().err


@pytest.mark.parametrize("command", SPEAKERS)
def test_a_speech_program_is_called_by_its_line_alone(
    tmp_path: Path, lessons: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """espeak-ng too, where the machine has it."""
    (tmp_path / "engine.py").write_text(ENGINE, "utf-8")
    with_engine(lessons, command.replace("PYTHON", shlex.quote(sys.executable)).replace("HERE", str(tmp_path)), False)
    code, out = run(capsys, "record", "speak", "vi", ONE)
    assert (code, codes(out)) == (0, [])
    lengths = [mpeg.seconds(p.read_bytes()) for p in (lessons / ONE / "media").iterdir()]
    assert len(set(lengths)) > 3 and all(0.3 < seconds < 20 for seconds in lengths)


# --- for a loudspeaker --------------------------------------------------------------------------------


def test_a_stick_has_whole_scripts_in_teaching_order(tmp_path: Path, lessons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say_everything(lessons, "hmn-Latn", ["mo-may", "goi-nguoi-than"], line_mp3())
    assert run(capsys, "record", "stick", tmp_path / "usb", "--language", "hmn-Latn")[0] == 0
    names = sorted(p.name for p in (tmp_path / "usb").iterdir())
    order = list(read(lessons).library.lessons)
    assert names == [f"{n:02}-{slug}.mp3" for n, slug in enumerate(order, 1)]
    n = len(read(lessons).library.lessons[order[0]].broadcast)
    assert TinyTag.get(tmp_path / "usb" / names[0]).duration == pytest.approx(n * 1.06 + (n - 1) * 0.86, abs=0.5)
    (lessons / order[0] / "audio" / "hmn-Latn.yml").write_text("[]\n", "utf-8")
    assert run(capsys, "record", "stick", tmp_path / "two", "--language", "hmn-Latn")[0] == 0
    assert [p.name for p in (tmp_path / "two").iterdir()] == [f"01-{order[1]}.mp3"]


# --- only who takes recordings in loads the library --------------------------------------------------


def test_building_and_checking_load_no_sound_library() -> None:
    """It is large, and of another licence than ours (tests/test_supply.py)."""
    code = "import sys, camtay.project.compile, camtay.project.serve, camtay.cli.main, camtay.cli.record; print('av' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- heard on the page ---------------------------------------------------------------------------------


def guides(lessons: Path) -> GuideInputs:
    """What makes the guides of the small library, with the project's own templates."""
    work = look(TODAY)
    drawings = drawing.drawings(work.drawings, work.alts, "vi")
    return GuideInputs(make_plan(work, SITE, TODAY)[0], load(ROOT / "overrides" / "guide"), drawings, ROOT / "overrides" / "vendor")


def made(lessons: Path, tag: str) -> dict[str, str]:
    """Name of the file → its text: the guide of the first lesson, and the one to keep."""
    inputs = guides(lessons)
    found = next(g for g in inputs.plan.guides if (g.slug, g.tag) == (ONE, tag))
    return {a.path.partition("/")[0]: a.body.decode() for a in pages._guide(inputs, found) if a.path.count("/") == 1}


def test_a_lesson_spoken_whole_has_its_guide_without_writing(lessons: Path) -> None:
    """Large picture and button, Vietnamese words, and a word on what is spoken and who has listened."""
    assert (ONE, "hmn-Latn") not in guides(lessons).plan.codes
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3())
    page = next(text for name, text in made(lessons, "hmn-Latn").items() if name != "save")
    assert "class=sp" in page and page.count("<audio") == 4 and page.count("preload=none") == 4
    assert "Chữ trên trang là tiếng Việt" in page and "chưa có người thứ hai nghe lại" in page
    assert "Chỗ nào chưa dịch" not in page and '<span lang="vi">' in page.replace("lang=vi", 'lang="vi"')


def test_without_its_condition_a_step_is_silent(lessons: Path) -> None:
    """And a language of which only that is missing has no guide by its sound."""
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3())
    path = lessons / ONE / "audio" / "hmn-Latn.yml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"- unit: steps\.code\.when\n(?:  .*\n)+", "", text), "utf-8")
    library = read(lessons).library
    edition, lesson = Edition(library, "hmn-Latn"), library.lessons[ONE]
    assert set(sound.sounds(edition, lesson)) == {"", "press", "done"} and not edition.has_guide(lesson)
    path.write_text(re.sub(r"- unit: steps\.press\.trouble\.dark\.then\n(?:  .*\n)+", "", text), "utf-8")
    library = read(lessons).library
    edition = Edition(library, "hmn-Latn")
    said = {line.text.unit for line in sound.sounds(edition, library.lessons[ONE])["press"]}
    assert "steps.press.do" in said and "steps.press.trouble.dark.if" not in said, "an “if” whose “then” is silent"


def test_the_kept_file_holds_a_minute_of_speech_and_no_more_than_fits(lessons: Path) -> None:
    say_everything(lessons, "vi", [ONE], line_mp3(seconds=4.0))
    kept = made(lessons, "vi")["save"]
    spoken = sum(mpeg.seconds(base64.b64decode(b)) for b in re.findall(r"data:audio/mpeg;base64,([A-Za-z0-9+/=]+)", kept))
    assert spoken >= 60 and len(kept.encode()) <= sound.KEPT and "<audio controls preload=none src=https" not in kept
    say_everything(lessons, "vi", [ONE], line_mp3(seconds=12.0))
    kept = made(lessons, "vi")["save"]
    assert len(kept.encode()) <= sound.KEPT and f"src={SITE}media/" in kept and "data:audio" in kept


def until(page: Page, holds: str, seconds: int = 20) -> None:
    """Asked from outside: the page's own policy, which must let its sound through, lets nothing be evaluated inside."""
    for _ in range(seconds * 10):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    pytest.fail(holds)


@pytest.mark.browser
def test_chromium_plays_it_and_marks_the_step(lessons: Path, browser: Browser) -> None:
    """The kept file alone, as in the web view of a chat: no voice of its own, no network."""
    say_everything(lessons, "hmn-Latn", [ONE], line_mp3(seconds=0.5))
    page = browser.new_page()
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    page.route("**/*", lambda route: route.abort())
    page.set_content(made(lessons, "hmn-Latn")["save"])
    assert not any(a.is_visible() for a in page.locator("audio").all())
    page.locator(".ls").nth(1).click()
    until(page, "[...document.querySelectorAll('audio')].some(a => a.currentTime > 0.2)")
    assert page.locator("li.s.lit").get_attribute("id") == "b2"
    lasts = page.locator("li.s.lit audio").evaluate("a => a.duration")
    assert lasts == pytest.approx(mpeg.seconds(line_mp3(seconds=0.5)) * 4, abs=0.2)
    until(page, "!document.querySelector('.lit')")
    page.close()
