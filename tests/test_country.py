"""A curriculum of another country: what it is begun from, and what country.yml says of how one dials, of secrets and addresses."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pypdfium2
import pytest
import yaml
from langcodes import standardize_tag
from openpyxl import load_workbook

from camtay import cldr
from camtay.cli import main
from camtay.folders import Folders
from camtay.model import marks
from camtay.model.country import Country, Phones
from camtay.model.values import Word
from camtay.plan import addresses
from camtay.problem import Problem, Severity, Span, errors
from camtay.project.workspace import Workspace, open_workspace
from camtay.read import pattern
from camtay.read.library import Reading

ROOT = Path(__file__).resolve().parent.parent
HANDS = ROOT / "tests" / "hands"
# Letters that only Vietnamese has: with ă đ ơ ư, and with two marks.
LETTERS = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def word(text: str) -> Word:
    return Word(text, Span(""))


SENEGAL = Phones(
    at=Span(""),
    calling=word("+221"),
    shapes=tuple(map(word, ("33#######", "7[05-8]#######", "1#"))),
    example=word("77 123 45 67"),
)


def opened(folder: Path) -> Workspace:
    return open_workspace(Folders(folder, folder / "lessons"))


def found(work: Workspace, code: str) -> Problem:
    (one,) = [p for p in work.problems if p.code == code]
    return one


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Washing hands, in French, Arabic and Wolof."""
    shutil.copytree(HANDS, tmp_path / "hands")
    monkeypatch.chdir(tmp_path / "hands")
    return tmp_path / "hands"


# --- begun ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["fr", "ar", "wol", "en", "vi", "zh-Hant"])
def test_an_empty_one_has_nothing_wrong_but_its_samples(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.main(["new", "curriculum", "mine", "--source", tag, "--messages", "en"]) == 0
    work = opened(Path("mine"))
    assert work.library.source_tag == tag
    assert {p.code for p in work.problems} == {"still-sample"} | ({"words-borrowed"} if tag not in ("en", "vi") else set())
    assert work.library.languages[tag].direction == ("rtl" if tag == "ar" else "ltr")


def test_every_word_has_its_pattern_above(tmp_path: Path) -> None:
    main.main(["new", "curriculum", str(tmp_path / "mine"), "--source", "fr", "--messages", "en"])
    path = tmp_path / "mine" / "lessons" / "interface" / "interface.yml"
    lines = path.read_text("utf-8").splitlines()
    for key, said in pattern.words().items():
        at = next(n for n, line in enumerate(lines) if line.startswith(f"  {key}: "))
        above = "\n".join(lines[at - 2 : at])
        assert f"vi: {said.vi}" in above or said.vi == said.en, key
    borrowed = found(opened(tmp_path / "mine"), "words-borrowed").values["found"].split(", ")
    assert len(borrowed) > 400 and "guide.never" in borrowed and "module.first" not in borrowed
    path.write_text(path.read_text("utf-8").replace('guide.never: "Never"', 'guide.never: "Jamais"'), "utf-8")
    assert "guide.never" not in found(opened(tmp_path / "mine"), "words-borrowed").values["found"].split(", ")


def test_only_an_empty_folder_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear …", "utf-8")
    for tag, code in (("fr", "exists"), ("french", "bad-tag")):
        assert main.main(["new", "curriculum", str(tmp_path / "mine"), "--source", tag, "--messages", "en"]) == 1
        assert f" {code}: " in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_lesson_more_and_a_language_more(hands: Path) -> None:
    assert main.main(["new", "lesson", "faire-bouillir", "--messages", "en"]) == 0
    assert main.main(["new", "language", "ff-Adlm", "--messages", "en"]) == 0
    work = opened(hands)
    assert errors(work.problems) == []
    assert {"still-sample"} <= {p.code for p in work.problems}
    assert {str(tag): str(name) for tag, name in work.library.languages["ff-Adlm"].name.items()} == {"fr": "peul", "en": "Fula"}


# --- words that lack ------------------------------------------------------------------------------


def test_all_missing_words_are_named_at_once_with_what_to_write(hands: Path) -> None:
    path = hands / "lessons" / "interface" / "interface.yml"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(("  guide.never: ", "  form.total: ", "  pack."))]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    said = found(opened(hands), "words-missing")
    assert said.severity is Severity.ERROR
    lacking = said.values["found"].split(", ")
    assert {"guide.never", "form.total", "pack.how"} <= set(lacking) and len(lacking) == int(said.values["n"])
    written = yaml.safe_load("units:\n" + said.values["example"])["units"]
    assert list(written) == lacking
    path.write_text("\n".join(kept) + "\n" + said.values["example"] + "\n", "utf-8")  # what the hint says, taken as it is
    assert errors(opened(hands).problems) == []


