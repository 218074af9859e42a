"""The hooks as pre-commit runs them: from a clone of this repository, on a project of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import tree

pytestmark = pytest.mark.registry

FINDING = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.bfloat16)
"""


def test_manifest_is_valid(root: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(root / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0


def test_own_config_is_valid(root: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(root / ".pre-commit-config.yaml")]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0


def test_tried_hook_fails_on_a_finding_and_leaves_the_file(hooks: Path, project: Path) -> None:
    done = _pre_commit(project, "try-repo", str(hooks), "loadlint")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "load.py:4:" in done.stdout
    assert "deprecated-torch-dtype" in done.stdout
    assert (project / "load.py").read_text() == FINDING


def test_fix_hook_writes_the_fix_and_then_passes(hooks: Path, project: Path) -> None:
    (project / ".pre-commit-config.yaml").write_text(json.dumps(_configuration(hooks, "loadlint-fix")))
    _commit(project)
    first = _pre_commit(project, "run")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert (project / "load.py").read_text() == FINDING.replace("torch_dtype", "dtype")
    second = _pre_commit(project, "run")
    assert second.returncode == 0, second.stdout + second.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files of this one, as `repo:` of a pre-commit configuration would clone it."""
    return _commit(tree.copy(tmp_path_factory.mktemp("hooks")))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one finding whose fix is safe, since it asks for a release that takes `dtype`."""
    (tmp_path / "load.py").write_text(FINDING)
    (tmp_path / "requirements.txt").write_text("transformers>=5\n")
    return _commit(tmp_path)


@pytest.fixture(scope="module", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["PRE_COMMIT_HOME"] = str(tmp_path_factory.mktemp("home"))


def _pre_commit(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments, "--all-files", "--color", "never"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def _configuration(hooks: Path, hook: str) -> dict[str, Any]:
    """A .pre-commit-config.yaml (JSON is YAML) that takes the hook from the newest commit of `hooks`."""
    revision = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=hooks, text=True).strip()
    return {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [{"id": hook}]}]}


def _commit(folder: Path) -> Path:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder
