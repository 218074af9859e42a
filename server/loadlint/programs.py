"""Programs of the system, by their absolute place.

A search by name alone, as `shutil.which` and `CreateProcess` do it, looks into the working folder first on Windows,
and everywhere into folders of PATH that are relative: a workspace would bring its own `nvidia-smi`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

_SUFFIX = ".exe" if sys.platform == "win32" else ""


def find(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The absolute path of a program in PATH, outside the working folder; None where there is none."""
    for folder in environment.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name + _SUFFIX)
        if os.path.isabs(folder) and not _is_here(path) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def of_windows(name: str) -> str:
    """The absolute path of a program that Windows itself has."""
    return os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", f"{name}.exe")


def _is_here(path: str) -> bool:
    """Whether a path leads into the working folder, which holds what others wrote."""
    here = os.path.join(os.path.realpath(os.getcwd()), "")
    return os.path.realpath(path).startswith(here) or os.path.abspath(path).startswith(here)