def test_the_pattern_is_what_pages_ask_for(shipped: Reading) -> None:
    units = shipped.library.interface.units
    own = {key for key in units if pattern.is_own(key)}
    assert set(pattern.asked()) == units.keys() - own
    assert all(key.startswith(("module.", "path.", "contact.", "cover.")) for key in own)


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("+221 77 123 45 67", "77 123 45 67"), ("(+221)77.123.45.67", "77 123 45 67"), ("33 859 59 59", "33 859 59 59"), ("17", "17")],
)
def test_a_number_of_another_country(written: str, dialled: str) -> None:
    assert SENEGAL.is_number(written) and SENEGAL.dialled(written) == dialled


@pytest.mark.parametrize("written", ["79 123 45 67", "77 123 45", "0912 345 678", "+84 912 345 678"])
def test_no_number_of_that_country(written: str) -> None:
    assert not SENEGAL.is_number(written)


def test_numbers_among_words() -> None:
    country = Country(phones=SENEGAL)
    assert list(country.seen_in("Appelez le 77 123 45 67 ou le +221 33 859 59 59, vite.")) == ["77 123 45 67", "+221 33 859 59 59"]
    assert list(country.seen_in("En 2026, 1.250.000 francs pour 20 familles, appelez le 17.")) == []
    assert list(Country().seen_in("Call 0912 345 678 or +44 20 7946 0000, not 1234567.")) == ["0912 345 678", "+44 20 7946 0000"]


def test_a_text_with_a_number_or_a_blank_for_a_secret(hands: Path) -> None:
    path = hands / "lessons" / "se-laver-les-mains" / "lesson.yml"
    whole = path.read_text("utf-8")
    for said, code in (
        ("Appelez le 77 123 45 67.", "phone-number"),
        ("Appelez le 33 859 59 59.", "phone-number"),
        ("Code secret\u00a0: ______", "asks-secret"),
        ("Mon mot de passe\u00a0: ……", "asks-secret"),
    ):
        path.write_text(whole.replace("Laissez faire la personne, montrez seulement sur vos propres mains.", f'"{said}"'), "utf-8")
        assert [p.code for p in opened(hands).problems] == [code], said


def test_a_wrong_number_is_said_with_that_countrys_example(hands: Path) -> None:
    path = hands / "lessons" / "team.yml"
    path.write_text(path.read_text("utf-8").replace("(+221) 77.000.00.01", "0912 345 678"), "utf-8")
    said = found(opened(hands), "bad-number")
    assert "77 123 45 67" in said.hint("en")


# --- letters --------------------------------------------------------------------------------------


def test_spaces_as_french_writes_them(hands: Path) -> None:
    path = hands / "lessons" / "se-laver-les-mains" / "lesson.yml"
    whole = path.read_text("utf-8")
    assert "«\u00a0Venez" in whole
    path.write_text(whole.replace("Laissez faire", "Laissez\u00a0faire"), "utf-8")
    assert [p.code for p in opened(hands).problems] == ["odd-space"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Bấm vào {Gửi yêu cầu}.", 5),
        ("Mouillez vos mains.", 3),
        ("L'eau peut être froide\u00a0: le savon fait le travail.", 10),
        ("اغسل يدَيْكَ جيداً", 3),  # marks over letters part no word
        ("洗手要二十秒", 6),
        ("ລ້າງມືດ້ວຍສະບູ", 4),
    ],
)
def test_what_there_is_to_say_is_counted_in_every_script(text: str, count: int) -> None:
    assert marks.syllables(text) == count


# --- addresses ------------------------------------------------------------------------------------


