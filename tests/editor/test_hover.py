"""Hover over a load before anything is run, from files of this machine alone."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from loadlint.editor.analysis import Analysis
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.features import estimate, hover, tasks
from loadlint.editor.runs import Result, Run
from loadlint.project.project import Checks, Project
from loadlint.project.settings import Settings
from loadlint.verify import render
from loadlint.verify.estimate import devices, host, hub
from loadlint.verify.estimate.devices import Device, Machine
from loadlint.verify.report import Failure, VerifyReport
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Finding, LoadSite, Span, Target, Targets

HEAD = "from transformers import AutoModelForCausalLM, pipeline\nfrom peft import PeftModel\nimport torch, sys\n"
COMMIT = "0123456789" * 4
PARAMETERS = 1_000_000
RELEASES = Targets(transformers=Target(None, (5, 23, 0), ".venv"))


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network, an empty cache, one card with 8 GB free and 4 GB of memory."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a hover asks the network for nothing")

    monkeypatch.setattr(hub.Repository, "get", refuse)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    card = Device("cuda:0", "Test Card", free=8_000_000_000, total=8_000_000_000)
    monkeypatch.setattr(devices, "probe", lambda _: Machine((card,)))
    monkeypatch.setattr(host, "available_memory", lambda: 4_000_000_000)
    estimate._machine.cache_clear()


def model(folder: Path) -> Path:
    """A checkpoint of a million parameters in float16, in a header and no more bytes than it needs."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    tensors = {"model.embed_tokens.weight": {"dtype": "F16", "shape": [1000, 1000], "data_offsets": [0, 2_000_000]}}
    header = json.dumps(tensors).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + 2 * PARAMETERS)
    return folder


def cached(root: Path) -> None:
    repository = root / "hub" / "models--gpt2"
    model(repository / "snapshots" / COMMIT)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)


def told(load: str, root: Path, targets: Targets = RELEASES) -> dict[str, str]:
    """The facts about the one load of a text, by name."""
    _, expected = found(load, root, targets)
    facts = {
        "what": expected.model(),
        f"placement{expected.mark()}": expected.placement(),
        "releases": expected.releases(),
    }
    sizes = {"size (estimated)": expected.size(), "fits here (estimated)": expected.fits()}
    return {**facts, **(sizes if expected.checked.weights.total else {})}


def found(
    load: str, root: Path, targets: Targets = RELEASES, *, trusted: bool = True
) -> tuple[LoadSite, estimate.Estimate]:
    document = Document[object, object]("file:///a.py", [Cell("file:///a.py", 1, Text.of(HEAD + load))])
    snapshot = document.snapshot()
    analysis = Analysis()
    (site,) = analysis.program(snapshot.source).loads
    project = Project(Checks((), targets), Settings(root=str(root)))
    return site, estimate.look(tasks.asked(analysis, snapshot, site, None), site, project, root, trusted=trusted)


def test_a_folder_tells_parameters_and_bytes_per_dtype(tmp_path: Path) -> None:
    model(tmp_path / "tiny")
    lines = told('AutoModelForCausalLM.from_pretrained("./tiny", dtype=torch.float32)', tmp_path)
    assert lines["what"] == f"`./tiny` in {tmp_path / 'tiny'}"
    assert lines["size (estimated)"] == (
        "1 million parameters; the checkpoint holds 2 MB float16, loaded as float32; 2 MB as bfloat16, 4 MB as float32"
    )
    assert lines["fits here (estimated)"].startswith("yes: needs about")
    assert "without a device in the call" in lines["placement"]


def test_the_cache_tells_the_commit(tmp_path: Path) -> None:
    cached(tmp_path)
    assert told('AutoModelForCausalLM.from_pretrained("gpt2")', tmp_path)["what"] == (
        "`gpt2` from the hub's cache, commit 012345678901"
    )


@pytest.mark.parametrize(
    ("load", "placement"),
    [
        ('AutoModelForCausalLM.from_pretrained("./tiny", device_map="cuda:0")', "2 MB on cuda:0"),
        ('AutoModelForCausalLM.from_pretrained("./tiny").to("cuda")', "2 MB on cuda:0"),
        ('AutoModelForCausalLM.from_pretrained("./tiny", device_map="cpu")', "2 MB on cpu"),
    ],
)
def test_the_placement_is_estimated_from_headers(tmp_path: Path, load: str, placement: str) -> None:
    model(tmp_path / "tiny")
    assert told(load, tmp_path)["placement (estimated)"] == placement


