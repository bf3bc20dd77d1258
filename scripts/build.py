"""One command on a fresh machine: make the environment, then compile lessons/ into site/.

python3 scripts/build.py [options of `camtay build`]
"""

import sys

from least import LEAST, told


def main():
    from environment import ROOT, ready, run

    python = ready("requirements.lock")
    given = sys.argv[1:]
    site = [] if any(a == "--site" or a.startswith("--site=") for a in given) else ["--site", str(ROOT / "site")]
    lessons = [] if any(a == "--lessons" or a.startswith("--lessons=") for a in given) else ["--lessons", str(ROOT / "lessons")]
    return run(python, "-m", "camtay", "build", *(site + lessons + given))


if __name__ == "__main__":
    sys.exit(told() if sys.version_info < LEAST else main())
