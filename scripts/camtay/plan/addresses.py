"""Every path and address of the site, and the names that no lesson may take."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from camtay.model.country import Country

ASSETS, MEDIA, SHEETS, SAVED = "assets", "media", "print", "save"  # folders of the site
FONTS = f"{ASSETS}/fonts"
# What each page that is made of all lessons, and the home page, is called: kind → word of the interface.
TITLES: Mapping[str, str] = {
    "home": "home.title",
    "numbers": "number.all",
    "room": "room.title",
    "status": "status.title",
    "covers": "cover.title",
    "voices": "tongue.title",
}
SEARCH = "search/index.json"  # what can be searched, below a language's home
OFFLINE = "offline"  # what the worker keeps its lists in
WORKER, MANIFEST = "sw.js", "manifest.webmanifest"
# Hand-written pages of this project's developers, which its menu does not name.
BESIDE = ("drawings", "duong-ra", "kien-truc", "phu-thuoc", "problems", "soan-thao", "thu-am", "truong")


def taken(country: Country) -> set[str]:
    """Names at the top of the site that no lesson may take (DESIGN §7)."""
    ours = {ASSETS, MEDIA, SHEETS, SAVED, OFFLINE, "search", "index", "404"}
    return ours | {*country.addresses.all.values(), *map(str, country.pages), *BESIDE}


def folder(tag: str, source: str) -> str:
    """Where the pages of a language live below the root: the source language at the root itself. "" or "km/"."""
    return "" if tag == source else f"{tag}/"


def page(tag: str, source: str, name: str) -> str:
    """A page below the root: "", "km/", "in/", "km/in/"."""
    return folder(tag, source) + (f"{name}/" if name else "")


def up(page: str) -> str:
    """From a page, as `page` names it, to the root: "../" for in/, "../../" for km/in/."""
    return "../" * page.count("/")


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
