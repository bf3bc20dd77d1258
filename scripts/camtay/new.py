"""Skeletons that pass the check: `camtay new lesson`, `camtay new language`."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from camtay.model import PATTERNS
from camtay.problem import Problem, Span, Stop
from camtay.read import RESERVED, read
from camtay.workspace import Folders
from camtay.write import put

# A text of 180 syllables stands in for the loudspeaker script until the author has written it.
_SPOKEN = "Câu này là chỗ để viết bài đọc trên loa, hãy thay bằng lời của bạn, nói chậm, câu ngắn, dễ nhớ. "

_LESSON = """\
# yaml-language-server: $schema=../../schema/lesson.schema.json
# Bài mới. Thay mọi chữ dưới đây; chạy `camtay check` để biết còn thiếu gì. Hướng dẫn: docs/viet-bai.md
title: Tên bài, tối đa tám chữ
short: Việc cần làm
goal: Học xong, bạn tự làm được việc này.
why:
  text: Làm được việc này thì bạn đỡ phải đi xa.
minutes: 30
for: [resident, elderly]
picture: group-phone
competence: [K0, D1]
checked:
  date: "{today}"
  live: false

never:
  - secret
  - unlocked-phone
  - id-photo

steps:
  - id: first
    do: Mở máy của bạn.
    see: Màn hình sáng lên.
    picture: phone-ok
    teach:
      say: Bác cứ từ từ, mình không vội.
      watch: Tay chỉ, không cầm máy.
      seconds: 60

  - id: second
    do: Bấm vào chỗ cần bấm.
    see: Máy chuyển sang màn hình mới.
    picture: touch

  - id: third
    do: Làm lại một lần, không ai nhắc.
    see: Bạn tự làm xong.
    picture: done

without_phone:
  - id: centre
    text: Đến Trung tâm Phục vụ hành chính công của xã để được giúp.

call:
  - team-leader

show_me:
  - id: alone
    text: Tự làm lại từ đầu, không ai nhắc.

ask:
  - id: secret
    ask: Ai được xem mã OTP của bạn?
    answer: Không ai cả. OTP là mã dùng một lần, chỉ mình bạn xem.
  - id: differs
    ask: Màn hình khác trong bài thì làm gì?
    answer: Dừng lại và hỏi.

teach:
  mobiliser: Mở đầu bằng việc bà con đang cần.
  installer: Ngồi cạnh, tay chỉ, không cầm máy.
  home: Có bàn, có kính, có người nhà ngồi cùng.

broadcast:
{broadcast}
"""

_LANGUAGE = """\

- tag: {tag}
  autonym: {tag}
  autonym_checked: false
  name: {{vi: Tiếng {tag}, en: {tag}}}
  script: {script}
  direction: ltr
  line_height: 1.6
  fonts: [Noto Sans]
  font_on_android: true
  formats: vi
  policy: reviewed
"""

_INTERFACE = """\
# yaml-language-server: $schema=../../schema/translation.schema.json
# Chữ của trang và tờ in, bằng {tag}. Câu nào chưa có thì hiện tiếng Việt.
translator: (tên người dịch)
units: {{}}
"""


def lesson(folders: Folders, slug: str) -> list[Path]:
    """lessons/<slug>/lesson.yml, and a line in curriculum.yml under its last module when the slug is not planned."""
    folder = folders.lessons / slug
    if not re.fullmatch(PATTERNS["slug"][0], slug) or slug in RESERVED:
        raise Stop(Problem(Span(str(folder)), "bad-slug", {"value": slug}))
    if folder.exists():
        raise Stop(Problem(Span(str(folder)), "exists", {"path": str(folder)}))
    library = read(folders.lessons).library
    broadcast = "\n".join(f"  - id: part-{n}\n    text: {(_SPOKEN * 2).strip()}" for n in range(1, 6))
    made = [folder / "lesson.yml"]
    put(made[0], _LESSON.format(today=datetime.date.today().isoformat(), broadcast=broadcast).encode())
    if slug not in library.curriculum.slugs.values():
        made.append(_place(folders.lessons / "curriculum.yml", slug, list(library.curriculum.slugs)))
    return made


def _place(path: Path, slug: str, ids: list[str]) -> Path:
    """Adds the lesson below the last lesson of the last module; the rest of the file stays as it was."""
    number = max((int(id[1:]) for id in ids), default=0) + 1
    lines = path.read_text("utf-8").splitlines()
    last = max(i for i, line in enumerate(lines) if re.match(r"\s+L\d+: ", line))
    indent = re.match(r"\s*", lines[last]).group()  # type: ignore[union-attr]
    lines.insert(last + 1, f"{indent}L{number:02}: {slug}")
    put(path, ("\n".join(lines) + "\n").encode())
    return path


def language(folders: Folders, tag: str) -> list[Path]:
    """An entry in languages.yml and an empty interface/<tag>.yml: nothing is shown before somebody reviewed it."""
    path = folders.lessons / "interface" / f"{tag}.yml"
    if not re.fullmatch(PATTERNS["tag"][0], tag):
        raise Stop(Problem(Span(str(path)), "bad-tag", {"value": tag, "example": PATTERNS["tag"][1]}))
    languages = folders.lessons / "languages.yml"
    if path.exists() or tag in read(folders.lessons).library.languages:
        raise Stop(Problem(Span(str(path)), "exists", {"path": str(path)}))
    script = tag.split("-")[1] if "-" in tag else "Latn"
    put(languages, (languages.read_text("utf-8").rstrip("\n") + "\n" + _LANGUAGE.format(tag=tag, script=script)).encode())
    put(path, _INTERFACE.format(tag=tag).encode())
    return [languages, path]
