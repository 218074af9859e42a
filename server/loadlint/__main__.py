"""`python -m loadlint` is the command `loadlint`."""

import os
import sys


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        # Deleted, so no module can lie in it.
        return ""


if __name__ == "__main__":
    # `python -m` looks in the working directory first, and a project may have a module of any name there.
    if sys.path[0] in ("", _working_directory()):
        del sys.path[0]
    from .cli.main import main

    sys.exit(main())
