"""The standard streams: their bytes, and whether one gets colors."""

from __future__ import annotations

import os
import sys

from loadlint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from loadlint.options import Options


def may_color(out: object, options: Options) -> bool:
    """Return whether a stream may have colors: as the environment says, else where it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return not options.output_file
    terminal = getattr(out, "isatty", lambda: False)()
    return bool(terminal) and os.environ.get("TERM") != "dumb" and not options.output_file


def standard_input() -> bytes:
    """Return all of standard input; raises UsageError."""
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror or error}") from None


def print_bytes(data: bytes) -> None:
    """Write bytes to standard output, at once."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
