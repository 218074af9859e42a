"""`loadlint verify` on folders and several files."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from loadlint.verify.many.batch import Memory
from loadlint.verify.report import VerifyReport
from loadlint.verify.run import fork_server

FIRST = """\
import torch
from transformers import AutoModelForCausalLM

first = AutoModelForCausalLM.from_pretrained("plain")
half = AutoModelForCausalLM.from_pretrained("plain", torch_dtype=torch.float16)
"""
SECOND = """\
from transformers import AutoModelForCausalLM

again = AutoModelForCausalLM.from_pretrained("plain")


def load(args):
    return AutoModelForCausalLM.from_pretrained(args.model)
"""

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def report() -> VerifyReport:
    return VerifyReport({"path": "a.py", "line": 1}, {"call": "load()"}, "loaded")


@pytest.fixture
def typed(tmp_path: Path, verify: Typed) -> Typed:
    """Type `loadlint verify ...` beside a folder of two files; gives status, output and errors."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "first.py").write_text(FIRST)
    (tmp_path / "app" / "second.py").write_text(SECOND)
    return verify


def loads(out: str) -> list[dict[str, object]]:
    value = json.loads(out)
    return [*value["loads"]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries survive a fork on Linux alone")
def test_loads_of_a_run_import_their_libraries_once(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = fork_server.Server.start

    def counted(command: Sequence[str], cwd: str, environment: Mapping[str, str], *, grows: bool) -> fork_server.Server:
        started.append(start(command, cwd, environment, grows=grows))
        return started[-1]

    monkeypatch.setattr(fork_server.Server, "start", counted)
    _, out, _ = typed("app", "--output-format", "json")
    assert [it["outcome"] for it in loads(out)] == ["loaded", "loaded", "asking"]
    assert [it.process.returncode for it in started] == [-9]


# --- which loads --------------------------------------------------------------------------------------------


def test_a_folder_without_loads_is_one_line(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    message = "loadlint: no load that can be verified in none; name other paths\n"
    assert typed("none") == (2, "", message)


def test_every_load_of_a_folder_runs_and_equal_ones_once(typed: Typed) -> None:
    status, out, _ = typed("app", "--output-format", "json")
    value = json.loads(out)
    assert status == 2
    assert [(it["outcome"], len(it["places"])) for it in value["loads"]] == [
        ("loaded", 2),
        ("loaded", 1),
        ("asking", 1),
    ]
    assert [(it["path"], it["line"]) for it in value["loads"][0]["places"]] == [
        ("app/first.py", 4),
        ("app/second.py", 3),
    ]
    assert {it: value["summary"][it] for it in ("loads", "requests", "complete", "status")} == {
        "loads": 4,
        "requests": 3,
        "complete": True,
        "status": 2,
    }


def test_files_and_lines_can_be_named_together(typed: Typed) -> None:
    _, out, _ = typed("app/first.py:4", "app/second.py", "--output-format", "json")
    assert [len(it["places"]) for it in json.loads(out)["loads"]] == [2, 1]


def test_excluded_files_are_left_out(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('exclude = ["second.py"]\n')
    _, out, _ = typed("app", "--output-format", "json")
    assert {it["path"] for load in json.loads(out)["loads"] for it in load["places"]} == {"app/first.py"}


def test_one_named_load_is_reported_as_ever(typed: Typed) -> None:
    _, out, _ = typed("app/first.py:4", "--output-format", "json")
    assert "loads" not in json.loads(out)


def test_a_file_that_cannot_be_read_is_reported_beside_the_others(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "app" / "third.ipynb").write_text("{")
    status, out, err = typed("app", "--set", "args.model=plain", "--output-format", "json")
    assert (status, err.count("\n"), len(loads(out))) == (2, 1, 2)
    assert err.startswith("loadlint: app/third.ipynb: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--preflight --write-lock", "--preflight runs no load, so --write-lock has nothing to work on; take one away"),
        ("--preflight --against x==1", "--preflight runs no load, so --against has nothing to work on; take one away"),
        ("--compare --locked", "--compare and --locked each say what is compared; take one away"),
        ("--compare --on ray", "--on runs loads as they are on a cluster; take --preflight or --compare away"),
    ],
)
def test_options_that_contradict_each_other_are_one_line(typed: Typed, options: str, message: str) -> None:
    assert typed("app", *options.split()) == (2, "", f"loadlint: {message}\n")


def test_estimates_of_every_load_are_one_report(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "app" / "third.py").write_text(FIRST.partition("half")[0].replace('"plain"', '"./not-here"'))
    status, out, _ = typed("app", "--preflight", "--output-format", "json")
    assert status == 2
    assert [(it["outcome"], len(it["places"])) for it in loads(out)] == [
        ("estimated", 2),
        ("estimated", 1),
        ("asking", 1),
        ("estimated", 1),
    ]
    assert all(it["model"] is None and it["preflight"]["answer"] for it in loads(out) if it["outcome"] == "estimated")
    status, out, _ = typed("app", "--preflight")
    assert "estimated     app/first.py:4  AutoModelForCausalLM" in out
    assert "5 loads in" in out
    for form in ("junit", "markdown", "html", "jsonl"):
        assert "estimated" in typed("app", "--preflight", "--output-format", form)[1] or form == "junit"


def test_every_load_is_compared_with_its_fixes(typed: Typed) -> None:
    status, out, err = typed("app", "--set", "args.model=plain", "--compare", "--output-format", "json")
    value = json.loads(out)
    assert (status, value["summary"]["against"]) == (0, "with their fixes")
    assert "2 loads that the quick-fixes change" in err
    assert [[row["what"] for row in it["differences"]] for it in value["loads"]] == [["load", "findings"]] * 2 + [[]]
    assert "torch_dtype" in value["loads"][1]["before"]["request"]["call"]
    assert "torch_dtype" not in value["loads"][1]["after"]["request"]["call"]
    assert (
        typed("app", "--set", "args.model=plain", "--compare")[1]
        .rpartition(" (in ")[0]
        .endswith("3 of 4 loads differ with their fixes; 0 break")
    )


# --- values -------------------------------------------------------------------------------------------------


def test_a_load_that_asks_names_its_answer(typed: Typed) -> None:
    _, out, _ = typed("app")
    assert "asking        app/second.py:7  AutoModelForCausalLM\n" in out
    assert "cure: add --set args.model=VALUE to `loadlint verify app/second.py:7`\n" in out


@pytest.mark.parametrize("way", ["option", "configuration"])
def test_values_answer_every_load(typed: Typed, tmp_path: Path, way: str) -> None:
    if way == "configuration":
        (tmp_path / "loadlint.toml").write_text('[verify.values]\n"args.model" = "plain"\n')
    status, out, _ = typed("app", *(["--set", "args.model=plain"] if way == "option" else []))
    assert (status, "asking" in out) == (0, False)
    assert out.endswith("4 loaded; 2 equal to another\n")


def test_values_of_a_wrong_kind_are_an_error_of_the_configuration(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text("[verify.values]\nmodel_id = 2020-01-01\n")
    status, _, err = typed("app")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("loadlint: loadlint.toml:1: values in [verify]: 'model_id' must be a text")


# --- going on -----------------------------------------------------------------------------------------------


def test_an_interrupted_run_is_taken_up(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    from loadlint.cli import verify_many

    run = verify_many.batch.run

    def interrupted(plan: list[object], memory: object, cancel: object, **rest: object) -> object:
        for result in run(plan, memory, cancel, **rest):  # type: ignore[arg-type]
            yield result
            cancel.set()  # type: ignore[attr-defined]

    monkeypatch.setattr(verify_many.batch, "run", interrupted)
    status, out, _ = typed("app", "--output-format", "json")
    assert status == 3
    assert [it["outcome"] for it in json.loads(out)["loads"]] == ["loaded", "cancelled", "asking"]
    assert not json.loads(out)["summary"]["complete"]
    monkeypatch.setattr(verify_many.batch, "run", run)
    status, out, err = typed("app", "--resume", "--output-format", "json")
    assert (status, err) == (2, "loadlint: 1 load done by the interrupted run\n")
    assert [it["outcome"] for it in json.loads(out)["loads"]] == ["loaded", "loaded", "asking"]
    assert json.loads(out)["summary"]["resumed"] == 1
    assert typed("app", "--resume")[2] == "loadlint: 0 loads done by the interrupted run\n"


def test_a_load_whose_code_has_changed_runs_again(typed: Typed) -> None:
    _, out, _ = typed("app/first.py", "app/second.py", "--output-format", "json")
    memory = Memory.of(["app"])
    memory.put("another key", VerifyReport.from_json({k: v for k, v in loads(out)[0].items() if k != "places"}))
    _, out, _ = typed("app", "--resume", "--output-format", "json")
    assert json.loads(out)["summary"]["resumed"] == 0


def test_reports_are_appended_and_half_a_line_is_left_out(tmp_path: Path, report: VerifyReport) -> None:
    place = tmp_path / "memory.jsonl"
    memory = Memory(str(place))
    sizes = []
    for number in range(4):
        memory.put(f"key {number}", report)
        sizes.append(place.stat().st_size)
    assert {after - before for before, after in pairwise(sizes)} == {sizes[0]}
    place.write_bytes(place.read_bytes()[:-10])
    again = Memory(str(place))
    assert again.recall() == 3
    again.put("key 4", report)
    assert [json.loads(it)["key"] for it in place.read_text().split("\n") if it] == ["key 0", "key 1", "key 2", "key 4"]
    assert Memory(str(place)).get("key 4") is None
    assert again.get("key 2") == report


def test_reports_of_an_earlier_release_are_taken_up(tmp_path: Path, report: VerifyReport) -> None:
    (tmp_path / "memory.json").write_text(json.dumps({"key": report.as_json()}))
    memory = Memory(str(tmp_path / "memory.jsonl"))
    assert memory.recall() == 1
    assert memory.get("key") == report
    memory.forget()
    assert [*tmp_path.iterdir()] == []


def test_run_whose_reports_cannot_be_kept_says_so(tmp_path: Path, report: VerifyReport) -> None:
    resource = pytest.importorskip("resource", reason="the system has no limits of files")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    memory, place = Memory(str(tmp_path / "memory.jsonl")), tmp_path / "memory.jsonl"
    memory.put("first", report)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (place.stat().st_size + 10, before[1]))
        memory.put("second", report)
        assert memory.problem == "file too large"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    memory.put("third", report)
    assert memory.problem is None
    assert Memory(str(place)).recall() == 3
    assert [it.name for it in tmp_path.iterdir()] == ["memory.jsonl"]


def test_a_report_is_the_same_after_json(typed: Typed) -> None:
    _, out, _ = typed("app", "--output-format", "json")
    for value in loads(out):
        del value["places"]
        assert VerifyReport.from_json(json.loads(json.dumps(value))).as_json() == value


def test_one_load_that_cannot_start_leaves_the_others(typed: Typed) -> None:
    status, out, err = typed("app", "--launch", "no-such-way", "--output-format", "json")
    assert (status, err) == (2, "")
    assert {it["outcome"] for it in json.loads(out)["loads"]} == {"failed", "asking"}


def test_loads_that_die_or_hang_leave_the_others(typed: Typed, tmp_path: Path) -> None:
    names = ("dies", "waits", "plain")
    lines = [f'{it} = AutoModelForCausalLM.from_pretrained("{it}")\n' for it in names]
    (tmp_path / "ends.py").write_text(FIRST.partition("first =")[0] + "".join(lines))
    (tmp_path / "more.py").write_text("")
    status, out, _ = typed("ends.py", "more.py", "--timeout", "3", "--output-format", "json")
    assert (status, [it["outcome"] for it in loads(out)]) == (3, ["killed", "timeout", "loaded"])


# --- forms --------------------------------------------------------------------------------------------------


def test_lines_of_json_end_with_the_figures(typed: Typed) -> None:
    _, out, _ = typed("app", "--output-format", "jsonl")
    values = [json.loads(it) for it in out.rstrip("\n").split("\n")]
    assert [*map(list, values)][-1] == ["summary"]
    assert len(values) == 4


def test_junit_has_a_case_for_each_place(typed: Typed) -> None:
    _, out, _ = typed("app", "--output-format", "junit")
    suites = ElementTree.fromstring(out)  # our own text
    assert [(it.get("name"), it.get("tests"), it.get("errors")) for it in suites] == [
        ("app/first.py", "2", "0"),
        ("app/second.py", "2", "1"),
    ]
    assert [it.get("line") for it in suites.iter("testcase")] == ["4", "5", "3", "7"]


def test_markdown_has_a_row_for_each_place(typed: Typed) -> None:
    _, out, _ = typed("app", "--output-format", "markdown")
    assert out.count("\n| app/") == 4
    assert "**asking** app/second.py:7" in out


def test_page_holds_all_and_fetches_nothing(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "app" / "first.py").write_text(FIRST.replace('"plain"', '"<script>alert(1)</script>"'))
    status, out, _ = typed("app", "--output-format", "html", "-o", "page.html")
    text = (tmp_path / "page.html").read_text()
    assert (status, out) == (3, "")
    assert text.count('<details class="load"') == 4
    assert not any(it in text for it in ("<script", '="http', "url(", "@import", "src="))
    assert "&lt;script&gt;" in text


def test_a_report_that_cannot_be_written_is_one_line(typed: Typed) -> None:
    status, _, err = typed("app/first.py:4", "-o", "no/such/folder/page.html", "--output-format", "html")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("loadlint: no/such/folder/page.html: cannot be written")


def test_page_is_drawn_by_a_browser(typed: Typed, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser on this machine")
    typed("app", "--output-format", "html", "-o", "page.html")
    page = (tmp_path / "page.html").as_uri()
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", page],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Content Security Policy" not in done.stderr
    assert done.stdout.partition("</table>")[0].count('<th scope="row">') == 4
    assert done.stdout.count('<li class="tile">') == 2 * 4
