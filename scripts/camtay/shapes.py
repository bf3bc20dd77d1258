"""What an author's files look like: the skeletons of `camtay new`, and one example of every shape for hints and docs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import indent

from camtay import skeletons
from camtay.messages import Speech

# A text of 180 syllables stands in for the loudspeaker script until the author has written it.
_SPOKEN = "Viết ở đây bài đọc trên loa bằng lời của bạn, nói chậm, câu ngắn, dễ nhớ, từ một phút đến một phút rưỡi."
_BROADCAST = "\n".join(f"  - id: part-{n}\n    text: {_SPOKEN} {_SPOKEN}" for n in range(1, 6))

RED = ("secret", "unlocked-phone", "id-photo")  # shared lines of its red box
# `today`, `slug`, `id` and `module` are filled in. Every sentence is a sample: check.py names those that still stand.
LESSON = f"""\
# yaml-language-server: $schema=../../schema/lesson.schema.json
# Bài mới: mọi câu dưới đây là câu mẫu, hãy thay bằng lời của bạn. Cách viết: docs/viet-bai.md
# Chỗ của bài: lessons/curriculum.yml, mô-đun {{module}}, dòng “{{id}}: {{slug}}”. Thuộc mô-đun khác thì dời dòng ấy.
# Tiếp theo: `camtay check lessons/{{slug}}` kể câu mẫu nào còn; `camtay serve` cho xem thử.
title: Tên bài, tối đa tám chữ
short: Tên ngắn trên thẻ
goal: Viết học xong thì bạn tự làm được việc gì.
why:
  text: Viết bà con được lợi gì khi tự làm được việc này.
minutes: 10
for: [resident, elderly]
picture: group-phone
competence: [K0, D1]
checked:
  date: "{{today}}"
  live: false

never:
{"".join(f"  - {name}{chr(10)}" for name in RED)}
steps:
  - id: first
    do: Viết một việc, động từ đứng đầu câu.
    see: Viết điều người học nhìn thấy khi làm đúng.
    picture: phone-ok
    teach:
      say: Viết câu bạn nói với người học.
      watch: Viết điều bạn để ý khi ngồi cạnh.
      seconds: 60

  - id: second
    do: Viết việc thứ hai, mỗi bước một việc.
    see: Viết điều người học thấy sau việc thứ hai.
    picture: touch

  - id: third
    do: Viết việc cuối cùng.
    see: Viết điều cho biết việc đã xong.
    picture: done

without_phone:
  - id: centre
    text: Viết cách làm việc này khi chưa có điện thoại thông minh.

call:
  - team-leader

show_me:
  - id: alone
    text: Viết việc người học tự làm lại cho bạn xem.

ask:
  - id: first
    ask: Viết một câu hỏi để nói to.
    answer: Viết câu trả lời ngắn.
  - id: second
    ask: Viết câu hỏi thứ hai.
    answer: Viết câu trả lời thứ hai.

teach:
  mobiliser: Viết cách người vận động mở lời.
  installer: Viết cách người chỉ máy ngồi cạnh.
  home: Viết những gì cần có khi dạy tại nhà.

broadcast:
{_BROADCAST}
"""

LANGUAGE = f"""\

- tag: {{tag}}
  autonym: {{autonym}}
  autonym_checked: false
  name: {{{{{{names}}}}}}
{skeletons.WRITTEN}\
  policy: reviewed
"""

LANGUAGE_NAMES = {"vi": "Tiếng {}", "en": "{}"}  # what `camtay new language` calls a tag, until somebody says better
TRANSLATORS: Mapping[Speech, str] = {"vi": "(tên người dịch)", "en": "(name of the translator)"}  # until there is one
_INTERFACE: Mapping[Speech, str] = {
    "vi": "Chữ của trang và tờ in, bằng {tag}. Câu nào chưa có thì hiện tiếng Việt.",
    "en": "The words of pages and sheets in {tag}. A word that is not there yet is shown in the source language.",
}


def interface(tag: str, speech: Speech) -> str:
    """interface/<tag>.yml as a language begins."""
    head = "# yaml-language-server: $schema=../../schema/translation.schema.json"
    return f"{head}\n# {_INTERFACE[speech].format(tag=tag)}\ntranslator: {TRANSLATORS[speech]}\nunits: {{}}\n"


_SAMPLE = re.compile(r"^ *(?:- )?[a-z_-]+: ((?!\")[^\[\]{}\n]* [^\[\]{}\n]*)$", re.MULTILINE)
SAMPLES = frozenset(m[1] for text in (LESSON, skeletons.SAMPLE, skeletons.RED) for m in _SAMPLE.finditer(text))

# One thing of each kind of the model, by the name of its class. A test reads every one of them.
SHAPES: Mapping[str, str] = {
    "Lesson": LESSON,
    "Why": """\
