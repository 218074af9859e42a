"""Read a pickle that lists the tensors of a checkpoint, and call nothing that it names.

The opcodes are interpreted here rather than by a subclass of `pickle._Unpickler`, which calls what stands on its
stack, copies and repeats values, and has no limits. Each opcode takes a bounded time and adds at most one value.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod

from .headers import HIGHEST_RANK, LARGEST_FILE, SIZES
from .values import BeyondLimitsError, DamagedError, is_whole

LONGEST = 16 << 20  # bytes; a checkpoint of a thousand layers has 1 MB
MOST_OPCODES = 1_500_000  # a tensor takes about 30
LONGEST_TEXT = 4096  # bytes
STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
_OPAQUE = object()  # in the place of every value that names no tensor


@dataclass(frozen=True, slots=True)
class Pickled:
    """A tensor: its dtype, the number of its elements, its storage, which others may share, and its shape."""

    dtype: str
    count: int
    storage: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The tensors of a pickle by name, and the bytes that it claims for each storage."""

    tensors: Mapping[str, Pickled]
    storages: Mapping[str, int]


def listed(data: bytes) -> Listed:
    """Return the tensors of a pickled table; raise DamagedError or BeyondLimitsError for any other pickle."""
    machine = _Machine(data)
    try:
        table = machine.run()
    except (LookupError, TypeError, ValueError, struct.error) as error:
        raise DamagedError("the list of tensors is no whole pickle") from error
    if not isinstance(table, dict):
        raise DamagedError("the pickle has no table")
    return Listed(table, machine.storages)


@dataclass(frozen=True, slots=True)
class _Global:
    """The name of a class or function, which is never looked up."""

    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    dtype: str
    key: str
    count: int


