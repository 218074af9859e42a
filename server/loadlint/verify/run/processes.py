"""The worker as a process of the system: starting it, looking at its memory, ending it whole."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from loadlint import programs

WORKER = Path(__file__).resolve().parent.parent.parent / "worker" / "worker.py"
# Code on these paths would run before the worker's first line, or in place of a library.
STRIPPED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONUSERBASE")
LOCK_POLL = 0.05
# Names that a download of this process alone uses; `<etag>.incomplete` is resumed later and must stay.
LEAKED = re.compile(r"\.[0-9a-f]{8}\.incomplete$")


def start(command: Sequence[str], cwd: str, *, offline: bool) -> subprocess.Popen[bytes]:
    """The worker, leader of its own group. Raises OSError when the command cannot be started."""
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(os.environ, offline=offline),
        start_new_session=True,
        creationflags=flags,
    )


def environment(base: Mapping[str, str], *, offline: bool) -> dict[str, str]:
    """The user's variables without those that put code before ours, and with quiet libraries."""
    return {name: value for name, value in base.items() if name not in STRIPPED} | additions(offline=offline)


def additions(*, offline: bool) -> dict[str, str]:
    """Variables that make libraries quiet and safe, wherever the worker runs."""
    made = {
        "PYTHONSAFEPATH": "1",
        "PYTHONIOENCODING": "utf-8",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        # A download that can be stopped in the middle and leaves nothing behind.
        "HF_HUB_DISABLE_XET": "1",
        # A load of a `.bin` would else send the access token to a service that converts it.
        "DISABLE_SAFETENSORS_CONVERSION": "1",
    }
    return made | ({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"} if offline else {})


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker with everything it started, and remove downloads that no one could resume."""
    leaked = leaked_files(process.pid)
    _kill_group(process)
    process.wait()
    for path in leaked:
        path.unlink(missing_ok=True)


def anonymous_memory(pid: int) -> int | None:
    """Bytes that only this process holds; None where the platform does not say.

    Mapped weights do not count: the system can take those pages back at any time.
    """
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"RssAnon:\s+(\d+) kB", text)
    return int(found.group(1)) * 1024 if found else None


def leaked_files(pid: int) -> list[Path]:
    """Partial downloads that the process has open and that no later one would go on with."""
    found = []
    for link in _open_files(pid):
        if LEAKED.search(link):
            found.append(Path(link))
    return found


def kernel_kills() -> int:
    """How often the kernel ran out of memory and killed since the start of the machine."""
    statistics = Path("/proc/vmstat")
    text = statistics.read_text(encoding="ascii") if statistics.exists() else ""
    found = re.search(r"^oom_kill (\d+)", text, re.MULTILINE)
    return int(found.group(1)) if found else 0


@contextmanager
def one_at_a_time(gave_up: Callable[[], bool], waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold this user's lock on loads, so that two do not share the memory; False if the wait was given up."""
    with open(lock_path(), "a+b") as file:
        held = _wait_for(file, gave_up, waiting)
        try:
            yield held
        finally:
            if held:
                _unlock(file)


def lock_path() -> Path:
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    owner = os.getuid() if sys.platform != "win32" else os.environ.get("USERNAME", "user")
    return folder / f"loadlint-verify-{owner}.lock"


def _wait_for(file: IO[bytes], gave_up: Callable[[], bool], waiting: Callable[[], None]) -> bool:
    told = False
    while not _try_lock(file):
        if gave_up():
            return False
        if not told:
            waiting()
            told = True
        time.sleep(LOCK_POLL)
    return True


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

    def _kill_group(process: subprocess.Popen[bytes]) -> None:
        # The interpreter of a virtual environment is a launcher there, so the child has to go too.
        subprocess.run(
            [programs.of_windows("taskkill"), "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
        )

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

    def _kill_group(process: subprocess.Popen[bytes]) -> None:
        # A process that is gone already leaves a group that may have ended with it.
        if process.poll() is None or _group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)

    def _group_lives(group: int) -> bool:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return False
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