text: Trả bằng điện thoại thì khỏi đi xa, khỏi quên hạn.
""",
    "Checked": """\
date: "2026-11-21"
newest_source: "2026-01-21"
live: false
""",
    "Item": """\
id: bill
text: Giấy báo tiền điện mới nhất của nhà bạn
""",
    "NeverLine": """\
id: two-hours
text: Dọa cắt điện trong 2 giờ là lừa đảo. Tắt máy.
""",
    "Step": """\
id: search
do: Gõ {type:VNeID} vào ô tìm kiếm.
see: Dưới tên VNeID ghi Bộ Công an.
""",
    "Screen": """\
title: VNeID
rows:
  - field: Số định danh cá nhân
  - button: Gửi yêu cầu
    tap: true
""",
    "Row": """\
button: Gửi yêu cầu
tap: true
""",
    "Trouble": """\
id: too-old
if: Máy báo không cài được
then: Máy có thể quá cũ. Hỏi người trong tổ.
""",
    "Beside": """\
say: Mình chỉ lấy ứng dụng ở cửa hàng có sẵn trong máy.
watch: Đừng cầm máy hộ.
seconds: 60
""",
    "Drill": """\
id: electricity
kind: call
heard: Điện lực đây, hai tiếng nữa cắt điện nhà bác.
fake: true
why: Muốn cắt điện phải báo trước, không gọi dọa như vậy.
""",
    "RolePlay": """\
id: hurry
scene: Cụ ở nhà một mình, có số lạ gọi đến
say: Cụ đọc cho cháu dãy số vừa nhận được.
do: Nói “tôi không đọc mã cho ai”, rồi tắt máy.
""",
    "Question": """\
id: secret
ask: Ai được xem mã OTP của bạn?
answer: Không ai cả. OTP là mã dùng một lần, chỉ mình bạn xem.
""",
    "Source": """\
standing: V
title: Công an không kích hoạt mức 2 qua điện thoại
url: https://thanhnien.vn/bai-bao.htm
date: "2025-05-14"
""",
    "Safety": """\
lines:
  - id: secret
    text: Không đọc mật khẩu, mã OTP cho bất cứ ai.
""",
    "Termbase": """\
terms:
  - id: hang-up
    say: {vi: cúp máy, en: hang up}
capitals: [OTP]
""",
    "Term": """\
id: hang-up
say: {vi: cúp máy, en: hang up}
means: Kết thúc cuộc gọi, máy vẫn bật.
twins:
  - words: [tắt máy]
    why: Hiểu được hai cách, là cúp máy hay tắt nguồn.
""",
    "Twin": """\
words: [tắt máy]
why: Hiểu được hai cách, là cúp máy hay tắt nguồn.
""",
    "Curriculum": """\
modules:
  - id: money
    lessons:
      L19: tra-tien-dien
""",
    "Module": """\
id: money
lessons:
  L19: tra-tien-dien
""",
    "LearningPath": """\
id: elderly
sessions:
  - [L01, L23]
""",
    "Cover": """\
item: Trả tiền điện
lessons: [L19]
""",
    "Place": """\
id: hai-hau
before: Huyện Hải Hậu, Nam Định
now: Xã Hải Hậu, Ninh Bình
""",
    "Country": """\
secrets: [PIN, OTP]
""",
    "Phones": """\
calling: "+84"
trunk: "0"
shapes: ["0[35789]########", "11#"]
example: "0912 345 678"
""",
    "Names": """\
numbers: so
""",
    "Language": """\
tag: km
autonym: ភាសាខ្មែរ
name: {vi: Tiếng Khmer, en: Khmer}
script: Khmr
direction: ltr
line_height: 1.8
fonts: [Noto Sans Khmer, Noto Sans]
font_on_android: true
formats: vi
policy: drafts
""",
    "Engine": """\
command: piper --model vi.onnx --output_file {out}
""",
    "LabelEntry": """\
app: VNeID
standing: V
source: VN-1
""",
    "Glossary": """\
translator: Thạch Thị Mẫu
glosses:
  Gửi yêu cầu: Send the request
""",
    "Translation": """\
translator: Thạch Thị Mẫu
units:
  title:
    vi: Trả tiền điện
    en: Pay for electricity
""",
    "UnitTranslation": """\
