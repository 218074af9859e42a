"""The hub's cache on this machine, as huggingface_hub leaves it, and broken in every way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from loadlint.project import hub_cache
from tests.verify.hub import COMMIT, Repository, serve

OTHER = "0123456789abcdef0123456789abcdef01234567"
DOWNLOAD = """
import sys
from huggingface_hub import snapshot_download
for revision in ("main", sys.argv[1]):
    print(snapshot_download("acme/tiny", revision=revision))
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one model whose main and v1 name two commits, of which the first has files."""
    model = tmp_path / "models--acme--tiny"
    (model / "snapshots" / COMMIT).mkdir(parents=True)
    (model / "refs" / "pr").mkdir(parents=True)
    (model / "refs" / "main").write_text(COMMIT)
    (model / "refs" / "v1").write_text(f"{OTHER}\n")
    (model / "refs" / "pr" / "1").write_text(COMMIT)
    return tmp_path


def _in(cache: Path) -> dict[str, str]:
    return {"HF_HUB_CACHE": str(cache)}


def test_reads_what_huggingface_hub_writes(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with serve() as hub:
        hub.repositories["acme/tiny"] = Repository(tmp_path / "model")
        variables = {
            "HF_ENDPOINT": hub.url,
            "HF_HOME": str(tmp_path / "home"),
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_CACHE": "",
        }
        variables = {**os.environ, **variables}
        del variables["HF_HUB_CACHE"]
        command = [sys.executable, "-c", DOWNLOAD, COMMIT]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    folders = [Path(it) for it in done.stdout.split()]
    assert [hub_cache.find("acme/tiny", it, variables).folder for it in ("main", COMMIT)] == folders
    assert hub_cache.models(variables) == ["acme/tiny"]
    assert hub_cache.references("acme/tiny", variables) == {"main": COMMIT}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "~/.cache/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
        ({"HF_HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/h/hub"),
        ({"HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/h"}, "/old"),
        ({"HF_HUB_CACHE": "~/c", "HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/h"}, "~/c"),
        ({"HF_HUB_CACHE": "", "HF_HOME": ""}, "~/.cache/huggingface/hub"),
    ],
)
def test_root_is_where_the_hub_looks(environment: dict[str, str], expected: str) -> None:
    assert hub_cache.root(environment) == Path(expected).expanduser()


@pytest.mark.parametrize(
    ("revision", "commit", "has_files"),
    [("main", COMMIT, True), ("pr/1", COMMIT, True), (COMMIT, COMMIT, True), ("v1", OTHER, False)],
)
def test_revision_is_found(cache: Path, revision: str, commit: str, has_files: bool) -> None:
    stored = hub_cache.find("acme/tiny", revision, _in(cache))
    assert (stored.commit, stored.folder is not None, stored.problem is None) == (commit, has_files, has_files)


@pytest.mark.parametrize("revision", ["v2", "../main", "", "/etc/passwd", "pr", "a\0b", "\ud800", "x" * 5000, "a//b"])
def test_unknown_revision_is_no_commit(cache: Path, revision: str) -> None:
    commit = hub_cache.find("acme/tiny", revision, _in(cache))
    assert (commit.commit, commit.folder) == (None, None)
    assert "knows no revision" in (commit.problem or "")


@pytest.mark.parametrize("name", ["acme/other", "../tiny", "acme/tiny/x", "", "a\0b", "x" * 5000])
def test_unknown_model_is_told(cache: Path, name: str) -> None:
    assert hub_cache.find(name, "main", _in(cache)).problem == f"the cache holds no model {name!r}"


def test_references_lists_branches_in_folders_too(cache: Path) -> None:
    assert hub_cache.references("acme/tiny", _in(cache)) == {"main": COMMIT, "pr/1": COMMIT, "v1": OTHER}


def test_references_are_in_the_order_of_their_parts(cache: Path) -> None:
    (cache / "models--acme--tiny" / "refs" / "pr-1").write_text(COMMIT)
    assert list(hub_cache.references("acme/tiny", _in(cache))) == ["main", "pr/1", "pr-1", "v1"]


def _damaged(model: Path) -> None:
    (model / "refs" / "main").write_bytes(b"\xff\x00not a commit")


def _empty(model: Path) -> None:
    (model / "refs" / "main").write_text("")


def _directory(model: Path) -> None:
    (model / "refs" / "main").unlink()
    (model / "refs" / "main").mkdir()


def _looping(model: Path) -> None:
    (model / "refs" / "main").unlink()
    (model / "refs" / "main").symlink_to("main")


def _bare(model: Path) -> None:
    model.rename(model.with_name("kept"))
    model.write_text("a file where a folder belongs")


@pytest.mark.parametrize("damage", [_damaged, _empty, _directory, _looping, _bare], ids=lambda it: it.__name__)
def test_broken_cache_holds_less(cache: Path, damage: Callable[[Path], None]) -> None:
    damage(cache / "models--acme--tiny")
    commit = hub_cache.find("acme/tiny", "main", _in(cache))
    assert (commit.commit, commit.folder) == (None, None)
    assert commit.problem is not None
    assert hub_cache.models(_in(cache)) == ["acme/tiny"]
    assert "main" not in hub_cache.references("acme/tiny", _in(cache))


def test_absent_cache_is_empty(tmp_path: Path) -> None:
    assert hub_cache.models(_in(tmp_path / "none")) == []
    assert hub_cache.references("acme/tiny", _in(tmp_path / "none")) == {}
    assert hub_cache.find("acme/tiny", "main", _in(tmp_path / "none")).problem == "the cache holds no model 'acme/tiny'"
