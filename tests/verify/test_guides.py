"""Each `loadlint verify ...` of the guides, as it is written: with libraries that we made up, and with the real ones.

The files of a page are those that it names; a page without any has loads where its commands look for them. Models come
from a hub on loopback. `make slow` runs every command with torch and transformers; the few of `QUICK` share one import.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
import webbrowser
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from loadlint import programs
from loadlint.cli import main
from loadlint.verify.run import processes, supervisor
from loadlint.verify.run.fork_server import SharedImports
from tests.transcripts import FENCE
from tests.tree import ROOT
from tests.verify import hub
from tests.verify.conftest import HERE, environment

GUIDES = [
    *(ROOT / "docs" / f"{it}.md" for it in ("before-download", "before-upgrade", "ci", "cluster")),
    *(ROOT / "docs" / f"{it}.md" for it in ("index", "out-of-memory", "review", "slow", "teach")),
    ROOT / "README.md",
]
ELSEWHERE = ("--on", "/mnt/models")  # a cluster, and an interpreter of its nodes: tests/verify/cluster
QUICK = {
    ("README.md", "verify load.py:4"),
    ("README.md", "verify load.py:4 --compare"),
    ("ci.md", "verify ."),
    ("index.md", "verify load.py:4"),
    ("slow.md", "verify serve.py:10"),
    ("slow.md", "verify serve.py:10 --compare"),
    ("teach.md", "verify step1.py:4"),
    ("teach.md", "verify step2.py:4"),
    ("out-of-memory.md", "verify chat.py:4"),
    ("out-of-memory.md", "verify chat.py:4 --preflight"),
}
LOAD = """\
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("org/model-7b", torch_dtype=torch.bfloat16)
"""
DEEP = LOAD.partition("\nmodel")[0] + 9 * "\n" + 'model = AutoModelForCausalLM.from_pretrained("org/model-7b")\n'
MADE = {"load.py": LOAD, "app/load.py": DEEP, "train/run.py": DEEP, "requirements.txt": "transformers>=5\n"}
# Every name is a model, and so is a tokenizer.
ANY_NAME = """
import torch

torch.bfloat16 = torch.dtype()
Model.to = Model.half = lambda self, *_: self
_BaseAutoModelClass.from_pretrained = classmethod(lambda cls, name, **options: Model())

class AutoTokenizer(_BaseAutoModelClass):
    pass