vi: Trả tiền điện
en: Pay for electricity
""",
    "Interface": """\
units:
  site.name: Cầm Tay
""",
    "Recording": """\
unit: steps.bill.do
text: Cầm giấy báo tiền điện.
file: buoc-1.mp3
speaker: Thạch Thị Mẫu
date: "2026-12-01"
consent: true
""",
    "Contacts": """\
local:
  - id: team-leader
""",
    "National": """\
id: police
number: "113"
cost: free
source:
  url: https://chinhphu.vn/so-khan-cap
  date: "2025-12-30"
""",
    "Citation": """\
url: https://chinhphu.vn/so-khan-cap
date: "2025-12-30"
""",
    "Local": """\
id: team-leader
""",
    "NeverCall": """\
number: "0000 000 009"
source:
  url: https://chinhphu.vn/canh-bao
  date: "2025-12-30"
""",
    "Release": """\
version: "2.2.6"
date: "2026-03-02"
source:
  url: https://chinhphu.vn/ban-moi
  date: "2026-03-02"
""",
    "Team": """\
commune: Xã Mẫu
province: Tỉnh Mẫu
team: Tổ công nghệ số cộng đồng ấp Mẫu
contacts:
  team-leader:
    name: Bà Nguyễn Thị Mẫu
    number: "0000 000 003"
""",
    "Own": """\
words:
  vi:
    note: Ở xã mình, đóng tiền tại quầy bưu điện mỗi sáng thứ Ba.
photo: quay-dien.jpg
""",
    "OwnWords": """\
note: Ở xã mình, đóng tiền tại quầy bưu điện mỗi sáng thứ Ba.
example: Bà Bảy ở ấp Mẫu tự trả tiền điện, rồi chỉ cho hai người hàng xóm.
shows: Quầy bưu điện xã, cạnh chợ
""",
    "Person": """\
name: Bà Nguyễn Thị Mẫu
number: "0000 000 003"
""",
}
# Fields whose example is a thing of another kind: one entry of a list, or the map itself.
_ENTRIES: Mapping[tuple[str, str], str] = {
    ("Lesson", "needs"): "Item",
    ("Lesson", "practice"): "Item",
    ("Lesson", "drill"): "Drill",
    ("Lesson", "role_play"): "RolePlay",
    ("Step", "trouble"): "Trouble",
    ("Safety", "lines"): "NeverLine",
    ("Curriculum", "paths"): "LearningPath",
    ("Curriculum", "places"): "Place",
    ("Contacts", "national"): "National",
    ("Contacts", "never_call"): "NeverCall",
}
_MAPS: Mapping[tuple[str, str], str] = {("Lesson", "checked"): "Checked", ("Step", "screen"): "Screen", ("Step", "teach"): "Beside"}
_LINES: Mapping[tuple[str, str], str] = {
    ("", "sources"): "sources:\n  - VN-15",
    ("", "languages"): "languages:\n  - vi\n  - km",
    ("Lesson", "before"): "before:\n  - thanh-toan-qr-an-toan",
    ("Lesson", "key_steps"): "key_steps:\n  - first\n  - second\n  - third",
    ("Lesson", "sources"): "sources:\n  VN-15:\n" + indent(SHAPES["Source"], "    "),
    ("Safety", "sources"): "sources:\n  VN-15:\n" + indent(SHAPES["Source"], "    "),
    ("Row", "tabs"): "tabs:\n  - Trang chủ\n  - Cá nhân",
}
_MOST = 12  # lines of an example: more is a page and no hint


def example(kind: str, name: str = "") -> str:
    """How the field `name` of a kind is written, or without a name how one of that kind is; "" when nobody has written it here."""
    if entry := _ENTRIES.get((kind, name)):
        return f"{name}:\n" + entry_of(SHAPES[entry], "  ")
    if inner := _MAPS.get((kind, name)):
        return f"{name}:\n" + indent(SHAPES[inner].rstrip(), "  ")
    text = re.sub(r"^#.*\n", "", SHAPES.get(kind, ""), flags=re.MULTILINE)
    if name:
        cut = re.search(rf"^{re.escape(name)}:.*\n(?:(?: +\S.*)?\n)*", text, re.MULTILINE)
        text = cut[0] if cut else _LINES.get((kind, name), _LINES.get(("", name), ""))
    return "\n".join(text.rstrip().splitlines()[:_MOST])


def entry_of(text: str, margin: str = "") -> str:
    """A thing as an entry of a list."""
    return indent("- " + indent(text.rstrip(), "  ").lstrip(), margin)
