"""`python -m loadlint` is the command `loadlint`."""

import sys

from loadlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
