"""The tools measured beside loadlint, each in its own environment because their pins conflict."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .process import Command


@dataclass(frozen=True)
class Peer:
    """A package with its version, the arguments that precede the paths, and the rule that PLANTED breaks for it."""

    name: str
    version: str
    arguments: tuple[str, ...]
    fault: str

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"


RUFF = Peer("ruff", "0.17.6", ("check", "--silent", "--exit-zero", "--isolated"), "F821")
FLAKE8 = Peer("flake8", "7.5.0", ("--isolated", "--exit-zero"), "F821")
BANDIT = Peer("bandit", "1.9.4", ("--quiet", "--exit-zero", "--tests", "B615"), "B615")
TORCHFIX = Peer("torchfix", "0.7.0", ("--select", "ALL"), "TOR001")
FIXIT = Peer("fixit", "2.2.1", ("--quiet", "lint"), "CompareSingletonPrimitivesByIs")
ALL = (RUFF, FLAKE8, BANDIT, TORCHFIX, FIXIT)
PLANTED = """\
import torch
from transformers import AutoModel

model = AutoModel.from_pretrained("gpt2")
print(undefined == None, torch.solve(model, model))
"""


def command(peer: Peer, cache: Path) -> list[str | Path]:
    """The command without the paths to check."""
    return [install(peer, cache), *peer.arguments]


def prove(commands: Mapping[str, Command], folder: Path) -> None:
    """Raise RuntimeError for a peer that does not find its fault in a file beside those to be measured.

    fixit skips what the .gitignore of the project ignores, without a word; a project file of its own makes the folder
    the project.
    """
    (folder / "pyproject.toml").touch()
    planted = folder / "planted.py"
    planted.write_text(PLANTED)
    for peer in ALL:
        loud = [it for it in commands[peer.name] if it != "--silent"]
        shown = subprocess.run([*loud, planted], capture_output=True, text=True, check=False).stdout
        if peer.fault not in shown:
            raise RuntimeError(f"{peer.title} did not read {planted}: {shown[-400:]}")


def install(peer: Peer, cache: Path) -> Path:
    """Return the peer's executable; install it into its environment under `cache` if it is missing."""
    folder = cache / "peers" / f"{peer.name}-{peer.version}"
    stamp = folder / "installed"
    if not stamp.exists():
        venv.create(folder, with_pip=True, clear=True)
        requirement = f"{peer.name}=={peer.version}"
        subprocess.run([_bin(folder) / "python", "-m", "pip", "install", "-qq", requirement], check=True)
        stamp.touch()
    return _bin(folder) / peer.name


def ours() -> Path:
    """Return the loadlint of the environment that runs the bench."""
    return Path(sys.executable).parent / "loadlint"


def _bin(folder: Path) -> Path:
    return folder / ("Scripts" if sys.platform == "win32" else "bin")
