"""The cache folder, short texts that identify content, and files replaced in one step.

Imported before loadlint knows whether a file holds anything to analyze, so it loads only what the interpreter
has loaded already.
"""

from __future__ import annotations

import marshal
import os
import time

from .system import THIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIMIT = 64 * 1024 * 1024
_DIGEST, _CHECKSUM = 16, 4  # bytes


def folder() -> str:
    """Return LOADLINT_CACHE_DIR, or else loadlint's folder where the platform keeps caches; empty without a home."""
    chosen = os.environ.get("LOADLINT_CACHE_DIR")
    if chosen:
        return chosen
    return THIS.cache(os.environ, os.path.expanduser("~"))


def digest(*parts: object) -> str:
    """Return a short text that differs when the parts do; parts are compared by their repr."""
    return fingerprint(repr(parts).encode("utf-8", "surrogatepass"))


def fingerprint(data: bytes) -> str:
    """Return a short text that differs when the bytes do."""
    try:
        # hashlib has the same, but also loads OpenSSL, which takes longer than checking a file.
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

    return str(blake2b(data, digest_size=_DIGEST).hexdigest())


def packed(content: Any) -> bytes:
    """Return the bytes of a file of the cache; raises ValueError for what `marshal` cannot write."""
    from zlib import crc32

    data = marshal.dumps(content)
    return crc32(data).to_bytes(_CHECKSUM, "big") + data


def intact(data: bytes) -> bytes | None:
    """Return what is packed in the bytes of a file of the cache; None where they are damaged."""
    from zlib import crc32

    packed = data[_CHECKSUM:]
    return packed if crc32(packed).to_bytes(_CHECKSUM, "big") == data[:_CHECKSUM] else None


def unpacked(data: bytes) -> object:
    """Return what is in the bytes of a file of the cache; None where they are damaged."""
    packed = intact(data)
    return loaded(packed) if packed is not None else None


def loaded(packed: bytes) -> object:
    """Return the content of intact bytes; None where another Python has packed them."""
    try:
        return marshal.loads(packed)
    except (EOFError, ValueError, TypeError):
        return None


def replace(path: str, data: bytes) -> None:
    """Write a file of the cache through a rename, so that readers see the old content or the new; raises OSError.

    Only its owner may read it: it may quote code, and a `pyproject.toml` may hold the password of an index.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{os.getpid()}.tmp"
    if os.path.lexists(temporary):
        # An ended process of the same number left it.
        os.unlink(temporary)
    try:
        with open(temporary, "xb", opener=_private) as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        # A full disk stays full of what is left lying there.
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def trim(folder: str, kept: str) -> None:
    """Remove the oldest files until the folder is within its limit, and what killed runs left; raises OSError."""
    with os.scandir(folder) as entries:
        files = sorted((it.stat().st_mtime, it.stat().st_size, it.path, it.name) for it in entries if it.is_file())
    total = sum(size for _, size, _, _ in files)
    for modified, size, path, name in files:
        abandoned = name.endswith(".tmp") and time.time() - modified > 3600
        if name != kept and (abandoned or total > LIMIT) and name.endswith((".cache", ".json", ".tmp")):
            os.unlink(path)
            total -= size
