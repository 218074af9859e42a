"""`loadlint verify` as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadlint import store
from loadlint.cli import main
from loadlint.system import THIS
from loadlint.verify.run import fork_server

LOADS = """\
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("plain")
first = AutoModelForCausalLM.from_pretrained("plain")
second = AutoModelForCausalLM.from_pretrained(
    "plain",
    torch_dtype=torch.float16,
)
third = AutoModelForCausalLM.from_pretrained(args.model)
fourth = AutoModelForCausalLM.from_pretrained("plain", trust_remote_code=True)
fifth = AutoModelForCausalLM.from_pretrained("lacks")
sixth = AutoModelForCausalLM.from_pretrained("model", dtype=torch.float16)
"""

# The command with a terminal that records each text, and what was imported when it came.
TERMINAL = """\
import io, json, sys
from loadlint.cli import main
seen = []
class Terminal(io.StringIO):
    def isatty(self):
        return True
    def write(self, text):
        heavy = {"dataclasses", "rich", "loadlint_rules.analysis", "loadlint.verify.session"}
        seen.extend([[text, sorted(heavy & set(sys.modules))]] if text.strip("\\n") else [])
        return len(text)
sys.stderr = Terminal()
main.main(["verify", *sys.argv[1:]])
json.dump(seen, sys.stdout)
"""

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(
    tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Type `loadlint verify ...` in a folder with a file of loads; gives status, output and errors."""
    (tmp_path / "loads.py").write_text(LOADS)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, python: str | None = fake_python) -> tuple[int, str, str]:
        status = main.main(["verify", *arguments, *(["--python", python] if python else []), "--no-smoke"])
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def test_load_on_a_line_is_reported(typed: Typed) -> None:
    status, out, err = typed("loads.py:5")
    assert (status, err) == (0, "")
    assert out.startswith("loaded  AutoModelForCausalLM.from_pretrained('plain')\n        loads.py:5\n")


@pytest.mark.parametrize("line", [6, 7, 9])
def test_any_line_of_the_load_names_it(typed: Typed, line: int) -> None:
    status, out, _ = typed(f"loads.py:{line}", "--output-format", "json")
    assert (status, json.loads(out)["site"]["line"]) == (0, 6)


def test_json_report_has_every_part(typed: Typed) -> None:
    _, out, _ = typed("loads.py:5", "--output-format", "json")
    assert list(json.loads(out)) == [
        *("site", "request", "environment", "preflight", "outcome", "model", "times", "memory", "smoke"),
        *("diagnosis", "error", "warnings", "log", "ranks", "findings", "rehearsal"),
    ]


def test_fixed_load_is_the_one_the_fixes_leave(typed: Typed) -> None:
    status, out, _ = typed("loads.py:6", "--fixed", "--output-format", "json")
    assert status == 0
    assert "dtype" in {it["name"] for it in json.loads(out)["request"]["arguments"]}


def test_comparison_shows_both(typed: Typed) -> None:
    status, out, _ = typed("loads.py:6", "--compare")
    assert status == 0
    assert "torch_dtype=torch.float16" in out
    assert "before: loaded" in out
    assert "after:  loaded" in out