@pytest.mark.parametrize(
    ("load", "placement"),
    [
        ('AutoModelForCausalLM.from_pretrained("none/here")', "the weights stay in memory"),
        ('AutoModelForCausalLM.from_pretrained("none/here", device_map="auto")', '`device_map="auto"`'),
        ('AutoModelForCausalLM.from_pretrained("none/here").to("cuda")', "moved by `.to(...)`"),
        ('AutoModelForCausalLM.from_pretrained("none/here", **kwargs)', "out of sight"),
        ('pipeline("text-generation", model="none/here")', "the first accelerator"),
        ('PeftModel.from_pretrained(base, "none/here")', "the device of the base model"),
    ],
)
def test_without_weights_the_placement_is_what_the_code_says(tmp_path: Path, load: str, placement: str) -> None:
    lines = told(load, tmp_path)
    assert placement in lines["placement"]
    assert "size (estimated)" not in lines
    assert "fits here (estimated)" not in lines


def test_what_is_too_big_for_this_machine_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model(tmp_path / "tiny")
    monkeypatch.setattr(host, "available_memory", lambda: 1_100_000_000)
    lines = told('AutoModelForCausalLM.from_pretrained("./tiny", dtype=torch.float32)', tmp_path)
    assert lines["fits here (estimated)"].startswith("no: needs about")


def test_releases_are_told_with_where_they_come_from(tmp_path: Path) -> None:
    assert told('AutoModelForCausalLM.from_pretrained("a")', tmp_path)["releases"] == (
        "transformers 5.23.0 from .venv; torch unknown, taken for the newest"
    )


def test_a_model_that_the_text_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    lines = told("AutoModelForCausalLM.from_pretrained(sys.argv[1])", tmp_path)
    assert lines["what"] == "the text does not say which model"


@pytest.mark.parametrize("name", ["a" * 9_000, "a\\x00b", "~nobody-of-this-name", "\\udcff", "a/" * 3_000])
def test_a_name_that_no_file_can_have_is_not_on_this_machine(tmp_path: Path, name: str) -> None:
    lines = told(f'AutoModelForCausalLM.from_pretrained("{name}")', tmp_path)
    assert lines["what"].endswith("not on this machine")
    assert "size (estimated)" not in lines


def test_no_driver_is_asked_in_an_untrusted_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def probe(torch: str | None) -> devices.Machine:
        asked.append(torch)
        return devices.Machine()

    monkeypatch.setattr(devices, "probe", probe)
    estimate._machine.cache_clear()
    model(tmp_path / "tiny")
    load = 'AutoModelForCausalLM.from_pretrained("./tiny", device_map="auto")'
    _, expected = found(load, tmp_path, trusted=False)
    assert expected.fits() == "not known: it depends on the devices, which are not asked in an untrusted workspace"
    assert expected.placement() == 'as `device_map="auto"` says'
    assert asked == []
    found(load, tmp_path)
    assert asked == [None]


def test_facts_come_first_in_at_most_eight_lines(tmp_path: Path) -> None:
    model(tmp_path / "tiny")
    site, expected = found('AutoModelForCausalLM.from_pretrained("./tiny", device_map="cpu")', tmp_path)
    lines = list(hover.load(site, expected, None, None))
    assert [it.partition(":")[0] for it in lines] == [
        "**AutoModelForCausalLM** loads a model with transformers",
        "**Estimate**",
        "**Fits here** (estimated)",
        "**Placement** (estimated)",
        "Releases",
    ]
    report = VerifyReport({}, {"call": "load()"}, "failed", error=Failure("OSError", "no", "loading"))
    result = Result(site, Run("run", None, "done", report=report), stale=True)
    assert list(hover.load(site, expected, result, "command:x"))[1] == (
        f"**Measured before the last edit**: {render.line(report)} · [report](command:x)"
    )
    assert len(lines) + hover.RULES + 1 <= hover.LONGEST


def test_an_installed_release_that_the_project_excludes_is_named(tmp_path: Path) -> None:
    pins = Targets(transformers=Target((4, 40), None, "requirements.txt", (5,)))
    site, expected = found('AutoModelForCausalLM.from_pretrained("gpt2")', tmp_path, pins)
    lines = {it: list(hover.load(site, replace(expected, installed={"transformers": it}), None, None))[-1] for it in
             ("4.57.3", "5.23.0", "4.39.0rc1")}  # fmt: skip
    assert "installed" not in lines["4.57.3"]
    assert lines["5.23.0"].endswith(" · **installed: transformers 5.23.0, which the project excludes**")
    assert "**" in lines["4.39.0rc1"]


def test_a_rule_is_one_line_with_the_way_to_its_page() -> None:
    findings = [Finding("a message", Span(0, 1), rule=it.name, severity="warning") for it in RULES[:4]]
    for client, link in ((Client(), "https://"), (Client(commands=True), "command:loadlint.showRule?")):
        *lines, more = hover.rules(findings, client)
        assert len(lines) == hover.RULES
        assert all(f"[rule]({link}" in it and "a message" not in it for it in lines)
        assert more == "and 2 more findings here"
