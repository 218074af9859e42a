"""Remembering a parsed table changes how long a run takes, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loadlint import store, toml_cache
from loadlint.project import config
from loadlint.project.config import ConfigError

TEXT = '[project]\nname = "app"\n\n[tool.loadlint]\nselect = ["unsafe-weights"]\nx = { a = 1, b = [2.5, true] }\n'


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def parsed(text: str) -> dict[str, object]:
    return config.remembered_toml(text, "pyproject.toml")


def never(_: str) -> dict[str, object]:
    raise AssertionError("a table that is stored was parsed again")


def test_a_text_is_parsed_once(cache: Path) -> None:
    assert parsed(TEXT) == config.toml(TEXT, "pyproject.toml")
    assert len(list(cache.iterdir())) == 1
    assert toml_cache.parsed(TEXT, never) == config.toml(TEXT, "pyproject.toml")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights")
def test_nobody_else_may_read_a_table(cache: Path) -> None:
    """The address of an index may have a password in it."""
    before = os.umask(0)
    try:
        parsed('[[tool.uv.index]]\nurl = "https://me:secret@index.example/simple"\n')
    finally:
        os.umask(before)
    (file,) = cache.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_another_text_is_another_table() -> None:
    assert parsed("a = 1\n") == {"a": 1}
    assert parsed("a = 2\n") == {"a": 2}
    assert parsed("a = 1\n") == {"a": 1}


@pytest.mark.parametrize("content", [b"", b"damaged", b"0" * 40, store.packed(None)])
def test_a_damaged_table_is_parsed_again(cache: Path, content: bytes) -> None:
    parsed(TEXT)
    (file,) = cache.iterdir()
    file.write_bytes(content)
    assert parsed(TEXT) == config.toml(TEXT, "pyproject.toml")
    assert toml_cache.parsed(TEXT, never) == config.toml(TEXT, "pyproject.toml")


def test_a_table_cut_short_is_parsed_again(cache: Path) -> None:
    parsed(TEXT)
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert parsed(TEXT) == config.toml(TEXT, "pyproject.toml")


def test_a_text_that_does_not_parse_is_an_error_each_time(cache: Path) -> None:
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"pyproject\.toml:1: not valid TOML"):
            parsed("a = = 1\n")
    assert not cache.exists()


def test_a_text_with_a_date_is_parsed_each_time(cache: Path) -> None:
    for _ in range(2):
        assert str(parsed("day = 2026-01-02\n")["day"]) == "2026-01-02"
    assert not cache.exists()


def test_a_folder_that_cannot_be_made_costs_nothing(cache: Path) -> None:
    cache.write_text("")
    assert parsed(TEXT) == config.toml(TEXT, "pyproject.toml")


def test_a_user_without_a_cache_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "folder", lambda: "")
    assert parsed(TEXT) == config.toml(TEXT, "pyproject.toml")


def test_the_oldest_tables_go_when_the_cache_is_too_large(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed("a = 1\n")
    (old,) = cache.iterdir()
    os.utime(old, (1_600_000_000, 1_600_000_000))
    monkeypatch.setattr(store, "LIMIT", 10)
    parsed("a = 2\n")
    assert not old.exists()
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("name", ["app.py", "models.py"])
def test_a_second_run_imports_no_parser(tmp_path: Path, name: str) -> None:
    """The parser's import and a usual project file take longer than all else for a clean file."""
    text = 'model = AutoModel.from_pretrained("a/b")\n' if name == "models.py" else "x = 1\n"
    (tmp_path / name).write_text(f"from transformers import AutoModel\n{text}")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "app"\ndependencies = ["transformers==5.0.0"]\n')
    command = [sys.executable, "-X", "importtime", "-m", "loadlint", "check", "--no-cache", "--exit-zero", name]
    runs = [subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True) for _ in range(2)]
    assert "tomllib" in runs[0].stderr or "tomli" in runs[0].stderr
    assert "toml" not in runs[1].stderr.replace("loadlint.toml_cache", "")
    assert runs[1].stdout == runs[0].stdout
