"""One command on a fresh machine: install what the tests need, then lint, types and tests.

python3 scripts/test.py [arguments of pytest]
"""

import sys

from least import LEAST, told

if __name__ == "__main__":
    if sys.version_info < LEAST:
        sys.exit(told())
    from checks import main

    sys.exit(main())
