"""The tools measured beside loadlint, each in its own environment because their pins conflict."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Peer:
    """A package with its version, and the arguments that precede the paths to check."""

    name: str
    version: str
    arguments: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"


RUFF = Peer("ruff", "0.17.6", ("check", "--silent", "--exit-zero", "--isolated"))
FLAKE8 = Peer("flake8", "7.5.0", ("--isolated", "--exit-zero"))
BANDIT = Peer("bandit", "1.9.4", ("--quiet", "--exit-zero", "--tests", "B615"))
TORCHFIX = Peer("torchfix", "0.7.0", ("--select", "ALL"))
FIXIT = Peer("fixit", "2.2.1", ("--quiet", "lint"))
ALL = (RUFF, FLAKE8, BANDIT, TORCHFIX, FIXIT)


def command(peer: Peer, cache: Path) -> list[str | Path]:
    """The command without the paths to check."""
    return [install(peer, cache), *peer.arguments]


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
