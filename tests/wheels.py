"""Both forms of a release, installed into empty environments of each Python, and every command tried there.

`make wheels` runs all of them; the test suite takes the oldest and the newest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests import tree

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
FLAWED = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.float16)
"""
_NEWEST = ("--isolated", "--target", "transformers=5.23.0")


class Failed(Exception):  # noqa: N818  # it says what it is
    """A command in an environment that did something else than it should; the text has both."""


@dataclass(frozen=True)
class Environment:
    """An environment with loadlint alone: its Python, and how long the installation took."""

    python: Path
    seconds: float

    def run(self, *arguments: str, folder: Path, status: int = 0, stdin: str = "") -> str:
        """Return the output of a command. Raises Failed for another exit status."""
        clean = {name: it for name, it in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            [str(self.python), *arguments],
            cwd=folder,
            env=clean,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != status:
            raise Failed(f"{arguments}: {done.returncode} and not {status}\n{done.stdout}{done.stderr}")
        return done.stdout


def main() -> int:
    """Build, install and try; prints a line for each environment. 1 when one fails or a Python is missing."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel, sdist = build(folder)
        print(f"{wheel.name} {wheel.stat().st_size / 1e3:.0f} kB, {sdist.name} {sdist.stat().st_size / 1e3:.0f} kB")
        for version in PYTHONS:
            for package in (wheel, sdist):
                line = _line(version, package, folder / f"{version}{package.suffix}")
                failed += "ok" not in line
                print(f"{version}  {package.name:<32}  {line}", flush=True)
    return int(failed > 0)


def build(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist in `folder`: the sdist first, and then the wheel from what the sdist holds."""
    source = tree.copy(folder / "source")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(done.stdout + done.stderr)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def interpreter(version: str) -> str | None:
    """A Python of this minor release: a command, or one that pyenv keeps; None when there is none."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob(f"versions/{version}.*/bin/python")
    return next((it for it in (f"python{version}", *map(str, sorted(kept))) if _is(it, version)), None)


def install(python: str, package: Path, folder: Path) -> Environment:
    """An empty environment with the package and what it asks for; raises Failed."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    inside = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    start = time.perf_counter()
    # To compile what is imported takes less time than to compile all there is.
    options = ["--disable-pip-version-check", "--no-compile", "-qq"]
    pip = [str(inside), "-m", "pip", "install", *options, str(package)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(done.stderr)
    return Environment(inside, time.perf_counter() - start)


def smoke(environment: Environment, folder: Path) -> None:
    """Try every command that needs no model; raises Failed."""
    folder.mkdir(exist_ok=True)
    (folder / "app.py").write_text(FLAWED)
    run = environment.run
    for command in (["--version"], ["--help"], ["rule"], ["rule", "load-in-loop"], ["doctor", "--no-devices"]):
        run("-m", "loadlint", *command, folder=folder)
    findings = json.loads(
        run("-m", "loadlint", "check", *_NEWEST, "--output-format", "json", "app.py", folder=folder, status=1)
    )
    if [it["rule"] for it in findings] != ["deprecated-torch-dtype"]:
        raise Failed(f"found {findings}")
    run("-m", "loadlint", "check", *_NEWEST, "--fix", "app.py", folder=folder)
    run("-m", "loadlint", "verify", "--preflight", "--offline", "app.py", folder=folder)
    run("-m", "loadlint.schema", folder=folder)
    run("-c", "import loadlint.editor.server, loadlint.testing, loadlint.project.plugins", folder=folder)
    typed = "from importlib.resources import files; assert all(files(it).joinpath('py.typed').is_file() for it in %r)"
    run("-c", typed % (("loadlint", "loadlint_rules"),), folder=folder)
    if "capabilities" not in run("-m", "loadlint", "server", folder=folder, status=1, stdin=_INITIALIZE):
        raise Failed("the server did not answer")


_BODY = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
_INITIALIZE = f"Content-Length: {len(_BODY)}\r\n\r\n{_BODY}"


def _line(version: str, package: Path, folder: Path) -> str:
    python = interpreter(version)
    if python is None:
        return "missing: no such Python on this machine"
    try:
        environment = install(python, package, folder)
        smoke(environment, folder / "project")
    except Failed as error:
        return f"failed: {error}"
    return f"ok, installed in {environment.seconds:.1f} s, {_packages(environment, folder)} packages"


def _packages(environment: Environment, folder: Path) -> int:
    return len(json.loads(environment.run("-m", "pip", "list", "--format", "json", folder=folder)))


def _is(command: str, version: str) -> bool:
    """Return whether a command starts, and is that Python; a shim of pyenv may be there and start nothing."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([command, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.strip() == version


if __name__ == "__main__":
    sys.exit(main())
