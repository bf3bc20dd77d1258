"""Every path and address of the site, and the names that no lesson may take."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

# Names at the top of the site that no lesson may take (DESIGN §7).
LISTS: Mapping[str, str] = {"so": "numbers", "in": "room", "ban-dich": "status", "chuong-trinh": "covers"}


# Hand-written pages that the menu names, where they exist in docs/.
WRITTEN = ("bat-dau", "tap-huan", "viet-bai", "dich", "tu-chay", "gioi-thieu", "bao-sai")


TAKEN = {*LISTS, *WRITTEN, "print", "save", "assets", "search", "index", "404"}


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
