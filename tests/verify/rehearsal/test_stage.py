"""The files of a rehearsal: what is fetched, what is a hole, and what cannot be laid."""

from __future__ import annotations

import errno
import json
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadlint import native
from loadlint.verify.rehearsal import holes, performance, place, stage
from loadlint.verify.request import VerifyRequest
from tests.verify import hub
from tests.verify.loads import by_hand, from_text

TABLE = {"a.weight": {"dtype": "F32", "shape": [300, 1000], "data_offsets": [0, 1_200_000]}}
SIZE = 1_200_000


@pytest.fixture(autouse=True)
def own_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[hub.Hub]:
    with hub.serve() as at:
        monkeypatch.setenv("HF_ENDPOINT", at.url)
        yield at


def test_folder_is_linked_and_its_weights_are_holes(tmp_path: Path) -> None:
    _model(tmp_path / "model")
    with place.opened() as opened:
        laid = _laid(opened, by_hand("model"), tmp_path)
        (mirrored,) = laid.shown.keys() - {str(opened.hub)}
        assert laid.request.source == mirrored
        assert laid.shown[mirrored] == "model"
        assert (Path(mirrored) / "config.json").is_symlink()
        path = Path(mirrored) / "model.safetensors"
        assert path.stat().st_size == (tmp_path / "model" / "model.safetensors").stat().st_size
        assert native.occupied(path) < 10_000
        assert set(path.read_bytes()[-SIZE:]) == {0}
    assert list((tmp_path / "cache").iterdir()) == []


def test_repository_is_laid_as_a_cache_of_the_hub(tmp_path: Path, served: hub.Hub) -> None:
    served.repositories["acme/tiny"] = hub.Repository(_model(tmp_path / "model", 100))
    with place.opened() as opened:
        laid = _laid(opened, by_hand("acme/tiny"), tmp_path)
        snapshot = opened.hub / "models--acme--tiny" / "snapshots" / hub.COMMIT
        assert (opened.hub / "models--acme--tiny" / "refs" / "main").read_text() == hub.COMMIT
        assert json.loads((snapshot / "config.json").read_text())["model_type"] == "llama"
        assert (snapshot / "model.safetensors").stat().st_size > 100 * SIZE
        assert laid.request.source == "acme/tiny"
        assert laid.environment["HF_HUB_CACHE"] == str(opened.hub)
        assert laid.facts["weights"] > 100 * SIZE
        assert 0 < laid.facts["fetched"] < SIZE
        assert [it["commit"] for it in laid.facts["models"]] == [hub.COMMIT]
        asked = len(served.asked)
        _laid(opened, by_hand("acme/tiny"), tmp_path)
        assert len(served.asked) == asked  # a model is laid once on a stage


def test_tokenizer_and_base_are_laid_too(tmp_path: Path) -> None:
    for name in ("base", "words", "adapter"):
        _model(tmp_path / name)
    adapter = {"base_model_name_or_path": "base", "peft_type": "LORA"}
    (tmp_path / "adapter" / "adapter_config.json").write_text(json.dumps(adapter))
    with place.opened() as opened:
        text = "from transformers import pipeline\npipeline('text-generation', 'adapter', tokenizer='words')"
        laid = _laid(opened, from_text(text), tmp_path)
        assert set(laid.shown.values()) >= {"base", "words", "adapter"}
        assert laid.request.argument("tokenizer") != {"literal": "words"}
        (mirrored,) = (it for it, name in laid.shown.items() if name == "adapter")
        named = json.loads((Path(mirrored) / "adapter_config.json").read_text())["base_model_name_or_path"]
        assert laid.shown[named] == "base"
    assert json.loads((tmp_path / "adapter" / "adapter_config.json").read_text()) == adapter


def test_content_that_decides_a_load_is_no_hole(tmp_path: Path) -> None:
    state = b'{"quant_type": "nf4"}'
    table = {**TABLE, "a.weight.quant_state.bitsandbytes__nf4": {
        "dtype": "U8", "shape": [len(state)], "data_offsets": [SIZE, SIZE + len(state)],
    }}  # fmt: skip
    _model(tmp_path / "model", table=table, end=state)
    with place.opened() as opened:
        laid = _laid(opened, by_hand("model"), tmp_path)
        assert laid.request.source
        data = (Path(laid.request.source) / "model.safetensors").read_bytes()
    assert data.endswith(b"\0" * 100 + state)


def test_arguments_that_lead_past_the_mirror_are_left_out(tmp_path: Path) -> None:
    _model(tmp_path / "model")
    with place.opened() as opened:
        laid = _laid(opened, by_hand("model", cache_dir="/elsewhere", use_safetensors=False, dtype="auto"), tmp_path)
    assert [it.name for it in laid.request.arguments] == ["pretrained_model_name_or_path", "dtype"]


def test_files_for_other_programs_are_not_fetched(tmp_path: Path, served: hub.Hub) -> None:
    folder = _model(tmp_path / "model")
    for name in ("README.md", "onnx/model.onnx", "original/consolidated.00.pth", "picture.png", "model.gguf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x" * 1000)
    served.repositories["acme/tiny"] = hub.Repository(folder)
    with place.opened() as opened:
        _laid(opened, by_hand("acme/tiny"), tmp_path)
        files = {it.name for it in opened.hub.rglob("*") if it.is_file()}
    assert files == {"main", "config.json", "model.safetensors"}


