"""Whether a text imports what a release of transformers dropped, decided on its bytes before any line is read."""

from __future__ import annotations

from functools import lru_cache

LIBRARY = b"transformers"
# No import statement is read beyond as many bytes.
_LENGTH = 2000
# Every byte but those of dotted names in ASCII becomes a space.
_NAMES = bytes(it if it in b"._" or (it < 128 and chr(it).isalnum()) else 32 for it in range(256))


def imports_dropped(data: bytes) -> bool:
    """Whether an import of transformers names a module, class or name that some release dropped."""
    at = data.find(LIBRARY)
    while at >= 0:
        before = data[max(at - 8, 0) : at]
        is_import = before[-1:] in (b" ", b"\t") and before.rstrip().endswith((b"from", b"import"))
        if is_import and _names_dropped(_statement(data, at)):
            return True
        at = data.find(LIBRARY, at + 1)
    return False


@lru_cache(maxsize=4096)
def _names_dropped(statement: bytes) -> bool:
    """Whether an import statement names what some release dropped; pages of examples repeat theirs."""
    from .releases import is_dropped

    module, _, names = statement.partition(b"import")
    return is_dropped(module.translate(_NAMES).decode().split()[0], names.translate(_NAMES).decode().split())


def _statement(data: bytes, at: int) -> bytes:
    """The rest of an import statement, or more: up to the end of the line or to the closing parenthesis."""
    rest = data[at : at + _LENGTH]
    line = rest.partition(b"\n")[0]
    if b"(" in line:
        return b"\n".join(it.partition(b"#")[0] for it in rest.split(b"\n")).partition(b")")[0]
    return rest if line.rstrip().endswith(b"\\") else line
