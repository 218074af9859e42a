"""This machine, for `loadlint doctor`: its caches, and the devices that the project's interpreter sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from loadlint import scratch, store
from loadlint.project import hub_cache
from loadlint.project.interpreter import Interpreter
from loadlint.project.settings import Settings

from .verifying import consent

_PROBE_SECONDS = 60.0
# Runs in the user's interpreter, which may be old and may lack torch.
_PROBE = """
import json
found = {}
try:
    import torch
    found["cuda"] = [torch.cuda.get_device_name(it) for it in range(torch.cuda.device_count())]
    found["mps"] = bool(getattr(torch.backends, "mps", None) and torch.backends.mps.is_available())
    found["xpu"] = torch.xpu.device_count() if hasattr(torch, "xpu") else 0
    found["built"] = torch.version.cuda or getattr(torch.version, "hip", None)
except Exception as error:
    found["error"] = "%s: %s" % (type(error).__name__, error)
print("loadlint:" + json.dumps(found))
"""


def caches() -> Iterator[str]:
    """Yield the place and size of each cache."""
    models = len(hub_cache.models())
    held = f"{models} model{'' if models == 1 else 's'}, "
    for name, folder, what in (("loadlint cache", store.folder(), ""), ("model cache", str(hub_cache.root()), held)):
        size = f"{folder} ({what}{_size(folder)}, {_free(folder)} free on its disk)"
        yield f"{name}: {size if folder else 'none, as there is no home folder'}"


def devices(settings: Settings, interpreter: Interpreter) -> str:
    """Return the devices in words, or why they are unknown; the interpreter is started in an empty folder."""
    if not consent.may_start(settings, interpreter):
        return "not asked, as the configuration chooses the interpreter; name it with --python"
    try:
        # The folder in front comes first on the path of `-c`, and a json.py or torch.py of a project would run.
        with scratch.folder() as empty:
            done = subprocess.run(
                [os.path.abspath(interpreter.path), "-c", _PROBE],
                cwd=empty,
                capture_output=True,
                text=True,
                timeout=_PROBE_SECONDS,
                stdin=subprocess.DEVNULL,
                errors="replace",
                check=False,
            )
    except subprocess.TimeoutExpired:
        return f"unknown: the interpreter did not answer within {_PROBE_SECONDS:.0f} s"
    except OSError as error:
        return f"unknown: the interpreter cannot be started ({error.strerror or error})"
    answer = next((it for it in done.stdout.split("\n") if it.startswith("loadlint:")), None)
    if answer is None:
        return f"unknown: the interpreter ended with status {done.returncode}"
    try:
        return _described(json.loads(answer.removeprefix("loadlint:")))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unknown: the interpreter answered something else"


def _described(answer: dict[str, object]) -> str:
    if "error" in answer:
        return f"unknown: {answer['error']}"
    cuda = answer["cuda"]
    names = [f"cuda:{number} {name}" for number, name in enumerate(cuda if isinstance(cuda, list) else [])]
    names += ["mps"] if answer["mps"] else []
    names += [f"{answer['xpu']} xpu"] if answer["xpu"] else []
    built = f"torch built for {answer['built']}" if answer["built"] else "torch built for the CPU alone"
    return f"{', '.join(names) or 'cpu only'} ({built})"


def _size(folder: str) -> str:
    if not os.path.isdir(folder):
        return "absent"
    sizes = (os.lstat(os.path.join(base, it)).st_size for base, _, names in os.walk(folder) for it in names)
    return _bytes(sum(sizes))


def _free(folder: str) -> str:
    existing = next(it for it in (Path(folder), *Path(folder).absolute().parents) if it.exists())
    return _bytes(shutil.disk_usage(existing).free)


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"
