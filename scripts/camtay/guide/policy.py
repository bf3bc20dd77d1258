"""What a page of ours lets happen: its own script, known by its SHA-256, and nothing else that somebody might slip in (CSP level 2).

It stands in the page, so that it holds on any server, in a copy that was sent and in what a worker kept.
"""

from __future__ import annotations

import base64
import hashlib
import re

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
# Sounds of a copy to keep lie on the site, beside it, or nowhere.
_SOUNDS = ";media-src * data: file:"


def policy(page: str) -> str:
    """For a page whose scripts stand in it as `<script>…</script>`; pictures, sounds and the worker are the site's own."""
    allowed = "".join(f" '{_digest(script)}'" for script in _SCRIPT.findall(page))
    sounds = _SOUNDS if "<audio" in page else ""
    return f"default-src 'self' data: 'unsafe-inline';script-src 'self'{allowed};base-uri 'none'{sounds}"


def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
