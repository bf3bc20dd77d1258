"""`python -m camtay` is `camtay`."""

import sys

from camtay.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
