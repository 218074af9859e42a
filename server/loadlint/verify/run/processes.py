"""The worker as a process of the system: start it, read its memory, end it with its children."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, TypeAlias

from loadlint import native, scratch

from .fork_server import Forked
from .job import CannotRunError

Process: TypeAlias = "subprocess.Popen[bytes] | Forked"
WORKER = Path(__file__).resolve().parent.parent.parent / "worker" / "worker.py"
# Code on these paths would run before the worker's first line, or replace a library.
STRIPPED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONUSERBASE")
LOCK_POLL = 0.05


def start(
    command: Sequence[str], cwd: str, *, offline: bool, more: Mapping[str, str] = MappingProxyType({})
) -> subprocess.Popen[bytes]:
    """Start the worker as the leader of its own group. Raise OSError when the command cannot be started.

    `more` are variables of this load; an empty one is removed.
    """
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=variables(offline=offline, more=more),
        start_new_session=True,
        creationflags=flags,
    )


def command(python: str) -> list[str]:
    """Return the command of a worker on this machine."""
    return [python, str(WORKER)]


def variables(*, offline: bool, more: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a load; an empty one of `more` is removed."""
    table = {**environment(os.environ, offline=offline), **more}
    return {name: it for name, it in table.items() if it or name not in more}


def environment(base: Mapping[str, str], *, offline: bool) -> dict[str, str]:
    """Return the user's variables without those that run code before the worker, and with `additions`."""
    return {name: value for name, value in base.items() if name not in STRIPPED} | additions(offline=offline)


def additions(*, offline: bool) -> dict[str, str]:
    """Return variables that make libraries quiet and safe, on any machine."""
    made = {
        "PYTHONSAFEPATH": "1",
        "PYTHONIOENCODING": "utf-8",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        # Such a download can be stopped and leaves no files.
        "HF_HUB_DISABLE_XET": "1",
        # Without it, a load of a `.bin` sends the access token to a service that converts the file.
        "DISABLE_SAFETENSORS_CONVERSION": "1",
    }
    return made | ({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"} if offline else {})


def end(process: Process) -> None:
    """Kill the worker with all its children."""
    native.end_group(process.pid, ended=process.poll() is not None)
    process.wait()


def anonymous_memory(pid: int) -> int | None:
    """Return the private bytes of a process; None where the platform has no figure.

    Mapped weights do not count, as the system can reclaim their pages at any time.
    """
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    match = re.search(r"RssAnon:\s+(\d+) kB", text)
    return int(match.group(1)) * 1024 if match else None


def leaked_files(pid: int) -> set[str]:
    """Return the open partial downloads of a process that no later one resumes."""
    return {it for it in _open_files(pid) if scratch.is_leaked(it)}


class Leaks:
    """The partial downloads of one worker, recorded in its scratch folder.

    The supervisor removes them after its worker, and the next start those of a supervisor that was killed.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.seen: set[str] = set()

    def look(self, pid: int) -> None:
        """Record what the worker is downloading now."""
        files = leaked_files(pid) - self.seen
        if files:
            self.seen |= files
            Path(self.folder, scratch.RECORD).write_bytes(os.fsencode("\n".join(sorted(self.seen))))

    def remove(self) -> None:
        """Remove what the worker has left; it must have ended."""
        scratch.remove(self.folder)


def kernel_kills() -> int:
    """Return how many processes the kernel has killed for lack of memory since the start of the machine."""
    statistics = Path("/proc/vmstat")
    text = statistics.read_text(encoding="ascii") if statistics.exists() else ""
    match = re.search(r"^oom_kill (\d+)", text, re.MULTILINE)
    return int(match.group(1)) if match else 0


@contextmanager
def one_at_a_time(gave_up: Callable[[], bool], waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold this user's lock on loads, so that two never share the memory; yield False if `gave_up` ends the wait."""
    with in_turn(lock_path(), gave_up, waiting) as held:
        yield held


@contextmanager
def in_turn(path: Path, gave_up: Callable[[], bool], waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock of this file, whose owner's end releases it; yield False if `gave_up` ends the wait."""
    with _lock_file(path) as file:
        held = _wait_for(file, gave_up, waiting)
        try:
            yield held
        finally:
            if held:
                native.unlock(file.fileno())


def lock_path() -> Path:
    chosen = os.environ.get("XDG_RUNTIME_DIR", "")
    # After `su`, the variable names the folder of another user.
    folder = Path(chosen if chosen and os.access(chosen, os.W_OK) else tempfile.gettempdir())
    owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return folder / f"loadlint-verify-{owner}.lock"


def _lock_file(path: Path) -> IO[bytes]:
    """Open the file of the lock; raises CannotRunError where something else has its name."""
    # Without O_NONBLOCK, some kinds of files would not be opened before another process does the same.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise CannotRunError(f"the lock {path} cannot be used ({error.strerror}); remove it") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise CannotRunError(f"the lock {path} is not a regular file; remove it")
    return open(handle, "r+b", buffering=0)


def _wait_for(file: IO[bytes], gave_up: Callable[[], bool], waiting: Callable[[], None]) -> bool:
    reported = False
    while not native.lock(file.fileno()):
        if gave_up():
            return False
        if not reported:
            waiting()
            reported = True
        time.sleep(LOCK_POLL)
    return True


def _open_files(pid: int) -> Iterator[str]:
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        try:
            yield os.readlink(f"{folder}/{name}")
        except OSError:  # closed meanwhile
            continue
