"""Interpreters and models that the tests of verification share, each made once."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loadlint.cli import main

HERE = Path(__file__).parent
MAKE_MODELS = """
import sys, torch
from transformers import LlamaConfig, LlamaForCausalLM, LlamaModel
torch.manual_seed(0)
torch.set_num_threads(1)
small = dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4)
config = LlamaConfig(vocab_size=256, num_key_value_heads=2, max_position_embeddings=128, **small)
model = LlamaForCausalLM(config)
model.save_pretrained("whole")
model.save_pretrained("sharded", max_shard_size="100KB")
LlamaModel(config).save_pretrained("headless")
config.tie_word_embeddings = True
tied = LlamaForCausalLM(config)
for folder in ("once", "tied"):
    config.save_pretrained(folder)
    weights = tied.state_dict()
    if folder == "once":
        del weights["lm_head.weight"]
    torch.save(weights, f"{folder}/pytorch_model.bin")
model.to(torch.bfloat16).save_pretrained("half")
"""


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Models as small as these are loaded faster by one thread, the more so on a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


@pytest.fixture(autouse=True)
def own_lock(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not wait for loads that someone else on this machine verifies."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask no hub but their own; at this port nothing listens."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture(scope="session")
def fake_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter whose torch and transformers are ours, so that a worker starts in no time."""
    folder = tmp_path_factory.mktemp("fake")
    return str(environment(folder, {it.name: it for it in (HERE / "data" / "site").iterdir()}))


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter without any library."""
    return str(environment(tmp_path_factory.mktemp("bare"), {}))


@pytest.fixture(scope="session")
def python_without_accelerate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of the tests with all of its libraries but one."""
    entries = {
        entry.name: entry
        for folder in sys.path
        if folder.endswith("site-packages")
        for entry in Path(folder).iterdir()
        if not entry.name.startswith("accelerate") and entry.suffix != ".pth"
    }
    return str(environment(tmp_path_factory.mktemp("without"), entries))


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small models: whole, sharded, half (bfloat16), headless, cut (a truncated file),
    and pickles with a tied weight written `once` and twice (`tied`).
    """
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-c", MAKE_MODELS], cwd=folder, check=True, capture_output=True)
    (folder / "cut").mkdir()
    for entry in (folder / "whole").iterdir():
        data = entry.read_bytes()
        (folder / "cut" / entry.name).write_bytes(data[: len(data) // 2] if entry.suffix == ".safetensors" else data)
    return folder


def environment(folder: Path, packages: dict[str, Path]) -> Path:
    """A virtual environment with links to these packages; returns its interpreter."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    (site,) = folder.glob("lib/python3*/site-packages")
    for name, target in packages.items():
        (site / name).symlink_to(target)
    return folder / "bin" / "python"


@pytest.fixture
def verify(
    tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Type `loadlint verify ...` in a folder with a cache of its own; gives status, output and errors."""
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main.main(["verify", *arguments, "--python", fake_python, "--no-smoke"])
        output = capsys.readouterr()
        return status, output.out, output.err

    return run
