"""The other editors: driven where they can be had on a Debian machine, read where they cannot."""

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
import tomllib

EMACS, VIM = shutil.which("emacs"), shutil.which("vim")
ALE = Path("/usr/share/vim-ale")
COMMAND = ["loadlint", "server"]
CODE = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("{model}", device_map="cpu", torch_dtype=torch.bfloat16)
"""


@pytest.fixture
def load(project: Path, small_model: Path) -> Path:
    """The folder of a file with one finding in a load of a real model."""
    (project / "load.py").write_text(CODE.format(model=small_model.as_posix()))
    return project


@pytest.mark.skipif(EMACS is None, reason="there is no emacs")
@pytest.mark.parametrize("client", ["eglot", "lsp"])
def test_emacs_shows_verifies_and_reports(root: Path, load: Path, client: str) -> None:
    assert EMACS is not None
    library = "eglot" if client == "eglot" else "lsp-mode"
    probe = subprocess.run([EMACS, "--batch", "-q", "--eval", f"(progn (package-initialize) (require '{library}))"])
    if probe.returncode != 0:
        pytest.skip(f"this emacs has no {library}")
    env = {"EDITOR_CLIENT": client, "LOADLINT_EL": str(root / "editors" / "emacs"), "PYTHON": sys.executable}
    script = Path(__file__).with_name("emacs.el")
    seen = _driven([EMACS, "--batch", "-q", "-l", str(script)], load, {**env, "HOME": str(load)})
    assert "torch_dtype is the old name of dtype" in seen["finding"]
    assert "LlamaForCausalLM on cpu, bfloat16" in seen["outcome"]
    assert "host peak" in seen["report"]


@pytest.mark.skipif(VIM is None or not ALE.is_dir(), reason="there is no vim with ALE in its folder")
def test_vim_shows_findings_and_hovers(root: Path, load: Path) -> None:
    assert VIM is not None
    scripts = Path(sysconfig.get_path("scripts"))
    env = {
        "LOADLINT": str(scripts / "loadlint"),
        "LOADLINT_VIM": str(root / "editors" / "vim"),
        "PYTHON": sys.executable,
    }
    seen = _driven([VIM, "-es", "-u", str(Path(__file__).with_name("vim.vim"))], load, env)
    assert seen["codes"] == ["deprecated-torch-dtype"]
    assert "torch_dtype is the old name of dtype" in seen["findings"][0]
    assert "deprecated-torch-dtype" in seen["hover"]


def test_configurations_start_the_server(root: Path) -> None:
    editors = root / "editors"
    helix = tomllib.loads((editors / "helix" / "languages.toml").read_text())["language-server"]["loadlint"]
    kate = json.loads((editors / "kate" / "settings.json").read_text())["servers"]["python"]
    sublime = json.loads((editors / "sublime" / "LSP.sublime-settings").read_text())["clients"]["loadlint"]
    jupyter = json.loads((editors / "jupyterlab" / "loadlint.json").read_text())["LanguageServerManager"]
    assert [helix["command"], *helix["args"]] == COMMAND
    assert kate["command"] == COMMAND
    assert sublime["command"] == COMMAND
    assert jupyter["language_servers"]["loadlint"]["argv"] == COMMAND
    template = json.loads((editors / "lsp4ij" / "template.json").read_text())
    assert template["programArgs"]["default"].split() == COMMAND
    assert {it["languageId"] for it in template["languageMappings"] + template["fileTypeMappings"]} == {"python"}
    assert json.loads((editors / "lsp4ij" / "initializationOptions.json").read_text()).keys() <= {
        "trusted",
        "interpreter",
    }
    zed = tomllib.loads((editors / "zed" / "extension.toml").read_text())
    assert zed["language_servers"]["loadlint"]["languages"] == ["Python"]
    order = json.loads((editors / "zed" / "settings.json").read_text())["languages"]["Python"]["language_servers"]
    assert order[0] == zed["id"]
    source = (editors / "zed" / "src" / "lib.rs").read_text()
    assert "binary" in source
    assert "initialization_options" in source


def test_emacs_uses_public_names_alone(root: Path) -> None:
    source = (root / "editors" / "emacs" / "loadlint.el").read_text()
    assert re.findall(r"eglot--[\w-]+", source) == []


def _driven(command: list[str], folder: Path, env: dict[str, str]) -> dict[str, Any]:
    ended = subprocess.run(
        command, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, timeout=400, check=False
    )
    assert (folder / "seen.json").exists(), f"{ended.returncode}: {ended.stdout[-2000:]} {ended.stderr[-2000:]}"
    seen: dict[str, Any] = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    return seen


def test_links_of_the_packed_readme_lead_to_the_repository(root: Path) -> None:
    """Where the extension is published, its README has no files beside it."""
    folder = root / "editors" / "vscode"
    places = json.loads((folder / "package.json").read_text())["vsce"]
    assert all(place.endswith("/HEAD/editors/vscode") for place in places.values())
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (folder / "README.md").read_text())
    assert links
    assert [link for link in links if not (folder / link).exists()] == []
