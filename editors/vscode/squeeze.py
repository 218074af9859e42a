"""Compresses a package of the extension again, as far as its format goes.

    python squeeze.py loadlint.vsix

VS Code unpacks deflate alone. The most thorough deflate takes 40 kB less than the one of vsce, and three seconds.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from pathlib import Path

from deflate import deflate_compress

LIMIT = 8_000_000  # bytes
MOST = 12  # the most thorough level


class _Thorough:
    """A compressor of one file, which takes all of it before it compresses."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def compress(self, data: bytes) -> bytes:
        self.parts.append(bytes(data))
        return b""

    def flush(self) -> bytes:
        data = b"".join(self.parts)
        # An empty file and noise take a few bytes less by zlib.
        return min(bytes(deflate_compress(data, MOST)), zlib.compress(data, 9, -zlib.MAX_WBITS), key=len)


def main() -> int:
    """Replace the package; 1 when it is larger than its limit."""
    (package,) = [Path(it) for it in sys.argv[1:]]
    before, after = package.stat().st_size, squeeze(package)
    print(f"{package.name}: {after:,} bytes, {before:,} as vsce packed it")
    if after > LIMIT:
        print(f"{package.name}: more than {LIMIT:,} bytes", file=sys.stderr)
        return 1
    return 0


def squeeze(package: Path) -> int:
    """Compress each file again and return the size of the package."""
    smaller = package.with_suffix(".tmp")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(smaller, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            with target.open(entry, "w") as file:
                file._compressor = _Thorough()  # type: ignore[attr-defined]  # zipfile takes no compressor of others
                file.write(source.read(info))
    smaller.replace(package)
    return package.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
