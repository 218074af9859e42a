"""Folders and files around a piece of code, read leniently: a file that cannot be read says nothing."""

from __future__ import annotations

import codecs
import os

from loadlint.source import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def upward(start: str) -> Iterator[str]:
    """The folder of `start` (a file or a folder, which need not exist) and all folders above it."""
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def listed(folder: str) -> list[str]:
    """The names in a folder; none in one that does not exist or cannot be read."""
    try:
        return os.listdir(folder)
    except OSError:
        # A folder that is not there or not ours to read holds nothing we could know.
        return []


def text(path: str) -> str:
    """The text of a file, in UTF-8 or, with a mark, in UTF-16 (as PowerShell writes); empty where there is none."""
    try:
        data, _ = regular.read(path)
    except (OSError, ValueError):
        # As for folders: what cannot be read says nothing.
        return ""
    # The codec `utf-8-sig` costs an import.
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8"
    return data.decode(encoding, "replace").removeprefix("\ufeff").replace("\r\n", "\n")


def lines(path: str) -> list[str]:
    """The lines of a file that hold something, without the space around them."""
    return [it.strip() for it in text(path).split("\n") if it.strip()]
