"""Reports for programs: each against the format's own description, and what they say of notebooks and fixes."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from loadlint.report import FORMATS
from tests.commands import FIXED, FLAWED, NEWEST, Run

# Two bytes in UTF-8 before the finding, on its own line.
WIDE = FLAWED.replace("model = A", 'é = "é"; model = A')
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# load"]},
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": FLAWED.split("é")},
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    (folder / "app é.py").write_text(FLAWED)
    (folder / "wide.py").write_text(WIDE)
    (folder / "book.ipynb").write_text(json.dumps(NOTEBOOK))


def report(run: Run, form: str, *paths: str) -> str:
    result = run("check", *NEWEST, "--output-format", form, *paths)
    assert result.err == ""
    return result.out


def test_sarif_is_what_the_schema_says(run: Run) -> None:
    log = json.loads(report(run, "sarif", "."))
    # The models are generated from the schema of OASIS and refuse what it does not know.
    Sarif.model_validate(log)
    assert {len(it["results"]) for it in log["runs"]} == {3}
    log["runs"][0]["results"][0]["nonsense"] = 1
    with pytest.raises(ValueError, match="nonsense"):
        Sarif.model_validate(log)


def test_sarif_names_a_file_whose_name_is_no_text_by_its_bytes(run: Run, folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.py")).write_text(FLAWED)
    (only,) = json.loads(report(run, "sarif", os.fsdecode(b"caf\xe9.py")))["runs"]
    (result,) = only["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "caf%E9.py"}


def test_sarif_tells_rules_levels_and_fixes(run: Run) -> None:
    (only,) = json.loads(report(run, "sarif", "app é.py"))["runs"]
    (rule,) = only["tool"]["driver"]["rules"]
    (result,) = only["results"]
    assert (rule["id"], result["ruleIndex"], result["level"]) == ("deprecated-torch-dtype", 0, "note")
    assert rule["name"] == "DeprecatedTorchDtype"
    assert rule["fullDescription"]["text"] == "The argument that became `dtype` is given under its old name."
    assert "# deprecated-torch-dtype" in rule["help"]["markdown"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "app%20%C3%A9.py"
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"]["text"] == "dtype"
    assert location["region"]["startLine"] == 4


def test_sarif_of_a_notebook_names_the_cell_and_offers_no_edit_of_json(run: Run) -> None:
    (result,) = json.loads(report(run, "sarif", "book.ipynb"))["runs"][0]["results"]
    assert result["message"]["text"].startswith("cell 1, line 4: ")
    assert result["locations"][0]["logicalLocations"][0]["name"] == "cell 1"
    assert "fixes" not in result


def test_sarif_without_findings_is_valid(run: Run, folder: Path) -> None:
    (folder / "fine.py").write_text(FIXED)
    Sarif.model_validate_json(report(run, "sarif", "fine.py"))


def test_gitlab_has_what_it_needs_and_keeps_its_fingerprints(run: Run, folder: Path) -> None:
    issues = json.loads(report(run, "gitlab", "."))
    assert all(set(it) == {"description", "check_name", "fingerprint", "severity", "location"} for it in issues)
    assert len({it["fingerprint"] for it in issues}) == len(issues) == 3
    (folder / "app é.py").write_text(f"# moved\n\n{FLAWED}")
    moved = json.loads(report(run, "gitlab", "."))
    assert [it["fingerprint"] for it in moved] == [it["fingerprint"] for it in issues]
    assert moved[0]["location"] == {"path": "app é.py", "lines": {"begin": 6, "end": 6}}


def test_junit_has_a_failed_case_for_each_finding(run: Run, folder: Path) -> None:
    root = ET.fromstring(report(run, "junit", "."))
    assert (root.tag, root.get("failures")) == ("testsuites", "3")
    assert [it.get("name") for it in root] == ["app é.py", "book.ipynb", "wide.py"]
    assert "torch_dtype is the old name" in (root.findtext(".//failure") or "")
    (folder / "fine.py").write_text(FIXED)
    assert len(ET.fromstring(report(run, "junit", "fine.py")).findall(".//testcase")) == 1


def test_junit_survives_what_xml_cannot_hold(run: Run, folder: Path) -> None:
    (folder / 'a\x01<&".py').write_text(FLAWED)
    assert 'a\ufffd<&".py' in [it.get("name") for it in ET.fromstring(report(run, "junit", "."))]


def test_rdjson_counts_bytes_and_suggests_whole_lines(run: Run) -> None:
    (diagnostic,) = json.loads(report(run, "rdjson", "wide.py"))["diagnostics"]
    start = diagnostic["location"]["range"]["start"]
    line = WIDE.split("\n")[3].encode()
    assert line[start["column"] - 1 :].startswith(b"torch_dtype")
    (suggestion,) = diagnostic["suggestions"]
    assert suggestion["text"] == FIXED.replace("model = A", 'é = "é"; model = A').split("\n")[3]
    assert suggestion["range"]["end"] == {"line": 4, "column": len(line) + 1}


def test_rdjson_of_a_notebook_has_no_range(run: Run) -> None:
    (diagnostic,) = json.loads(report(run, "rdjson", "book.ipynb"))["diagnostics"]
    assert diagnostic["location"] == {"path": "book.ipynb"}
    assert diagnostic["message"].startswith("cell 1, line 4: ")


def test_agents_get_the_line_as_it_should_be(run: Run) -> None:
    lines = report(run, "agent", "wide.py", "book.ipynb").split("\n")
    assert lines[0].startswith("book.ipynb:cell 1:4:")
    assert f"  4 + {FIXED.split(chr(10))[3]}" in lines
    assert lines[-2] == "to apply safe cures: loadlint check --fix book.ipynb wide.py"


def test_several_reports_at_once(run: Run, folder: Path) -> None:
    pairs = ["--output-format", "concise", "--output-format", "sarif=out.sarif", "--output-format=junit=out.xml"]
    result = run("check", *NEWEST, *pairs, ".")
    assert (result.status, result.out.count("deprecated-torch-dtype")) == (1, 3)
    Sarif.model_validate_json((folder / "out.sarif").read_text())
    assert ET.parse(folder / "out.xml").getroot().tag == "testsuites"


def test_statistics_leave_reports_in_files_alone(run: Run, folder: Path) -> None:
    result = run("check", *NEWEST, "--statistics", "--output-format", "json=out.json", ".")
    assert result.out.startswith("3  deprecated-torch-dtype\n")
    assert len(json.loads((folder / "out.json").read_text())) == 3


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_one_text_without_findings(run: Run, folder: Path, form: str) -> None:
    (folder / "fine.py").write_text(FIXED)
    result = run("check", *NEWEST, "--output-format", form, "fine.py")
    assert (result.status, result.err) == (0, "")
    parsed: Any = json.loads(result.out) if form in ("json", "sarif", "gitlab", "rdjson") else result.out
    assert parsed is not None
