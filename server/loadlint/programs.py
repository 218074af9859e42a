"""Programs of the system, by their absolute place.

A search by name alone, as `shutil.which` and `CreateProcess` do it, looks into the working folder first on Windows,
and everywhere into folders of PATH that are relative: a workspace would bring its own `nvidia-smi`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from .system import THIS


def find(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The absolute path of a program in PATH, outside the working folder; None where there is none."""
    for folder in THIS.search_path(environment):
        path = os.path.join(folder, THIS.executable(name))
        if os.path.isabs(folder) and not _is_here(path) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def _is_here(path: str) -> bool:
    """Whether a path leads into the working folder, which holds what others wrote."""
    here = os.path.realpath(os.getcwd())
    return THIS.is_inside(os.path.realpath(path), here) or THIS.is_inside(os.path.abspath(path), here)
