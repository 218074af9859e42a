"""Findings that a project lives with: comments for all of them, and a baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source
from tests.commands import FIXED, FLAWED, NEWEST, Run
from tests.report.test_formats import NOTEBOOK

TEXTS = {
    "plain": FLAWED,
    "crlf": FLAWED.replace("\n", "\r\n"),
    "no line end": FLAWED.rstrip("\n"),
    "several lines": FLAWED.replace("(", "(\n    ").replace(", ", ",\n    "),
    "string": FLAWED.replace('"gpt2"', '"""gpt2\n"""'),
    "backslash": FLAWED.replace("model = ", "model = \\\n    "),
    "other comment": FLAWED.replace("16)", "16)  # type: ignore"),
    "two": FLAWED + FLAWED.replace("torch.float16", "torch.float16, trust_remote_code=True"),
    "has one": FLAWED.replace("16)", "16, trust_remote_code=True)  # loadlint: ignore[trust-remote-code] why"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_comments_keep_every_finding_and_are_needed(run: Run, folder: Path, text: str) -> None:
    (folder / "app.py").write_bytes(text.encode())
    result = run("check", *NEWEST, "--add-ignore=kept on purpose", "app.py")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("ignored ")
    after = (folder / "app.py").read_bytes().decode()
    assert engine.lint(Source(after), [it for it in RULES if it.default], catalogue={it.name for it in RULES}) == []
    assert after.count("\n") == text.count("\n")
    assert "] kept on purpose" in after or "] why" in after
    assert run("check", *NEWEST, "app.py").status == 0


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_comment_never_breaks_a_file(run: Run, folder: Path, end: str) -> None:
    load = "M.from_pretrained('a',trust_remote_code=True)"
    chain = f"import torch as t;from transformers import AutoModel as M;m=\\\n{load};c=\\\n3"
    (folder / "app.py").write_text(chain + end)
    assert run("check", *NEWEST, "--select", "trust-remote-code", "--add-ignore", "app.py").status == 0
    compile((folder / "app.py").read_text(), "app.py", "exec")


def test_cells_get_comments_too(run: Run, folder: Path) -> None:
    (folder / "book.ipynb").write_text(json.dumps(NOTEBOOK))
    assert run("check", *NEWEST, "--add-ignore", "book.ipynb").status == 0
    assert "# loadlint: ignore[deprecated-torch-dtype]" in (folder / "book.ipynb").read_text()


def test_what_does_not_parse_is_left(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(f"{FLAWED}x = (\n")
    result = run("check", *NEWEST, "--add-ignore", "--output-format", "concise", "app.py")
    assert result.status == 1
    assert "invalid-syntax" in result.out


def test_comments_can_be_looked_at_first(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    assert "+model" in run("check", *NEWEST, "--add-ignore", "--diff", "app.py").out
    assert (folder / "app.py").read_text() == FLAWED


def test_a_reason_without_its_sign_is_told_before_a_file_changes(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "app.py", "--add-ignore", "kept on purpose")
    assert (result.status, result.err) == (
        2,
        "loadlint: kept on purpose: no such file; a reason stands after '=': --add-ignore='kept on purpose'\n",
    )
    assert (folder / "app.py").read_text() == FLAWED


@pytest.fixture
def baseline(run: Run, folder: Path) -> Path:
    """A baseline of one file with a finding."""
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    assert (result.status, result.err) == (0, "loadlint: known.json: 1 finding written\n")
    return folder / "known.json"


@pytest.mark.usefixtures("baseline")
def test_a_baseline_survives_moved_lines_and_tells_new_findings(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(f"# one\n# two\n{FLAWED}")
    assert run("check", *NEWEST, "--baseline", "known.json", ".").status == 0
    (folder / "app.py").write_text(FLAWED + FLAWED)
    result = run("check", *NEWEST, "--baseline", "known.json", "--output-format", "concise", ".")
    assert (result.status, result.out.count("deprecated-torch-dtype")) == (1, 1)


def test_a_baseline_holds_what_a_diff_leaves(run: Run, folder: Path) -> None:
    load = 'model = AutoModelForCausalLM.from_pretrained(\n    "org/m",\n    low_cpu_mem_usage=True,\n'
    load += "    trust_remote_code=True,\n)\n"
    (folder / "app.py").write_text(f"from transformers import AutoModelForCausalLM\n{load}")
    rules = ("--select", "trust-remote-code,ineffective-loading-kwarg")
    run("check", *NEWEST, *rules, "--baseline", "known.json", "--write-baseline", ".")
    result = run("check", *NEWEST, *rules, "--baseline", "known.json", "--diff", ".")
    assert "-    low_cpu_mem_usage=True,\n" in result.out
    assert "trust-remote-code" not in result.err


@pytest.mark.usefixtures("baseline")
def test_a_baseline_tells_what_has_been_fixed(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FIXED)
    result = run("check", *NEWEST, "--baseline", "known.json", ".")
    assert result.status == 0
    assert result.err == "loadlint: known.json: fixed since: deprecated-torch-dtype in app.py\n"
    (folder / "other.py").write_text(FIXED)
    assert run("check", *NEWEST, "--baseline", "known.json", "other.py").err == ""


@pytest.mark.parametrize(("names", "lines"), [(1, 1), (300, 201)])
def test_a_baseline_of_a_stranger_is_answered_in_few_lines(run: Run, folder: Path, names: int, lines: int) -> None:
    findings = [{"path": f"app{it % names}.py", "rule": "implicit-dtype", "identity": "0"} for it in range(5_000)]
    (folder / "known.json").write_text(json.dumps({"version": 2, "findings": findings}))
    (folder / "app.py").write_text(FIXED)
    result = run("check", *NEWEST, "--baseline", "known.json", ".")
    assert (result.status, len(result.err.split("\n")[:-1])) == (0, lines), result.err[-300:]


def test_a_baseline_holds_nothing_of_the_code(baseline: Path) -> None:
    assert "gpt2" not in baseline.read_text()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"version": 9, "findings": []}', '{"version": 1, "findings": [1]}']
)
def test_a_bad_baseline_is_one_line(run: Run, folder: Path, content: str) -> None:
    (folder / "known.json").write_text(content)
    result = run("check", "--isolated", "--baseline", "known.json", ".")
    assert result.status == 2
    assert result.err.split("\n")[-2].startswith("loadlint: --baseline: known.json: ")


@pytest.mark.parametrize(
    "options", [["--write-baseline"], ["--add-ignore", "--fix"], ["--add-ignore=a\nb"], ["--baseline", "absent.json"]]
)
def test_options_that_make_no_sense_are_refused(run: Run, folder: Path, options: list[str]) -> None:
    (folder / "app.py").write_text(FIXED)
    assert run("check", *NEWEST, *options, "app.py").status == 2


def test_a_baseline_means_the_same_from_a_subfolder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "app.py").write_text(FLAWED)
    (folder / "other.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    monkeypatch.chdir(folder / "sub")
    result = run("check", *NEWEST, "--baseline", "../known.json", ".")
    assert (result.status, result.out, result.err) == (0, "no findings in 1 file\n", "")
    (folder / "sub" / "app.py").write_text(FIXED)
    result = run("check", *NEWEST, "--baseline", "../known.json", ".")
    assert result.err == "loadlint: ../known.json: fixed since: deprecated-torch-dtype in app.py\n"


def test_a_rule_that_did_not_run_is_not_fixed(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    for option in (("--select", "load-in-loop"), ("--ignore", "deprecated-torch-dtype")):
        result = run("check", *NEWEST, *option, "--baseline", "known.json", ".")
        assert (result.status, result.err) == (0, "")


def test_a_file_that_cannot_be_read_is_not_fixed(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    (folder / "app.py").write_bytes(FLAWED.encode() + b"# \xe9\n")
    result = run("check", *NEWEST, "--baseline", "known.json", ".")
    assert result.status == 2
    assert "fixed since" not in result.err


def test_a_part_is_written_into_the_whole(run: Run, folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "app.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    whole = (folder / "known.json").read_bytes()
    result = run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", "a")
    assert result.err == ("loadlint: known.json: 1 finding written, 1 of other paths or rules kept\n")
    assert (folder / "known.json").read_bytes() == whole
    (folder / "a" / "app.py").write_text(FIXED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", "a")
    assert [it["path"] for it in json.loads((folder / "known.json").read_text())["findings"]] == ["b/app.py"]


def test_a_baseline_of_version_1_starts_at_the_working_directory(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    (folder / "ci").mkdir()
    old = (folder / "known.json").read_text().replace('"version": 2', '"version": 1')
    (folder / "ci" / "known.json").write_text(old)
    assert run("check", *NEWEST, "--baseline", "ci/known.json", ".").status == 0


def test_a_bom_does_not_matter(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".")
    (folder / "known.json").write_bytes(b"\xef\xbb\xbf" + (folder / "known.json").read_bytes())
    assert run("check", *NEWEST, "--baseline", "known.json", ".").status == 0


def test_a_newer_baseline_is_not_replaced(run: Run, folder: Path) -> None:
    (folder / "known.json").write_text('{"version": 99, "findings": []}')
    result = run("check", "--baseline", "known.json", "--write-baseline", ".")
    assert (result.status, result.err.count("made by a newer loadlint")) == (2, 1)
    assert "99" in (folder / "known.json").read_text()


DAMAGED = [
    b"",
    b"[]",
    b"\xff",
    b'{"version": 1}',
    b'{"version": "2", "findings": []}',
    b'{"version": 2, "findings": {"path": "a"}}',
    b'{"version": 2, "findings": [{"path": "a", "rule": null, "identity": "x"}]}',
    b'{"version": 2, "findings": [1, null]}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_baseline_is_one_line_and_can_be_made_again(run: Run, folder: Path, content: bytes) -> None:
    (folder / "app.py").write_text(FLAWED)
    (folder / "known.json").write_bytes(content)
    result = run("check", *NEWEST, "--baseline", "known.json", ".")
    assert (result.status, result.err) == (
        2, "loadlint: --baseline: known.json: not a baseline; --write-baseline makes a new one\n"
    )  # fmt: skip
    assert run("check", *NEWEST, "--baseline", "known.json", "--write-baseline", ".").status == 0
    assert run("check", *NEWEST, "--baseline", "known.json", ".").status == 0
