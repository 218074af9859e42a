"""`loadlint check`, from the outside: what is printed, what is written, and the exit status."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loadlint.check import run as run_module
from tests.commands import FIXED, FLAWED, NEWEST, Run

CLEAN = {
    "empty": b"",
    "no load": b"import torch\nprint(torch.zeros(1))\n",
    "bom": b"\xef\xbb\xbfx = 1\n",
    "crlf": b"x = 1\r\ny = 2\r\n",
    "lone cr": b"x = 1\ry = 2\r",
    "form feed": b"x = 1\n\x0c\ny = 2\n",
    "line separator": "x = '\u2028'\n".encode(),
    "latin-1 with a coding line": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "well placed": b'from transformers import AutoModel\nm = AutoModel.from_pretrained("x", device_map="auto")\n',
    "load in a docstring": b'"""\nAutoModelForCausalLM.from_pretrained("x", torch_dtype=1).to("cuda")\n"""\n',
}


# --- nothing to say -------------------------------------------------------------------------------


@pytest.mark.parametrize("data", CLEAN.values(), ids=CLEAN.keys())
def test_clean_file(run: Run, folder: Path, data: bytes) -> None:
    (folder / "app.py").write_bytes(data)
    result = run("check", *NEWEST, "app.py")
    assert (result.status, result.out, result.err) == (0, "no findings in 1 file\n", "")


@pytest.mark.parametrize("form", ["json", "jsonl", "github"])
def test_clean_file_in_formats_for_programs(run: Run, folder: Path, form: str) -> None:
    (folder / "app.py").write_bytes(b"x = 1\n")
    expected = "[]\n" if form == "json" else ""
    assert run("check", "--output-format", form, "app.py").out == expected


def test_folder_without_python_is_no_fault(run: Run, folder: Path) -> None:
    (folder / "notes.txt").write_text("hello")
    result = run("check")
    assert (result.status, result.out) == (0, "")
    assert result.err.startswith("loadlint: warning: no Python files or notebooks in .")


def test_large_file_without_a_load(run: Run, folder: Path) -> None:
    (folder / "table.py").write_text("x = [\n" + "    1,\n" * 1_400_000 + "]\n")
    (folder / "pkg").mkdir()
    assert (folder / "table.py").stat().st_size > 9_000_000
    assert run("check", ".").status == 0


# --- findings -------------------------------------------------------------------------------------


def test_full_shows_the_line_and_what_it_is_about(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "app.py")
    assert result.status == 1
    line = FLAWED.split("\n")[3]
    column = line.index("torch_dtype")
    lines = result.out.split("\n")
    assert lines[0].startswith(f"app.py:4:{column + 1}: info[deprecated-torch-dtype] ")
    assert f"4 | {line}" in lines
    assert f"  | {' ' * column}{'^' * len('torch_dtype')}" in lines
    assert any(it.startswith("  = fix: ") for it in lines)
    assert lines[-2] == "1 finding in 1 file (1 fixable with --fix)"


def test_marks_stand_below_wide_characters(run: Run, folder: Path) -> None:
    emoji = FLAWED.replace('"gpt2"', '"模型🤗"')
    (folder / "app.py").write_text(emoji)
    lines = run("check", *NEWEST, "app.py").out.split("\n")
    mark = next(it for it in lines if it.rstrip().endswith("^"))
    before = emoji.split("\n")[3].partition("torch_dtype")[0]
    assert mark.index("^") == len("4 | ") + len(before) + 3


def test_concise_has_one_line_a_finding(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    out = run("check", *NEWEST, "--output-format", "concise", "app.py").out
    assert out.startswith("app.py:4:73: info[deprecated-torch-dtype] ")
    assert out.count("\n") == 2


def test_json_has_every_field(run: Run, folder: Path) -> None:
    (folder / "pkg").mkdir()
    (folder / "pkg" / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "--output-format", "json", ".")
    [row] = json.loads(result.out)
    fields = "rule severity message path cell line column end_line end_column related fixes url"
    assert " ".join(row) == fields
    assert (row["path"], row["cell"], row["line"], row["column"]) == ("pkg/app.py", None, 4, 73)
    assert (row["end_line"], row["end_column"]) == (4, 84)
    [fix] = row["fixes"]
    assert fix["safe"] is True
    assert fix["edits"] == [{"line": 4, "column": 73, "end_line": 4, "end_column": 84, "text": "dtype"}]


def test_json_is_sorted_by_path(run: Run, folder: Path) -> None:
    for name in ("b.py", "a.py", "c/a.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(FLAWED)
    rows = json.loads(run("check", *NEWEST, "--output-format", "json", "c", "b.py", "a.py").out)
    assert [it["path"] for it in rows] == ["a.py", "b.py", "c/a.py"]


def test_jsonl_and_json_say_the_same(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED * 2)
    rows = json.loads(run("check", *NEWEST, "--output-format", "json", "app.py").out)
    lines = run("check", *NEWEST, "--output-format", "jsonl", "app.py").out.strip().split("\n")
    assert [json.loads(it) for it in lines] == rows


def test_github_escapes_what_it_must(run: Run, folder: Path) -> None:
    (folder / "a,b.py").write_text(FLAWED)
    out = run("check", *NEWEST, "--output-format", "github", "a,b.py").out
    assert out.startswith("::notice title=deprecated-torch-dtype,file=a%2Cb.py,line=4,endLine=4,col=73,endColumn=84::")


def test_statistics_count_by_rule(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED * 3)
    assert run("check", *NEWEST, "--statistics", "app.py").out.startswith("3  deprecated-torch-dtype\n")


def test_a_file_named_beside_its_folder_is_parsed_whole(run: Run, folder: Path) -> None:
    (folder / "bad.py").write_text("x = (\n")
    for paths in ([".", "bad.py"], ["bad.py", "."]):
        result = run("check", "--isolated", "--output-format", "concise", *paths)
        assert (result.status, result.out.count("invalid-syntax")) == (1, 1), paths


def test_show_files_lists_what_would_be_checked(run: Run, folder: Path) -> None:
    (folder / "src").mkdir()
    for name in ("app.py", "src/a.pyi", "src/b.ipynb", "notes.txt", "gone.py"):
        (folder / name).touch()
    (folder / ".gitignore").write_text("gone.py\n")
    result = run("check", "--show-files", ".", "notes.txt")
    assert result.status == 0
    assert set(result.out.split()) == {"app.py", "src/a.pyi", "src/b.ipynb", "notes.txt"}
    assert run("check", "--show-files", "absent").status == 2


def test_exit_zero_still_reports(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "--exit-zero", "app.py")
    assert result.status == 0
    assert "deprecated-torch-dtype" in result.out


def test_output_file_is_written_whole(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "--output-format", "json", "--output-file", "report.json", "app.py")
    assert (result.status, result.out) == (1, "")
    assert json.loads((folder / "report.json").read_text())[0]["rule"] == "deprecated-torch-dtype"


def test_select_and_ignore(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    assert run("check", *NEWEST, "--ignore", "deprecated-torch-dtype", "app.py").status == 0
    assert run("check", *NEWEST, "--select", "trust-remote-code", "app.py").status == 0
    both = ("--select", "trust-remote-code", "--extend-select", "deprecated-torch-dtype")
    assert run("check", *NEWEST, *both, "app.py").status == 1
    assert run("check", *NEWEST, "--select", "ALL", "app.py").status == 1


def test_broken_statement_is_a_finding_and_the_rest_is_linted(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(f"{FLAWED}\ndef broken(:\n    pass\n")
    rows = json.loads(run("check", *NEWEST, "--output-format", "json", "app.py").out)
    assert [it["rule"] for it in rows] == ["deprecated-torch-dtype", "invalid-syntax"]


def test_broken_file_without_a_load_is_not_silent_when_named(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text("def broken(:\n    pass\n")
    result = run("check", *NEWEST, "app.py")
    assert result.status == 1
    assert "app.py:1:" in result.out
    assert "invalid-syntax" in result.out


# --- fixes ----------------------------------------------------------------------------------------


def test_diff_changes_nothing_and_says_so(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    result = run("check", *NEWEST, "--diff", "app.py")
    assert result.status == 1
    assert result.out.startswith("--- app.py\n+++ app.py\n@@ -1,4 +1,4 @@\n")
    assert "-model = " in result.out
    assert "+model = " in result.out
    assert "would fix 1 finding, " in result.err
    assert (folder / "app.py").read_text() == FLAWED


SHIFTED = """from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained(
    "org/m",
    low_cpu_mem_usage=True,
    trust_remote_code=True,
)
"""


@pytest.mark.parametrize(("wish", "name"), [("--diff", "app.py"), ("--diff", "-"), ("--fix", "-")])
def test_findings_that_are_left_quote_the_text_as_fixed(run: Run, folder: Path, wish: str, name: str) -> None:
    (folder / "app.py").write_text(SHIFTED)
    stdin = SHIFTED.encode() if name == "-" else b""
    left = run("check", *NEWEST, "--select", "trust-remote-code,ineffective-loading-kwarg", wish, name, stdin=stdin).err
    assert f"{name}:4:5: warning[trust-remote-code]" in left
    assert "4 |     trust_remote_code=True," in left


def test_diff_of_a_clean_file_is_empty(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FIXED)
    assert (run("check", *NEWEST, "--diff", "app.py").status, run("check", *NEWEST, "--diff", "app.py").out) == (0, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FLAWED.encode(), FIXED.encode()),
        (b"\xef\xbb\xbf" + FLAWED.encode(), b"\xef\xbb\xbf" + FIXED.encode()),
        (FLAWED.replace("\n", "\r\n").encode(), FIXED.replace("\n", "\r\n").encode()),
        (FLAWED.rstrip().encode(), FIXED.rstrip().encode()),
        (f"# coding: latin-1\n# é\n{FLAWED}".encode("latin-1"), f"# coding: latin-1\n# é\n{FIXED}".encode("latin-1")),
        (f"x = '\u2028\x0c'\n{FLAWED}".encode(), f"x = '\u2028\x0c'\n{FIXED}".encode()),
    ],
    ids=["plain", "bom", "crlf", "no last line end", "latin-1", "line separators"],
)
def test_fix_keeps_all_other_bytes(run: Run, folder: Path, before: bytes, after: bytes) -> None:
    (folder / "app.py").write_bytes(before)
    result = run("check", *NEWEST, "--fix", "app.py")
    assert (result.status, result.out) == (0, "fixed 1 finding, none left in 1 file\n")
    assert (folder / "app.py").read_bytes() == after
    assert [it.name for it in folder.iterdir()] == ["app.py"]


def test_one_fix_of_two_findings_counts_as_two(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(
        "from transformers import AutoModel\n"
        'model = AutoModel.from_pretrained("Qwen/Qwen2.5-7B-Instruct")\n'
        'model.to("cuda")\n'
    )
    assert run("check", "--isolated", "app.py").out.endswith("\n2 findings in 1 file (2 with --fix --unsafe-fixes)\n")
    result = run("check", "--isolated", "--fix", "--unsafe-fixes", "app.py")
    assert (result.status, result.out) == (0, "fixed 2 findings, none left in 1 file\n")


def test_a_fix_can_fail_a_run(run: Run, folder: Path) -> None:
    for status in (1, 0):
        assert run("check", *NEWEST, "--fix", "--exit-non-zero-on-fix", _flawed_once(folder)).status == status


def _flawed_once(folder: Path) -> str:
    if not (folder / "app.py").exists():
        (folder / "app.py").write_text(FLAWED)
    return "app.py"


def test_unsafe_fixes_are_left_alone_unless_asked_for(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    assert run("check", "--isolated", "--fix", "app.py").status == 1
    assert (folder / "app.py").read_text() == FLAWED
    assert run("check", "--isolated", "--fix", "--unsafe-fixes", "app.py").status == 0
    assert (folder / "app.py").read_text() == FIXED


def test_fix_keeps_the_mode_and_follows_links(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    (folder / "app.py").chmod(0o750)
    (folder / "link.py").symlink_to("app.py")
    assert run("check", *NEWEST, "--fix", "link.py").status == 0
    assert (folder / "link.py").is_symlink()
    assert (folder / "app.py").read_text() == FIXED
    assert stat.S_IMODE((folder / "app.py").stat().st_mode) == 0o750


def test_a_failed_write_leaves_the_file_whole(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "app.py").write_text(FLAWED)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("check", *NEWEST, "--fix", "app.py")
    assert result.status == 2
    assert result.err == "loadlint: app.py: cannot be written: no space left on device\n"
    assert (folder / "app.py").read_text() == FLAWED
    assert [it.name for it in folder.iterdir()] == ["app.py"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "app.py").write_text(FLAWED)
    monkeypatch.setattr(os, "fsync", lambda _: (folder / "app.py").write_text("saved by an editor\n"))
    result = run("check", *NEWEST, "--fix", "app.py")
    assert (result.status, result.err) == (2, "loadlint: app.py: it changed while it was being fixed; run again\n")
    assert (folder / "app.py").read_text() == "saved by an editor\n"


# --- standard input -------------------------------------------------------------------------------


def test_stdin_is_named_by_its_option(run: Run) -> None:
    result = run("check", *NEWEST, "-", "--stdin-filename", "pkg/app.py", stdin=FLAWED.encode())
    assert result.status == 1
    assert result.out.startswith("pkg/app.py:4:73: ")
    assert "4 | model" in result.out


def test_stdin_fixed_goes_to_stdout(run: Run) -> None:
    result = run("check", *NEWEST, "--fix", "-", stdin=FLAWED.replace("\n", "\r\n").encode())
    assert result.out == FIXED.replace("\n", "\r\n")
    assert result.status == 0


@pytest.mark.parametrize("text", [FIXED, "x = 1\n"])
def test_stdin_without_anything_to_fix_comes_back(run: Run, text: str) -> None:
    result = run("check", *NEWEST, "--fix", "-", stdin=text.encode())
    assert (result.status, result.out) == (0, text)


# --- color and pipes -----------------------------------------------------------------------------


def test_color_only_where_it_is_wanted(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "app.py").write_text(FLAWED)
    assert "\x1b[" not in run("check", *NEWEST, "app.py").out
    monkeypatch.setenv("FORCE_COLOR", "0")  # as MegaLinter sets it
    assert "\x1b[" not in run("check", *NEWEST, "app.py").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    colored = run("check", *NEWEST, "app.py").out
    assert "\x1b[" in colored
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("check", *NEWEST, "app.py").out


def test_closed_pipe_ends_quietly(folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    command = [sys.executable, "-m", "loadlint", "check", *NEWEST, "app.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, 1)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("command", ["check app.py", "rule", "--version", "doctor --no-devices"])
def test_output_that_is_lost_is_one_line(folder: Path, command: str) -> None:
    (folder / "app.py").write_text(FLAWED)
    with open("/dev/full", "w") as full:
        done = _loadlint(command, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, "loadlint: the output cannot be written: no space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed by a shell here")
@pytest.mark.parametrize(("closed", "status"), [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1)])
def test_closed_streams_change_no_exit_status(folder: Path, closed: str, status: int) -> None:
    (folder / "app.py").write_text(FLAWED)
    shell = f"{sys.executable} -m loadlint check --isolated app.py {closed}"
    done = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    assert ("deprecated-torch-dtype" in done.stdout) == (not closed.startswith(">"))


def _loadlint(command: str, **streams: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "loadlint", *command.split()], text=True, check=False, **streams)


def test_quiet_prints_findings_alone(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    quiet = run("check", *NEWEST, "-q", "--output-format", "concise", "app.py")
    assert (quiet.status, quiet.out.count("\n")) == (1, 1)
    assert run("check", *NEWEST, "--quiet", "--fix", "app.py").out == ""
    assert run("check", *NEWEST, "--quiet", "app.py") == run("check", *NEWEST, "-q", "-e", "-n", "app.py")


def test_interrupt_ends_quietly(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    (folder / "app.py").write_text(FLAWED)
    monkeypatch.setattr(run_module, "read", interrupted)
    result = run("check", "app.py")
    assert (result.status, result.out, result.err) == (130, "", "")
