"""Questions to the user about a load, and the effect of each answer."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from loadlint.editor.analysis import Analysis
from loadlint.editor.features import prompts
from loadlint.verify.request import Missing
from loadlint_rules.analysis.model import LoadSite, Source

HEAD = "from transformers import AutoModel\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models--gpt2" / "snapshots").mkdir(parents=True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))


def load(call: str) -> LoadSite:
    (site,) = Analysis().program(Source(HEAD + call)).loads
    return site


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
    call: str, text: str, before: str | None, choices: tuple[str, ...]
) -> None:
    name = "kwargs" if text.startswith("*") else text
    question = prompts.about(Missing(name, text, 2), load(call), before)
    assert question.choices[: len(choices)] == choices
    assert question.text == (before or "")
    assert f"`{text}`, line 2" in question.prompt


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
