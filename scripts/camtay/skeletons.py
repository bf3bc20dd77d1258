"""The files of a curriculum that was just begun: `camtay new curriculum`. Every sentence is a sample that its authors write over."""

from __future__ import annotations

from collections.abc import Mapping

LESSON = "first-lesson"
_SPOKEN = "Write here what the loudspeaker says, in short sentences, as one speaks to a neighbour, so that old people can keep it in mind."
_BROADCAST = "\n".join(f"  - id: part-{n}\n    text: {_SPOKEN} {_SPOKEN}" for n in range(1, 5))

# `today` and `red` (three lines of the red box) are filled in.
SAMPLE = f"""\
# Every sentence below is a sample: write your own. `camtay check` names those that are left, `camtay serve` shows the page.
title: Title of the lesson
short: Its short name
goal: Write what one can do alone after this lesson.
why:
  text: Write what people gain when they can do it themselves.
minutes: 10
for: [resident, elderly]
picture: two-people
checked:
  date: "{{today}}"
  live: false

never:
{{red}}
steps:
  - id: first
    do: Write one action, beginning with its verb.
    see: Write what the learner sees when it worked.
    picture: touch
    teach:
      say: Write what you say to the learner.
      watch: Write what you watch for, sitting beside.
      seconds: 60

  - id: second
    do: Write the second action, one in each step.
    see: Write what one sees after the second action.
    picture: listen

  - id: third
    do: Write the last action.
    see: Write what shows that all is done.
    picture: done

without_phone:
  - id: centre
    text: Write how this is done without what the lesson needs.

call:
  - team-leader

show_me:
  - id: alone
    text: Write what the learner does again, alone.

ask:
  - id: first
    ask: Write a question to ask aloud.
    answer: Write its short answer.
  - id: second
    ask: Write the second question.
    answer: Write the second answer.

teach:
  mobiliser: Write how one begins to talk about it.
  installer: Write how one sits beside the learner.
  home: Write what is needed when it is taught at home.

broadcast:
{_BROADCAST}
"""

# How a language is written, as an entry of languages.yml says it: filled in by what CLDR and ISO know (project/written.py).
WRITTEN = """\
  script: {script}
  direction: {direction}
  line_height: {line_height}
  fonts: [{fonts}]
  font_on_android: {font_on_android}
  formats: {source}
"""

# File below the folder → its text. `source`, `name` (in English), `autonym`, `script`, `direction`, `line_height`, `fonts` … are filled in.
FILES: Mapping[str, str] = {
    "mkdocs.yml": """\
# The site. Lessons stand in lessons/, hand-written pages in docs/. Templates and drawings come with camtay.
site_name: {title}
site_url: https://your-site.example/
docs_dir: docs
theme:
  name: material
  language: {source}
  font: false
  icon:
    logo: material/hand-pointing-right
  features:
    - navigation.path
extra:
  generator: false
markdown_extensions:
  - attr_list
  - def_list
  - tables
  - toc:
      permalink: false
validation:
  omitted_files: ignore
  absolute_links: ignore
  unrecognized_links: warn
plugins:
  camtay: {{}}
  i18n:
    docs_structure: suffix
    fallback_to_default: true
    languages:
      - locale: {source}
        name: {autonym}
        default: true
""",
    ".gitignore": ".build/\nsite/\nlessons/team.yml\n",
    "docs/.gitkeep": "",
    "lessons/languages.yml": """\
# One entry a language; the source language is the one that lessons are written in. More: camtay new language TAG
- tag: {source}
  autonym: {autonym}
  name: {names}
"""
    + WRITTEN
    + "  policy: source\n",
    "lessons/country.yml": """\
# What differs from country to country: how one dials, which words are secrets, what addresses say.
# Take the # away and write your own. Without `phones` any number may be one to call.
#phones:
#  calling: "+221"
#  shapes: ["33#######", "7[05678]#######", "1#"]
#  example: "77 123 45 67"
secrets: [PIN, OTP, password]
# Printed and kept by people: choose these before the first poster, then never change them.
#addresses:
#  numbers: numbers
#  room: sheets
#  status: translations
#  covers: covers
#  voices: voices
#  session: session
#  keep: keep
#  short: short
#  practice: try
#  differs: differs
#  gallery: gallery
#  pack: session
#  chat: chat
#  start: start
#  real: real
#  wrong: mistake
""",
    "lessons/curriculum.yml": """\
# Modules in teaching order, each with its lessons; paths are ways through them.
modules:
  - id: first
    lessons:
      L01: first-lesson
paths:
  - id: first
    sessions:
      - [L01]
""",
    "lessons/contacts.yml": """\
# Whom to call. `local` numbers stand in team.yml, one file a team; national hotlines have a source and its date.
local:
  - id: team-leader
""",
    "lessons/team.yml": """\
# The team of this place. While `sample` stands here, every sheet says that it is one.
sample: true
commune: (commune)
province: (province)
team: (team)
languages: [{source}]
""",
    "lessons/safety.yml": """\
# Lines that stand in many red boxes: written, translated and recorded once. A lesson names them under `never`.
lines: []
""",
    "lessons/terms.yml": """\
# One word for one thing, and the words that may not stand for it.
terms: []
""",
    "lessons/labels/labels.yml": "# Words on the screens of apps, letter for letter. They are never translated.\n{{}}\n",
}
RED = """\
  - id: first
    text: Write what nobody may ever do here.
  - id: second
    text: Write a second thing that nobody may do.
  - id: third
    text: Write a third one.
"""
# Words of the interface that belong to the files above.
OWN: Mapping[str, str] = {"module.first": "First module", "path.first": "First path", "contact.team-leader": "Leader of the team"}
