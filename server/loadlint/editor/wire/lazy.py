"""Import the types of the protocol without building them: attrs then generates a class when it is first used.

lsprotocol declares 554 classes, which is a third of the time to the first diagnostics, and a window uses about sixty.
A class keeps its identity. Unlike lsprotocol's own, it has no slots.
"""

from __future__ import annotations

import sys
import threading
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

_FIELDS = "__attrs_attrs__"

_building = threading.RLock()


def prepare() -> None:
    """Import `lsprotocol.types` with lazy classes; does nothing where it has been imported already."""
    if "lsprotocol.types" in sys.modules:
        return
    with _in_place_of_define():
        from lsprotocol import types
    from lsprotocol import _hooks

    for cls in vars(types).values():
        if isinstance(cls, type) and isinstance(fields := vars(cls).get(_FIELDS), _Fields):
            fields.names = types.ALL_TYPES_MAP
    # Else the names in the types of all fields are resolved at once, for which all classes are built.
    _hooks._resolved_forward_references = True


class _Fields:
    """The fields of a class that is not built yet: whoever asks for them has it built."""

    def __init__(self, cls: type) -> None:
        self._cls = cls
        self.names: Mapping[str, Any] = {}

    def __get__(self, instance: object, owner: type) -> Any:
        self.build()
        return getattr(self._cls, _FIELDS)

    def build(self) -> None:
        """Build the class unless another thread has."""
        with _building:
            if vars(self._cls)[_FIELDS] is self:
                self._cls.__annotations__ = typing.get_type_hints(self._cls, dict(self.names), {}, include_extras=True)
                # Without `init`, attrs would leave the placeholder, which it takes for the class's own.
                attrs.define(self._cls, slots=False, init=True)


@contextmanager
def _in_place_of_define() -> Iterator[None]:
    """Give attrs a `define` that leaves a class for later."""
    library: Any = attrs
    now = library.define

    def define(cls: Any = None, **options: Any) -> Any:
        if cls is None or options:
            return now(cls, **options)
        fields = _Fields(cls)

        def initialize(self: Any, *args: Any, **named: Any) -> None:
            fields.build()
            cls.__init__(self, *args, **named)

        setattr(cls, _FIELDS, fields)
        cls.__init__ = initialize
        return cls

    library.define = define
    try:
        yield
    finally:
        library.define = now
