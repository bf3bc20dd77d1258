"""Every path and address of the site, and the names that no lesson may take."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from camtay.model.country import Country

ASSETS, MEDIA, SHEETS, SAVED, OFFLINE = "assets", "media", "print", "save", "offline"  # folders of the site
FONTS, DRAWINGS = f"{ASSETS}/fonts", f"{ASSETS}/drawings"
INDEX = "index.html"  # the file behind an address that ends with a slash
LISTED, FILES = "curriculum.json", "files.json"  # what the site teaches, and every file of it
NOT_FOUND, SITEMAP, WORKER, MANIFEST = "404.html", "sitemap.xml", "sw.js", "manifest.webmanifest"
HEADERS, REDIRECTS, NO_JEKYLL = "_headers", "_redirects", ".nojekyll"  # that hosts of static sites look for
SEARCH = "search/index.json"  # what can be searched, below a language's home
CONTACT_SHEET = f"{ASSETS}/contact-sheet.png"
ENCODER = f"{ASSETS}/qrcode-generator.js"  # draws codes on a phone
STYLE, SCRIPTS = f"{ASSETS}/camtay.css", ("camtay", "search", "minisearch", "room")  # see `script`
BINDER = f"{ASSETS}/pdf-lib/pdf-lib.min.js"  # puts sheets together on a phone
ICONS: Mapping[str, int] = {f"{ASSETS}/icon-{px}.png": px for px in (192, 512)}  # of an installed site → px
# What each page that is made of all lessons, and the home page, is called: kind → word of the interface.
TITLES: Mapping[str, str] = {
    "home": "home.title",
    "numbers": "number.all",
    "room": "room.title",
    "status": "status.title",
    "covers": "cover.title",
    "voices": "tongue.title",
}
# Hand-written pages of this project's developers, which its menu does not name.
BESIDE = ("drawings", "duong-ra", "kien-truc", "phu-thuoc", "problems", "soan-thao", "thu-am", "truong")


def taken(country: Country) -> set[str]:
    """Names at the top of the site that no lesson may take (DESIGN §7)."""
    ours = {ASSETS, MEDIA, SHEETS, SAVED, OFFLINE, *(name.partition("/")[0].partition(".")[0] for name in (SEARCH, INDEX, NOT_FOUND))}
    return ours | {*country.addresses.all.values(), *map(str, country.pages), *BESIDE}


def folder(tag: str, source: str) -> str:
    """Where the pages of a language live below the root: the source language at the root itself. "" or "km/"."""
    return "" if tag == source else f"{tag}/"


def page(tag: str, source: str, name: str) -> str:
    """A page below the root: "", "km/", "in/", "km/in/"."""
    return folder(tag, source) + (f"{name}/" if name else "")


def up(address: str) -> str:
    """From a page to the site's root: "", "../", "../../"."""
    return "../" * address.count("/")


def file(address: str) -> str:
    """The file behind an address: of "km/in/" km/in/index.html."""
    return address + INDEX if not address or address.endswith("/") else address


# --- hand-written and generated Markdown, in static-i18n's suffix structure -------------------------

_MARKDOWN, _HOME = ".md", INDEX.partition(".")[0]


def markdown(name: str, tag: str, source: str) -> str:
    """The Markdown file of a page: index.md, in.km.md."""
    return f"{name or _HOME}{'' if tag == source else f'.{tag}'}{_MARKDOWN}"


def of_markdown(path: str, tags: Collection[str], source: str) -> tuple[str, str]:
    """(name, language) of the page that is written in a Markdown file: what `markdown` is given."""
    stem, _, tag = path.removesuffix(_MARKDOWN).rpartition(".")
    if not stem or tag == source or tag not in tags:
        stem, tag = path.removesuffix(_MARKDOWN), source
    return "" if stem == _HOME else stem, tag


# --- what is made of the lessons --------------------------------------------------------------------


def guide(code: str, below: str = "") -> str:
    """The page behind a code, or one below it: "2503/", "2503/ngan/". Codes are the site's own, whatever the language."""
    return f"{code}/{below}/" if below else f"{code}/"


def kept(code: str) -> str:
    """A guide as one file to keep."""
    return f"{SAVED}/{code}.html"


def shelf(tag: str) -> str:
    """All guides of a language as one file."""
    return f"{SAVED}/{tag}.zip"


def script(name: str) -> str:
    """A script that pages of the site load, of SCRIPTS."""
    return f"{ASSETS}/{name}.js"


def drawing(name: str) -> str:
    return f"{DRAWINGS}/{name}.svg"


def qr(code: str) -> str:
    """The picture of a code."""
    return f"{ASSETS}/qr/{code}.svg"


def share(tag: str) -> str:
    """The picture that chats show beside a link to a guide of a language."""
    return f"{ASSETS}/share/{tag}.png"


def pack(tag: str) -> str:
    """What the print room knows in a language."""
    return f"{ASSETS}/pack.{tag}.json"


def cards(page: str, slug: str) -> str:
    """The cards of a lesson, beside the page of a session."""
    return f"{page}{slug}.js"


def offline(name: str) -> str:
    """A list of what a phone may keep."""
    return f"{OFFLINE}/{name}.json"


def search(tag: str, source: str) -> str:
    return folder(tag, source) + SEARCH


def sheet(tag: str, name: str, slug: str = "", below: str = SHEETS) -> str:
    """A sheet of paper; "" for one over many lessons, and where sheets lie in a folder of their own."""
    return "/".join(filter(None, (below, tag, slug, name)))


def thumbnail(sheet: str) -> str:
    """A sheet small, beside it; of a series one, beside its pattern."""
    return sheet.replace("-{n}", "").rpartition(".")[0] + ".webp"


def sound(folder: str, name: object) -> str:
    """A sound file."""
    return f"{MEDIA}/{folder}/{name}.mp3"


def font(tag: str, body: bytes) -> str:
    """A font that pages bring along, named by its bytes: a phone keeps it for good."""
    return f"{FONTS}/{tag}-{hashlib.sha256(body).hexdigest()[:8]}.woff2"


def photo(body: bytes) -> str:
    """A team's photo below the root; another picture has another address, as with sounds."""
    return f"{MEDIA}/{hashlib.sha256(body).hexdigest()[:10]}.jpg"


# --- whole addresses --------------------------------------------------------------------------------


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
