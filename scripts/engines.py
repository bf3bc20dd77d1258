"""The site through another engine than MkDocs, in an environment of its own: the way out (docs/duong-ra.en.md).

python3 scripts/engines.py NAME [--lessons FOLDER] [--site FOLDER]     NAME: properdocs, zensical
python3 scripts/engines.py NAME --install                              only its environment; prints its Python
"""

from __future__ import annotations

import argparse
import sys

from environment import ROOT, engine, ready, run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["properdocs", "zensical"])
    parser.add_argument("--lessons", default=str(ROOT / "lessons"))
    parser.add_argument("--site", default="")
    parser.add_argument("--install", action="store_true")
    given = parser.parse_args()
    python = engine(given.name)
    if given.install:
        print(python)
        return 0
    site = given.site or f"site.{given.name}"
    return run(ready("requirements.lock"), "-m", "camtay.project.elsewhere", given.name, python, given.lessons, site)


if __name__ == "__main__":
    sys.exit(main())
