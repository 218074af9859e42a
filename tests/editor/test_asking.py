"""Questions to the user about a load, and the effect of each answer."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from loadlint.editor.analysis import Analysis
from loadlint.editor.features import prompts
from loadlint.editor.features.tasks import Candidate
from loadlint.editor.workspace import files
from loadlint.project.projects import Projects
from loadlint.verify.request import Missing

HEAD = "from transformers import AutoModel\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models--gpt2" / "snapshots").mkdir(parents=True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))


def candidate(code: str, folder: Path) -> Candidate:
    path, analysis = folder / "load.py", Analysis()
    snapshot = files.snapshot(path.as_uri(), code)
    (site,) = analysis.program(snapshot.source).loads
    return Candidate(snapshot, site, Projects().of(path, []), str(path), folder, analysis)


@pytest.mark.parametrize(
    ("call", "text", "before", "choices"),
    [
        ("AutoModel.from_pretrained(args.model)", "args.model", None, ("gpt2",)),
        ("AutoModel.from_pretrained(args.model)", "args.model", "./here", ("./here", "gpt2")),
        ('AutoModel.from_pretrained("a", device_map=where())', "where()", None, ("auto", "cpu")),
        ('AutoModel.from_pretrained("a", dtype=kind)', "kind", "auto", ("auto", "torch.bfloat16")),
        ('AutoModel.from_pretrained("a", subfolder=part)', "part", None, ()),
        ('AutoModel.from_pretrained("a", **kwargs)', "**kwargs", None, ("{}",)),
    ],
)
def test_buttons_offer_what_fits_the_argument(
    tmp_path: Path, call: str, text: str, before: str | None, choices: tuple[str, ...]
) -> None:
    name = "kwargs" if text.startswith("*") else text
    question = prompts.about(Missing(name, text, 2), candidate(HEAD + call, tmp_path), before)
    assert question.choices[: len(choices)] == choices
    assert question.text == (before or "")
    assert f"`{text}` (load.py:2)" in question.prompt


def test_the_box_is_filled_with_the_default_and_offers_folders_of_models(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "mine"
    folder.mkdir(parents=True)
    (folder / "config.json").touch()
    (folder / "model.safetensors").touch()
    option = 'parser.add_argument("--model", default="me/mine")\n'
    code = f"{HEAD}{option}AutoModel.from_pretrained(args.model)"
    question = prompts.about(Missing("args.model", "args.model", 3), candidate(code, tmp_path), None)
    assert question.text == "me/mine"
    assert question.choices == ("me/mine", "gpt2", "./runs/mine")
    assert question.prompt == "Model for `args.model` (load.py:3)"


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ({"value": " a\n b "}, "a b"),
        (SimpleNamespace(value="a"), "a"),
        ("a", "a"),
        ({"value": None}, None),
        (None, None),
        ({}, None),
        (17, None),
    ],
)
def test_an_answer_is_a_text_or_none(answer: object, value: str | None) -> None:
    assert prompts.value(answer) == value
