"""What happened in each release, found out once for all tests that ask."""

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

# A further release is started until so many seconds have passed.
SECONDS = 120.0


@pytest.fixture(scope="session")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], dict[str, str]]:
    """`outcomes(release)` maps the key of each claim to its outcome; only the modules that are tested run.

    The newest release always runs, the others while there is time: `make proofs` is for all of them.
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
    """Runs the experiments of some modules in a release."""
    command = [environments.python(release), "-m", "proofs.runner", str(out), *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, str] = json.loads(out.read_text(encoding="utf-8"))
    return found
