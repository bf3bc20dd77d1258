"""A made-up curriculum of any size, written as an author would: lessons of eight steps in as many languages as asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from camtay.model.edition import catalogs
from camtay.read.library import read
from camtay.shapes import LESSON, SAMPLES

ROOT = Path(__file__).resolve().parent.parent
# Two-letter tags that the bare theme has words for: it refuses others.
TAGS = ("vi", "en", "th", "id", "ms", "fr", "de", "es", "pt", "nl", "it", "pl")
_STEP = """\
  - id: step-{n}
    do: Bấm vào ô thứ {n} của bài {lesson}.
    see: Máy hiện chữ số {n} ở góc trên màn hình.
    note: Nếu chữ nhỏ quá, bạn mượn kính lúp của tổ rồi xem lại từ đầu.
    careful: Chỉ mình bạn gõ mã, không đọc to giữa chợ.
    picture: touch
    trouble:
      - id: none
        if: Không thấy ô nào
        then: Quay lại bước trước, làm chậm từng việc một.
    teach:
      say: Bà con cứ từ từ, mình không vội, sai thì làm lại.
      watch: Tay chỉ, không cầm máy hộ.
      seconds: 60

"""


def write(folder: Path, lessons: int, languages: int) -> None:
    """Makes `folder`/lessons with mkdocs.yml, docs and templates of this project beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / "lessons"
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    for name in ("interface/interface.yml", "labels/labels.yml", "safety.yml", "contacts.yml", "terms.yml", "country.yml"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "lessons" / name, target / name)
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "mkdocs.yml", folder)
    tags = TAGS[:languages]
    (target / "languages.yml").write_text("".join(_language(tag) for tag in tags), "utf-8")
    slugs = {f"L{n:02}": f"bai-{n:03}" for n in range(1, lessons + 1)}
    rows = "".join(f"      {id}: {slug}\n" for id, slug in slugs.items())
    sessions = "".join(f"      - [{id}]\n" for id in slugs)
    plan = f"modules:\n  - id: phone\n    lessons:\n{rows}paths:\n  - id: elderly\n    sessions:\n{sessions}"
    (target / "curriculum.yml").write_text(plan, "utf-8")
    for n, slug in enumerate(slugs.values(), 1):
        (target / slug).mkdir()
        (target / slug / "lesson.yml").write_text(_lesson(n), "utf-8")
    _translate(target, tags[1:])


def _language(tag: str) -> str:
    policy = "source" if tag == "vi" else "complete"
    return (
        f"- tag: {tag}\n  autonym: Tiếng {tag}\n  name: {{vi: Thứ tiếng {tag}, en: Language {tag}}}\n  script: Latn\n  direction: ltr\n"
        f"  line_height: 1.5\n  fonts: [Noto Sans]\n  font_on_android: true\n  formats: vi\n  policy: {policy}\n"
    )


def _lesson(n: int) -> str:
    text = LESSON.format(today="2026-11-22", slug=f"bai-{n:03}", id=f"L{n:02}", module="phone")
    for sample in sorted(SAMPLES, key=len, reverse=True):  # an author has written over every one
        text = text.replace(sample, f"Bài tập số {n}" if sample.startswith("Tên") else sample.replace("Viết", "Đọc"))
    head, _, tail = text.replace("minutes: 30", "minutes: 20").partition("steps:\n")
    steps = "".join(_STEP.format(n=k, lesson=n) for k in range(1, 9))
    return f"{head}steps:\n{steps}without_phone:{tail.partition('without_phone:')[2]}"


def _translate(target: Path, tags: tuple[str, ...]) -> None:
    """Every unit in every language: the Vietnamese with the tag before it, so that all pages differ."""
    for catalog, units in catalogs(read(target).library).items():
        for tag in tags:
            rows = "".join(
                f"  {json.dumps(u)}:\n    vi: {_quoted(t.source)}\n    {tag}: {_quoted(f'{tag} {t.source}')}\n" for u, t in units.items()
            )
            (target / catalog).mkdir(exist_ok=True)
            if rows:
                (target / catalog / f"{tag}.yml").write_text(f"translator: bench\nunits:\n{rows}", "utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
