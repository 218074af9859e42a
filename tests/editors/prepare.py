"""Install the editors for the tests into `.cache/editors`: `make editors`; `--all` adds JupyterLab.

VS Code comes as code-server from npm and is driven through its own `server-main.js`; the browser that shows it
is the system's Chromium, installed by apt where there is none; the extension is built from this tree. A step
that fails leaves its reason in `.cache/editors/missing.txt`, which the tests give when they skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache" / "editors"
HOST = CACHE / "host" / "node_modules" / "code-server" / "lib" / "vscode"
VSIX = ROOT / "editors" / "vscode" / "dist" / "loadlint.vsix"
JUPYTER = CACHE / "jupyter" / "bin" / "jupyter-lab"
JUPYTER_PACKAGES = ("jupyterlab==4.6.6", "jupyterlab-lsp==5.3.0")
MISSING = CACHE / "missing.txt"
CODE_SERVER = "4.100.3"  # the newest whose VS Code runs on Node.js 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIMIT = 600  # seconds for one step; a registry that hangs costs this and no more


class FailedError(Exception):
    """A step that cannot be done here; the message says which and why."""


def main() -> int:
    """Run each step and print its time; return 1 when one of them failed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    MISSING.unlink(missing_ok=True)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Emacs and Vim", _others),
        ("browser", _browser),
        ("VS Code", _host),
        ("extension", _extension),
    )
    if "--all" in sys.argv[1:]:
        steps += (("JupyterLab", _jupyter),)
    for name, step in steps:
        start = time.monotonic()
        try:
            step()
        except FailedError as error:
            MISSING.write_text(f"{name}: {error}", encoding="utf-8")
            print(f"editors: cannot set up {name}: {error}", file=sys.stderr)
            return 1
        print(f"editors: {name} after {time.monotonic() - start:.0f} s")
    return 0


def browser() -> str | None:
    """The Chromium of this machine."""
    return next((path for it in BROWSERS if (path := shutil.which(it))), None)


def _browser() -> None:
    if browser():
        return
    _install("chromium", "fonts-dejavu-core")


def _others() -> None:
    """Emacs with its two clients and Vim with ALE; the tests of each skip by themselves where it is missing."""
    if shutil.which("emacs") and Path("/usr/share/vim-ale").is_dir():
        return
    try:
        _install("emacs-nox", "elpa-eglot", "elpa-lsp-mode", "vim-nox", "vim-ale")
    except FailedError as error:
        print(f"editors: no Emacs and Vim: {error}", file=sys.stderr)


def _install(*packages: str) -> None:
    if shutil.which("apt-get") is None:
        raise FailedError(f"there is no {packages[0]} and no apt-get to install it with")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], env=quiet)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=quiet)


def _host() -> None:
    stamp = CACHE / "host" / f"{CODE_SERVER}.stamp"
    if stamp.exists():
        return
    _node()
    shutil.rmtree(CACHE / "host", ignore_errors=True)
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
    folder = CACHE / "host"
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    # Scripts would compile parts that nothing here needs, from sources that are not on npm.
    _run([*install, f"code-server@{CODE_SERVER}"], cwd=folder)
    _run([*install, "--omit=dev"], cwd=HOST)
    stamp.touch()


def _extension() -> None:
    _node()
    _run(["make", "--no-print-directory", "vscode", f"PYTHON={sys.executable}"], cwd=ROOT)


def _jupyter() -> None:
    """An environment of its own, as it brings a hundred packages that nothing else here needs."""
    if JUPYTER.exists():
        return
    folder = JUPYTER.parent.parent
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    _run([str(folder / "bin" / "pip"), "--disable-pip-version-check", "install", "-q", *JUPYTER_PACKAGES])


def _node() -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise FailedError("there is no Node.js")
    version = _run(["node", "--version"]).strip()
    if not version.startswith("v20."):
        raise FailedError(f"VS Code of code-server {CODE_SERVER} needs Node.js 20, and this is {version}")


def _run(command: Sequence[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FailedError(str(error)) from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().split("\n")
        raise FailedError(f"`{' '.join(command)}` ended with {done.returncode}: {' '.join(lines[-3:])}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
