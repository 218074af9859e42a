"""The tensors of a pickled checkpoint, read without running the pickle.

`torch.save` writes a zip file with one small pickle that names each tensor, and separate storages. Everything is read
within limits: the list of files, the pickle, and what both say.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from loadlint.errors import LoadlintError
from loadlint.verify.files.opcodes import LONGEST, Pickled, listed
from loadlint.verify.files.values import Allowance, BeyondLimitsError, DamagedError

__all__ = ["Pickled", "UnreadableError", "samples", "tensors"]

# Errors of the zip reader on files that are no checkpoints, or damaged ones.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, TypeError, LookupError, OverflowError, EOFError,
    NotImplementedError, DamagedError, BeyondLimitsError,
)  # fmt: skip
MOST_FILES = 8 << 20  # bytes of the list of files in a checkpoint; each takes about 100
MOST_BYTES = 64 << 20  # that are read of one checkpoint in all
# Other methods reserve memory as the file says.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class UnreadableError(LoadlintError):
    """The file is no checkpoint in zip format, or contains more than tensors."""


def tensors(size: int, read: Callable[[int, int], bytes]) -> Mapping[str, Pickled]:
    """Return the tensors of a file of `size` bytes by name; `read(start, length)` returns its bytes.

    Raise UnreadableError for a file that `torch.save` has not written from a table of tensors.
    """
    with _opened(size, read) as archive:
        table = listed(_bytes(archive, _list(archive), LONGEST))
    if sum(table.storages.values()) > size:
        raise UnreadableError("the storages are larger than their file")
    return table.tensors


def samples(size: int, read: Callable[[int, int], bytes], storages: Iterable[str], length: int) -> dict[str, bytes]:
    """Return the first bytes of some storages by their names; raise UnreadableError as `tensors` does."""
    with _opened(size, read) as archive:
        folder = _list(archive).filename.removesuffix("data.pkl")
        return {it: _bytes(archive, archive.getinfo(f"{folder}data/{it}"), length) for it in storages}


@contextmanager
def _opened(size: int, read: Callable[[int, int], bytes]) -> Iterator[zipfile.ZipFile]:
    """Open the zip file; each error of reading it is an UnreadableError."""
    file = _File(size, read, Allowance(MOST_FILES, "the files of the checkpoint"))
    try:
        with zipfile.ZipFile(io.BufferedReader(file)) as archive:
            file.allowance = Allowance(MOST_BYTES, "the tensors of the checkpoint")
            yield archive
    except _DAMAGED as error:
        raise UnreadableError(str(error)) from error


def _list(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the only list of tensors in a checkpoint."""
    (named,) = (it for it in archive.infolist() if it.filename.endswith("/data.pkl"))
    if named.file_size > LONGEST:
        raise BeyondLimitsError("the list of tensors is longer than what is read before a load")
    return named


def _bytes(archive: zipfile.ZipFile, named: zipfile.ZipInfo, length: int) -> bytes:
    """Return the first bytes of a file in the archive; no more are unpacked."""
    if named.compress_type not in _METHODS or named.flag_bits & 1:
        raise DamagedError("the checkpoint is packed as torch.save packs none")
    with archive.open(named) as file:
        return file.read(length)


class _File(io.RawIOBase):
    """A file of `zipfile` that reads ranges."""

    def __init__(self, size: int, read: Callable[[int, int], bytes], allowance: Allowance) -> None:
        self.size, self.range, self.allowance, self.at = size, read, allowance, 0

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
        length = self.allowance.take(max(min(len(buffer), self.size - self.at), 0))
        data = self.range(self.at, length) if length else b""
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)
