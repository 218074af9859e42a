"""`loadlint doctor`: versions, interpreter, caches and devices, as a block to paste into a bug report."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from loadlint import __version__, store
from loadlint.errors import UsageError
from loadlint.project import hub_cache
from loadlint.project.installed import versions
from loadlint.project.interpreter import Interpreter
from loadlint.project.projects import Folder, Projects
from loadlint.project.releases import described
from loadlint.project.settings import LIBRARIES
from loadlint.project.wishes import Wishes
from loadlint.source.walk import Unreadable, read
from loadlint.verify.secrets import printable

_LIBRARIES = (*LIBRARIES, "safetensors", "huggingface_hub")
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint doctor`."""
    what = "the file or folder to look at (default: .)"
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help=what)
    parser.add_argument("--python", metavar="PATH", help="the interpreter of the code, or its environment's folder")
    parser.add_argument("--no-devices", action="store_true", help="do not start the interpreter to ask for devices")


def main(options: argparse.Namespace) -> int:
    """Print the block and return 0, also without an interpreter. Raise UsageError for a wrong --python."""
    for line in lines(options.path, options.python, devices=not options.no_devices):
        print(printable(line))
    return 0


def lines(path: str, python: str | None, *, devices: bool) -> Iterator[str]:
    """Yield the lines of the block; the devices come last, as the interpreter takes seconds to answer."""
    folder = Projects(Wishes(python=python), lenient=True).at(
        path if os.path.isdir(path) else os.path.dirname(path) or "."
    )
    interpreter = folder.interpreter
    if python is not None and interpreter is None:
        raise UsageError(f"{folder.problem}; name a python executable or the folder of an environment")
    yield f"loadlint {__version__} (Python {platform.python_version()}, {sys.executable})"
    yield f"system: {platform.system()} {platform.release()} {platform.machine()}"
    yield f"configuration: {_configuration(folder)}"
    where = f"{interpreter.path} (from {interpreter.source})" if interpreter else "none found; name one with --python"
    yield f"interpreter: {where}"
    yield from _packages(interpreter)
    targets = folder.targets_of(path, _bytes_of(path))
    for name in LIBRARIES:
        yield f"target {name}: {described(targets, name)}"
    yield from _plugins(folder)
    yield from _caches()
    if interpreter is not None and devices:
        yield f"devices: {_devices(interpreter)}"


def _configuration(folder: Folder) -> str:
    """Return the path of the configuration, or its problem: a broken file does not end the command."""
    source = folder.settings.source
    return f"broken: {folder.problem}" if folder.problem else source or "none found, the defaults"


def _bytes_of(path: str) -> bytes:
    """Return the bytes of a file, which may name its releases; b"" for a folder or a missing file."""
    try:
        return read(path)[0]
    except Unreadable:
        # Neither a folder nor an unreadable file names releases.
        return b""


def _packages(interpreter: Interpreter | None) -> Iterator[str]:
    installed = versions(interpreter)
    if interpreter is not None:
        yield f"python: {installed.get('python', 'unknown')}"
        yield from (f"{name}: {installed.get(name, 'not installed')}" for name in _LIBRARIES)


def _plugins(folder: Folder) -> Iterator[str]:
    """Yield the installed packages of rules, and the rules of those in the configuration."""
    from loadlint.project import plugins

    used = folder.settings.plugins
    for name, entry in plugins.installed().items():
        rules = ", ".join(it.name for it in plugins.load(name).rules) if name in used else "not in the configuration"
        yield f"plugin {name}: {plugins.release(entry)} ({rules})"


def _caches() -> Iterator[str]:
    models = len(hub_cache.models())
    held = f"{models} model{'' if models == 1 else 's'}, "
    for name, folder, what in (("loadlint cache", store.folder(), ""), ("model cache", str(hub_cache.root()), held)):
        size = f"{folder} ({what}{_size(folder)}, {_free(folder)} free on its disk)"
        yield f"{name}: {size if folder else 'none, as there is no home folder'}"


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


def _devices(interpreter: Interpreter) -> str:
    try:
        # The folder in front comes first on the path of `-c`, and a json.py or torch.py of a project would run.
        with tempfile.TemporaryDirectory(prefix="loadlint-") as empty:
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
    return _described(json.loads(answer.removeprefix("loadlint:")))


def _described(answer: dict[str, object]) -> str:
    if "error" in answer:
        return f"unknown: {answer['error']}"
    cuda = answer["cuda"]
    names = [f"cuda:{number} {name}" for number, name in enumerate(cuda if isinstance(cuda, list) else [])]
    names += ["mps"] if answer["mps"] else []
    names += [f"{answer['xpu']} xpu"] if answer["xpu"] else []
    built = f"torch built for {answer['built']}" if answer["built"] else "torch built for the CPU alone"
    return f"{', '.join(names) or 'cpu only'} ({built})"
