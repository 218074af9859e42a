"""Starts loadlint for the editor: the environment's own, or the copy that lies in `libs` beside this file.

Run by its path and not with `-m`, so that this folder is the first place Python looks for modules and the
workspace, where a file may be called anything, is none.
"""

import importlib.machinery
import importlib.util
import json
import os
import runpy
import sys

LIBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs")


def main():
    """`launch.py probe`, or `launch.py installed|bundled ARGUMENT ...` to run loadlint with these arguments."""
    which, arguments = sys.argv[1], sys.argv[2:]
    if which == "probe":
        print(json.dumps(found()))
        return
    if which == "bundled":
        sys.path.insert(0, LIBS)
    sys.argv = ["loadlint", *arguments]
    runpy.run_module("loadlint", run_name="__main__")


def found():
    """Return what this Python can start, without importing any of it."""
    folder = os.path.join(LIBS, "libcst")
    native = any(os.path.exists(os.path.join(folder, "native" + it)) for it in importlib.machinery.EXTENSION_SUFFIXES)
    return {
        "version": list(sys.version_info[:3]),
        "installed": all(importlib.util.find_spec(it) for it in ("loadlint", "libcst", "pygls")),
        "bundled": native and sys.version_info >= (3, 10),
    }


if __name__ == "__main__":
    main()
