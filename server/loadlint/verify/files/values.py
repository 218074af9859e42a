"""Read JSON of strangers within limits, and ask its objects for values of one type each."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from loadlint.errors import LoadlintError
from loadlint.source import regular

LARGEST = 24 << 20  # bytes of a document
MOST_VALUES = 1_000_000  # in a document: parsed, each may take over a hundred bytes
LONGEST_TEXT = 200
LONGEST_NUMBER = 20  # digits of a whole number; those of any file's size fit


class DamagedError(LoadlintError):
    """A file that its library cannot read; the message names the file."""


class TooDeepError(DamagedError):
    """A document nested more deeply than our Python can read; another may."""


class BeyondLimitsError(LoadlintError):
    """A file that a library may well read, and that is larger than what is read here."""


def parsed(data: bytes, name: str) -> object:
    """Return the JSON value of a document; raise DamagedError or BeyondLimitsError, which name it.

    A whole number of very many digits comes back as a float, which no caller takes for a count.
    """
    # Counted before parsing: every value but the first follows a comma or opens with its container.
    if len(data) > LARGEST or data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise BeyondLimitsError(f"{name} is larger than what is read before a load")
    try:
        return json.loads(data.decode("utf-8"), parse_int=_number)
    except ValueError:
        raise DamagedError(f"{name} is no JSON") from None
    except RecursionError:
        raise TooDeepError(f"{name} is nested too deeply") from None


def table(path: str | os.PathLike[str], largest: int = LARGEST) -> dict[str, Any]:
    """Return the object in a file; an empty one where none can be read within `largest` bytes."""
    try:
        content = parsed(regular.read(path, largest)[0], os.path.basename(path))
    except (OSError, ValueError, DamagedError, BeyondLimitsError):
        # A ValueError means a path with a null byte. The library that reads the file says what is wrong.
        return {}
    return content if isinstance(content, dict) else {}


class Table:
    """A JSON object whose values are asked for by type; one of another type counts as absent."""

    __slots__ = ("_content",)

    def __init__(self, content: Mapping[str, Any] | None = None) -> None:
        self._content = content or {}

    @classmethod
    def of(cls, value: object) -> Table:
        """Return the table of a JSON object, an empty one for any other value."""
        return cls(value if isinstance(value, dict) else None)

    def __contains__(self, name: str) -> bool:
        return self._content.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def text(self, *names: str) -> str | None:
        """Return the first of these that is a readable text."""
        values = (self._content.get(it) for it in names)
        return next((it for it in values if isinstance(it, str) and it and is_readable(it)), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts in a value: itself, or those of its list."""
        value = self._content.get(name)
        return tuple(it for it in (value if isinstance(value, list) else [value]) if isinstance(it, str))

    def count(self, *names: str, most: int) -> int:
        """Return the first of these that is a whole number from 1 to `most`, else 0."""
        return next((it for it in map(self._content.get, names) if is_whole(it, most)), 0) or 0

    def share(self, name: str) -> float | None:
        """Return a number over 0 and up to 1."""
        value = self._content.get(name)
        return float(value) if isinstance(value, int | float) and 0 < value <= 1 else None

    def is_true(self, name: str) -> bool:
        return self._content.get(name) is True

    def part(self, name: str) -> Table:
        return Table.of(self._content.get(name))


class Allowance:
    """A number of bytes that several threads may read in all."""

    def __init__(self, most: int, what: str) -> None:
        self._left, self._what, self._lock = most, what, threading.Lock()

    def take(self, length: int) -> int:
        """Return the length, which then is used up; raise BeyondLimitsError when that much is not left."""
        with self._lock:
            self._left -= length
            if self._left < 0:
                raise BeyondLimitsError(f"{self._what} are larger than what is read before a load")
        return length


def is_whole(value: object, most: int) -> bool:
    """Return whether a JSON value is a whole number from 0 to `most`; a boolean is none."""
    return type(value) is int and 0 <= value <= most


def is_readable(text: str) -> bool:
    """Return whether a text is one line of usual length that a terminal shows as it is."""
    return len(text) <= LONGEST_TEXT and text.isprintable()


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)
