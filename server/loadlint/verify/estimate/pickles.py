"""The tensors of a pickled checkpoint, read without running the pickle.

`torch.save` writes a zip file with one small pickle that names each tensor, and separate storages. An unpickler with
stand-ins for all classes and functions reads names, dtypes and shapes, and calls nothing that the file names.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from loadlint.errors import LoadlintError

# Errors of the zip reader and the unpickler on files that are no checkpoints, or damaged ones.
_DAMAGED = (
    zipfile.BadZipFile, pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError,
    NotImplementedError, RecursionError,
)  # fmt: skip
LONGEST = 1 << 26  # bytes of the pickle that names the tensors; a checkpoint of a thousand layers has 1 MB
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


@dataclass(frozen=True, slots=True)
class Pickled:
    """A tensor: its dtype, the number of its elements, its storage, which others may share, and its shape."""

    dtype: str
    count: int
    storage: str
    shape: tuple[int, ...] = ()


class UnreadableError(LoadlintError):
    """The file is no checkpoint in zip format, or contains more than tensors."""


def tensors(size: int, read: Callable[[int, int], bytes]) -> Mapping[str, Pickled]:
    """Return the tensors of a file of `size` bytes by name; `read(start, length)` returns its bytes.

    Raise UnreadableError for a file that `torch.save` has not written from a table of tensors.
    """
    try:
        with zipfile.ZipFile(io.BufferedReader(_File(size, read))) as archive:
            return _table(archive)
    except _DAMAGED as error:
        raise UnreadableError(str(error)) from error


def samples(size: int, read: Callable[[int, int], bytes], storages: Iterable[str], length: int) -> dict[str, bytes]:
    """Return the first bytes of some storages by their names; raise UnreadableError as `tensors` does."""
    try:
        with zipfile.ZipFile(io.BufferedReader(_File(size, read))) as archive:
            (folder,) = (it.removesuffix("data.pkl") for it in archive.namelist() if it.endswith("/data.pkl"))
            return {it: _start(archive, f"{folder}data/{it}", length) for it in storages}
    except _DAMAGED as error:
        raise UnreadableError(str(error)) from error


def _start(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    with archive.open(name) as file:
        return file.read(length)


def _table(archive: zipfile.ZipFile) -> Mapping[str, Pickled]:
    named = [it for it in archive.infolist() if it.filename.endswith("/data.pkl")]
    if len(named) != 1 or named[0].file_size > LONGEST:
        raise UnreadableError("there is no one list of tensors")
    table = _Reader(io.BytesIO(archive.read(named[0]))).load()
    if not isinstance(table, dict):
        raise UnreadableError("it holds no table")
    return {name: it for name, it in table.items() if isinstance(it, Pickled) and isinstance(name, str)}


# The unpickler in C would allocate memory for any number of objects that the file claims.
class _Reader(pickle._Unpickler):
    """Return a stand-in for each name, so that the file imports and calls nothing."""

    def find_class(self, _: str, name: str, /) -> Any:
        if name in STORAGES:
            return STORAGES[name]
        makers: dict[str, Callable[..., Any]] = {
            "_rebuild_tensor_v2": _tensor,
            "_rebuild_parameter": _parameter,
            "OrderedDict": _Table,
        }
        return _StandIn(makers.get(name, lambda *_: None))

    def persistent_load(self, pid: Any) -> tuple[str, str]:
        kind, dtype, key, *_ = pid
        if kind != "storage" or not isinstance(dtype, str):
            raise UnreadableError("a storage is of no known type")
        return dtype, str(key)


class _StandIn:
    """A callable without attributes, so that a file cannot change it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __call__(self, *arguments: Any) -> Any:
        return self._make(*arguments)


class _Table(dict[Any, Any]):
    """A dict that accepts the attributes that a state dict has beside its tensors."""


def _tensor(storage: tuple[str, str], _: int, size: tuple[int, ...], *__: Any) -> Pickled:
    dtype, key = storage
    return Pickled(dtype, prod(size), key, tuple(size))


def _parameter(tensor: Pickled, *_: Any) -> Pickled:
    return tensor


class _File(io.RawIOBase):
    """A file of `zipfile` that reads ranges."""

    def __init__(self, size: int, read: Callable[[int, int], bytes]) -> None:
        self.size, self.range, self.at = size, read, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        self.at = max(base + offset, 0)
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, buffer: Any) -> int:
        data = self.range(self.at, min(len(buffer), self.size - self.at)) if self.at < self.size else b""
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)
