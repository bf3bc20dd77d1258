"""Renews docs/pictures/ from a finished site: the contact sheet that the README shows.

python3 scripts/build.py && python3 scripts/pictures.py
"""

import shutil
import sys
from pathlib import Path

from camtay.plan import addresses

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    made = ROOT / "site" / addresses.CONTACT_SHEET
    if not made.is_file():
        sys.exit("Build the site with its sheets first: python3 scripts/build.py")
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    shutil.copyfile(made, ROOT / "docs" / "pictures" / made.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
