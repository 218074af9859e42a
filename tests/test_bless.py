"""A failing test that can write what it expects names the command that does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.tree import ROOT


def test_a_failure_names_the_command_that_mends_it(tmp_path: Path) -> None:
    test = tmp_path / "test_sample.py"
    test.write_text("def test_blessed(bless):\n    assert bless\n\n\ndef test_other():\n    assert False\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", str(test)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.count('test_sample.py --bless" writes what is expected') == 1, done.stdout
