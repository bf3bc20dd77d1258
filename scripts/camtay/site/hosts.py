"""Files that hosts of static sites look for: Netlify and Cloudflare Pages, GitHub Pages. Servers of one's own: deploy/."""

from __future__ import annotations

from collections.abc import Iterator

from camtay.plan import addresses
from camtay.write import Artifact

# As in deploy/: 'unsafe-inline' because a guide is one file. Nothing comes from elsewhere, and nobody puts the site in a frame.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Inside every page of the site, whatever its server says: no script stands in a page, so none that somebody slips in runs.
PAGE = (
    "default-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
PROTECTION = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Security-Policy": POLICY}
# Two rules that fit one file are joined by these hosts, so pages keep the host's own `max-age=0, must-revalidate`.
_DIGEST = (f"{addresses.ASSETS}/stylesheets/*",)  # every name there carries a digest
_VERSION = tuple(map(addresses.script, addresses.SCRIPTS))  # always asked for with ?v=


PATHS = (addresses.REDIRECTS, addresses.HEADERS, addresses.NO_JEKYLL)


def files(base: str) -> Iterator[Artifact]:
    """`base`: path of the site; below a path these files belong to the top of what is published."""
    yield Artifact(addresses.REDIRECTS, b"# No redirects: /<code>/ is the guide itself. This file keeps hosts from inventing some.\n")
    yield Artifact(addresses.HEADERS, headers(base).encode())
    yield Artifact(addresses.NO_JEKYLL, b"")


def headers(base: str) -> str:
    """`_headers` of Netlify and Cloudflare Pages."""
    rules = [(f"{base}*", PROTECTION)]
    rules += [(base + path, {"Cache-Control": "public, max-age=31536000, immutable"}) for path in _DIGEST]
    rules += [(base + path, {"Cache-Control": "max-age=604800"}) for path in _VERSION]
    return "\n".join(path + "".join(f"\n  {name}: {value}" for name, value in given.items()) + "\n" for path, given in rules)
