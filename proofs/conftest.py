"""Run the experiments of each release once, for all tests that need their outcomes."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from proofs import environments
from tests.tree import ROOT

# After this many seconds no further release is started.
SECONDS = 120.0


@pytest.fixture(scope="session")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], dict[str, str]]:
    """Return `outcomes(release)`, which maps each claim's key to its outcome; only tested modules run.

    The newest release always runs, the others while time is left: `make proofs` runs all of them.
    """
    started = time.monotonic()
    chosen = sorted({it.path.stem for it in request.session.items if it.path.parent == Path(__file__).parent})

    @cache
    def found(release: str) -> dict[str, str] | None:
        if release != environments.NEWEST and time.monotonic() - started > SECONDS:
            return None
        return run(release, tmp_path_factory.mktemp(release) / "outcomes.json", chosen)

    def asked(release: str) -> dict[str, str]:
        answer = found(release)
        if answer is None:
            pytest.skip(f"no time left for {release}; make proofs runs it")
        return answer

    return asked


def run(release: str, out: Path, modules: list[str]) -> dict[str, str]:
    """Run the experiments of some modules in a release."""
    command = [environments.python(release), "-m", "proofs.runner", str(out), *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes: dict[str, str] = json.loads(out.read_text(encoding="utf-8"))
    return outcomes
