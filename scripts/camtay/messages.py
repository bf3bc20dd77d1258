"""The wording of every problem, in Vietnamese and English, apart from its detection. `{name}` is filled in by the problem.

docs/problems.md lists the codes; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Speech = Literal["vi", "en"]


# What stands where something else is wanted, in the words of each language.
GOT: Mapping[Speech, Mapping[str, str]] = {
    "en": {"map": "map", "list": "list", "text": "text"},
    "vi": {"map": "các mục có tên", "list": "một danh sách", "text": "một câu"},
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is wrong, and what to try."""

    text: Mapping[Speech, str]
    hint: Mapping[Speech, str] = field(default_factory=dict)
    warning: bool = False


def _m(en: str, vi: str, try_en: str = "", try_vi: str = "", warning: bool = False) -> Message:
    return Message({"en": en, "vi": vi}, {"en": try_en, "vi": try_vi}, warning)


MESSAGES: Mapping[str, Message] = {
    # --- files ---------------------------------------------------------------------------------
    "no-lessons-folder": _m("there is no folder {folder}", "không có thư mục {folder}", "name it with --lessons", "chỉ ra bằng --lessons"),
    "file-missing": _m("{file} is missing here", "thiếu tệp {file} ở đây"),
    "unreadable": _m("this file cannot be read: {reason}", "không đọc được tệp này: {reason}"),
    "unknown-file": _m("{file} belongs to no language of languages.yml", "{file} không thuộc ngôn ngữ nào trong languages.yml"),
    "outside": _m(
        "this file lies outside the lessons folder (a link?)",
        "tệp này nằm ngoài thư mục bài học (liên kết?)",
        "copy the file itself here",
        "chép hẳn tệp vào đây",
    ),
    "bad-slug": _m(
        "“{value}” cannot be a lesson's folder",
        "“{value}” không dùng làm tên thư mục bài học được",
        "small letters a–z, digits and single hyphens, beginning with a letter: tra-tien-dien",
        "chữ thường không dấu, số và gạch nối đơn, bắt đầu bằng chữ: tra-tien-dien",
    ),
    "slug-taken": _m(
        "“{name}” is an address of the site itself",
        "“{name}” là địa chỉ sẵn có của trang",
        "give the folder another name",
        "đặt tên khác cho thư mục",
    ),
    "no-such-path": _m("there is nothing called {path}", "không có tệp hay thư mục {path}"),
    "not-checked": _m(
        "nothing in {path} is a lesson or belongs to one, so nothing was checked",
        "trong {path} không có gì là bài học hay thuộc về bài học, nên chưa kiểm tra gì",
        "name a file or folder of {folder}",
        "chỉ ra một tệp hay thư mục trong {folder}",
    ),
    "too-large": _m("{size} bytes, at most {most}: this is no lesson file", "{size} byte, tối đa {most}: không phải tệp bài học"),
    "not-utf8": _m(
        "this file is not UTF-8 text ({detail})",
        "tệp không phải chữ UTF-8 ({detail})",
        "save it as UTF-8 in your editor; in Excel: “CSV UTF-8”",
        "lưu lại bằng mã UTF-8 trong trình soạn thảo; trong Excel: “CSV UTF-8”",
    ),
    "odd-character": _m(
        "a letter that cannot be seen or is not allowed ({letter})",
        "có ký tự không nhìn thấy hoặc không được phép ({letter})",
        "delete it and type the word again",
        "xóa đi và gõ lại chữ đó",
    ),
    "tab": _m("a tab character", "có dấu tab", "use spaces", "dùng dấu cách"),
    "text-too-long": _m(
        "{n} letters in one text, at most {most}",
        "một câu dài {n} chữ, tối đa {most}",
        "several short ones",
        "chia thành nhiều câu ngắn",
    ),
    "empty-file": _m("this file is empty", "tệp này trống"),
    # --- YAML ----------------------------------------------------------------------------------
    "yaml-syntax": _m("this is not valid YAML: {detail}", "sai cú pháp YAML: {detail}"),
    "colon-in-text": _m(
        "a colon and a space in a text",
        "trong câu có dấu hai chấm rồi dấu cách",
        'put the whole text in quotes: "Bước 1: mở máy"',
        'đặt cả câu trong ngoặc kép: "Bước 1: mở máy"',
    ),
    "colon-glued": _m(
        "after the colon of a name a space is missing",
        "sau dấu hai chấm của tên mục thiếu dấu cách",
        "do: Bấm vào ô",
        "do: Bấm vào ô",
    ),
    "odd-start": _m(
        "a text may not begin with {sign}",
        "câu không được bắt đầu bằng dấu {sign}",
        "put the whole text in quotes",
        "đặt cả câu trong ngoặc kép",
    ),
    "open-quote": _m(
        "a quotation mark is not closed, or text follows it",
        "dấu ngoặc kép chưa đóng, hoặc còn chữ đứng sau",
        "close it at the end; write “ ” for quotes inside",
        "đóng ngoặc ở cuối câu; trong câu thì dùng “ ”",
    ),
    "indentation": _m(
        "this line does not stand under the others as it should",
        "dòng này thụt vào không đều với các dòng khác",
        "two spaces for each level, none more, none less",
        "mỗi cấp thụt vào đúng hai dấu cách",
    ),
    "flow-text": _m(
        "text in { } or [ ]",
        "câu nằm trong { } hoặc [ ]",
        "write one line for each, in block style; a text that begins with a mark needs quotes",
        "viết mỗi ý một dòng; câu bắt đầu bằng dấu { thì đặt trong ngoặc kép",
    ),
    "anchor": _m(
        "anchors and aliases (& and *) are not allowed", "không dùng neo và bí danh (& và *)", "write the text again", "viết lại câu"
    ),
    "merge-key": _m("merging (<<) is not allowed", "không dùng phép gộp (<<)", "write the fields again", "viết lại các mục"),
    "yaml-tag": _m("YAML tags are not allowed: {tag}", "không dùng nhãn kiểu của YAML: {tag}"),
    "two-documents": _m("a second document begins here", "từ đây là một tài liệu thứ hai", "take the line --- away", "bỏ dòng ---"),
    "too-deep": _m("lists and maps lie too deep in each other", "danh sách lồng nhau quá sâu"),
    "key-not-text": _m("a name must be plain text", "tên mục phải là chữ thường"),
    "merge-conflict": _m(
        "two branches have changed this place, and git has left both sides here",
        "hai nhánh cùng sửa chỗ này, git để cả hai bên ở đây",
        "keep the lines that are right, delete the others and the three marks",
        "giữ các dòng đúng, xóa các dòng kia và ba dòng dấu",
    ),
    "duplicate-key": _m("“{name}” is written twice", "“{name}” bị viết hai lần", "keep one of them", "giữ lại một"),
    # --- types ---------------------------------------------------------------------------------
    "wanted-map": _m(
        "names and values are wanted here, not a {got}",
        "chỗ này cần các mục có tên, không phải {got}",
        "write it so:\n{example}",
        "viết như thế này:\n{example}",
    ),
    "wanted-list": _m(
        "a list is wanted here, not a {got}",
        "chỗ này cần một danh sách, không phải {got}",
        "write it so:\n{example}",
        "viết như thế này:\n{example}",
    ),
    "wanted-text": _m(
        "a text is wanted here, not a {got}",
        "chỗ này cần một câu, không phải {got}",
        "write it so:\n{example}",
        "viết như thế này:\n{example}",
    ),
    "quote": _m(
        "{value} without quotes is not text to other programs",
        "{value} không có ngoặc kép thì chương trình khác không coi là chữ",
        'write "{value}"',
        'viết "{value}"',
    ),
    "empty-value": _m("there is no value", "mục này trống", "write it, or leave the whole line out", "viết vào, hoặc bỏ cả dòng"),
    "odd-space": _m(
        "two spaces, a no-break space or a line break in a text",
        "trong câu có hai dấu cách, dấu cách lạ hoặc xuống dòng",
        "one line, one space between words",
        "viết một dòng, giữa hai chữ một dấu cách",
    ),
    "not-boolean": _m("true or false is wanted, not “{value}”", "cần true hoặc false, không phải “{value}”"),
    "not-integer": _m("a whole number is wanted, not “{value}”", "cần một số nguyên, không phải “{value}”"),
    "not-decimal": _m("a number like 1.5 is wanted, not “{value}”", "cần một số như 1.5, không phải “{value}”"),
    "out-of-range": _m("{value} is not between {low} and {high}", "{value} không nằm giữa {low} và {high}"),
    "too-many": _m("{n} entries, at most {most}", "{n} dòng, tối đa {most}"),
    "list-length": _m(
        "{n} entries; at least {low} are wanted",
        "{n} dòng; cần ít nhất {low}",
        "write them so:\n{example}",
        "viết như thế này:\n{example}",
    ),
    "not-a-choice": _m("“{value}” is none of: {choices}", "“{value}” không thuộc: {choices}"),
    # --- names ---------------------------------------------------------------------------------
    "unknown-key": _m("there is no field “{name}” here", "ở đây không có mục “{name}”"),
    "missing-key": _m("the field “{name}” is missing", "thiếu mục “{name}”", "write it so:\n{example}", "viết như thế này:\n{example}"),
    "duplicate-id": _m("“{id}” stands twice in one list", "“{id}” có hai lần trong một danh sách"),
    "bad-id": _m("“{value}” is no id", "“{value}” không phải mã hợp lệ", "like {example}", "như {example}"),
    "bad-lesson-id": _m("“{value}” is no lesson number", "“{value}” không phải mã bài", "like {example}", "như {example}"),
    "bad-fact": _m("“{value}” is no source id", "“{value}” không phải mã nguồn", "like {example}", "như {example}"),
    "bad-competence": _m("“{value}” is no competence", "“{value}” không phải mã năng lực", "like {example}", "như {example}"),
    "bad-day": _m("“{value}” is no full date", "“{value}” không phải ngày đủ năm-tháng-ngày", "like {example}", "như {example}"),
    "bad-date": _m("“{value}” is no date", "“{value}” không phải ngày", "like {example}", "như {example}"),
    "bad-url": _m("“{value}” is no web address", "“{value}” không phải địa chỉ web", "like {example}", "như {example}"),
    "bad-tag": _m("“{value}” is no language tag", "“{value}” không phải mã ngôn ngữ", "like {example}", "như {example}"),
    "bad-script": _m("“{value}” is no script", "“{value}” không phải mã chữ viết", "like {example}", "như {example}"),
    "bad-number": _m(
        "“{value}” is no phone number of Vietnam",
        "“{value}” không phải số điện thoại ở Việt Nam",
        "ten digits with the 0, landlines eleven, 1800…, 1900… or a short number: {example}; in Excel format the column as Text",
        "mười chữ số kể cả số 0, máy bàn mười một, 1800…, 1900… hoặc số ngắn: {example}; trong Excel đổi định dạng cột thành Văn bản",
    ),
    "lost-zero": _m(
        "“{value}” has lost the 0 at its front",
        "“{value}” đã mất số 0 ở đầu",
        "in Excel format the column as Text, then type the number again with its 0: {example}",
        "trong Excel đổi định dạng cột thành Văn bản rồi gõ lại số, có số 0: {example}",
    ),
    "bad-caller": _m("“{value}” is no number that calls", "“{value}” không phải số gọi đến", "like {example}", "như {example}"),
    "bad-zalo": _m(
        "“{value}” is no link of a Zalo group: only https://zalo.me/… is printed",
        "“{value}” không phải đường link nhóm Zalo: chỉ in https://zalo.me/…",
        "copy the link of the group in Zalo, like {example}",
        "chép đường link của nhóm trong Zalo, như {example}",
    ),
    "bad-photo": _m(
        "“{value}” is no name of a photo",
        "“{value}” không phải tên tệp ảnh",
        "letters, digits and hyphens, then .jpg, .png or .webp, like {example}; the photo lies beside the team's file",
        "chữ không dấu, chữ số, gạch nối, rồi .jpg, .png hay .webp, như {example}; ảnh để cạnh tệp của tổ",
    ),
    "photo-missing": _m(
        "the photo {file} does not lie beside the team's file",
        "không có ảnh {file} cạnh tệp của tổ",
        "copy the photo there, or take the line out",
        "chép ảnh vào đó, hoặc bỏ dòng này",
    ),
    "photo-unreadable": _m(
        "{file} is no photo that can be read",
        "{file} không phải ảnh đọc được",
        "save it as JPEG: an iPhone's HEIC becomes one when it is sent by e-mail or Zalo",
        "lưu lại thành JPEG: ảnh HEIC của iPhone gửi qua thư hay Zalo sẽ thành JPEG",
    ),
    "photo-too-large": _m(
        "{file} is too large: {n} MB, at most {most} MB and 60 million pixels",
        "{file} quá nặng: {n} MB, tối đa {most} MB và 60 triệu điểm ảnh",
        "send it to yourself by Zalo and take the smaller copy",
        "gửi ảnh qua Zalo cho chính mình rồi lấy bản nhỏ hơn",
    ),
    "photo-small": _m(
        "{file} is {n} pixels long, at least {least}: on paper it would be a blur",
        "{file} chỉ dài {n} điểm ảnh, cần ít nhất {least}: in ra sẽ nhòe",
        "take the photo as the phone made it",
        "lấy ảnh gốc trong điện thoại",
    ),
    "photo-unsaid": _m(
        "nobody has said in {language} what {file} shows",
        "chưa có câu tiếng {language} nói ảnh {file} chụp gì",
        "write it as shows: under words: for whoever cannot see it",
        "viết vào mục shows dưới words, cho người không nhìn thấy",
    ),
    "own-empty": _m(
        "the team says nothing of {name}",
        "tổ chưa nói gì về bài {name}",
        "write a note or an example under words:, or take the lesson out",
        "viết note hay example dưới words, hoặc bỏ bài này ra",
    ),
    "own-no-source": _m(
        "the team's words in {language} are missing",
        "thiếu lời của tổ bằng tiếng {language}",
        "write them as well: whoever answers for the lessons reads them in this language",
        "viết thêm: người lo nội dung đọc bằng tiếng này",
    ),
    "bad-file": _m(
        "“{value}” is no file name for media",
        "“{value}” không phải tên tệp",
        "like {example}, beside the lesson",
        "như {example}, đặt cạnh bài",
    ),
    "bad-version": _m(
        "“{value}” is no version",
        "“{value}” không phải số bản",
        "digits and stops, quoted, as the app shows them: {example}",
        "chữ số và dấu chấm, trong dấu nháy, như ứng dụng ghi: {example}",
    ),
    "bad-digest": _m(
        "“{value}” is no digest of a sound: 16 of 0–9 and a–f",
        "“{value}” không phải dấu của bản thu: 16 chữ từ 0–9 và a–f",
        "leave the line out, or let camtay record import write it",
        "bỏ dòng này, hoặc để camtay record import ghi",
    ),
    "row-kind": _m(
        "a row is exactly one of {kinds}; here: {found}",
        "mỗi dòng màn hình là đúng một trong {kinds}; ở đây: {found}",
        "two rows for two things:\n- field: Số điện thoại\n- button: Gửi yêu cầu",
        "hai thứ thì viết hai dòng:\n- field: Số điện thoại\n- button: Gửi yêu cầu",
    ),
    # --- lengths -------------------------------------------------------------------------------
    "too-many-letters": _m(
        "{n} letters, at most {most}", "{n} chữ cái, tối đa {most}", "a shorter one fits a poster", "ngắn hơn thì áp phích mới đủ chỗ"
    ),
    "too-many-words": _m("{n} words, at most {most}", "{n} chữ, tối đa {most}"),
    "too-long": _m(
        "{n} syllables, at most {most}", "{n} tiếng, tối đa {most}", "say it shorter, or make two of it", "nói ngắn lại, hoặc tách làm hai"
    ),
    "rather-long": _m(
        "{n} syllables; {most} are easily kept in mind",
        "{n} tiếng; dưới {most} tiếng mới dễ nhớ",
        "say it shorter",
        "nói ngắn lại",
        warning=True,
    ),
    "broadcast-length": _m(
        "the loudspeaker text has {n} syllables; 180 to 270 are read in 60 to 90 seconds",
        "bài đọc loa có {n} tiếng; 180 đến 270 tiếng đọc hết 60 đến 90 giây",
        "about twenty short sentences, in three to six paragraphs",
        "chừng hai mươi câu ngắn, chia ba đến sáu đoạn",
    ),
    # --- references ----------------------------------------------------------------------------
    "one-source-language": _m(
        "one language has `policy: source`, not {found}", "đúng một ngôn ngữ có `policy: source`, không phải {found}"
    ),
    "unknown-safety-line": _m("safety.yml has no line “{name}”", "safety.yml không có câu “{name}”"),
    "unknown-lesson": _m("there is no lesson “{name}”", "không có bài “{name}”"),
    "unmapped-lesson": _m(
        "curriculum.yml does not place this lesson", "curriculum.yml chưa xếp bài này", "add it under a module", "thêm bài vào một mô-đun"
    ),
    "lesson-twice": _m("“{name}” stands twice in curriculum.yml", "“{name}” có hai lần trong curriculum.yml"),
    "lost-item": _m(
        "“{name}” is no longer taught by any lesson",
        "không còn bài nào dạy “{name}”",
        "write the lesson, or name another",
        "viết bài, hoặc ghi bài khác",
    ),
    "planned-lesson": _m("“{name}” is planned and not written yet", "bài “{name}” có trong kế hoạch, chưa viết", warning=True),
    "before-loop": _m(
        "lessons wait for each other: {loop}", "các bài chờ lẫn nhau: {loop}", "take one `before` away", "bỏ bớt một dòng `before`"
    ),
    "path-order": _m(
        "{name} needs {before}, which this path does not teach before it",
        "{name} cần học {before} trước, mà lộ trình này không dạy bài ấy trước",
        "put it into an earlier session, or take `before` out of the lesson if people can do without",
        "đưa bài ấy vào buổi trước, hoặc bỏ `before` nếu không học vẫn làm được",
    ),
    "long-session": _m(
        "a session of {n} minutes; people stay for {most}",
        "một buổi dài {n} phút; bà con chỉ ngồi được {most} phút",
        "make two sessions of it",
        "tách làm hai buổi",
        warning=True,
    ),
    "no-path": _m(
        "{name} is for residents, but no learning path has it",
        "{name} là bài cho bà con, mà chưa lộ trình nào có",
        "add it to a session in curriculum.yml",
        "thêm vào một buổi trong curriculum.yml",
        warning=True,
    ),
    "odd-minutes": _m(
        "`minutes` is {n}; its steps, drills and practice take {low} to {high}",
        "`minutes` ghi {n}; các bước, tình huống và phần tập cần {low} đến {high} phút",
        "change `minutes`, or the `seconds` of the steps",
        "sửa `minutes`, hoặc `seconds` của các bước",
        warning=True,
    ),
    "long-part": _m(
        "{n} steps in one part; {most} are kept in mind",
        "một phần có {n} bước; {most} bước thì còn nhớ được",
        "begin a new part: give a step a `heading`",
        "mở một phần mới: cho một bước dòng `heading`",
        warning=True,
    ),
    "idle-stop": _m(
        "`stop` at “{name}” says nothing: no other part begins after it",
        "`stop` ở “{name}” không nói gì: sau bước ấy không có phần nào bắt đầu",
        "put it at the last step of a part, or leave it out",
        "đặt ở bước cuối của một phần, hoặc bỏ đi",
    ),
    "unknown-step": _m("this lesson has no step “{name}”", "bài này không có bước “{name}”"),
    "unknown-source": _m("the source “{name}” is cited but not listed", "nguồn “{name}” được dẫn nhưng không có trong danh sách"),
    "unused-source": _m("the source “{name}” is listed but never cited", "nguồn “{name}” có trong danh sách nhưng không câu nào dẫn"),
    "source-undated": _m(
        "this source has neither `date` nor `seen`",
        "nguồn này thiếu cả `date` lẫn `seen`",
        'the day you read it: seen: "2026-11-21"',
        'ghi ngày bạn đọc: seen: "2026-11-21"',
    ),
    "no-source": _m("a lesson that states facts needs a source", "bài có nêu sự việc thì phải có nguồn"),
    "unknown-label": _m("“{name}” is not in labels/labels.yml", "“{name}” không có trong labels/labels.yml"),
    "unknown-app": _m(
        "no lesson and no label speaks of an app called “{name}”",
        "không bài nào, chữ nào trên màn hình là của ứng dụng tên “{name}”",
        "write its name as in labels/labels.yml",
        "ghi tên như trong labels/labels.yml",
    ),
    "unknown-contact": _m("“{name}” is not in contacts.yml", "“{name}” không có trong contacts.yml"),
    "not-local": _m("“{name}” is no place whose number a team may set", "tổ không được đặt số cho “{name}”"),
    "never-call": _m(
        "{number} is a cheat's number of `never_call`",
        "{number} là số của kẻ lừa đảo, có trong `never_call`",
        "ask the office itself for its number",
        "hỏi chính cơ quan đó số của họ",
    ),
    "unknown-region": _m("no hotline of contacts.yml is for “{name}”", "contacts.yml không có số nào cho vùng “{name}”"),
    "unknown-picture": _m(
        "there is no drawing “{name}”",
        "không có hình vẽ “{name}”",
        "choose one from the gallery: docs/drawings.md",
        "chọn trong bộ hình: docs/drawings.md",
    ),
    "drawing-unclear": _m(
        "{share} people knew what the drawing “{name}” shows, {percent} %: it stands on no poster below {enough} %",
        "{share} người nói đúng hình “{name}” vẽ gì, {percent} %: dưới {enough} % thì không đứng trên áp phích",
        "ask the people what they saw, draw it anew, test it again: camtay drawings test {name}",
        "hỏi bà con thấy gì, vẽ lại, rồi thử lại: camtay drawings test {name}",
        warning=True,
    ),
    "not-recognised": _m(
        "“{value}” is no share of at least {least} people",
        "“{value}” không phải phần của ít nhất {least} người",
        "how many knew it, of how many that were asked: 17/20",
        "bao nhiêu người nói đúng trên bao nhiêu người được hỏi: 17/20",
    ),
    "picture-without-alt": _m("the drawing “{name}” has no words in alt.yml", "hình “{name}” chưa có lời tả trong alt.yml"),
    "unknown-language": _m("languages.yml has no “{name}”", "languages.yml không có “{name}”"),
    "missing-word": _m(
        "the interface lacks “{name}”", "giao diện thiếu “{name}”", "add it to interface/interface.yml", "thêm vào interface/interface.yml"
    ),
    "unknown-key-step": _m("a poster needs a picture or a screen at the step “{name}”", "áp phích cần hình ở bước “{name}”"),
    # --- texts ---------------------------------------------------------------------------------
    "stray-brace": _m(
        "a brace { or } without its partner", "có dấu { hoặc } lẻ", "marks are written {like this}", "dấu được viết {như thế này}"
    ),
    "empty-mark": _m("an empty mark { }", "dấu { } trống"),
    "starts-with-mark": _m("an action begins with a verb", "việc làm phải bắt đầu bằng động từ", "Bấm {…}.", "Bấm {…}."),
    "markup": _m("HTML or template signs in a text: {found}", "câu có dấu HTML hoặc mẫu: {found}", "write plain words", "viết chữ thường"),
    "phone-number": _m(
        "a phone number in a text: {number}",
        "có số điện thoại trong câu: {number}",
        "write {call:…}: a hotline stands in contacts.yml, a local number in each team's team.yml",
        "viết {call:…}: tổng đài nằm trong contacts.yml, số của xã nằm trong team.yml của từng tổ",
    ),
    "shortener": _m(
        "a shortened address hides where it leads: {found}",
        "địa chỉ rút gọn giấu nơi đến: {found}",
        "write the full address",
        "viết địa chỉ đầy đủ",
    ),
    "app-file": _m(
        "a link to an app file: {found}",
        "có đường link tải tệp ứng dụng: {found}",
        "apps come from the phone's own store only",
        "ứng dụng chỉ lấy từ cửa hàng có sẵn trong máy",
    ),
    "asks-secret": _m(
        "a blank for a secret: {found}",
        "có chỗ trống để ghi điều bí mật: {found}",
        "no sheet ever has a line for a password, PIN or OTP",
        "không tờ nào có chỗ ghi mật khẩu, PIN, OTP",
    ),
    "live-address": _m(
        "a practice code or look-alike address must lead nowhere: {found}",
        "mã để tập hay địa chỉ giả không được dẫn tới đâu: {found}",
        "plain words, or an address that ends in .example",
        "viết chữ thường, hoặc địa chỉ kết thúc bằng .example",
    ),
    "still-sample": _m(
        "sample words of `camtay new` still stand here: {found}",
        "còn chữ mẫu của `camtay new` ở: {found}",
        "put your own in their place: docs/viet-bai.en.md, docs/dich.en.md",
        "thay bằng chữ của bạn: docs/viet-bai.md, docs/dich.md",
        warning=True,
    ),
    # --- steps ---------------------------------------------------------------------------------
    "picture-and-screen": _m("a step has a screen or a picture, not both", "một bước chỉ có màn hình hoặc hình vẽ"),
    "two-taps": _m("one tap a screen", "mỗi màn hình chỉ bấm một chỗ"),
    "no-screens-date": _m(
        "drawn screens need `checked.screens`: the date of their source", "bài có vẽ màn hình thì phải ghi `checked.screens`"
    ),
    "newest-source": _m(
        "`newest_source` is {found}; the newest date under sources is {wanted}", "`newest_source` ghi {found}; nguồn mới nhất là {wanted}"
    ),
    "impossible-day": _m("there is no such day: {value}", "không có ngày này: {value}"),
    "future-day": _m("this day is still to come: {value}", "ngày này chưa tới: {value}"),
    "app-newer": _m(
        "tried with {app} {version}, but apps.yml knows {known}",
        "thử với {app} {version}, mà apps.yml mới có {known}",
        "write the newer release into apps.yml with its source, so that other lessons are held against it",
        "ghi bản mới vào apps.yml, kèm nguồn, để các bài khác được so với nó",
        warning=True,
    ),
    "expired": _m(
        "checked {days} days ago; after {most} readers see a stamp",
        "kiểm tra cách đây {days} ngày; quá {most} ngày thì người đọc thấy lời nhắc",
        "check it on a phone, then change `checked`",
        "thử lại trên máy thật rồi sửa `checked`",
        warning=True,
    ),
    "no-venue": _m(
        "`teach` needs mobiliser, installer and one venue; missing: {name}",
        "`teach` cần mobiliser, installer và một nơi dạy; thiếu: {name}",
        "write it so:\n{example}",
        "viết như thế này:\n{example}",
    ),
    "always-fake": _m(
        "{n} cases, all but {real} fake: one in five must be real",
        "{n} tình huống mà chỉ {real} là thật: năm phải có một thật",
        "people learn to judge, not to distrust",
        "để bà con học cách xét, không phải nghi ngờ tất cả",
    ),
    "pair-alone": _m("the pair “{name}” needs a real and a fake case", "cặp “{name}” cần một thật và một giả"),
    # --- languages and translations ------------------------------------------------------------
    "line-height": _m("a line height is between 1.3 and 2.2", "khoảng cách dòng từ 1.3 đến 2.2"),
    "direction-of-script": _m(
        "{script} is not written {found}",
        "chữ {script} không viết theo chiều {found}",
        "direction: {wanted}",
        "direction: {wanted}",
    ),
    "font-of-other-script": _m(
        "no font of {fonts} has the letters of {script}",
        "không phông nào trong {fonts} có chữ {script}",
        "fonts: [{wanted}]",
        "fonts: [{wanted}]",
    ),
    "no-such-language": _m(
        "no language is registered as “{tag}”",
        "không có thứ tiếng nào đăng ký mã “{tag}”",
        "look its tag up by name in a list of ISO 639-3, as “rad” for Ê Đê",
        "tìm mã theo tên trong danh sách ISO 639-3, như “rad” cho tiếng Ê Đê",
    ),
    "no-interface": _m(
        "languages.yml names “{tag}”, but interface/{tag}.yml is missing",
        "languages.yml có “{tag}” nhưng thiếu interface/{tag}.yml",
        warning=True,
    ),
    "unknown-unit": _m("the Vietnamese has no unit “{name}”", "bản tiếng Việt không có câu “{name}”"),
    "marks-differ": _m(
        "the marks of translation and Vietnamese differ: {found}", "các dấu { } của bản dịch và tiếng Việt khác nhau: {found}"
    ),
    "numbers-differ": _m("the numbers differ: {found}", "các con số khác nhau: {found}"),
    "sentence-lost": _m(
        "{n} sentences stand here for {wanted} of the Vietnamese",
        "bản dịch có {n} câu, bản tiếng Việt có {wanted}",
        "look whether one was left out; say each of them",
        "xem có bỏ sót câu nào không; câu nào cũng dịch",
        warning=True,
    ),
    "much-shorter": _m(
        "{n} letters stand here for {wanted} of the Vietnamese",
        "bản dịch dài {n} chữ cái, bản tiếng Việt {wanted}",
        "look whether a part was left out",
        "xem có bỏ sót ý nào không",
        warning=True,
    ),
    "review-half": _m("`reviewer` and `reviewed` go together", "`reviewer` và `reviewed` phải đi cùng nhau"),
    "own-review": _m("the reviewer is a second person, not the translator", "người đọc lại phải là người khác, không phải người dịch"),
    "stale": _m(
        "{n} units translate an older Vietnamese",
        "{n} câu dịch theo bản tiếng Việt cũ",
        "camtay translate update",
        "camtay translate update",
        warning=True,
    ),
    "incomplete": _m("{n} units are missing in {language}: {found}", "{language} còn thiếu {n} câu: {found}", warning=True),
    "unknown-gloss": _m("“{name}” is glossed but is no label", "“{name}” có lời giải nghĩa nhưng không phải chữ trên màn hình"),
    "no-gloss": _m(
        "{n} labels have no gloss in {language}: {found}",
        "{n} chữ trên màn hình chưa có lời giải nghĩa bằng {language}: {found}",
        warning=True,
    ),
    "stale-recording": _m(
        "the recording says something else than the text now",
        "bản thu âm nói khác với câu bây giờ",
        "record it again",
        "thu âm lại",
        warning=True,
    ),
    "no-consent": _m("a recording without the speaker's consent", "bản thu âm chưa có sự đồng ý của người nói"),
    "missing-media": _m("{file} is not in media/", "không có tệp {file} trong media/"),
    "not-our-sound": _m(
        "{file} is no MP3 as recordings are kept here: one channel, 22,050 Hz, at most 24 kbit/s",
        "{file} không phải MP3 đúng kiểu cho bản thu: một kênh, 22.050 Hz, nhiều nhất 24 kbit/s",
        "let camtay record import take it: it trims, levels and writes it so",
        "đưa tệp vào bằng camtay record import: máy cắt gọn, chỉnh độ to và ghi đúng kiểu",
    ),
    "other-sound": _m(
        "{file} is not the sound that stood here when it was recorded",
        "{file} không còn là bản thu lúc ghi vào đây",
        "take the new sound in with camtay record import, so that somebody listens to it again",
        "đưa bản mới vào bằng camtay record import để có người nghe lại",
    ),
    "own-listening": _m(
        "{name} has both spoken and listened",
        "{name} vừa đọc vừa nghe lại",
        "somebody else who speaks the language listens",
        "nhờ một người khác biết tiếng nghe lại",
    ),
    # --- recordings taken in -------------------------------------------------------------------
    "who-spoke": _m(
        "a recording needs its speaker's name and consent",
        "bản thu cần tên người đọc và sự đồng ý của người ấy",
        '--speaker "Name" --consent, once the speaker has signed the sheet or said so in the recording',
        '--speaker "Họ tên" --consent, khi người đọc đã ký vào tờ hoặc đã nói đồng ý trong bản thu',
    ),
    "no-sounds": _m(
        "no recording in {folder}: {wanted}",
        "không có bản thu nào trong {folder}: {wanted}",
        "save the files of the chat or the recorder in this folder",
        "lưu các tệp từ Zalo hay máy ghi âm vào thư mục này",
    ),
    "which-sheet": _m(
        "which sheet was read aloud? {n} lists lie beside the recordings",
        "đọc theo tờ nào? có {n} tệp danh sách bên cạnh bản thu",
        "--sheet record/….csv, the file that came with the sheet",
        "--sheet record/….csv, tệp làm ra cùng tờ đọc",
    ),
    "not-a-sheet": _m(
        "{file} is no list of camtay record sheet",
        "{file} không phải danh sách của camtay record sheet",
        "take the file as it was made; make it again with camtay record sheet and the same lessons",
        "dùng tệp nguyên như lúc làm ra; hoặc làm lại bằng camtay record sheet với đúng các bài ấy",
    ),
    "sheet-too-long": _m(
        "{n} lines are too many for one sheet, at most {most}",
        "{n} câu là quá nhiều cho một tờ, nhiều nhất {most}",
        "name fewer lessons",
        "chọn ít bài hơn",
    ),
    "sound-unnumbered": _m(
        "the name of {file} does not begin with a number of the sheet, as others do",
        "tên tệp {file} không bắt đầu bằng số của câu như các tệp khác",
        "12.m4a is line 12; 12-20.m4a is one recording of lines 12 to 20",
        "12.m4a là câu 12; 12-20.m4a là một mạch từ câu 12 đến câu 20",
    ),
    "sound-number": _m("{file}: the sheet has no line {n}, its last is {most}", "{file}: tờ đọc không có câu {n}, câu cuối là {most}"),
    "sound-twice": _m(
        "line {n} is in {found} and in {file}",
        "câu {n} có trong cả {found} và {file}",
        "keep the better one in this folder",
        "để lại trong thư mục này tệp nào hay hơn",
    ),
    "sound-count": _m(
        "{n} files without numbers for {most} lines",
        "{n} tệp không có số mà tờ đọc có {most} câu",
        "name the files by the numbers of their lines: 12.m4a",
        "đặt tên tệp bằng số của câu: 12.m4a",
    ),
    "sound-unreadable": _m(
        "{file} is no sound that can be read",
        "không nghe được tệp {file}",
        "send it again as a file, or record it again",
        "gửi lại dưới dạng tệp, hoặc thu lại",
    ),
    "sound-pieces": _m(
        "the pauses make {n} pieces where {most} are wanted (lines {first}); they begin at {found}",
        "các chỗ nghỉ chia thành {n} đoạn mà cần {most} (câu {first}); các đoạn bắt đầu lúc {found}",
        "listen at these places; record the stretch again with longer pauses, or one file a line",
        "nghe lại các chỗ ấy; thu lại đoạn đó, nghỉ lâu hơn giữa hai câu, hoặc mỗi câu một tệp",
    ),
    "sound-silent": _m(
        "line {n}: nobody speaks (“{text}”)",
        "câu {n}: không có tiếng người (“{text}”)",
        "record it again, the phone a hand's breadth from the mouth",
        "thu lại, máy cách miệng một gang tay",
    ),
    "sound-clipped": _m(
        "line {n}: too loud, the sound is torn (“{text}”)",
        "câu {n}: to quá, tiếng bị vỡ (“{text}”)",
        "record it again, a little farther from the phone",
        "thu lại, ngồi xa máy hơn một chút",
    ),
    "sound-noisy": _m(
        "line {n}: the noise is nearly as loud as the voice (“{text}”)",
        "câu {n}: tiếng ồn gần bằng giọng đọc (“{text}”)",
        "record it again where it is quiet, fan and television off",
        "thu lại ở chỗ yên, tắt quạt, tắt ti vi",
    ),
    "sound-length": _m(
        "line {n} is {found} s long, it should be {low} to {high} (“{text}”)",
        "câu {n} dài {found} giây, đúng ra từ {low} đến {high} (“{text}”)",
        "listen whether it is this line, and whole",
        "nghe xem có đúng câu này và đủ câu không",
    ),
    "not-waiting": _m("{name} does not wait to be listened to", "{name} không nằm trong các câu chờ nghe lại"),
    "no-engine": _m(
        "languages.yml names no speech program for {tag}",
        "languages.yml chưa ghi chương trình đọc cho {tag}",
        "voice: {command: …}; docs/thu-am.en.md shows one",
        "voice: {command: …}; xem ví dụ ở docs/thu-am.md",
    ),
    "speech-failed": _m(
        "the speech program did not say line {n} (“{text}”): {detail}",
        "chương trình đọc không nói được câu {n} (“{text}”): {detail}",
        "try the command line of languages.yml by hand",
        "chạy thử dòng lệnh trong languages.yml bằng tay",
    ),
    # --- translations out and in ---------------------------------------------------------------
    "unknown-format": _m("“{found}” is no file for translations: {wanted}", "“{found}” không phải tệp để dịch: {wanted}"),
    "unknown-catalog": _m(
        "“{name}” is neither a lesson nor safety, interface, curriculum or labels",
        "“{name}” không phải tên bài, cũng không phải safety, interface, curriculum hay labels",
    ),
    "which-language": _m("this file does not say its language", "tệp này không ghi thứ tiếng", "--language TAG", "--language TAG"),
    "language-differs": _m("this file is in {found}, not in {wanted}", "tệp này là tiếng {found}, không phải {wanted}"),
    "no-columns": _m(
        "the first row lacks these columns: {found}",
        "dòng đầu thiếu các cột: {found}",
        "keep the first row as it was exported",
        "giữ nguyên dòng đầu như lúc xuất ra",
    ),
    "not-text": _m(
        "“{value}” is a number, a date or a formula here, not text",
        "ở đây “{value}” là số, ngày hoặc công thức, không phải chữ",
        "format the cell as text and type it again",
        "đổi định dạng ô thành Văn bản rồi gõ lại",
    ),
    "table-not-utf8": _m(
        "this table lost its letters when it was saved ({detail})",
        "bảng này lưu sai bảng chữ nên hỏng chữ ({detail})",
        "in the spreadsheet: Save as → “CSV UTF-8”, or .xlsx",
        "trong bảng tính: Lưu thành → “CSV UTF-8”, hoặc .xlsx",
    ),
    "odd-states": _m(
        "{n} rows have words as their status that say nothing here: {found}",
        "{n} dòng ghi tình trạng bằng lời không hiểu được ở đây: {found}",
        "reviewed, draft, stale, missing; the texts of these rows were taken",
        "đã duyệt, bản nháp, cũ, thiếu; câu dịch của các dòng ấy vẫn được nhận",
        warning=True,
    ),
    "rows-nameless": _m(
        "{n} rows do not say which unit they are: their id (in PO: msgctxt) is gone",
        "{n} dòng không ghi là câu nào: mất cột id (trong PO: msgctxt)",
        "export again, and copy the translations over",
        "xuất tệp lại, rồi chép các câu dịch sang",
    ),
    "row-unknown": _m("there is no unit “{name}”", "không có câu “{name}”"),
    "row-twice": _m(
        "“{name}” has several rows that say different things",
        "“{name}” có nhiều dòng nói khác nhau",
        "keep one of them",
        "giữ lại một dòng",
    ),
    "row-kept-old": _m(
        "the Vietnamese of {name} changed meanwhile; this translation was kept as an old one. Now it is: {now}",
        "câu tiếng Việt của {name} đã đổi; bản dịch này được giữ lại như bản cũ. Nay câu là: {now}",
        "look whether it still fits: `camtay translate update`",
        "xem còn hợp không: `camtay translate update`",
        warning=True,
    ),
    "own-words": _m(
        "{n} rows say reviewed but hold new words: what a reader writes himself stays a draft",
        "{n} dòng ghi đã duyệt mà lời là lời mới: câu do chính người đọc viết thì vẫn là nháp",
        "a second person reads them",
        "nhờ người thứ hai đọc lại",
        warning=True,
    ),
    "own-line": _m(
        "the words of {name} are this reviewer's own: they wait for somebody else",
        "câu {name} là lời của chính người đọc lại: phải chờ người khác đọc",
        "--reviewer NAME, a second native speaker",
        "--reviewer TÊN, người bản ngữ thứ hai",
    ),
    "odd-verdict": _m(
        "“{found}” is no verdict",
        "“{found}” không phải là đúng, sai hay sửa",
        "right, wrong, better; or leave it empty",
        "đúng, sai, sửa; hoặc để trống",
    ),
    "verdict-unclear": _m(
        "nobody can say what the reviewer means of {name}",
        "không rõ người đọc muốn gì ở câu {name}",
        "right alone, wrong with its reason, or better with the whole line",
        "đúng thì thôi, sai thì ghi vì sao, sửa thì viết cả câu",
    ),
    "review-nobody": _m(
        "{n} lines name nobody who read them",
        "{n} câu không ghi ai đọc lại",
        "--reviewer NAME, or the column reviewer",
        "--reviewer TÊN, hoặc cột người đọc lại",
    ),
    "row-vi-changed": _m(
        "the Vietnamese of {name} is different now: {now}",
        "câu tiếng Việt của {name} nay đã khác: {now}",
        "export again and look at this unit",
        "xuất lại rồi xem lại câu này",
    ),
    "row-conflict": _m(
        "somebody changed {name} after this file went out; now it is: {now}",
        "đã có người sửa {name} sau khi xuất tệp này; nay là: {now}",
        "export again and decide between the two",
        "xuất lại rồi chọn một trong hai",
    ),
    "row-emptied": _m(
        "the translation of {name} is empty here; it is: {now}",
        "bản dịch của {name} để trống; đang có: {now}",
        "put it back; to take a translation away, edit the YAML",
        "trả lại câu dịch; muốn bỏ hẳn thì sửa tệp YAML",
    ),
    "row-note": _m(
        "the note of {name} has nowhere to go: there is no translation, or it is a gloss",
        "lời ghi chú của {name} không có chỗ giữ: chưa có câu dịch, hoặc là lời giải nghĩa",
        "tell the author instead",
        "hãy nói với người soạn bài",
    ),
    "gloss-alone": _m(
        "a glossary is a draft or reviewed as a whole; {n} would differ: {found}",
        "cả tệp giải nghĩa cùng là nháp hoặc cùng đã duyệt; có {n} lời khác: {found}",
        "mark them all as reviewed and name --reviewer",
        "ghi đã duyệt cho tất cả và dùng --reviewer",
    ),
    "no-reviewer": _m(
        "{n} rows say reviewed, but nobody is named who read them: they stay drafts",
        "{n} dòng ghi đã duyệt nhưng không nói ai đọc lại: vẫn là bản nháp",
        "--reviewer NAME, a second native speaker",
        "--reviewer TÊN, người bản ngữ thứ hai",
        warning=True,
    ),
    "not-stale": _m("“{name}” is no stale unit", "“{name}” không phải câu đã cũ"),
    "not-rewritten": _m(
        "this file could not be changed without touching the rest of it; nothing was written",
        "không sửa được tệp này mà giữ nguyên phần còn lại; chưa ghi gì",
        "write its units in block style, three lines each",
        "viết mỗi câu thành ba dòng như các tệp khác",
    ),
    # --- plain words (linter) ------------------------------------------------------------------
    "two-actions": _m(
        "more than one action: “{found}”", "nhiều hơn một việc: “{found}”", "make a step of each", "tách mỗi việc một bước", warning=True
    ),
    "wrong-term": _m("“{found}”: this project says “{wanted}”", "“{found}”: dự án này nói “{wanted}”", "{why}", "{why}", warning=True),
    "which-kind": _m(
        "“{found}” may be {kinds} … in this lesson, and nothing here says which",
        "trong bài này “{found}” có thể là {kinds} …, mà ở đây không nói rõ",
        "write its full name once in this step",
        "viết đủ tên một lần trong bước này",
        warning=True,
    ),
    "term-without-word": _m("the term “{name}” has no word in {language}", "thuật ngữ “{name}” chưa có chữ bằng {language}"),
    "term-twice": _m(
        "“{name}” is the word of two terms",
        "“{name}” là chữ của hai thuật ngữ",
        "one word for one thing: name them apart",
        "một chữ cho một thứ: đặt hai tên khác nhau",
    ),
    "idle-exception": _m(
        "“{found}” holds none of these words, so it excepts nothing: {words}",
        "“{found}” không chứa chữ nào trong các chữ này nên không loại trừ gì: {words}",
    ),
    "jargon": _m(
        "“{found}” is not explained in this lesson",
        "“{found}” chưa được giải thích trong bài",
        "explain it in a `note`",
        "giải thích trong `note`",
        warning=True,
    ),
    "capitals": _m("words in capitals shout: “{found}”", "viết hoa cả từ là quát: “{found}”", warning=True),
    "exclamation": _m("an exclamation mark", "có dấu chấm than", "say it calmly", "nói nhẹ nhàng", warning=True),
    "scolding": _m("this sounds like scolding: “{found}”", "nghe như trách móc: “{found}”", warning=True),
    "long-sentence": _m(
        "{n} syllables in one sentence", "một câu dài {n} tiếng", "make two sentences of it", "tách làm hai câu", warning=True
    ),
    "explained": _m(
        "“{code}” is explained away here, but there is no such warning",
        "chỗ này giải thích cho “{code}” nhưng không có cảnh báo đó",
        "take the comment away",
        "bỏ lời giải thích đi",
        warning=True,
    ),
    # --- codes ---------------------------------------------------------------------------------
    "bad-code": _m("{code} is no code of ours: its check digit does not fit", "{code} không phải mã của ta: chữ số kiểm tra sai"),
    "unknown-code": _m("no guide ever had the code {code}", "chưa trang hướng dẫn nào có mã {code}"),
    "code-twice": _m(
        "{code} is given twice: to {before} on line {line}, and here to {now}. Two branches have minted the same number",
        "{code} bị cấp hai lần: cho {before} ở dòng {line}, và ở đây cho {now}. Hai nhánh cùng cấp một số",
        "keep the line that is published already, delete the other, then camtay codes mint",
        "giữ dòng đã đưa lên mạng, xóa dòng kia, rồi camtay codes mint",
    ),
    "owner-twice": _m(
        "{slug} in {language} has two live codes",
        "{slug} bằng {language} có hai mã đang dùng",
        "keep the line that was published, delete one that was never printed; both printed: “Codes for ten years” in docs/tu-chay.en.md",
        "giữ dòng đã đưa lên mạng, xóa dòng chưa in bao giờ; cả hai đã in thì xem “Giữ mã mười năm” trong docs/tu-chay.md",
    ),
    "lock-conflict": _m(
        "two branches have changed the codes, and git has left both sides here",
        "hai nhánh cùng sửa tệp mã, git để cả hai bên ở đây",
        "keep the lines of the published side as they are, delete the lines of your own side and the three marks, then camtay codes mint",
        "giữ nguyên các dòng của bên đã đưa lên mạng, xóa các dòng của bên mình và ba dòng dấu, rồi camtay codes mint",
    ),
    "lock-shape": _m(
        "this file is shaped in a way that nothing can be added to safely; nothing was written",
        "tệp này được viết theo cách không thể thêm vào cho chắc; chưa ghi gì",
        "write it one field a line as the lines of docs/truong.en.md show, changing no value, and try again",
        "viết lại mỗi mục một dòng như trong docs/truong.md, không đổi giá trị nào, rồi thử lại",
    ),
    "lock-changed": _m(
        "something else has written this file meanwhile; nothing was written",
        "trong lúc đó có lệnh khác ghi tệp này; chưa ghi gì",
        "run it again",
        "chạy lại lệnh",
    ),
    "code-missing": _m(
        "{slug} in {language} has no code yet", "{slug} bằng {language} chưa có mã", "camtay codes mint", "camtay codes mint"
    ),
    "code-lent": _m(
        "{slug} in {language} has no code of its own yet: {code} is lent for looking only, and a sheet that shows it says SAMPLE",
        "{slug} bằng {language} chưa có mã riêng: {code} chỉ mượn để xem, tờ nào có mã ấy đều mang chữ MẪU",
        "camtay codes mint",
        "camtay codes mint",
        warning=True,
    ),
    "code-gone": _m(
        "{code} was printed and is gone from the lock",
        "{code} đã in ra mà không còn trong tệp khóa",
        "put its line back; a code is retired, never removed",
        "trả lại dòng ấy; mã chỉ được cho nghỉ, không được xóa",
    ),
    "code-moved": _m(
        "{code} was printed for {before} and now leads to {now}",
        "{code} đã in cho {before} mà nay dẫn tới {now}",
        "put it back and mint a new one",
        "trả lại như cũ rồi cấp mã mới",
    ),
    "code-revived": _m("{code} was retired and is live again", "{code} đã nghỉ mà nay lại dùng"),
    "code-rewritten": _m(
        "`{field}` of {code} was {before} and is now {now}",
        "`{field}` của {code} trước ghi {before}, nay ghi {now}",
        "put it back: a line of the lock may only grow",
        "trả lại như cũ: dòng trong tệp khóa chỉ được dài thêm",
    ),
    "code-waits": _m(
        "{code}: no page of {slug} in {language} can be shown now, so another language stands in; its translation is missing, stale"
        " or not read yet",
        "{code}: chưa có trang {slug} bằng {language}, tạm hiện bằng tiếng khác; bản dịch còn thiếu, đã cũ hoặc chưa ai đọc lại",
        "camtay translate status --language {language}",
        "camtay translate status --language {language}",
        warning=True,
    ),
    "code-orphan": _m(
        "{code} was given to {slug} in {language}, and there is no such lesson: whoever scans it finds nothing",
        "{code} đã cấp cho {slug} bằng {language}, mà nay không có bài ấy: người quét không thấy gì",
        "put its folder back; if it has another name now: camtay rename {slug} NEW; if it is really gone: “Codes for ten years” in"
        " docs/tu-chay.en.md",
        "trả lại thư mục; nay nó mang tên khác thì: camtay rename {slug} TÊN-MỚI; bỏ hẳn thì xem “Giữ mã mười năm” trong docs/tu-chay.md",
    ),
    "code-no-language": _m(
        "{code} was given to {slug} in {language}, and languages.yml has no such language: whoever scans it finds nothing",
        "{code} đã cấp cho {slug} bằng {language}, mà languages.yml không có thứ tiếng ấy: người quét không thấy gì",
        "put the language back into languages.yml: without a translation Vietnamese stands in; given up for good: “Codes for ten years”"
        " in docs/tu-chay.en.md",
        "ghi lại thứ tiếng ấy vào languages.yml: chưa có bản dịch thì tạm hiện tiếng Việt; bỏ hẳn thì xem “Giữ mã mười năm” trong"
        " docs/tu-chay.md",
    ),
    "lesson-renamed": _m(
        "this looks like a rename of {slug} to {now}, which says the same: {found}, printed for {slug}, would open nothing",
        "có vẻ {slug} đã đổi tên thành {now}, vì nội dung như nhau: {found}, đã in cho {slug}, sẽ không mở được gì",
        "camtay rename {slug} {now}",
        "camtay rename {slug} {now}",
    ),
    "page-lost": _m(
        "the new site has no page for {code}, which was printed for {slug} in {language}; the last site is untouched",
        "trang mới không có trang nào cho {code}, mã đã in cho {slug} bằng {language}; trang cũ vẫn nguyên",
        "this is a fault of the program: please report it with these words",
        "đây là lỗi của chương trình: xin báo lại kèm dòng này",
    ),
    "bad-replacement": _m(
        "{code} is replaced by {other}, which leads nowhere", "{code} được thay bằng {other}, mà mã đó không dẫn tới đâu"
    ),
    "lock-in-doubt": _m(
        "the lock at {ref} has {n} problems itself, so nobody can say that no code was lost since",
        "tệp khóa ở {ref} tự nó có {n} lỗi, nên không nói được có mất mã nào không",
        "compare with the last commit whose lock was whole: --against COMMIT",
        "so với lần lưu gần nhất mà tệp khóa còn lành: --against COMMIT",
    ),
    "no-codes-there": _m(
        "{ref} holds no code, so nobody can say that none was lost since",
        "{ref} không có mã nào, nên không nói được có mất mã nào không",
        "name the curriculum.json of the published site, or a lock that was saved",
        "chỉ ra curriculum.json của trang đã đưa lên, hoặc tệp khóa đã cất",
    ),
    "not-fetched": _m(
        "{address} cannot be read: {detail}",
        "không đọc được {address}: {detail}",
        "try again later, or save curriculum.json of the published site and name the file: --against curriculum.json",
        "lát nữa thử lại, hoặc cất curriculum.json của trang đã đưa lên rồi chỉ ra tệp ấy: --against curriculum.json",
    ),
    "no-such-ref": _m("git knows no “{ref}” here: {detail}", "git không biết “{ref}” ở đây: {detail}"),
    # --- output --------------------------------------------------------------------------------
    "cannot-write": _m(
        "{path} cannot be written: {reason}",
        "không ghi được {path}: {reason}",
        "free some room, or choose another folder",
        "dọn bớt chỗ trống, hoặc chọn thư mục khác",
    ),
    "waits": _m(
        "{command} (process {pid}, since {since}) is at work on this project; waiting for it",
        "{command} (tiến trình {pid}, từ {since}) đang làm trên dự án này; chờ nó xong",
        warning=True,
    ),
    "moves-left": _m(
        "“{command}” was cut off, and this has changed since (one of {n}): what was left to do there was not done",
        "“{command}” bị ngắt giữa chừng, rồi chỗ này (một trong {n}) đã đổi khác: phần còn dở không làm tiếp",
        "camtay check names what does not fit together",
        "camtay check nêu những chỗ chưa khớp nhau",
        warning=True,
    ),
    "held": _m(
        "{command} (process {pid}, since {since}) is still at work on this project",
        "{command} (tiến trình {pid}, từ {since}) vẫn đang làm trên dự án này",
        "end it if it hangs, or try again later",
        "nó treo thì đóng nó đi, hoặc lát nữa thử lại",
    ),
    "unforeseen": _m(
        "this program did not foresee that: {detail}",
        "chương trình này chưa lường trước: {detail}",
        "a fault of the program, not yours; please report it with {report} (docs/bao-sai.en.md says how)",
        "lỗi của chương trình, không phải của bạn; nhờ bạn báo lại kèm {report} (cách báo: docs/bao-sai.md)",
    ),
    "system-refuses": _m(
        "the system refuses this file or folder: {reason}",
        "máy không cho dùng tệp hay thư mục này: {reason}",
        "see whose it is, who may open it, and whether its disk is there",
        "xem tệp ấy của ai, ai được mở, ổ đĩa có còn cắm không",
    ),
    "worker-died": _m(
        "a process that was helping ended in mid-work, most likely for want of memory",
        "một tiến trình phụ ngừng giữa chừng, nhiều phần vì thiếu bộ nhớ",
        "the same again with --jobs 1",
        "chạy lại với --jobs 1",
    ),
    "not-a-site": _m(
        "{path} holds something else; a build would replace it",
        "{path} đang chứa thứ khác; dựng trang sẽ ghi đè",
        "choose an empty folder with --site",
        "chọn thư mục trống bằng --site",
    ),
    "mounted": _m(
        "{path} is a disk or volume of its own (Docker?); a build puts a new folder in the place of the old one and cannot here",
        "{path} là một ổ riêng (Docker?); mỗi lần dựng phải thay cả thư mục, ở đây không thay được",
        "a folder inside it, and serve that one: --site {path}/site",
        "dùng thư mục bên trong và mở trang từ đó: --site {path}/site",
    ),
    "sample-address": _m(
        "every sheet says SAMPLE: {address} is a placeholder, nobody can open it",
        "mọi tờ in mang chữ MẪU: {address} chỉ là địa chỉ giữ chỗ, không ai mở được",
        "set your own address: `site_url` in mkdocs.yml, or --site-url https://…/",
        "ghi địa chỉ của bạn: `site_url` trong mkdocs.yml, hoặc --site-url https://…/",
        warning=True,
    ),
    "sample-team": _m(
        "every sheet says SAMPLE: the team is one, `sample` is true",
        "mọi tờ in mang chữ MẪU: tổ này là tổ mẫu, `sample` là true",
        "fill in your team's names and numbers, then take `sample` out",
        "điền tên và số của tổ mình, rồi bỏ `sample`",
        warning=True,
    ),
    "unknown-module": _m("curriculum.yml has no module “{name}”", "curriculum.yml không có mô-đun “{name}”"),
    "exists": _m("{path} is there already", "đã có {path}", "choose another name", "đặt tên khác"),
    "another-lesson": _m(
        "{now} is another lesson than {slug} was: codes printed for {slug} would open the wrong guide; nothing was changed",
        "{now} là bài khác, không phải {slug} ngày trước: mã đã in cho {slug} sẽ mở nhầm bài; chưa sửa gì",
        "if it is the same, written anew: give the folder its old name and words back, rename it by command, then write; else:"
        " “Codes for ten years” in docs/tu-chay.en.md",
        "nếu chính là bài ấy, chỉ viết lại: trả tên và lời cũ, đổi tên bằng lệnh, rồi mới viết; nếu không thì xem “Giữ mã mười năm”"
        " trong docs/tu-chay.md",
    ),
    "changed-meanwhile": _m(
        "this file has changed while the command was at work; nothing was changed",
        "tệp này vừa bị sửa trong lúc lệnh đang chạy; chưa sửa gì",
        "run it again",
        "chạy lại lệnh",
    ),
    "split-where": _m(
        "{slug} has {n} parts that begin with a `heading`, {wanted} are asked for: nobody can guess where to cut",
        "{slug} có {n} phần mở đầu bằng `heading`, mà cần {wanted} phần: không đoán được phải cắt ở đâu",
        "name the step with which each new lesson begins, as NEW@STEP: {found}",
        "ghi bước mở đầu của mỗi bài mới, dạng TÊN-MỚI@BƯỚC: {found}",
    ),
    "split-order": _m(
        "{name} cannot be where a new lesson begins",
        "bài mới không thể bắt đầu từ {name}",
        "steps in their order, none twice, not the first one: {found}",
        "các bước theo thứ tự, không lặp, không phải bước đầu: {found}",
    ),
    "port-taken": _m(
        "port {port} cannot be used: {reason}",
        "không dùng được cổng {port}: {reason}",
        "another one: --port 8001",
        "cổng khác: --port 8001",
    ),
    "not-shown": _m(
        "this cannot be shown yet: {detail}",
        "chưa xem thử được: {detail}",
        "finish or undo the last change; the preview goes on",
        "sửa xong hoặc bỏ thay đổi vừa rồi; trang xem thử vẫn chạy",
    ),
    "bad-drawing": _m(
        "this is no whole SVG drawing: {detail}",
        "hình vẽ SVG này chưa trọn: {detail}",
        "save it again from the program that drew it",
        "lưu lại từ chương trình đã vẽ nó",
    ),
    "site-failed": _m("MkDocs stopped: {detail}", "MkDocs dừng lại: {detail}"),
    "engine-failed": _m("{name} stopped at language {language}: {detail}", "{name} dừng lại ở tiếng {language}: {detail}"),
    "no-address": _m(
        "`site_url` is not set, or the variable that it names with !ENV is not",
        "chưa có `site_url`, hoặc biến mà nó gọi bằng !ENV chưa được đặt",
        "site_url: https://…/ there, or --site-url for once",
        "ghi site_url: https://…/ ở đó, hoặc dùng --site-url một lần",
    ),
    "bad-address": _m(
        "“{value}” is no site address",
        "“{value}” không phải địa chỉ trang",
        "https://host/ or https://host/path/, host in small letters, no blanks, marks, % or ?",
        "https://tên-máy/ hoặc https://tên-máy/thư-mục/, tên máy chữ thường, không dấu, không dấu cách, không % hay ?",
    ),
    "address-not-ascii": _m(
        "“{value}” has letters that not every phone can scan or type",
        "“{value}” có chữ mà không phải máy nào cũng quét hay gõ được",
        "{plain}",
        "{plain}",
    ),
    "long-address": _m(
        "this address has {n} letters after https://; at most {most} fit below a code and into one",
        "địa chỉ này dài {n} chữ sau https://; dưới mã và trong mã chỉ đủ chỗ cho {most}",
        "a shorter name of the site, or a shorter path",
        "đặt tên trang hoặc đường dẫn ngắn hơn",
    ),
    "font-missing": _m(
        "the font {font} for {language} is not on this machine", "máy này thiếu phông {font} cho {language}", "{how}", "{how}", warning=True
    ),
    "screen-text-cut": _m(
        "the words do not fit on the drawn screen: “{found}”",
        "chữ không vừa màn hình vẽ: “{found}”",
        "a shorter label, or fewer rows",
        "chữ ngắn hơn, hoặc bớt dòng",
    ),
    "heavy-guide": _m(
        "the guide {code} weighs {size} bytes gzipped, at most {most}",
        "trang {code} nặng {size} byte (nén), tối đa {most}",
        "fewer drawings or shorter notes",
        "bớt hình hoặc rút ngắn",
    ),
    "heavy-font": _m(
        "the letters of {language} weigh {size} bytes as a font of the pages, at most {most}",
        "phông gửi kèm trang cho {language} nặng {size} byte, tối đa {most}",
        "font_on_android: true, where phones have its letters",
        "font_on_android: true, nếu điện thoại có sẵn chữ này",
    ),
    "sheet-overflow": _m("{sheet} does not fit: {detail}", "{sheet} không vừa giấy: {detail}", "shorten the texts", "rút ngắn các câu"),
    "no-letter": _m(
        "{sheet} was not made: no font here has {detail}",
        "không làm được {sheet}: không phông nào có {detail}",
        "leave it out, or put a font that has it into fonts/",
        "bỏ chữ ấy đi, hoặc đặt phông có chữ ấy vào fonts/",
    ),
    "sheet-failed": _m("{sheet} was not made: {detail}", "không làm được {sheet}: {detail}"),
    "no-such-lesson": _m("there is no lesson “{name}”", "không có bài “{name}”"),
    "no-such-sheet": _m("there is no sheet “{name}”", "không có loại tờ “{name}”"),
    "team-columns": _m(
        "the first row of a list of teams lacks: {found}",
        "dòng đầu của bảng các tổ thiếu: {found}",
        "begin it with: {example}",
        "dòng đầu ghi: {example}",
    ),
    "no-teams": _m("there is no team below the first row", "dưới dòng đầu chưa có tổ nào", "write one team a row", "ghi mỗi tổ một dòng"),
    "row-too-wide": _m(
        "this row has {n} cells, the first row {most}",
        "dòng này có {n} ô, dòng đầu chỉ có {most}",
        "put a text that holds a comma in quotes",
        "đặt chữ có dấu phẩy trong ngoặc kép",
    ),
    "team-twice": _m(
        "this row names the same team as row {line}: {team}",
        "dòng này trùng tổ với dòng {line}: {team}",
        "keep the row whose numbers are right; two teams need two names",
        "giữ lại dòng có số đúng; hai tổ thì đặt hai tên khác nhau",
    ),
    "shards-none": _m(
        "no shard was printed here",
        "ở đây chưa in phần nào",
        "print them first: camtay print --teams teams.csv --shard 1/2",
        "in từng phần trước: camtay print --teams teams.csv --shard 1/2",
    ),
    "shard-missing": _m(
        "of these shards some are not here: {missing}",
        "còn thiếu phần: {missing}",
        "copy the folder of that machine into this one, or print the shard",
        "chép thư mục của máy kia vào đây, hoặc in phần ấy",
    ),
    "shards-differ": _m(
        "these shards were printed from different lists of teams",
        "các phần này in từ những bảng tổ khác nhau",
        "print all of them from one list, into a folder of their own",
        "in lại tất cả từ một bảng, vào một thư mục riêng",
    ),
    "shard-file": _m(
        "{path} is not what was printed: copied in part, or changed",
        "{path} không còn như lúc in: chép chưa hết, hoặc đã bị đổi",
        "copy it again, or print its shard again",
        "chép lại, hoặc in lại phần ấy",
    ),
    "old-workbook": _m(
        "this is a workbook of an old Excel (.xls), or one behind a password",
        "đây là bảng tính Excel đời cũ (.xls), hoặc có đặt mật khẩu",
        "open it in Excel or LibreOffice and save a copy as .xlsx without a password",
        "mở trong Excel hoặc LibreOffice rồi lưu một bản .xlsx, không đặt mật khẩu",
    ),
    "cell-formula": _m(
        "this cell reckons: {value}",
        "ô này là công thức: {value}",
        "write what it comes to: copy the cell, then paste it as “values only”",
        "ghi thẳng kết quả: chép ô rồi dán “chỉ giá trị”",
    ),
    "table-too-large": _m(
        "{size} bytes, at most {most}",
        "{size} byte, tối đa {most}",
        "keep only the rows and the first sheet that are needed, without pictures",
        "chỉ giữ những dòng cần và trang đầu, bỏ hình",
    ),
    "no-guide": _m(
        "{slug} has no guide in {language} yet, so it has no sheets",
        "{slug} chưa có trang hướng dẫn bằng {language} nên chưa có tờ in",
        "camtay translate status",
        "camtay translate status",
    ),
    "session-empty": _m(
        "a session needs lessons",
        "chưa ghi bài nào cho buổi học",
        "camtay session SLUG SLUG, or camtay session --path PATH --number N",
        "camtay session SLUG SLUG, hoặc camtay session --path PATH --number N",
    ),
    "no-such-way": _m("there is no learning path “{name}”; there are: {known}", "không có lộ trình “{name}”; có: {known}"),
    "no-such-session": _m("the path {path} has no session {n}: it has {most}", "lộ trình {path} không có buổi {n}: chỉ có {most} buổi"),
    "no-sheets": _m(
        "there is no such sheet: nothing was made",
        "không có tờ nào như thế: chưa làm gì",
        "fewer of --language, --sheet and SLUG",
        "bỏ bớt --language, --sheet hoặc SLUG",
    ),
    "dead-link": _m("a link leads nowhere: {target}", "đường dẫn không tới đâu: {target}"),
    "not-there": _m(
        "{path} is named here and is not in the site",
        "ở đây có ghi {path} mà trong trang không có",
        "build the whole site again; a code without a page: give a renamed lesson its old name back",
        "dựng lại cả trang; mã mà không có trang: bài đổi tên thì đặt lại tên cũ",
    ),
    "file-changed": _m(
        "this file is not what the build made",
        "tệp này không còn đúng như lúc dựng",
        "build the whole site again, and let nothing edit it afterwards",
        "dựng lại cả trang, rồi đừng để chương trình nào sửa nữa",
    ),
    "file-unlisted": _m(
        "this file was not made by the build: files.json does not name it",
        "tệp này không phải do lần dựng làm ra: files.json không có tên nó",
        "build the whole site again into a folder of its own",
        "dựng lại cả trang vào một thư mục riêng",
    ),
    "sheet-unnamed": _m(
        "curriculum.json does not name this sheet, so nobody knows which codes belong on it",
        "curriculum.json không ghi tờ này, nên không biết trên tờ phải có những mã nào",
        "build the whole site again",
        "dựng lại cả trang",
    ),
    "font-outside": _m(
        "the font {font} is not inside this file: other machines print other letters",
        "phông {font} không nằm trong tệp: máy khác sẽ in ra chữ khác",
    ),
    "picture-stretched": _m(
        "{picture} is {own} and shown as {shown}",
        "hình {picture} cỡ {own} mà hiện thành {shown}",
    ),
    "foreign-request": _m("this page would fetch {target}", "trang này sẽ tải {target} từ nơi khác"),
    "unreadable-code": _m("a printed code cannot be trusted: {detail}", "mã in không dùng được: {detail}"),
    "lang-missing": _m("this page says no language", "trang không ghi ngôn ngữ"),
    # --- camtay tally --------------------------------------------------------------------------
    "tally-columns": _m(
        "the first row lacks: {found}",
        "dòng đầu thiếu cột: {found}",
        "begin with a template: camtay tally add --template so-dem.xlsx",
        "bắt đầu từ bảng mẫu: camtay tally add --template so-dem.xlsx",
    ),
    "tally-column": _m(
        "a tally has no column “{name}”; it was not read",
        "sổ đếm không có cột “{name}”; cột này không được đọc",
        "leave it out, above all one with names or numbers of people; the columns are: {known}",
        "bỏ cột ấy đi, nhất là cột ghi tên, ghi số của bà con; các cột có là: {known}",
    ),
    "tally-row": _m(
        "“{value}” is no row id of the forms",
        "“{value}” không phải mã dòng trên các tờ",
        "write the id printed at the front of the row: L06, G2a, K1",
        "ghi mã in ở đầu dòng: L06, G2a, K1",
    ),
    "tally-lacks": _m(
        "row {row} lacks its “{column}”",
        "dòng {row} thiếu ô “{column}”",
        "write it as it stands on the paper; nobody counted is 0",
        "ghi như trên tờ giấy; đếm mà không có ai thì ghi 0",
    ),
    "tally-stray": _m(
        "“{column}” has no place in a row {row}",
        "dòng {row} không dùng ô “{column}”",
        "empty the cell, or mend the row id",
        "để trống ô ấy, hoặc sửa mã dòng",
    ),
    "tally-count": _m(
        "“{value}” is no number of people from 0 to {most}",
        "“{value}” không phải số người từ 0 đến {most}",
        "write digits only: 12; leave the cell empty where nobody counted",
        "chỉ ghi chữ số: 12; không đếm thì để trống",
    ),
    "tally-date": _m(
        "“{value}” is no day that a tally can have (today is {today})",
        "“{value}” không phải ngày ghi sổ (hôm nay {today})",
        "write day/month/year: 26/11/2026",
        "ghi ngày/tháng/năm: 26/11/2026",
    ),
    "tally-place": _m(
        "“{value}” does not fit “{column}”",
        "“{value}” không hợp với ô “{column}”",
        "begin with what it is: {kinds}; no person's name, at most 60 letters",
        "bắt đầu bằng một trong các chữ: {kinds}; không ghi tên người, không quá 60 chữ cái",
    ),
    "tally-number": _m(
        "a number to call, of a card or of money stands here: the row was not taken",
        "chỗ này có số điện thoại, số giấy tờ hay số tiền: dòng này không được nhận",
        "strike it out, on the paper too; say it without the number",
        "xóa đi, gạch cả trên giấy; nói lại mà không có số",
    ),
    "tally-address": _m(
        "an address of the net stands here: the row was not taken",
        "chỗ này có địa chỉ mạng: dòng này không được nhận",
        "say which app or page it was, in words",
        "nói bằng lời là ứng dụng nào, trang nào",
    ),
    "tally-name": _m(
        "this looks like a person's name: the row was not taken",
        "chỗ này giống tên người: dòng này không được nhận",
        "write how many people, not who: “hai cụ không nhận được tin nhắn”",
        "ghi bao nhiêu người, không ghi là ai: “hai cụ không nhận được tin nhắn”",
    ),
    "tally-long": _m(
        "{n} letters, at most {most}",
        "{n} chữ cái, nhiều nhất {most}",
        "one difficulty a row, said shortly",
        "mỗi dòng một khó khăn, nói ngắn",
    ),
    "tally-total": _m(
        "the paper's total is {total}, but {parts} = {sum}",
        "cột Cộng ghi {total}, mà {parts} = {sum}",
        "count the strokes on the sheet again and mend the number that is wrong",
        "đếm lại các gạch trên tờ giấy, rồi sửa con số sai",
    ),
    "tally-back": _m(
        "{alone} of {seen} cannot be",
        "{alone} trên {seen} thì không thể",
        "who came back are no more than were there, who can still do it no more than came back; both or neither are written",
        "số gặp lại không hơn số đã đến, số vẫn tự làm không hơn số gặp lại; ghi cả hai ô hoặc để trống cả hai",
    ),
    "tally-twice": _m(
        "row {row} of this sheet stands otherwise at {before}; the one there was kept",
        "dòng {row} của tờ này đã ghi khác ở {before}; dòng ở đó được giữ",
        "look at the paper; if it is another sheet of the day, give it the next number under “Tờ số”",
        "xem lại tờ giấy; nếu là tờ khác trong ngày thì đánh số tiếp ở cột “Tờ số”",
    ),
    "tally-sheet-gap": _m(
        "of {team} on {date} there is a sheet {n}, but none with the numbers {missing}",
        "{team}, ngày {date} có tờ số {n} mà chưa có tờ số {missing}",
        "look for the sheet before the sums go up",
        "tìm tờ ấy trước khi gửi số lên",
        warning=True,
    ),
    "tally-month": _m(
        "the month form of {team} says {said} could do it alone, its sheets of {month} make {made}",
        "tờ tháng của {team} ghi {said} người tự làm được, các tờ trong tháng {month} cộng ra {made}",
        "let a second person add up the sheets again",
        "nhờ người thứ hai cộng lại từ tờ gốc",
        warning=True,
    ),
    "tally-against": _m(
        "“{column}” of row {row} says {said}, its sheets make {made}",
        "“{column}” của dòng {row} ghi {said}, các tờ cộng ra {made}",
        "add up the sheets again; a sheet may be missing here or there",
        "cộng lại từ các tờ; có thể thiếu tờ ở một bên",
    ),
    "tally-left-out": _m(
        "these sums lack row {row} of {place}, which {n} sheets have",
        "bảng cộng này thiếu dòng {row} của {place}, có trong {n} tờ",
        "add the row, or ask for the sheets",
        "thêm dòng ấy, hoặc hỏi lại các tờ",
    ),
    "tally-none": _m(
        "there is no line to add up",
        "chưa có dòng nào để cộng",
        "fill in a template: camtay tally add --template so-dem.xlsx",
        "điền vào bảng mẫu: camtay tally add --template so-dem.xlsx",
    ),
    # --- reports from phones ---------------------------------------------------------------------
    "report-columns": _m(
        "the first row lacks: {found}",
        "dòng đầu thiếu cột: {found}",
        "begin with a form: camtay due --template bao-khac.csv",
        "bắt đầu từ bảng mẫu: camtay due --template bao-khac.csv",
    ),
    "report-column": _m(
        "reports have no column “{name}”; it was not read",
        "bảng báo không có cột “{name}”; cột này không được đọc",
        "leave it out, above all one with names or numbers of people; the columns are: {known}",
        "bỏ cột ấy đi, nhất là cột ghi tên, ghi số của bà con; các cột có là: {known}",
    ),
    "report-code": _m(
        "“{value}” is the number of no guide of these lessons",
        "“{value}” không phải số của bài hướng dẫn nào",
        "write the number below the square code, as in the message: 4171",
        "ghi số ở dưới ô mã vuông, như trong lời nhắn: 4171",
    ),
    "report-step": _m(
        "“{value}” is no step of guide {code}, which has {most}",
        "“{value}” không phải bước của bài {code}, bài này có {most} bước",
        "write the step's number only: 4",
        "chỉ ghi số của bước: 4",
    ),
    "report-date": _m(
        "“{value}” is no day on which somebody can have met this (today is {today})",
        "“{value}” không phải ngày bà con gặp (hôm nay {today})",
        "write day/month/year: 26/11/2026",
        "ghi ngày/tháng/năm: 26/11/2026",
    ),
    # --- served sites --------------------------------------------------------------------------
    "no-answer": _m(
        "no answer: {detail}",
        "không trả lời: {detail}",
        "look at DNS, the firewall and whether the server runs; docs/may-chu.en.md",
        "xem lại DNS, tường lửa, máy chủ có chạy không; docs/may-chu.md",
    ),
    "bad-certificate": _m(
        "phones will refuse this certificate: {detail}",
        "điện thoại sẽ từ chối chứng chỉ này: {detail}",
        "renew it, for this very name, with the whole chain (fullchain.pem)",
        "gia hạn đúng tên miền này, kèm đủ chuỗi (fullchain.pem)",
    ),
    "certificate-ends": _m(
        "the certificate ends in {n} days",
        "chứng chỉ còn {n} ngày là hết hạn",
        "see why it was not renewed by itself (certbot renew --dry-run)",
        "xem vì sao không tự gia hạn (certbot renew --dry-run)",
        warning=True,
    ),
    "no-site-here": _m(
        "no finished site answers here: {detail}",
        "ở đây không có trang đã dựng: {detail}",
        "copy the whole of site/ here, and give the address as in site_url of mkdocs.yml",
        "chép cả thư mục site/ lên đây, gõ địa chỉ đúng như site_url trong mkdocs.yml",
    ),
    "other-address": _m(
        "this site was built for {value}: its printed codes lead there",
        "trang này dựng cho {value}: mã in ra dẫn tới đó",
        "set site_url in mkdocs.yml and build again, before anything is printed",
        "sửa site_url trong mkdocs.yml rồi dựng lại, trước khi in",
    ),
    "not-https": _m(
        "the site says https, but http answers {found}",
        "trang ghi https, nhưng http lại trả lời {found}",
        "answer http with a redirect to https and the same path (nginx: return 301 https://$host$request_uri)",
        "http phải chuyển sang https, giữ nguyên đường dẫn (nginx: return 301 https://$host$request_uri)",
    ),
    "http-closed": _m(
        "http does not answer ({detail}): old phones that are given the typed address try it first",
        "http không trả lời ({detail}): máy đời cũ khi gõ địa chỉ sẽ thử http trước",
        "open port 80 and redirect to https",
        "mở cổng 80 rồi chuyển sang https",
        warning=True,
    ),
    "code-unanswered": _m(
        "a printed code does not open its guide: {found}",
        "mã đã in không mở đúng bài: {found}",
        "copy the whole of site/; a folder is answered with its index.html (nginx: index; Apache: DirectoryIndex; Caddy: file_server)",
        "chép cả thư mục site/; hỏi thư mục thì trả index.html (nginx: index; Apache: DirectoryIndex; Caddy: file_server)",
    ),
    "code-redirect": _m(
        "a number typed without the final slash gets {found}, not a redirect to {value}",
        "gõ số không có dấu / cuối thì nhận {found}, không được chuyển tới {value}",
        "nginx: absolute_redirect off; Apache: DirectorySlash On and UseCanonicalName Off; Caddy: file_server",
        "nginx: absolute_redirect off; Apache: DirectorySlash On và UseCanonicalName Off; Caddy: file_server",
    ),
    "host-capitals": _m(
        "asked for {value}, as the code says it, the server answers {found}",
        "hỏi {value} như trong mã QR thì máy chủ trả lời {found}",
        "compare host names without regard to case, also in rules of your own (nginx: server_name; Apache: ServerName)",
        "so tên máy không phân biệt hoa thường, kể cả trong luật tự viết (nginx: server_name; Apache: ServerName)",
    ),
    "not-found-page": _m(
        "a wrong number gets {found}, not status 404 with the page that takes a number",
        "số sai nhận {found}, không phải mã 404 kèm trang để gõ lại số",
        "nginx: error_page 404 /404.html; Apache: ErrorDocument 404 /404.html; Caddy: handle_errors; below a path with that path before it",
        "nginx: error_page 404 /404.html; Apache: ErrorDocument 404 /404.html; Caddy: handle_errors; ở thư mục con thì thêm đường dẫn ấy",
    ),
    "leaves-base": _m(
        "a link leaves {value}: {target}",
        "đường dẫn ra ngoài {value}: {target}",
        "build with the path in site_url; links of docs/ are relative",
        "dựng với site_url có cả đường dẫn; liên kết trong docs/ phải là tương đối",
    ),
    "mixed-content": _m(
        "a page of https leads to http: {target}",
        "trang https lại dẫn tới http: {target}",
        "write https, or a relative address",
        "viết https, hoặc địa chỉ tương đối",
    ),
    "wrong-type": _m(
        "sent as {found}, wanted {value}{more}",
        "gửi với kiểu {found}, phải là {value}{more}",
        "nginx: include mime.types and types; Apache: AddType, AddDefaultCharset utf-8; Caddy: header Content-Type",
        "nginx: include mime.types và types; Apache: AddType, AddDefaultCharset utf-8; Caddy: header Content-Type",
    ),
    "not-compressed": _m(
        "{size} bytes of text come uncompressed{more}: slow where the signal is weak",
        "{size} byte chữ gửi đi không nén{more}: chậm ở nơi sóng yếu",
        "nginx: gzip on, gzip_types; Apache: mod_deflate; Caddy: encode gzip",
        "nginx: gzip on, gzip_types; Apache: mod_deflate; Caddy: encode gzip",
    ),
    "kept-long": _m(
        "phones may keep this for {n} seconds{more}: a mended guide would not reach them",
        "điện thoại được giữ bản này {n} giây{more}: bài đã sửa sẽ không tới được",
        "Cache-Control: max-age=600; immutable only for files with a version in their address",
        "Cache-Control: max-age=600; immutable chỉ cho tệp có số bản trong địa chỉ",
    ),
    "kept-unsaid": _m(
        "nothing says how long phones may keep this{more}: they guess, for days",
        "không ghi điện thoại được giữ bao lâu{more}: máy sẽ tự đoán, có khi nhiều ngày",
        "Cache-Control: max-age=600 (nginx: add_header; Apache: Header set; Caddy: header)",
        "Cache-Control: max-age=600 (nginx: add_header; Apache: Header set; Caddy: header)",
        warning=True,
    ),
    "kept-short": _m(
        "a file with a version in its address is kept for {n} seconds only{more}: it is fetched again and again",
        "tệp có số bản trong địa chỉ mà chỉ được giữ {n} giây{more}: máy phải tải đi tải lại",
        "Cache-Control: max-age=31536000, immutable for such files",
        "Cache-Control: max-age=31536000, immutable cho loại tệp ấy",
        warning=True,
    ),
    "header-missing": _m(
        "this header is missing{more}: {value}",
        "thiếu dòng đầu{more}: {value}",
        "nginx: add_header … always, again in each location that has its own; Apache: Header always set; Caddy: header",
        "nginx: add_header … always, nhắc lại trong location nào có add_header riêng; Apache: Header always set; Caddy: header",
        warning=True,
    ),
}
