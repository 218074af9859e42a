"""`loadlint demo` from the first line to the last."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from loadlint.cli import main
from loadlint.system import THIS
from loadlint.verify.run import fork_server


def test_demo_finds_fixes_and_verifies(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shown"
    start, made_before = fork_server.Server.start, []

    def starts(*arguments: Any, **options: Any) -> fork_server.Server:
        made_before.append((folder / "model" / "config.json").exists())
        return start(*arguments, **options)

    monkeypatch.setattr(fork_server.Server, "start", starts)
    status = main.main(["demo", "--keep", str(folder), "--python", sys.executable])
    out = capfd.readouterr().out
    assert status == 0, out
    assert "warning[missing-device-map]" in out
    assert "+    model = AutoModelForCausalLM.from_pretrained(MODEL, device_map=" in out
    assert "before: loaded LlamaForCausalLM on " in out
    assert out.count("The capital of France is Paris.") == 2
    assert "gain: `asked-otherwise` is gone, weights -50%, memory held -" in out
    assert "model.config.torch_dtype" not in (folder / "chat.py").read_text()
    # The libraries are imported once, while the model is made.
    assert made_before == ([False] if THIS.forks else [])


def test_demo_without_torch_names_the_cure(bare_python: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["demo", "--python", bare_python]) == 2
    output = capsys.readouterr()
    assert f"{bare_python} -m pip install torch transformers accelerate" in output.err
    assert output.err.count("\n") == 1


def test_demo_runs_no_code_of_the_folder(
    bare_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("types.py", "contextlib.py", "torch.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    assert main.main(["demo", "--python", bare_python]) == 2
    assert "-m pip install torch" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


def test_demo_leaves_a_folder_with_files_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main.main(["demo", "--keep", str(tmp_path), "--python", sys.executable]) == 2
    assert [it.name for it in tmp_path.iterdir()] == ["mine.txt"]
    assert "not empty" in capsys.readouterr().err


def test_real_model_that_is_not_installed_names_the_cure(
    python_without_accelerate: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["demo", "--real", "--python", python_without_accelerate]) == 2
    assert "pip install" in capsys.readouterr().err
