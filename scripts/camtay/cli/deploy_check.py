"""camtay deploy-check"""

from __future__ import annotations

import argparse
import re
from urllib.parse import urlsplit

from camtay.cli.shared import counted, show_progress
from camtay.messages import Speech
from camtay.problem import as_json, as_text, errors
from camtay.verify.served import QUESTIONS, QUESTIONS_ALL, Seen, look
from camtay.verify.web import Web


def add_deploy_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", type=_address, metavar="URL", help="as in site_url: https://cam-tay.example.vn/")
    parser.add_argument("--all", action="store_true", help="every code, page and file, not a sample")
    parser.add_argument(
        "--connect", type=_machine, default=("", 0), metavar="ADDRESS[:PORT]", help="ask this machine, before the name leads to it"
    )
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")
    parser.set_defaults(run=_run_deploy_check)


def _run_deploy_check(options: argparse.Namespace) -> int:
    machine, port = options.connect
    ports = {urlsplit(options.url).scheme: port} if port else {}
    web = Web(QUESTIONS_ALL if options.all else QUESTIONS, machine, ports)
    seen, problems = look(options.url, web, options.all, show_progress)
    if options.json:
        print(as_json(problems, options.speech))
        return 1 if errors(problems) else 0
    if problems:
        print(as_text(problems, {}, options.speech))
        print(counted(problems, options.speech))
    print(_summary(seen, options.speech))
    return 1 if errors(problems) else 0


def _summary(seen: Seen, speech: Speech) -> str:
    words = {
        "vi": "Đã hỏi {0.questions} lần: {0.codes} mã, {0.pages} trang, {0.files} tệp khác.{1}",
        "en": "Asked {0.questions} times: {0.codes} codes, {0.pages} pages, {0.files} other files.{1}",
    }
    cut = {"vi": " Chưa xem hết: đã quá số lần hỏi.", "en": " Not everything was seen: that is as many questions as are asked."}
    return words[speech].format(seen, "" if seen.complete else cut[speech])


def _address(text: str) -> str:
    """With its final slash. No user, query or fragment."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment or port == 0:
        raise argparse.ArgumentTypeError(f"{text}: https://host/ or https://host/path/")
    host = parts.netloc.lower() if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}/"


def _machine(text: str) -> tuple[str, int]:
    """(name or number, port or 0): 203.0.113.5, 203.0.113.5:8443, [2001:db8::5]:443."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/]+)(?::([0-9]{1,5}))?", text)
    if not found or int(found[2] or 1) not in range(1, 65_536):
        raise argparse.ArgumentTypeError(f"{text}: 203.0.113.5 or 203.0.113.5:8080")
    return found[1].strip("[]"), int(found[2] or 0)