"""


def commands(page: Path) -> list[str]:
    """Return the commands of a guide that verify, in its blocks and its sentences."""
    text = page.read_text(encoding="utf-8")
    lines = [it for language, _, block in FENCE.findall(text) if language == "sh" for it in block.split("\n")]
    written = [*lines, *re.findall(r"`(loadlint\s[^`]+)`", FENCE.sub("", text))]
    words = [shlex.split(it, comments=True) for it in written if it.startswith("loadlint")]
    named = [it[1:] for it in words if it[1] == "verify" and len(it) > 2 and not it[2].startswith("-")]
    return [*dict.fromkeys(shlex.join(it) for it in named)]


COMMANDS = [(it, command) for it in GUIDES for command in commands(it)]
HERE_ALONE = [(page, it) for page, it in COMMANDS if not any(other in it for other in ELSEWHERE)]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return an interpreter whose transformers loads whatever is asked for."""
    folder = tmp_path_factory.mktemp("made-up")
    shutil.copytree(HERE / "data" / "site", folder / "site")
    with open(folder / "site" / "transformers" / "__init__.py", "a", encoding="utf-8") as file:
        file.write(ANY_NAME)
    return str(environment(folder / "env", {it.name: it for it in (folder / "site").iterdir()}))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder that the commands run in, with a hub that has one small model under every name."""
    root = tmp_path_factory.mktemp("guides")
    model, work = root / "model", root / "work"
    work.mkdir()
    save_model(model)
    with pytest.MonkeyPatch.context() as patch, hub.serve() as served:
        for page in GUIDES:
            for name in re.findall(r'"([\w.-]+/[\w.-]+)"', page.read_text(encoding="utf-8") + LOAD):
                served.repositories[name] = hub.Repository(model)
        patch.setenv("HF_ENDPOINT", served.url)
        patch.setenv("HF_HOME", str(root / "home"))
        patch.setenv("LOADLINT_CACHE_DIR", str(root / "cache"))
        patch.setenv("OMP_NUM_THREADS", "1")
        patch.chdir(work)
        yield work


@pytest.fixture(scope="module")
def one_import() -> Iterator[SharedImports]:
    """Return the imports that all loads share; without it the quick commands take minutes."""
    with SharedImports() as shared:
        yield shared


@pytest.fixture(autouse=True)
def no_hub(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty the folder of the commands, and have a browser for `--open`; the hub of this module is the only one."""
    for it in place.iterdir():
        shutil.rmtree(it) if it.is_dir() else it.unlink()
    monkeypatch.setattr(webbrowser, "open", lambda url: url.startswith("file:"))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a package index with one release of the library that we made up."""
    save_wheel(tmp_path / "wheels")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setattr(programs, "find", lambda _: None)


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(("page", "command"), HERE_ALONE, ids=str)
def test_command_of_a_guide_verifies(
    page: Path, command: str, made_up: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other_environment(place, made_up)
    assert verified(page, command, place, made_up, "--no-smoke") in (0, 1), capsys.readouterr()
    judge(command, place, capsys.readouterr().out)


@pytest.mark.parametrize(("page", "command"), [it for it in HERE_ALONE if (it[0].name, it[1]) in QUICK], ids=str)
def test_real_libraries_verify_as_a_guide_says(
    page: Path,
    command: str,
    place: Path,
    one_import: SharedImports,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    forked = supervisor._Run.forked

    def from_one(self: supervisor._Run) -> processes.Process | None:
        self.job = replace(self.job, imports=one_import)
        return forked(self)

    monkeypatch.setattr(supervisor._Run, "forked", from_one)
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # imports are shared where all variables are the same
    assert verified(page, command, place, sys.executable) in (0, 1), capsys.readouterr()
    judge(command, place, capsys.readouterr().out)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "command"), HERE_ALONE, ids=str)
def test_every_command_of_a_guide_with_the_real_libraries(
    page: Path, command: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other_environment(place, sys.executable)
    assert verified(page, command, place, sys.executable) in (0, 1), capsys.readouterr()
    judge(command, place, capsys.readouterr().out)


def test_quick_commands_are_in_the_guides() -> None:
    assert {(page.name, command) for page, command in COMMANDS} >= QUICK


def judge(command: str, place: Path, out: str) -> None:
    """Hold the output to what the command asks for."""
    assert "Traceback" not in out
    if "-o" in command.split():
        assert "loaded" not in out
        assert "<testsuite" in (place / "loads.xml").read_text(encoding="utf-8")
    elif "--open" in command:
        assert "<html" in (place / "loadlint-verify.html").read_text(encoding="utf-8")
    else:
        assert ("(estimated)" if "--preflight" in command else "loaded") in out, out
    assert (place / "loadlint.lock").is_file() is bool({"--write-lock", "--locked"} & {*command.split()})


def other_environment(place: Path, python: str) -> None:
    """Have `../other/.venv/bin/python`, the environment of another checkout."""
    folder = place.parent / "other" / ".venv"
    shutil.rmtree(folder, ignore_errors=True)
    sites = [Path(it) for it in sys.path if it.endswith("site-packages")]
    sites = sites if python == sys.executable else [*Path(python).parent.parent.glob("lib/python3*/site-packages")]
    environment(folder, {it.name: it for site in sites for it in site.iterdir()})


# --- running ------------------------------------------------------------------------------------------------


def verified(page: Path, command: str, place: Path, python: str, *more: str) -> int:
    """Run one command in the folder of its page; a lock that it compares with is written first."""
    write_files(page, place)
    arguments = [*shlex.split(command), "--python", python, *more]
    if "--locked" in arguments:
        main.main(["--write-lock" if it == "--locked" else it for it in arguments])
    return main.main(arguments)


def write_files(page: Path, place: Path) -> None:
    """Write the files of a page, for a machine without a GPU."""
    blocks = FENCE.findall(page.read_text(encoding="utf-8"))
    named = {name.strip(): text for _, name, text in blocks if name.endswith((".py", ".txt"))}
    for name, text in (named if any(it.endswith(".py") for it in named) else MADE).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text.replace('"cuda"', '"cpu"'), encoding="utf-8")


def save_model(folder: Path) -> None:
    """Write a Llama of random weights with a tokenizer, as a repository has them."""
    folder.mkdir()
    width, inner, words = 32, 64, 384
    shapes = {"model.embed_tokens": (words, width), "model.norm": (width,), "lm_head": (words, width)}
    for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
        shapes[f"model.layers.0.self_attn.{name}"] = (width, width)
    shapes |= {f"model.layers.0.{it}_layernorm": (width,) for it in ("input", "post_attention")}
    shapes |= {f"model.layers.0.mlp.{it}_proj": (inner, width) for it in ("gate", "up")}
    shapes["model.layers.0.mlp.down_proj"] = (width, inner)
    some = numpy.random.default_rng(0)
    weights = {f"{name}.weight": some.normal(0, 0.02, it).astype("float32") for name, it in shapes.items()}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    sizes = {"hidden_size": width, "intermediate_size": inner, "vocab_size": words}
    counts = {"num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 64}
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "dtype": "float32", **sizes, **counts}
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer = Tokenizer(models.WordLevel({f"word{it}": it for it in range(words)}, "word0"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}')


def save_wheel(folder: Path) -> None:
    """Write a release of transformers that has nothing in it but the libraries that we made up."""
    folder.mkdir()
    info = "transformers-5.23.0.dist-info"
    with zipfile.ZipFile(folder / "transformers-5.23.0-py3-none-any.whl", "w") as wheel:
        for it in (HERE / "data" / "site" / "transformers").glob("*.py"):
            text = it.read_text(encoding="utf-8") + (ANY_NAME if it.name == "__init__.py" else "")
            wheel.writestr(f"transformers/{it.name}", text)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: transformers\nVersion: 5.23.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
