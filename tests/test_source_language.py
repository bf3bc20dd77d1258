"""Another country's curriculum: the key of the source text in translation files is the tag of its source language."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from camtay.cli import main
from camtay.model.edition import State, state
from camtay.problem import Stop
from camtay.read import schema
from casefolder import BASE, TODAY, look, report, unpack


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small library with French as its source: lessons as they are, `fr:` in every translation file."""
    unpack(BASE, tmp_path)
    monkeypatch.chdir(tmp_path)
    languages = Path("lessons/languages.yml")
    languages.write_text(languages.read_text("utf-8").replace("- tag: vi\n", "- tag: fr\n").replace("{vi: ", "{fr: "), "utf-8")
    Path("mkdocs.yml").write_text("site_name: Prise en main\n")  # else the command would take the project around the package
    team = Path("lessons/team.yml")
    team.write_text(team.read_text("utf-8").replace("[vi", "[fr"), "utf-8")
    for tag in ("en", "km"):
        for path in Path("lessons").glob(f"*/{tag}.yml"):
            path.write_text(re.sub(r"(?m)^(\s+|.*\{)vi: ", r"\1fr: ", path.read_text("utf-8")), "utf-8")
    terms = Path("lessons/terms.yml")
    terms.write_text(terms.read_text("utf-8").replace("{vi: ", "{fr: "), "utf-8")
    return tmp_path


def test_it_reads_and_checks(french: Path) -> None:
    library = look(TODAY).library
    assert library.source_tag == "fr"
    assert report(TODAY) == ""
    unit = library.translations["mo-may", "km"].units["title"]
    title = library.lessons["mo-may"].title
    assert (unit.source, state(library, title, "km")) == (title.source, State.DRAFT)
    Path("lessons/mo-may/fr.yml").write_text("translator: A\nunits: {}\n", "utf-8")
    assert "unknown-file" in report(TODAY)  # nobody translates the source


def test_the_old_key_is_unknown(french: Path) -> None:
    path = Path("lessons/mo-may/km.yml")
    path.write_text(path.read_text("utf-8").replace("fr: ", "vi: ", 1), "utf-8")
    said = report(TODAY)
    assert "unknown-key" in said and "missing-key" in said and "“fr”" in said


def test_a_translation_goes_out_and_comes_back(french: Path) -> None:
    """Into a file that is there and into a new one: what is written bears the tag of the source language."""
    new = Path("lessons/goi-nguoi-than/km.yml")
    assert not new.exists()
    assert main.main(["translate", "export", "km", "all.csv"]) == 0
    assert Path("all.csv").read_text("utf-8-sig").startswith("id,where,source,English,")
    _fill(Path("all.csv"), {"goi-nguoi-than/title": "ក", "mo-may/title": "ខ"})
    assert main.main(["translate", "import", "all.csv", "--language", "km", "--translator", "A"]) == 0
    library = look(TODAY).library
    assert str(library.translations["goi-nguoi-than", "km"].units["title"].text) == "ក"
    assert str(library.translations["mo-may", "km"].units["title"].text) == "ខ"
    assert "    fr: " in new.read_text("utf-8") and "vi: " not in new.read_text("utf-8")


def _fill(path: Path, said: dict[str, str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["translation"] = said.get(row["id"], row["translation"])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_the_schema_of_its_editors_says_so() -> None:
    unit = schema.schemas("fr")["translation"]["properties"]["units"]["additionalProperties"]
    assert unit["required"] == ["fr"] and "vi" not in unit["properties"]


def test_without_a_source_nothing_has_a_meaning(french: Path) -> None:
    languages = Path("lessons/languages.yml")
    languages.write_text(languages.read_text("utf-8").replace("policy: source", "policy: complete"), "utf-8")
    with pytest.raises(Stop):
        look(TODAY)