@pytest.mark.skipif(not THIS.forks, reason="no forks that libraries survive")
def test_comparison_imports_once(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[fork_server.Server] = []
    start = fork_server.Server.start

    def starts(*arguments: Any, **options: Any) -> fork_server.Server:
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(fork_server.Server, "start", starts)
    assert typed("loads.py:6", "--compare", "--output-format", "json")[0] == 0
    assert len(started) == 1
    assert started[0].process.poll() is not None
    assert typed("loads.py:6", "--output-format", "json")[0] == 0
    assert len(started) == 1


def test_launch_goes_through_its_prefix(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[verify]\nlaunch = "no-such-way"\n')
    assert "no-such-way cannot be started" in typed("loads.py:5", "--yes")[2]
    status, out, _ = typed("loads.py:5", "--launch", "sh -c", "--output-format", "json")
    assert (status, [it["outcome"] for it in json.loads(out)["ranks"]]) == (0, ["loaded"])
    assert "the launch prefix is empty" in typed("loads.py:5", "--launch", " ")[2]


def test_a_program_of_the_configuration_is_agreed_to_once(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "loadlint.toml").write_text('[verify]\nlaunch = "touch ran"\n')
    shown = "loadlint: loadlint.toml starts the load by `touch ran`\n"
    refused = "loadlint: nobody has agreed to start that program; agree once with --yes\n"
    assert typed("loads.py:5") == (2, "", shown + refused)
    assert shown in typed("loads.py:5", "--yes")[2]
    assert refused not in typed("loads.py:5")[2]
    (tmp_path / "loadlint.toml").write_text('[verify]\nlaunch = "touch other"\n')
    assert refused in typed("loads.py:5")[2]
    assert not (tmp_path / "other").exists()


def test_an_interpreter_of_the_configuration_is_agreed_to_once(
    typed: Typed, tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "loadlint.toml").write_text(f"python = {json.dumps(fake_python)}\n")
    status, _, err = typed("loads.py:5", python=None)
    assert (status, err.count("agree once")) == (2, 1)
    assert [typed("loads.py:5", *it, python=None)[0] for it in (["--yes"], [])] == [0, 0]


def test_nothing_of_the_folder_counts_as_an_agreement(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "folder", lambda: "")
    (tmp_path / "loadlint.toml").write_text('[verify]\nlaunch = "touch ran"\n')
    for _ in range(2):
        typed("loads.py:5", "--yes")
        assert typed("loads.py:5")[0] == 2
    assert not (tmp_path / "consent").exists()


def test_given_value_fills_in(typed: Typed) -> None:
    status, out, _ = typed("loads.py:10", "--set", "args.model=plain")
    assert status == 0
    assert "from_pretrained('plain')" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.py"], "nowhere.py: no such file"),
        (["loads.py"], "loads.py has several loads; choose one of loads.py:5 (AutoModelForCausalLM)"),
        (["loads.py:4"], "no load at loads.py:4; choose one of loads.py:5 (AutoModelForCausalLM)"),
        (["loads.py:10"], "the code does not define `args.model` (line 10); add --set args.model=VALUE"),
        (["loads.py:5", "--set", "colour=red"], "nothing in this load is called `colour`"),
        (["loads.py:5", "--set", "colour"], "`--set colour` has no name=value"),
        (["loads.py:5", "--memory-limit", "much"], "must be a size"),
        (["loads.py:5", "--timeout", "soon"], "must be a number of seconds"),
        (["empty.py"], "empty.py has no load that can be verified"),
        (["other.py"], "other.py:2 (LLM) is a load of vllm; verify runs those of transformers, peft, diffusers"),
        (["other.py:3"], "other.py:3 (AutoModel) is a load of modelscope; verify runs those of transformers"),
    ],
)
def test_what_cannot_be_done_is_one_line(typed: Typed, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "empty.py").write_text("")
    other = 'import modelscope, vllm\nvllm.LLM("org/m")\nmodelscope.AutoModel.from_pretrained("org/m")\n'
    (tmp_path / "other.py").write_text(other)
    status, out, err = typed(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("loadlint: ")
    assert message in err
    assert err.count("\n") == 1


def test_interpreter_without_torch_is_one_line_with_the_cure(typed: Typed, bare_python: str) -> None:
    status, out, err = typed("loads.py:5", python=bare_python)
    assert (status, out) == (2, "")
    assert f"{bare_python} -m pip install torch transformers accelerate" in err
    assert err.count("\n") == 1


def test_interpreter_that_is_not_there_is_one_line(typed: Typed, tmp_path: Path) -> None:
    status, _, err = typed("loads.py:5", python=str(tmp_path / "none"))
    assert status == 2
    assert err.count("\n") == 1


def test_code_of_the_repository_needs_yes(typed: Typed) -> None:
    status, out, _ = typed("loads.py:11")
    assert status == 3
    assert "`trust_remote_code=True` runs code from the model's repository" in out
    assert "--yes" in out
    assert typed("loads.py:11", "--yes")[0] == 0


def test_failed_load_is_status_3(typed: Typed) -> None:
    status, out, _ = typed("loads.py:12")
    assert status == 3
    assert out.rstrip().split("\n")[-1] == "not loaded: KeyError: 'a fault that no one has met'"


def test_preflight_stops_before_any_start(typed: Typed, tmp_path: Path) -> None:
    _too_big(tmp_path)
    status, out, _ = typed("loads.py:13", "--preflight", python=None)
    assert status == 3
    assert out.startswith("does not fit: needs about ")
    assert "float32 4 TB" in out
    assert all("estimated" in it for it in out.split("\n") if "host" in it)


def test_too_big_a_load_is_refused(typed: Typed, tmp_path: Path) -> None:
    _too_big(tmp_path)
    status, out, _ = typed("loads.py:13")
    assert status == 3
    assert out.startswith("refused  ")
    assert "--yes" in out


def test_load_in_a_notebook_has_its_cell(typed: Typed, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# A title"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": LOADS},
    ]
    book = {"cells": [*cells, cells[1]], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "book.ipynb").write_text(json.dumps(book))
    assert "choose one of book.ipynb:1:5 (AutoModelForCausalLM)" in typed("book.ipynb:5")[2]
    status, out, _ = typed("book.ipynb:2:6", "--fixed", "--output-format", "json")
    site = json.loads(out)["site"]
    assert (status, site["cell"], site["line"]) == (0, 2, 6)


def test_loads_on_one_line_are_told_apart_by_column(typed: Typed, tmp_path: Path) -> None:
    load = "AutoModelForCausalLM.from_pretrained('plain')"
    (tmp_path / "pair.py").write_text(f"from transformers import AutoModelForCausalLM\na, b = {load}, {load}\n")
    assert "choose one of pair.py:2:8 (AutoModelForCausalLM), pair.py:2:55" in typed("pair.py:2")[2]
    status, out, _ = typed("pair.py:2:55", "--output-format", "json")
    assert (status, json.loads(out)["site"]["column"]) == (0, 55)


@pytest.mark.parametrize("place", ["absent.py", "."])
def test_terminal_shows_a_sign_before_the_libraries_are_imported(tmp_path: Path, place: str) -> None:
    done = subprocess.run([sys.executable, "-c", TERMINAL, place], cwd=tmp_path, capture_output=True, text=True)
    sign, gone, *rest = json.loads(done.stdout)
    assert sign == ["reading the code", []]
    assert gone[0] == "\r\x1b[K"
    assert rest[-1][0].startswith("loadlint: ")


@pytest.mark.parametrize("place", ["absent.py", "."])
def test_generated_code_is_remembered(tmp_path: Path, place: str) -> None:
    environment = {**os.environ, "LOADLINT_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "loadlint", "verify", place]
    made = []
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        made.append([(it.name[:17], it.stat().st_ino) for it in (tmp_path / "cache").iterdir()])
    assert [name for name, _ in made[0]] == ["generated-verify-"]
    assert made[1] == made[0]


def _too_big(tmp_path: Path) -> None:
    """The header of a file of 4 TB; the rest of it is a hole."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [10**12], "data_offsets": [0, 4 * 10**12]}}).encode()
    (tmp_path / "model").mkdir()
    with open(tmp_path / "model" / "model.safetensors", "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        file.truncate(len(header) + 8 + 4 * 10**12)


def test_configuration_gives_what_the_code_does_not_say(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[verify.values]\n"args.model" = "plain"\nother = "unused"\n')
    status, out, _ = typed("loads.py:10", "--output-format", "json")
    assert (status, json.loads(out)["request"]["arguments"][0]["value"]) == (0, {"literal": "plain"})


def test_option_has_precedence_over_the_configuration(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[verify.values]\n"args.model" = "lacks"\n')
    _, out, _ = typed("loads.py:10", "--set", "args.model=plain", "--output-format", "json")
    assert json.loads(out)["request"]["arguments"][0]["value"] == {"literal": "plain"}
