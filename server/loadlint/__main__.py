"""`python -m loadlint` is the command `loadlint`."""

import os
import sys

if __name__ == "__main__":
    # `python -m` looks in the working directory first, and a project may have a module of any name there.
    if sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
    from .cli.main import main

    sys.exit(main())
