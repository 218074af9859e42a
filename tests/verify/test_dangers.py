"""Loads that would run code of strangers are named before anything is started."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from loadlint.verify import dangers, session
from loadlint.verify.estimate import hub as client
from loadlint.verify.estimate import indexes, shelf
from loadlint.verify.session import CodeLoad, Surroundings
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads
from tests.verify import hub

TRANSFORMERS = "import torch\nfrom transformers import AutoModelForCausalLM, pipeline\n"
SENTENCES = "from sentence_transformers import SentenceTransformer\n"
DIFFUSERS = "from diffusers import DiffusionPipeline\n"
TRUSTING = {
    "a table of sentence-transformers": SENTENCES
    + "SentenceTransformer('m', config_kwargs={'trust_remote_code': True})",
    "another": SENTENCES + "SentenceTransformer('m', tokenizer_kwargs={'trust_remote_code': True})",
    "a table in a table": TRANSFORMERS
    + "pipeline('text-generation', 'm', model_kwargs={'a': {'trust_remote_code': 1}})",
    "the eighth position": SENTENCES + "SentenceTransformer('m', None, 'cpu', None, None, None, None, True)",
    "a pipeline of one's own": DIFFUSERS + "DiffusionPipeline.from_pretrained('m', custom_pipeline='./evil')",
    "a kernel": TRANSFORMERS + "AutoModelForCausalLM.from_pretrained('m', attn_implementation='org/kernel')",
    "a kernel of one function": TRANSFORMERS
    + "AutoModelForCausalLM.from_pretrained('m', attn_implementation='paged|org/kernel@main:fn')",
    "any kernel": TRANSFORMERS + "AutoModelForCausalLM.from_pretrained('m', allow_all_kernels=True)",
}
PLAIN = {
    "attention": TRANSFORMERS + "AutoModelForCausalLM.from_pretrained('m', attn_implementation='flash_attention_2')",
    "positions": SENTENCES + "SentenceTransformer('m', None, 'cpu', None, None, None, None, False)",
    "tables": SENTENCES + "SentenceTransformer('m', config_kwargs={'trust_remote_code': False})",
    "no pipeline": DIFFUSERS + "DiffusionPipeline.from_pretrained('m', custom_pipeline=None)",
}
INDEXES = {
    "a module": (
        SENTENCES + "SentenceTransformer('./m')",
        "modules.json",
        [{"idx": 0, "path": "", "type": "evil.Evil"}],
    ),
    "a part": (
        DIFFUSERS + "DiffusionPipeline.from_pretrained('./m')",
        "model_index.json",
        {"_class_name": "StableDiffusionPipeline", "unet": ["evil", "Evil"]},
    ),
    "a class": (
        DIFFUSERS + "DiffusionPipeline.from_pretrained('./m')",
        "model_index.json",
        {"_class_name": ["evil", "Evil"]},
    ),
}
HARMLESS = {
    "modules.json": [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}],
    "model_index.json": {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet"],
        "safety": [None, None],
    },
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_a_plain_load_asks_nothing(tmp_path: Path, text: str) -> None:
    assert _prepared(text, tmp_path).request.dangers == ()


@pytest.mark.parametrize("name", HARMLESS)
def test_an_index_of_the_library_asks_nothing(tmp_path: Path, name: str) -> None:
    _write(tmp_path / "m" / name, HARMLESS[name])
    load = (SENTENCES + "SentenceTransformer('./m')", DIFFUSERS + "DiffusionPipeline.from_pretrained('./m')")
    assert all(_prepared(it, tmp_path).request.dangers == () for it in load)


@pytest.mark.parametrize("text", TRUSTING.values(), ids=TRUSTING)
def test_trust_is_seen_wherever_it_is_given(tmp_path: Path, text: str) -> None:
    _is_refused(_prepared(text, tmp_path))


@pytest.mark.parametrize(("text", "file", "content"), INDEXES.values(), ids=INDEXES)
def test_code_that_an_index_names_is_seen(tmp_path: Path, text: str, file: str, content: object) -> None:
    _write(tmp_path / "m" / file, content)
    for place in ("evil.py", "unet/evil.py"):
        (tmp_path / "m" / place).parent.mkdir(exist_ok=True)
        (tmp_path / "m" / place).write_text("")
    prepared = _prepared(text, tmp_path)
    assert f"{file} names" in prepared.request.dangers[0]
    _is_refused(prepared)


def test_code_that_a_repository_names_is_seen_before_it_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "repository" / "modules.json", INDEXES["a module"][2])
    (tmp_path / "repository" / "evil.py").write_text("")
    with hub.serve() as served:
        served.repositories["acme/evil"] = hub.Repository(tmp_path / "repository")
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
        _is_refused(_prepared(SENTENCES + "SentenceTransformer('acme/evil')", tmp_path))


def test_a_broken_index_names_nothing() -> None:
    for content in (b"", b"[1, {}]", b'{"a": []}', b"\xff"):
        assert list(dangers.named(lambda _file, content=content: content)) == []


@pytest.mark.parametrize("name", ["Modules.JSON", "modules.json"])
def test_an_index_is_found_where_case_does_not_count(tmp_path: Path, name: str) -> None:
    _write(tmp_path / "m" / name, INDEXES["a module"][2])
    assert "modules.json names" in _prepared(SENTENCES + "SentenceTransformer('./m')", tmp_path).request.dangers[0]


def test_no_number_of_files_hides_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "m" / "modules.json", INDEXES["a module"][2])
    for number in range(9):
        _write(tmp_path / "m" / f"a{number}.json", {})
    for module in (indexes, shelf):
        monkeypatch.setattr(module, "MOST_FILES", 3)
    assert "too many files" in _prepared(SENTENCES + "SentenceTransformer('./m')", tmp_path).request.dangers[0]


def test_a_number_of_any_length_hides_no_code() -> None:
    """Older releases of Python read a number of any length."""
    content = b'[{"idx": ' + b"9" * 10_000 + b', "type": "evil.Evil"}]'
    assert [*dangers.named(lambda file: content if file == "modules.json" else b"")] != []


def test_a_subfolder_hides_no_index(tmp_path: Path) -> None:
    _write(tmp_path / "m" / "model_index.json", INDEXES["a class"][2])
    _write(tmp_path / "m" / "evil.py", "")
    text = DIFFUSERS + "DiffusionPipeline.from_pretrained('./m', subfolder='elsewhere')"
    assert "model_index.json names" in _prepared(text, tmp_path).request.dangers[0]


@pytest.mark.parametrize("content", [" " * (1 << 20) + "[]", "[" * 100_000 + "]" * 100_000], ids=["large", "deep"])
def test_an_index_that_cannot_be_read_is_asked_about(tmp_path: Path, content: str) -> None:
    """The library has no such limits, or others."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "modules.json").write_text(content)
    prepared = _prepared(SENTENCES + "SentenceTransformer('./m')", tmp_path)
    assert "modules.json is" in prepared.request.dangers[0]
    _is_refused(prepared)


def test_no_page_of_a_long_list_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "repository" / "modules.json", INDEXES["a module"][2])
    for number in range(5):
        _write(tmp_path / "repository" / f"a{number}.json", {})
    prepared = _prepared(SENTENCES + "SentenceTransformer('acme/evil')", tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    with hub.serve() as served:
        served.repositories["acme/evil"] = hub.Repository(tmp_path / "repository", page=2)
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        _is_refused(prepared)
        monkeypatch.setattr(client, "MOST_PAGES", 2)
        _is_refused(prepared)


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content))


def _prepared(text: str, folder: Path) -> session.Prepared:
    program = loads.find(Source(text + "\n"))
    return session.prepare(CodeLoad("a.py", program, program.loads[-1]), {}, Surroundings(folder, "/no/python"))


def _is_refused(prepared: session.Prepared) -> None:
    """Nothing is started: there is no such interpreter, which a run that went further would report."""
    report = prepared.run(lambda _event: None, threading.Event())
    assert (report.outcome, report.error and report.error.type) == ("refused", "Dangerous")
    confirmed = replace(prepared.request, confirmed=True)
    assert confirmed.dangers == prepared.request.dangers