def test_addresses_speak_the_language_of_the_country(hands: Path, shipped: Reading) -> None:
    ours, theirs = shipped.library.country, opened(hands).library.country
    assert ours.addresses.lists == {
        "so": "numbers",
        "in": "room",
        "ban-dich": "status",
        "chuong-trinh": "covers",
        "tieng-cua-ba-con": "voices",
    }
    assert (str(ours.addresses.session), str(ours.addresses.keep), str(ours.addresses.short)) == ("buoi", "luu", "ngan")  # DESIGN §7
    assert "imprimer" in addresses.taken(theirs) and "buoi" not in addresses.taken(theirs)
    assert set(ours.addresses.all.values()) - addresses.taken(ours) == set()


@pytest.mark.parametrize(
    ("tag", "known"),
    [("wol", "wo"), ("khm", "km"), ("ara-Latn", "ar-Latn"), ("cja-Arab", "cja-Arab"), ("zh-Hant", "zh-Hant"), ("hmn", "hmn")],
)
def test_the_name_that_everybody_knows(tag: str, known: str) -> None:
    assert cldr.bcp47(tag) == known == standardize_tag(tag)


def test_a_catalogue_goes_out_and_comes_back_under_that_name(hands: Path) -> None:
    assert main.main(["translate", "export", "wol", "all.po", "--messages", "en"]) == 0
    po = polib.pofile("all.po")
    assert (po.metadata["Language"], po.metadata["X-Source-Language"]) == ("wo", "fr")
    assert po.metadata["Plural-Forms"] == "nplurals=1; plural=(0);"
    for said in ("wo", "wol"):
        po.metadata["Language"] = said
        po.save("back.po")
        assert main.main(["translate", "import", "back.po", "--messages", "en"]) == 0
    po.metadata["Language"] = "ar"
    po.save("back.po")
    assert main.main(["translate", "import", "back.po", "--language", "wol", "--messages", "en"]) == 1


# --- what commands write --------------------------------------------------------------------------


def test_no_command_writes_vietnamese(hands: Path) -> None:
    """Tables, forms and catalogues that people of another country fill in, and what a language begins with there."""
    counts = (
        "Date,Province,Commune,Hamlet,Team,Sheet,Row,Alone,With help,Not yet,Total,Count,Difficulty\n"
        "2026-11-02,Région A,Commune B,Village C,Équipe D,1,L01,3,1,0,4,,\n"
    )
    Path("counts.csv").write_text(counts, "utf-8")
    Path("teams.csv").write_text("commune,province,team\nCommune B,Région A,Équipe D\n", "utf-8")
    for words in (
        "new language sw",
        "translate export ar ar.csv",
        "translate export ar ar.xlsx",
        "translate export ar ar.po",
        "translate review-sheet ar",
        "record sheet sw",
        "due --template reports.csv",
        "due --template reports.xlsx",
        "tally add --template tally.csv",
        "tally add --template tally.xlsx",
        "tally add counts.csv --book book.csv",
        "tally report book.csv --out sums",
        "drawings test hang-up --out drawings",
        "print --teams teams.csv --sheet pocket --out paper",
    ):
        assert main.main([*words.split(), "--messages", "en"]) == 0, words
    said = {path.as_posix(): text for path in sorted(Path().rglob("*")) for text in [written(path)] if ".build" not in path.parts}
    assert {Path(name).suffix for name, text in said.items() if text} >= {".csv", ".xlsx", ".po", ".pdf", ".yml"}
    assert {name: found.group() for name, text in said.items() if (found := LETTERS.search(text))} == {}


def written(path: Path) -> str:
    """What somebody reads in a file."""
    match path.suffix:
        case ".xlsx":
            book = load_workbook(path)
            cells = (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
            lists = (str(rule.formula1) for sheet in book for rule in sheet.data_validations.dataValidation)
            return "\n".join([*book.sheetnames, *cells, *lists])
        case ".pdf":
            with pypdfium2.PdfDocument(path) as pdf:
                return "\n".join(page.get_textpage().get_text_range() for page in pdf)
        case ".csv" | ".po" | ".yml" | ".json":
            return path.read_text("utf-8-sig")
    return ""
