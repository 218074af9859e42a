"""The matrix of a cluster in the forms of a report: a load and the kinds of accelerators that it ran on."""

from __future__ import annotations

import dataclasses
import io
from xml.etree import ElementTree

import pytest

from loadlint.verify.cluster import flow
from loadlint.verify.many import summary
from loadlint.verify.many.batch import Result
from loadlint.verify.many.forms import FORMS
from loadlint.verify.many.plan import Group, Planned
from tests.verify.test_render import FAILED, LOADED


def written(form: str, **smoke: bool) -> str:
    smoke = {**LOADED.smoke, "ms_per_token": 20.0, **smoke}
    fast = dataclasses.replace(LOADED, smoke=smoke, memory={"host_peak": 5_000_000})
    group = Group("a", (Planned(report=LOADED),))
    failed = dataclasses.replace(FAILED, request={**FAILED.request, "callee": "transformers.AutoModel.from_pretrained"})
    results = [Result(group, (fast,), kind="A100", node="n1"), Result(group, (failed,), kind="<T4>", node="n2")]
    figures = {**summary.as_json(results, 1.0), "matrix": flow.matrix(results)}
    out = io.StringIO()
    FORMS[form](results, figures, out)
    return out.getvalue()


def test_markdown_has_a_column_for_each_kind() -> None:
    text = written("markdown")
    assert "| load | \\<T4\\> | A100 |\n| --- | --- | --- |\n" in text
    assert "| app/load.py:12 | failed | loaded, 5 MB, 50 tokens/s |\n" in text


def test_page_has_a_column_for_each_kind() -> None:
    text = written("html")
    assert '<th scope="col">load</th><th scope="col">&lt;T4&gt;</th><th scope="col">A100</th>' in text
    assert "50 tokens/s</td>" in text
    assert "<T4>" not in text


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_speed_of_a_rehearsal_is_an_estimate(form: str) -> None:
    assert "estimated 50 tokens/s" in written(form, estimated=True)


def test_junit_names_the_kind_of_each_case() -> None:
    (suite,) = ElementTree.fromstring(written("junit"))
    assert [str(it.get("name")).rpartition(" on ")[2] for it in suite] == ["<T4>", "A100"]


@pytest.mark.parametrize("form", ["markdown", "html", "junit"])
def test_run_on_one_machine_has_no_matrix(form: str) -> None:
    group = Group("a", (Planned(report=LOADED),))
    results, out = [Result(group, (LOADED,))], io.StringIO()
    FORMS[form](results, summary.as_json(results, 1.0), out)
    assert "any node" not in out.getvalue()
    assert "matrix" not in out.getvalue().partition("</style>")[2]
