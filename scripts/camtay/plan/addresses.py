"""Every path and address of the site, and the names that no lesson may take."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

ASSETS, MEDIA, SHEETS, SAVED = "assets", "media", "print", "save"  # folders of the site
FONTS = f"{ASSETS}/fonts"
# Names at the top of the site that no lesson may take (DESIGN §7).
VOICES = "tieng-cua-ba-con"  # how to lend a language a voice: where the languages stand that have none yet
LISTS: Mapping[str, str] = {"so": "numbers", "in": "room", "ban-dich": "status", "chuong-trinh": "covers", VOICES: "voices"}
# What each of these pages, and the home page, is called: kind → word of the interface.
TITLES: Mapping[str, str] = {
    "home": "home.title",
    "numbers": "number.all",
    "room": "room.title",
    "status": "status.title",
    "covers": "cover.title",
    "voices": "tongue.title",
}
SEARCH = "search/index.json"  # what can be searched, below a language's home
# Pages below the code of a guide: the three-minute form, the exercises, “my screen is different”.
SHORT, PRACTICE, DIFFERS = "ngan", "thu", "khac"
# The page that keeps a language on the phone, made outside the engine; and what the worker keeps its lists in.
KEEP, OFFLINE = "luu", "offline"
WORKER, MANIFEST = "sw.js", "manifest.webmanifest"
# The page of a session at the market, with the cards of each lesson beside it.
SESSION = "buoi"
GALLERY = "hinh-ve"  # the line drawings as a library
REAL = "trang-that"  # the hand-written page on how to know this site from a fake one
# Hand-written pages that the menu names, where they exist in docs/.
WRITTEN = ("bat-dau", REAL, "tap-huan", "so-dem", "viet-bai", "dich", "tu-chay", "may-chu", "gioi-thieu", "bao-sai")
# Hand-written pages that those lead to.
BESIDE = ("drawings", "duong-ra", "kien-truc", "phu-thuoc", "problems", "soan-thao", "thu-am", "truong")
TAKEN = {*LISTS, *WRITTEN, *BESIDE, SESSION, GALLERY, ASSETS, MEDIA, SHEETS, SAVED, KEEP, OFFLINE, "search", "index", "404"}


def folder(tag: str, source: str) -> str:
    """Where the pages of a language live below the root: the source language at the root itself. "" or "km/"."""
    return "" if tag == source else f"{tag}/"


def page(tag: str, source: str, name: str) -> str:
    """A page below the root: "", "km/", "in/", "km/in/"."""
    return folder(tag, source) + (f"{name}/" if name else "")


def markdown(name: str, tag: str, source: str) -> str:
    """The Markdown file of a page, in static-i18n's suffix structure: index.md, in.km.md."""
    return f"{name or 'index'}{'' if tag == source else f'.{tag}'}.md"


def photo(body: bytes) -> str:
    """A team's photo below the root; another picture has another address, as with sounds."""
    return f"{MEDIA}/{hashlib.sha256(body).hexdigest()[:10]}.jpg"


def is_placeholder(site_url: str) -> bool:
    """Addresses that nobody can visit (RFC 2606 names and this machine)."""
    host = (urlsplit(site_url).hostname or "").lower()
    return (
        not host
        or host == "localhost"
        or host.startswith("127.")
        or any(
            host == e or host.endswith("." + e)
            for e in ("example", "example.com", "example.org", "example.net", "test", "invalid", "localhost", "example.vn")
        )
    )


def printed_url(site_url: str, code: str) -> str:
    """What the QR says: scheme in lower case (camera apps insist), host in capitals (one mode denser), path as it is."""
    parts = urlsplit(site_url)
    return f"{parts.scheme.lower()}://{parts.netloc.upper()}{_base(parts.path)}{code}/"


def shown_address(site_url: str, code: str) -> str:
    """What is printed beside a code, to be compared and typed: cam-tay.example.vn/4172."""
    parts = urlsplit(site_url)
    return f"{parts.netloc.lower()}{_base(parts.path)}{code}"


def _base(base: str) -> str:
    return base if base.endswith("/") else base + "/"