class _Machine:
    """The stack and the memo of a pickle, and the place in it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.stack: list[object] = []
        self.marks: list[int] = []
        self.memo: dict[int, object] = {}
        self.storages: dict[str, int] = {}

    def run(self) -> object:
        """Return the value of the pickle. The opcodes that make up most of it are read here, at no cost of a call."""
        data, stack, memo, steps, whole = self.data, self.stack, self.memo, _STEPS, int.from_bytes
        for _ in range(MOST_OPCODES):
            at = self.at
            code = data[at]
            if code == _LONG_PUT:
                memo[whole(data[at + 1 : at + 5], "little")] = stack[-1]
                self.at = at + 5
            elif code == _PUT:
                memo[data[at + 1]] = stack[-1]
                self.at = at + 2
            elif code == _GET:
                stack.append(memo[data[at + 1]])
                self.at = at + 2
            elif code == _BYTE:
                stack.append(data[at + 1])
                self.at = at + 2
            elif code == _MARK:
                self.marks.append(len(stack))
                self.at = at + 1
            elif code == _STOP:
                return stack.pop()
            else:
                self.at = at + 1
                steps[code](self)
        raise BeyondLimitsError("the list of tensors is longer than what is read before a load")

    # --- reading

    def take(self, length: int) -> bytes:
        at = self.at
        if length > len(self.data) - at:
            raise DamagedError("the list of tensors is cut short")
        self.at = at + length
        return self.data[at : self.at]

    def number(self, width: int) -> int:
        return int.from_bytes(self.take(width), "little")

    def line(self) -> str:
        end = self.data.index(b"\n", self.at, self.at + LONGEST_TEXT)
        text = self.data[self.at : end].decode()
        self.at = end + 1
        return text

    def text(self, width: int) -> None:
        length = self.number(width)
        raw = self.take(length)
        self.stack.append(raw.decode("utf-8") if length <= LONGEST_TEXT else _OPAQUE)

    def skipped(self, width: int) -> None:
        self.take(self.number(width))
        self.stack.append(_OPAQUE)

    def signed(self, length: int) -> None:
        """Read a whole number; one of more than 64 bits is no size."""
        raw = self.take(length)
        self.stack.append(int.from_bytes(raw, "little", signed=True) if length <= 8 else _OPAQUE)

    def remember(self) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    # --- building

    def marked(self) -> list[object]:
        """Return the values since the last mark, which leave the stack."""
        mark = self.marks.pop()
        values = self.stack[mark:]
        del self.stack[mark:]
        return values

    def tuple_of(self, length: int) -> None:
        values = tuple(self.stack[-length:])
        del self.stack[-length:]
        self.stack.append(values)

    def pop(self) -> None:
        if self.marks and self.marks[-1] == len(self.stack):
            self.marks.pop()
        else:
            self.stack.pop()

    def set(self, pairs: list[object]) -> None:
        table = self.stack[-1]
        if isinstance(table, dict):
            names, values = pairs[::2], pairs[1::2]
            table.update(
                {name: it for name, it in zip(names, values, strict=False) if type(name) is str and type(it) is Pickled}
            )

    def name(self) -> None:
        name = self.stack.pop()
        self.stack[-1] = _Global(name) if isinstance(name, str) else _OPAQUE

    def storage(self) -> None:
        """Build a storage from the tuple that `torch.save` writes for it."""
        identity = self.stack.pop()
        kind, named, key, _, count = identity if isinstance(identity, tuple) else ()
        dtype = STORAGES.get(named.name) if isinstance(named, _Global) else None
        if kind != "storage" or dtype is None or not isinstance(key, str):
            raise DamagedError("a storage is of no known type")
        if not isinstance(count, int) or not is_whole(count, LARGEST_FILE):
            raise DamagedError("a storage has no size")
        self.storages[key] = count * SIZES[dtype]
        self.stack.append(_Storage(dtype, key, count))

    def call(self) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        name = function.name if isinstance(function, _Global) else ""
        make = _MAKERS.get(name)
        self.stack.append(make(arguments) if make and isinstance(arguments, tuple) else _OPAQUE)


def _tensor(arguments: tuple[object, ...]) -> Pickled:
    storage, _, shape, *_ = arguments
    if not isinstance(storage, _Storage) or not isinstance(shape, tuple) or len(shape) > HIGHEST_RANK:
        raise DamagedError("a tensor has no storage or no shape")
    if not all(is_whole(it, LARGEST_FILE) for it in shape) or (count := prod(shape)) > storage.count:
        raise DamagedError("a tensor is larger than its storage")
    return Pickled(storage.dtype, count, storage.key, shape)


def _parameter(arguments: tuple[object, ...]) -> object:
    return arguments[0] if isinstance(arguments[0], Pickled) else _OPAQUE


_MAKERS: Mapping[str, Callable[[tuple[object, ...]], object]] = {
    "_rebuild_tensor_v2": _tensor,
    "_rebuild_parameter": _parameter,
    "_rebuild_parameter_with_state": _parameter,
    "OrderedDict": lambda _: {},
}


def _constant(value: object) -> Callable[[_Machine], None]:
    return lambda it: it.stack.append(value)


_LONG_PUT, _PUT, _GET, _BYTE, _MARK, _STOP = b"rqhK(."
_Step = Callable[[_Machine], object]
_TEXTS: Mapping[bytes, _Step] = {
    b"X": lambda it: it.text(4), b"\x8c": lambda it: it.text(1), b"\x8d": lambda it: it.text(8),
    b"T": lambda it: it.skipped(4), b"U": lambda it: it.skipped(1),
    b"B": lambda it: it.skipped(4), b"C": lambda it: it.skipped(1), b"\x8e": lambda it: it.skipped(8),
}  # fmt: skip
_NUMBERS: Mapping[bytes, _Step] = {
    b"M": lambda it: it.stack.append(it.number(2)),
    b"J": lambda it: it.signed(4), b"\x8a": lambda it: it.signed(it.number(1)),
    b"\x8b": lambda it: it.signed(it.number(4)), b"G": lambda it: it.stack.append(it.take(8) and _OPAQUE),
    b"N": _constant(_OPAQUE), b"\x88": _constant(_OPAQUE), b"\x89": _constant(_OPAQUE),
}  # fmt: skip
_CONTAINERS: Mapping[bytes, _Step] = {
    b"}": lambda it: it.stack.append({}), b"]": _constant(_OPAQUE), b"\x8f": _constant(_OPAQUE), b")": _constant(()),
    b"t": lambda it: it.stack.append(tuple(it.marked())),
    b"\x85": lambda it: it.tuple_of(1), b"\x86": lambda it: it.tuple_of(2), b"\x87": lambda it: it.tuple_of(3),
    b"s": lambda it: it.set([it.stack.pop(), it.stack.pop()][::-1]), b"u": lambda it: it.set(it.marked()),
    b"a": lambda it: it.stack.pop(), b"e": lambda it: it.marked(), b"\x90": lambda it: it.marked(),
    b"0": lambda it: it.pop(), b"1": lambda it: it.marked(), b"2": lambda it: it.stack.append(it.stack[-1]),
}  # fmt: skip
_NAMES: Mapping[bytes, _Step] = {
    b"c": lambda it: it.stack.append(_Global((it.line(), it.line())[1])), b"\x93": lambda it: it.name(),
    b"Q": lambda it: it.storage(), b"R": lambda it: it.call(), b"\x81": lambda it: it.call(),
    b"b": lambda it: it.stack.pop(),
}  # fmt: skip
_MEMO: Mapping[bytes, _Step] = {
    b"\x94": lambda it: it.remember(),
    b"j": lambda it: it.stack.append(it.memo[it.number(4)]),
    b"\x80": lambda it: it.take(1), b"\x95": lambda it: it.take(8),
}  # fmt: skip
# Opcodes of the protocols from 2 on; `torch.save` writes protocol 2.
_STEPS: Mapping[int, _Step] = {
    code[0]: step for steps in (_TEXTS, _NUMBERS, _CONTAINERS, _NAMES, _MEMO) for code, step in steps.items()
}