@pytest.mark.parametrize(
    ("code", "status", "fails", "words"),
    [
        ("GatedRepo", 403, True, "the repository is gated"),
        ("RepoNotFound", 404, True, "the hub knows no repository of this name"),
        ("", 500, False, "the hub answers with status 500"),
    ],
)
def test_hub_that_refuses(tmp_path: Path, served: hub.Hub, code: str, status: int, fails: bool, words: str) -> None:
    served.repositories["acme/tiny"] = hub.Repository(_model(tmp_path / "model"), status=status, code=code)
    with pytest.raises(stage.CannotRehearseError, match=words) as caught, place.opened() as opened:
        _laid(opened, by_hand("acme/tiny"), tmp_path)
    assert caught.value.fails is fails
    assert list((tmp_path / "cache").iterdir()) == []


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(stage.CannotRehearseError, match="cannot be reached") as caught, place.opened() as opened:
        _laid(opened, by_hand("acme/tiny"), tmp_path)
    assert "HF_ENDPOINT" in str(caught.value.cure)


def test_offline_without_the_model(tmp_path: Path) -> None:
    words = "offline, and the cache holds no model acme/tiny"
    with pytest.raises(stage.CannotRehearseError, match=words), place.opened() as opened:
        _laid(opened, by_hand("acme/tiny", offline=True), tmp_path)


def test_pickle_that_cannot_be_listed(tmp_path: Path) -> None:
    folder = _model(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(stage.CannotRehearseError, match="its tensors cannot be listed"), place.opened() as opened:
        _laid(opened, by_hand("model"), tmp_path)


@pytest.mark.parametrize(("after", "words"), [(8 << 20, "has no sparse files"), (0, "keeps its files in memory")])
def test_file_system_that_fills_holes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, words: str) -> None:
    amounts = iter([after, 8 << 20])
    monkeypatch.setattr(native, "occupied", lambda _: next(amounts))
    with pytest.raises(stage.CannotRehearseError, match=words) as caught, place.opened():
        pass
    assert "LOADLINT_CACHE_DIR" in str(caught.value.cure)
    assert list((tmp_path / "cache").iterdir()) == []


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _model(tmp_path / "model")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with place.opened() as opened:
        monkeypatch.setattr(holes, "write", full)
        with pytest.raises(stage.CannotRehearseError, match="No space left") as caught:
            _laid(opened, by_hand("model"), tmp_path)
    assert "free some room" in str(caught.value.cure)
    assert list((tmp_path / "cache").iterdir()) == []


def test_cancel_while_the_hub_is_silent(tmp_path: Path, served: hub.Hub) -> None:
    served.repositories["acme/tiny"] = hub.Repository(_model(tmp_path / "model"), silent=True)
    cancel = threading.Event()
    threading.Thread(target=lambda: served.stalled.wait() and cancel.set()).start()
    with place.opened() as opened:
        assert performance.lay_until(cancel, opened, by_hand("acme/tiny"), tmp_path) is None


def _model(folder: Path, times: int = 1, table: dict[str, object] | None = None, end: bytes = b"") -> Path:
    """A folder with a configuration and weights of `times` 1.2 MB."""
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "llama"}')
    entries = table or {**TABLE, "b.weight": {
        "dtype": "F32", "shape": [times, 300_000], "data_offsets": [SIZE, SIZE + times * SIZE],
    }}  # fmt: skip
    text = json.dumps(entries).encode()
    rest = b"\1" * (SIZE if table else SIZE + times * SIZE)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + rest + end)
    return folder


@pytest.mark.parametrize("revision", [["a"], {"a": 1}, 5, None, "", "\x1b[2J"])
def test_revision_of_an_adapter_may_be_anything(tmp_path: Path, revision: object) -> None:
    _model(tmp_path / "base")
    folder = tmp_path / "adapter"
    folder.mkdir()
    adapter = {"base_model_name_or_path": "base", "revision": revision}
    (folder / "adapter_config.json").write_text(json.dumps(adapter))
    with place.opened() as opened:
        assert len(_laid(opened, by_hand("adapter"), tmp_path).shown) == 3


@pytest.mark.parametrize("revision", ["../../../evil", "a\\..\\b", "a//b"])
def test_revision_leads_out_of_no_cache(tmp_path: Path, served: hub.Hub, revision: str) -> None:
    served.repositories["acme/tiny"] = hub.Repository(_model(tmp_path / "model"))
    text = f"from transformers import AutoModel\nAutoModel.from_pretrained('acme/tiny', revision={revision!r})\n"
    with place.opened() as opened, pytest.raises(stage.CannotRehearseError, match="can have no revision"):
        _laid(opened, from_text(text), tmp_path)


def test_configuration_of_an_adapter_is_read_within_limits(tmp_path: Path) -> None:
    folder = tmp_path / "adapter"
    folder.mkdir()
    for content in ("[" * 100_000, '{"a": ' + "9" * 10_000 + "}", " " * (25 << 20) + "{}", "[]"):
        (folder / "adapter_config.json").write_text(content)
        with place.opened() as opened:
            assert len(_laid(opened, by_hand("adapter"), tmp_path).shown) == 2


def _laid(opened: stage.Stage, request: VerifyRequest, cwd: Path) -> stage.Laid:
    laid = performance.lay_until(threading.Event(), opened, request, cwd)
    assert laid is not None
    return laid
