"""The command line: which command, its options, and how every error ends (one line, exit status 2)."""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
# A full disk, a quota, a device that went away: whoever reads the output has less than all of it.
_LOST = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; nothing is raised."""
    _open_what_is_closed()
    _escape_what_cannot_be_printed()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has seen enough.
        _drop_the_rest()
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OSError as error:
        if error.filename is not None or error.errno not in _LOST:
            raise
        _drop_the_rest()
        print(f"loadlint: the output cannot be written: {str(error.strerror).lower()}", file=sys.stderr)
        return 2
    except Exception as error:
        if not _expected(error):
            raise
        print(f"loadlint: {error}", file=sys.stderr)
        return 2


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


def _expected(error: Exception) -> bool:
    """Whether an exception is a way to say what the user should change."""
    from loadlint.project.config import ConfigError
    from loadlint.project.resolve import UsageError
    from loadlint.source.walk import Unreadable

    workers = sys.modules.get("loadlint.check.workers")
    kinds = (ConfigError, UsageError, Unreadable, *((workers.WorkerError,) if workers else ()))
    return isinstance(error, kinds)


def _open_what_is_closed() -> None:
    """A stream that the caller has closed is None here, and takes nothing, not even an error of ours."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open to the end


def _drop_the_rest() -> None:
    """What is still buffered must not fail at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _escape_what_cannot_be_printed() -> None:
    """A path may hold bytes that are no text, and a terminal may lack characters: neither is worth a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
