"""Configuration: which file counts, what its keys do, and what the command line says over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loadlint.project.settings import load, size, target, version
from loadlint_rules.analysis.model import Target
from tests.commands import FLAWED, NEWEST, Run

ON_NEWEST = ("--target", "transformers=5.23.0")


def test_without_a_file_the_defaults_hold(folder: Path) -> None:
    settings = load(folder)
    assert (settings.source, settings.root) == (None, str(folder))
    assert {it.name for it in settings.rules} >= {"missing-device-map", "trust-remote-code"}
    assert all(it.default for it in settings.rules)


def test_a_pyproject_of_others_is_passed_by(folder: Path) -> None:
    (folder / "loadlint.toml").write_text('ignore = ["trust-remote-code"]\n')
    (folder / "sub").mkdir()
    (folder / "sub" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert load(folder / "sub").ignore == ("trust-remote-code",)


def test_the_nearest_file_wins_whole(folder: Path) -> None:
    (folder / "loadlint.toml").write_text('ignore = ["trust-remote-code"]\n')
    (folder / "sub").mkdir()
    (folder / "sub" / "pyproject.toml").write_text("[tool.loadlint]\nexclude = []\n")
    assert load(folder / "sub" / "app.py").ignore == ()


def test_own_file_before_pyproject(folder: Path) -> None:
    (folder / "loadlint.toml").write_text("exclude = ['a']\n")
    (folder / "pyproject.toml").write_text("[tool.loadlint]\nexclude = ['b']\n")
    assert load(folder).exclude == ("a",)


def test_every_key(folder: Path) -> None:
    (folder / "loadlint.toml").write_text(
        """
        select = ["ALL"]
        ignore = ["trust-remote-code"]
        extend-select = ["missing-device-map"]
        exclude = ["gen"]
        python = ".venv"
        [severity]
        missing-device-map = "error"
        [per-file-ignores]
        "tests/*" = ["missing-device-map"]
        [targets]
        transformers = ">=4.40"
        torch = "2.13"
        [verify]
        timeout = 60
        memory-limit = "8GB"
        launch = "torchrun --nproc-per-node 2"
        """
    )
    settings = load(folder)
    assert settings.targets == {
        "transformers": Target((4, 40, 0), None, "the configuration"),
        "torch": Target((2, 13, 0), (2, 13, 0), "the configuration"),
    }
    assert (settings.verify.timeout, settings.verify.memory_limit) == (60.0, 8_000_000_000)
    assert settings.verify.launch == "torchrun --nproc-per-node 2"
    rules = {it.name: it.severity for it in settings.rules_for(folder / "app.py")}
    assert rules["missing-device-map"] == "error"
    assert "trust-remote-code" not in rules
    assert "missing-device-map" not in {it.name for it in settings.rules_for(folder / "tests" / "app.py")}


def test_each_folder_has_its_own_settings(run: Run, folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "app.py").write_text(FLAWED)
    (folder / "a" / "loadlint.toml").write_text('ignore = ["deprecated-torch-dtype"]\n')
    rows = json.loads(run("check", *ON_NEWEST, "--output-format", "json", ".").out)
    assert [it["path"] for it in rows] == ["b/app.py"]


def test_exclude_is_relative_to_its_file(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text('exclude = ["/gen", "*_pb2.py"]\n')
    for name in ("gen/app.py", "sub/gen/app.py", "sub/x_pb2.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(FLAWED)
    rows = json.loads(run("check", *ON_NEWEST, "--output-format", "json", ".").out)
    assert [it["path"] for it in rows] == ["sub/gen/app.py"]
    assert run("check", *ON_NEWEST, "gen/app.py").status == 1
    assert run("check", *ON_NEWEST, "--force-exclude", "gen/app.py").status == 0


def test_severity_reaches_the_report(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text('severity = {deprecated-torch-dtype = "error"}\n')
    (folder / "app.py").write_text(FLAWED)
    assert "error[deprecated-torch-dtype]" in run("check", *ON_NEWEST, "app.py").out


def test_isolated_reads_no_configuration(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text("nonsense = 1\n")
    (folder / "app.py").write_text(FLAWED)
    assert run("check", *NEWEST, "app.py").status == 1


def test_show_settings_names_the_file_and_the_releases(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text('targets = {transformers = "4.40"}\n')
    out = run("check", "--show-settings", *ON_NEWEST, ".").out
    assert f"configuration: {folder / 'loadlint.toml'}\n" in out
    assert "target transformers: 5.23.0 from --target\n" in out
    assert "rule deprecated-torch-dtype: info\n" in out


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("5", (5, 0, 0)),
        ("4.56", (4, 56, 0)),
        ("2.13.0+cpu", (2, 13, 0)),
        ("5.0.0rc1", (5, 0, 0)),
        ("v1.2.3.4", (1, 2, 3, 4)),
    ],
)
def test_versions(text: str, release: tuple[int, ...]) -> None:
    assert version(text) == release


def test_a_target_is_a_release_or_a_floor() -> None:
    assert target("5.23.0", "here") == Target((5, 23, 0), (5, 23, 0), "here")
    assert target(">=4.40", "here") == Target((4, 40, 0), None, "here")


@pytest.mark.parametrize(
    ("value", "number"), [("8GB", 8_000_000_000), ("1.5 GiB", 1_610_612_736), ("64", 64), (64, 64)]
)
def test_sizes(value: object, number: int) -> None:
    assert size(value) == number


@pytest.mark.parametrize("value", ["", "GB", "8 lots", -1, True, None, 1.5])
def test_no_sizes(value: object) -> None:
    with pytest.raises(ValueError, match="must be a size"):
        size(value)


def test_statements_that_do_not_parse_can_be_ignored(folder: Path, run: Run) -> None:
    (folder / "app.py").write_text(f"{FLAWED}\nmodel = AutoModel.from_pretrained(\n")
    rules = [it["rule"] for it in json.loads(run("check", *ON_NEWEST, "--output-format", "json", "app.py").out)]
    assert "invalid-syntax" in rules
    chosen = ("check", *ON_NEWEST, "--output-format", "json", "app.py")
    left = [it for it in rules if it != "invalid-syntax"]
    assert [it["rule"] for it in json.loads(run(*chosen, "--ignore", "invalid-syntax").out)] == left
    for text in ('ignore = ["invalid-syntax"]', '[per-file-ignores]\n"app.py" = ["invalid-syntax"]'):
        (folder / "loadlint.toml").write_text(text)
        assert [it["rule"] for it in json.loads(run(*chosen).out)] == left
