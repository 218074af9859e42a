"""The command line: which command, its options, and how every error ends (one line, exit status 2)."""

from __future__ import annotations

import errno
import os
import sys

from loadlint.errors import LoadlintError
from loadlint.system import THIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
# A full disk, a quota, a device that went away: the output on the other side is incomplete.
_LOST = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; no exception leaves it but SystemExit."""
    _open_closed_streams()
    _set_encodings()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        return _failed(error)


def _run(argv: list[str]) -> int:
    if argv[:1] == ["check"]:
        from . import check

        options = check.parsed(argv[1:])
        if options is not None:
            return check.main(options)
    if argv in (["--version"], ["-V"]):
        # Editors ask for it at each start, and argparse alone would take as long as everything else.
        from loadlint import __version__

        print(f"loadlint {__version__}")
        return 0
    from . import arguments

    return arguments.run(argv)


def _failed(error: Exception) -> int:
    """Say in one line on standard error why the run ended, and return the exit status."""
    if isinstance(error, BrokenPipeError):
        # The reader has closed its end, as `head` does.
        _drop_unwritten_output()
        return 0
    if _is_lost_output(error):
        _drop_unwritten_output()
    from contextlib import suppress

    from loadlint.verify.secrets import printable

    with suppress(OSError):
        print(printable(f"loadlint: {_reason(error)}"), file=sys.stderr)
    return 2


def _reason(error: Exception) -> str:
    if isinstance(error, LoadlintError):
        return str(error)
    if isinstance(error, OSError):
        words = str(error.strerror or error).lower()
        if _is_lost_output(error):
            return f"the output cannot be written: {words}"
        if error.filename is not None:
            return f"{os.fsdecode(error.filename)}: {words}"
        if not _has_working_directory():
            return "the working directory does not exist any more"
    from loadlint import crashes

    return f"internal error, please report it: {crashes.described(error)}"


def _is_lost_output(error: Exception) -> bool:
    return isinstance(error, OSError) and error.filename is None and error.errno in _LOST


def _has_working_directory() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _open_closed_streams() -> None:
    """Replace the streams that the caller has closed, which are None and refuse even an error message."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open to the end


def _drop_unwritten_output() -> None:
    """Send what is still buffered to nowhere, as writing it would fail at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _set_encodings() -> None:
    """Print UTF-8 where no terminal asks for more, and escapes for bytes of a path that are no text."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(**THIS.encoding(os.environ, terminal=stream.isatty()))
