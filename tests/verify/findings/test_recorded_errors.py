"""Error texts of public reports that this machine cannot cause: each has the cure that an expert gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.findings import failures
from loadlint.verify.findings.around import Around
from loadlint.verify.known.entry import Known
from loadlint.verify.known.errors import KNOWN

RECORDED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "recorded_errors.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("error", RECORDED, ids=[it["name"] for it in RECORDED])
def test_recorded_error_has_the_cure_of_an_expert(error: dict[str, Any]) -> None:
    chain = [{"type": error["type"], "message": error["message"]}]
    around = Around("\n".join(failures.texts(chain)), environment={"torch_build": "cuda 12.8", "devices": []})
    failure = failures.failure({"chain": chain, "traceback": ""}, "loading", around)
    assert failure.cause
    assert "{" not in failure.cause
    assert re.search(error["cure"], failure.cure or "", re.DOTALL), failure.cure


@pytest.mark.parametrize("error", KNOWN, ids=lambda it: it.pattern[:30])
def test_cause_is_one_short_sentence(error: Known) -> None:
    cause = re.sub(r"\{\w+\}", "a-name", error.cause)
    assert len(cause) <= 80
    assert re.fullmatch(r"(?!.*[.!?]( |$)).+", cause)
