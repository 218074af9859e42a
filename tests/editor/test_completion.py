"""Proposals inside a load while it is typed; `|` is the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadlint.editor.analysis import Analysis
from loadlint.editor.features import completion, cursor
from loadlint.editor.features.completion import Proposal
from loadlint_rules.analysis.model import Source, Target, Targets

HEAD = """\
import torch as t
from transformers import AutoModelForCausalLM as Auto, AutoTokenizer, pipeline
from diffusers import DiffusionPipeline
from peft import PeftModel


def load():
    note = 1
"""
NEWEST = Targets(transformers=Target(installed=(5, 23, 0)), diffusers=Target(installed=(0, 42, 0)))


def proposed(body: str, targets: Targets = NEWEST, folder: Path = Path("nowhere")) -> list[Proposal]:
    text = HEAD + body
    offset = text.index("|")
    spot = cursor.find(Source(text.replace("|", "", 1)), offset, Analysis())
    return completion.find(spot, targets, folder) if spot is not None else []


def labels(body: str, targets: Targets = NEWEST, folder: Path = Path("nowhere")) -> list[str]:
    return [it.label for it in proposed(body, targets, folder)]


@pytest.mark.parametrize(
    "body",
    [
        "    print(|)",
        '    model = Auto.from_pretrained("gpt2")|',
        "    # Auto.from_pretrained(|",
        '    text = "Auto.from_pretrained(|"',
        '    model = Auto.from_pretrained("gpt2", max_memory={|',
        "    model = Auto.from_pretrained(name(|",
        "    model = Auto.from_config(|",
        "    model = Auto.from_pretrained[|",
        "    model = Auto.from_pretrained(]|",
        "    Unknown.from_pretrained(|",
        "    |",
    ],
)
def test_nothing_is_proposed_outside_of_a_load(body: str) -> None:
    assert proposed(body) == []


@pytest.mark.parametrize(
    "body",
    [
        '    model = Auto.from_pretrained("gpt2", |)',
        '    model = Auto.from_pretrained("gpt2", |',
        '    model = Auto.from_pretrained("gpt2", |\n    model.to("cuda")\n    return model\n',
        '    model = Auto.from_pretrained(\n        "gpt2",  # it\'s small (really\n        |\n    )\n',
        '    return [Auto . from_pretrained(  # why\n "gpt2", dev|',
        '    if Auto.from_pretrained("gpt2", |):\n        note = 2\n',
        '    with open("x") as f: model = Auto.from_pretrained("""gpt2""", d|\n',
        "    model = Auto.from_pretrained(f(1, [2]), |\r\n    note = 3\r\n",
    ],
)
def test_names_are_proposed_while_the_call_is_open(body: str) -> None:
    assert {"device_map", "dtype", "attn_implementation", "quantization_config"} <= set(labels(body))


def test_a_name_replaces_what_was_typed_of_it_and_is_given_once() -> None:
    body = '    Auto.from_pretrained("gpt2", revision="main", dev|, token=None)'
    items = {it.label: it for it in proposed(body)}
    assert "revision" not in items
    assert "token" not in items
    typed = items["device_map"].span
    assert (HEAD + body)[typed.start : typed.end] == "dev"
    assert items["device_map"].text == "device_map="


def test_names_are_those_of_the_release_in_play() -> None:
    old = Targets(transformers=Target(installed=(4, 44, 0)))
    both = Targets(transformers=Target(floor=(4, 50, 0), installed=(5, 23, 0)))
    body = '    Auto.from_pretrained("gpt2", |'
    assert {"load_in_8bit", "torch_dtype", "use_auth_token"} <= set(labels(body, old))
    assert "use_flash_attention_2" not in labels(body)
    assert "dtype" not in labels(body, old)
    assert "load_in_8bit" not in labels(body)
    by_label = {it.label: it for it in proposed(body, both)}
    assert by_label["dtype"].detail == "transformers 4.56 and later"
    assert not by_label["torch_dtype"].deprecated
    assert next(it for it in proposed(body) if it.label == "torch_dtype").deprecated


def test_each_loader_has_names_of_its_own() -> None:
    assert "padding_side" in labels('    AutoTokenizer.from_pretrained("gpt2", |')
    assert "device_map" not in labels('    AutoTokenizer.from_pretrained("gpt2", |')
    assert "custom_pipeline" in labels('    DiffusionPipeline.from_pretrained("x", |')
    assert "is_trainable" in labels('    PeftModel.from_pretrained(base, "x", |')
    assert "image_processor" in labels('    pipeline("text-generation", |')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('Auto.from_pretrained("gpt2", device_map=|', ['"auto"', '"balanced"', '"cuda"', '"cpu"']),
        ('Auto.from_pretrained("gpt2", device_map=\'a|', ["auto", "balanced", "cuda", "cpu"]),
        ('Auto.from_pretrained("gpt2", device_map="|")', ["auto", "balanced", "cuda", "cpu"]),
        ('DiffusionPipeline.from_pretrained("x", device_map="|")', ["balanced", "cuda", "cpu"]),
        ('Auto.from_pretrained("gpt2", dtype=|)', ["t.bfloat16", "t.float16", '"auto"', '"bfloat16"']),
        ('Auto.from_pretrained("gpt2", torch_dtype = t.b|', ["t.bfloat16", "t.float16", '"auto"']),
        ('Auto.from_pretrained("gpt2", dtype="|', ["auto", "bfloat16", "float32"]),
        ('Auto.from_pretrained("gpt2", attn_implementation="|', ["sdpa", "eager", "flash_attention_4"]),
        ('Auto.from_pretrained("gpt2", trust_remote_code=|', ["True", "False"]),
        ('pipeline("|', ["fill-mask", "text-generation"]),
        ('pipeline(task="|")', ["text-generation"]),
    ],
)
def test_values_are_proposed_for_an_argument(body: str, expected: list[str]) -> None:
    names = labels(f"    model = {body}")
    assert [it for it in names if it in expected] == expected


def test_values_are_those_of_the_release_in_play() -> None:
    old = Targets(transformers=Target(installed=(4, 44, 0)), diffusers=Target(installed=(0, 34, 0)))
    body = '    Auto.from_pretrained("gpt2", attn_implementation="|'
    assert labels(body, old) == ["sdpa", "flash_attention_2", "eager"]
    assert labels('    DiffusionPipeline.from_pretrained("x", device_map="|', old) == ["balanced"]


def test_models_are_folders_here_and_names_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = "0123456789" * 4
    reference = tmp_path / "hub" / "models--gpt2" / "refs" / "main"
    reference.parent.mkdir(parents=True)
    reference.write_text(commit)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    for name in ("models/tiny", "models/other/big", ".git/x", "data"):
        (tmp_path / "here" / name).mkdir(parents=True)
    for name in ("models/tiny", "models/other/big", ".git/x"):
        (tmp_path / "here" / name / "config.json").touch()
    here = tmp_path / "here"
    assert labels('    Auto.from_pretrained("|', folder=here) == ["./models/tiny", "./models/other/big", "gpt2"]
    assert labels("    Auto.from_pretrained(|", folder=here)[:3] == [
        '"./models/tiny"',
        '"./models/other/big"',
        '"gpt2"',
    ]
    steps = proposed('    Auto.from_pretrained("./models/t|', folder=here)
    assert [(it.label, it.kind) for it in steps[:2]] == [("./models/other", "folder"), ("./models/tiny", "model")]
    assert labels('    PeftModel.from_pretrained(base, "|', folder=here)[-1] == "gpt2"
    assert labels('    Auto.from_pretrained("gpt2", revision="|', folder=here) == [commit, "main"]
    assert labels('    Auto.from_pretrained("other", revision="|', folder=here) == []


@pytest.mark.parametrize("begun", ["./" + "a" * 9_000 + "/", "./a\x00/", "~nobody-of-this-name/", "/dev/null/"])
def test_a_path_that_leads_nowhere_has_no_next_step(begun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", "nowhere")
    assert labels(f'    Auto.from_pretrained("{begun}|') == []


def test_a_cell_of_a_notebook_is_read_on_its_own() -> None:
    first, second = "from transformers import AutoModel\n", "AutoModel.from_pretrained(\n"
    spot = cursor.find(Source(first + second, (len(first),)), len(first + second) - 1, Analysis())
    assert spot is not None
    assert spot.load.callee == "transformers.AutoModel.from_pretrained"
    assert spot.torch is None
