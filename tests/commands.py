"""Run the command line inside the test's own process, in an empty folder."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from loadlint.cli import main

FLAWED = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.float16)
"""
FIXED = FLAWED.replace("torch_dtype", "dtype")
# On this release the rename is safe and the only finding in FLAWED.
NEWEST = ("--isolated", "--target", "transformers=5.23.0")


@dataclass(frozen=True)
class Result:
    """The exit status and the output of a run."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Result]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the empty working directory; the machine's environment is hidden."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return work


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return `run`: `run("check", "app.py", stdin=b"...")` runs one command to its end."""

    def runs(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main.main([str(it) for it in arguments])
        out, err = capsysbinary.readouterr()
        return Result(status, out.decode(), err.decode())

    return runs


def heed_interrupts() -> None:
    """Do not leave SIGINT ignored, as it is in whatever a shell has started in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
