"""Many loads against another interpreter or release."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from loadlint.cli import main
from loadlint.verify.many import upgrade, upgrade_forms
from loadlint.verify.many.batch import Result
from loadlint.verify.many.plan import Group, Planned
from loadlint.verify.report import VerifyReport
from tests.verify.test_render import FAILED, LOADED, MODEL

CODE = """\
from transformers import AutoModelForCausalLM

first = AutoModelForCausalLM.from_pretrained("plain")
second = AutoModelForCausalLM.from_pretrained("plain")
third = AutoModelForCausalLM.from_pretrained(args.model)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "loads.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    return tmp_path


def test_loads_that_differ_are_shown(
    folder: Path, fake_python: str, bare_python: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["verify", str(folder), "--no-smoke", "--python", fake_python, "--output-format", "json"]
    assert main.main([*options, "--against", fake_python]) == 2  # a load asks for a value
    value = json.loads(capsys.readouterr().out)
    assert [len(it["places"]) for it in value["loads"]] == [2, 1]
    assert [it["differences"] for it in value["loads"]] == [[], []]
    assert (value["summary"]["against"], value["summary"]["different"]) == (fake_python, 0)
    main.main([*options, "--against", bare_python])
    value = json.loads(capsys.readouterr().out)
    assert [it["what"] for it in value["loads"][0]["differences"]] == ["outcome"]
    assert value["summary"]["broken"] == 2


@pytest.mark.parametrize("option", ["--write-lock", "--locked"])
def test_lock_of_two_environments_is_refused(
    folder: Path, fake_python: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "loadlint.lock").write_text("version = 1\n")
    assert main.main(["verify", str(folder), "--python", fake_python, "--against", fake_python, option]) == 2
    assert capsys.readouterr().err == (
        "loadlint: --against takes no lock, which is of one environment; take --write-lock or --locked away\n"
    )


def test_rehearsal_without_a_network(folder: Path, fake_python: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["verify", str(folder), "--python", fake_python, "--rehearse"]) == 2
    assert "the hub at http://127.0.0.1:9 cannot be reached" in capsys.readouterr().out
    left = {it.name for it in (folder / "cache").iterdir()}
    assert not any(it.startswith("loadlint-") for it in left)


def test_report_reads_from_the_place_to_the_cure() -> None:
    other = dataclasses.replace(LOADED, model={**MODEL, "class": "Other"})
    made = upgrade.Upgrade(
        "against transformers==5.23.0", (_pair(LOADED, other), _pair(LOADED, FAILED), _pair(LOADED, LOADED))
    )
    assert written("full", made) == (
        "\napp/load.py:12  AutoModelForCausalLM.from_pretrained('m')\n"
        "    class           LlamaForCausalLM  ->  Other\n"
        "\napp/load.py:12  AutoModelForCausalLM.from_pretrained('m')\n"
        "    outcome         loaded  ->  failed: KeyError: 'frob'\n"
        "\n2 of 3 loads differ against transformers==5.23.0; 1 load breaks (in 3 s)\n"
    )
    assert made.status == 3
    assert "| app/load.py:12 | class | LlamaForCausalLM | Other |  |" in written("markdown", made)


def test_junit_has_a_suite_for_each_other_side_and_says_what_differs() -> None:
    other = dataclasses.replace(LOADED, model={**MODEL, "class": "Other"})
    made = upgrade.Upgrade(
        "against transformers==5.23.0", (_pair(LOADED, other), _pair(LOADED, FAILED), _pair(LOADED, LOADED))
    )
    (suite,) = ElementTree.fromstring(written("junit", made))
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("transformers==5.23.0", "3", "1")
    assert [it.findtext("system-out") for it in suite] == [
        "class: LlamaForCausalLM -> Other\n",
        "outcome: loaded -> failed: KeyError: 'frob'\n",
        None,
    ]
    assert [it.find("failure") is not None for it in suite] == [False, True, False]


def test_page_shows_what_differs_and_both_reports() -> None:
    other = dataclasses.replace(LOADED, model={**MODEL, "class": "<b>Other</b>"})
    made = upgrade.Upgrade("against transformers==5.23.0", (_pair(LOADED, other), _pair(LOADED, LOADED)))
    text = written("html", made)
    assert text.count('<section class="different">') == 1
    assert "<td>LlamaForCausalLM</td><td>&lt;b&gt;Other&lt;/b&gt;</td>" in text
    assert text.count("<details><summary>report ") == 2
    assert "<b>" not in text


def test_lines_of_json_name_the_other_side() -> None:
    made = upgrade.Upgrade("against transformers==5.23.0", (_pair(LOADED, FAILED),))
    values = [json.loads(it) for it in written("jsonl", made).rstrip("\n").split("\n")]
    assert [it.get("against") for it in values] == ["transformers==5.23.0", None]
    assert values[1]["summary"]["broken"] == 1


def written(form: str, made: upgrade.Upgrade) -> str:
    out = io.StringIO()
    upgrade_forms.FORMS[form]([made], {"seconds": 3.0}, out)
    return out.getvalue()


def _pair(before: VerifyReport, after: VerifyReport) -> upgrade.Pair:
    group = Group("", (Planned(report=before),))
    return upgrade.Pair(Result(group, (before,)), Result(group, (after,)))
