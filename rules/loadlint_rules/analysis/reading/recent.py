"""Values by text, the recent ones, within a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, cast

Value = TypeVar("Value")
_MISSING = object()


class Recent(Generic[Value]):
    """Makes a value for each text once, and remembers it while the text is among the recent ones.

    Two generations of at most `characters` of text each are remembered: when the younger one is full, the older one
    is dropped, and values that are asked for move to the younger one. A queue by age would cost each look-up more.
    """

    def __init__(self, make: Callable[[str], Value], characters: int) -> None:
        self._make = make
        self._most = characters
        self._size = 0
        self._young: dict[str, object] = {}
        self._old: dict[str, object] = {}

    def __call__(self, text: str) -> Value:
        """Return the value of a text."""
        value = self._young.get(text, _MISSING)
        if value is _MISSING:
            value = self._old.get(text, _MISSING)
            if value is _MISSING:
                value = self._make(text)
            self.add(text, cast(Value, value))
        return cast(Value, value)

    def drop(self, text: str) -> None:
        """Make the value of a text again when it is asked for next."""
        self._young.pop(text, None)
        self._old.pop(text, None)

    @property
    def characters(self) -> int:
        """The characters of the texts that are remembered."""
        return sum(map(len, {*self._young, *self._old}))

    def add(self, text: str, value: Value) -> None:
        """Remember the value of a text, made elsewhere."""
        if self._size + len(text) > self._most:
            self._old, self._young, self._size = self._young, {}, 0
        self._young[text] = value
        self._size += len(text)
