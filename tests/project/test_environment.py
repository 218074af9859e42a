"""The interpreter and the releases in play, read from files that look like environments."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from loadlint.project import environment
from loadlint.project.config import load
from loadlint.project.environment import Interpreter, interpreter, targets, versions
from tests.commands import FLAWED, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="environments have another shape there")
PACKAGES = ("transformers-5.23.0", "torch-2.13.0+cpu", "huggingface_hub-1.2.3", "Accelerate-1.15.0", "numpy-2.0.0")


def environment_at(folder: Path, *packages: str, configuration: str = "version = 3.11.7\n") -> Path:
    """An environment's interpreter: a link to nowhere useful, which nobody may start."""
    site = folder / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (folder / "lib" / "python3.9" / "site-packages").mkdir(parents=True)
    (folder / "bin").mkdir()
    base = folder / "base-python"
    base.write_text("#!/bin/false\n")
    base.chmod(0o755)
    (folder / "bin" / "python").symlink_to(base)
    (folder / "pyvenv.cfg").write_text(configuration)
    for name in packages:
        (site / f"{name}.dist-info").mkdir()
    return folder / "bin" / "python"


def test_nothing_found(folder: Path) -> None:
    assert interpreter(folder) is None
    assert versions(None) == {}
    assert targets(folder).transformers.source == "nothing known"


def test_the_project_environment_and_its_releases(folder: Path) -> None:
    python = environment_at(folder / ".venv", *PACKAGES)
    (folder / "sub").mkdir()
    found = interpreter(folder / "sub" / "app.py")
    assert found == Interpreter(str(python), ".venv in the project")
    assert versions(found) == {
        "python": "3.11.7",
        "transformers": "5.23.0",
        "torch": "2.13.0+cpu",
        "huggingface_hub": "1.2.3",
        "accelerate": "1.15.0",
    }
    assert targets(folder, None, found).torch.installed == (2, 13, 0)


def test_the_order_of_the_places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {name: environment_at(folder / name) for name in ("asked", "configured", "active", "conda", ".venv")}
    (folder / "loadlint.toml").write_text('python = "configured"\n')
    monkeypatch.setenv("VIRTUAL_ENV", str(folder / "active"))
    monkeypatch.setenv("CONDA_PREFIX", str(folder / "conda"))
    assert interpreter(folder, "asked", load(folder)) == Interpreter(str(places["asked"]), "asked for with --python")
    assert interpreter(folder, None, load(folder)) == Interpreter(str(places["configured"]), "the configuration")
    assert interpreter(folder) == Interpreter(str(places["active"]), "VIRTUAL_ENV")
    monkeypatch.delenv("VIRTUAL_ENV")
    assert interpreter(folder) == Interpreter(str(places["conda"]), "CONDA_PREFIX")
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "base")
    assert interpreter(folder) == Interpreter(str(places[".venv"]), ".venv in the project")


def test_path_comes_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = environment_at(folder / "elsewhere")
    python.rename(python.with_name("python3"))
    monkeypatch.setenv("PATH", str(python.parent))
    assert interpreter(folder) == Interpreter(str(python.with_name("python3")), "PATH")


def test_a_pyenv_shim_gives_way_to_the_version_it_would_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder / "pyenv"
    python = environment_at(root / "versions" / "3.11.7", *PACKAGES)
    python.rename(python.with_name("python3"))
    (root / "shims").mkdir()
    (root / "shims" / "python3").write_text("#!/bin/false\n")
    (root / "shims" / "python3").chmod(0o755)
    (root / "version").write_text("3.11.7\n")
    monkeypatch.setenv("PATH", str(root / "shims"))
    found = interpreter(folder)
    assert found == Interpreter(str(python.with_name("python3")), "PATH")
    assert versions(found)["transformers"] == "5.23.0"


def test_system_packages_count_where_the_environment_has_them(folder: Path) -> None:
    environment_at(folder / "system", "torch-2.4.0", "transformers-4.48.0")
    configuration = f"home = {folder / 'system' / 'bin'}\ninclude-system-site-packages = true\nversion = 3.11.7\n"
    environment_at(folder / ".venv", "transformers-5.23.0", configuration=configuration)
    found = versions(interpreter(folder))
    assert (found["transformers"], found["torch"]) == ("5.23.0", "2.4.0")


DECLARED = {
    "project": (
        "pyproject.toml",
        '[project]\ndependencies = ["torch>=2.4", "Transformers[torch] >=4.48,<6 ; x"]\n',
        "admits 4.48.0 and newer below 6.0.0",
    ),
    "extra": (
        "pyproject.toml",
        '[project.optional-dependencies]\nml = ["transformers~=4.48.0"]\n',
        "admits 4.48.0 and newer below 4.49.0",
    ),
    "group": (
        "pyproject.toml",
        '[dependency-groups]\ndev = [{include-group = "x"}, "transformers==4.48.*"]\n',
        "admits 4.48.0 and newer below 4.49.0",
    ),
    "poetry": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\npython = "^3.10"\ntransformers = "^4.48"\n',
        "admits 4.48.0 and newer below 5.0.0",
    ),
    "poetry table": (
        "pyproject.toml",
        '[tool.poetry.group.ml.dependencies]\ntransformers = {version = ">=4.48"}\n',
        "admits 4.48.0 and newer",
    ),
    "requirements": (
        "requirements-dev.txt",
        "# comment\n-r other.txt\ntransformers==4.48.0  # pinned\nnumpy\n",
        "pins 4.48.0",
    ),
    "setup.cfg": (
        "setup.cfg",
        "[options]\ninstall_requires =\n    numpy\n    transformers>=4.48,<=4.57\n",
        "admits 4.48.0 and newer below 4.58.0",
    ),
    "conda": (
        "environment.yml",
        "channels:\n  - defaults\ndependencies:\n  - python=3.11\n  - conda-forge::transformers=4.48  # ok\n",
        "admits 4.48.0 and newer below 4.49.0",
    ),
    "conda, for pip": (
        "environment-gpu.yaml",
        'dependencies:\n- pip\n- pip:\n  - "transformers>=4.48"\nvariables:\n  - transformers=1\n',
        "admits 4.48.0 and newer",
    ),
}


@pytest.mark.parametrize(("name", "text", "admits"), DECLARED.values(), ids=DECLARED.keys())
def test_declared_floors(folder: Path, name: str, text: str, admits: str) -> None:
    (folder / name).write_text(text)
    found = targets(folder).transformers
    assert (found.floor, found.installed) == ((4, 48, 0), None)
    assert found.source == f"{name} {admits}"


def test_a_bound_from_above_keeps_newer_releases_out(folder: Path) -> None:
    (folder / "requirements.txt").write_text("transformers<5\n")
    found = targets(folder).transformers
    assert (found.floor, found.below) == (None, (5, 0, 0))
    assert (found.perhaps((4, 56)), found.perhaps((5, 0))) == (True, False)
    environment_at(folder / ".venv", *PACKAGES)
    assert targets(folder, None, interpreter(folder)).transformers.perhaps((5, 0))


UV = """\
version = 1

[[package]]
name = "torch"
version = "2.4.0"

[[package]]
name = "transformers"
version = "4.57.6"
source = { registry = "x" }
dependencies = [{ name = "torch", version = "1.0" }]

[[package]]
name = "transformers"
version = "4.44.2"
resolution-markers = ["python_full_version < '3.10'"]

[[package]]
name = "mine"
[package.metadata]
requires-dist = [{ name = "transformers", specifier = ">=4" }]
"""
POETRY = (
    '[[package]]\nname = "transformers"\nversion = "4.57.6"\noptional = false\n\n[metadata]\nlock-version = "2.1"\n'
)
PDM = '[metadata]\ngroups = ["default"]\n\n[[package]]\nname = "transformers"\nversion = "4.57.6"\nsummary = "x"\n'


@pytest.mark.parametrize(
    ("name", "text", "release"),
    [("uv.lock", UV, (4, 44, 2)), ("poetry.lock", POETRY, (4, 57, 6)), ("pdm.lock", PDM, (4, 57, 6))],
)
def test_a_lock_file_says_what_runs(folder: Path, name: str, text: str, release: tuple[int, ...]) -> None:
    (folder / name).write_text(text)
    found = targets(folder).transformers
    assert (found.floor, found.installed) == (release, release)
    assert found.source == f"{name} pins {'.'.join(map(str, release))}"


def test_a_lock_file_beside_what_the_project_admits(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\ndependencies = ["transformers>=4.40"]\n')
    (folder / "poetry.lock").write_text(POETRY)
    found = targets(folder).transformers
    assert (found.floor, found.installed) == ((4, 40, 0), (4, 57, 6))
    assert found.source == "pyproject.toml admits 4.40.0 and newer, poetry.lock pins 4.57.6"


def test_what_the_project_environment_has_goes_before_a_lock_file(folder: Path) -> None:
    (folder / "poetry.lock").write_text(POETRY)
    environment_at(folder / ".venv", *PACKAGES)
    found = targets(folder, None, interpreter(folder)).transformers
    assert found.installed == (5, 23, 0)
    assert found.source == "installed 5.23.0 in .venv in the project"


def test_a_lock_file_goes_before_what_path_leads_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "poetry.lock").write_text(POETRY)
    python = environment_at(folder.parent / "elsewhere", *PACKAGES)
    python.rename(python.with_name("python3"))
    monkeypatch.setenv("PATH", str(python.parent))
    assert targets(folder, None, interpreter(folder)).transformers.installed == (4, 57, 6)


INSTALLS = {
    "!pip install -q transformers==4.44.2 accelerate": "pins 4.44.2",
    "%pip install 'transformers>=4.44.2,<5'": "admits 4.44.2 and newer below 5.0.0",
    '!{sys.executable} -m pip install -U "transformers>=4.44.2" \\': "admits 4.44.2 and newer",
    "!uv pip install torch transformers==4.44.2": "pins 4.44.2",
}


@pytest.mark.parametrize(("line", "admits"), INSTALLS.items(), ids=INSTALLS)
def test_installs_in_a_notebook(folder: Path, line: str, admits: str) -> None:
    cell = {"cell_type": "code", "source": ["# setup\n", f"{line}\n", "import transformers\n"]}
    (folder / "train.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}))
    found = targets(folder).transformers
    assert (found.floor, found.source) == ((4, 44, 2), f"train.ipynb {admits}")
    (folder / "requirements.txt").write_text("transformers>=4.50\n")
    assert targets(folder).transformers.floor == (4, 50, 0)


def test_each_folder_has_its_own_releases(run: Run, folder: Path) -> None:
    for name, release in (("old", "4.44.2"), ("new", "5.23.0")):
        (folder / name).mkdir()
        (folder / name / "requirements.txt").write_text(f"transformers=={release}\n")
        (folder / name / "app.py").write_text(FLAWED)
    out = run("check", "--no-cache", "--output-format", "concise").out
    assert "new/app.py" in out.replace("\\", "/")
    assert "old/app.py" not in out.replace("\\", "/")


DOCTOR = {
    "pip": ("requirements.txt", "transformers==4.57.6\n", "4.57.6 (requirements.txt pins 4.57.6)"),
    "uv": ("uv.lock", UV.replace("4.44.2", "4.57.6"), "4.57.6 (uv.lock pins 4.57.6)"),
    "poetry": ("poetry.lock", POETRY, "4.57.6 (poetry.lock pins 4.57.6)"),
    "pdm": ("pdm.lock", PDM, "4.57.6 (pdm.lock pins 4.57.6)"),
    "conda": (
        "environment.yml",
        "dependencies:\n  - transformers=4.57.6\n",
        "4.57.6 (environment.yml pins 4.57.6)",
    ),
}


@pytest.mark.parametrize(("name", "text", "said"), DOCTOR.values(), ids=DOCTOR.keys())
def test_doctor_says_where_the_releases_come_from(run: Run, folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    assert f"target transformers: {said}\n" in run("doctor", "--no-devices").out


# The files of a project, the variable that a manager sets where its environment lies elsewhere, and what is said.
MANAGED = {
    "pip": (
        {"requirements.txt": "transformers>=4.40\n"},
        None,
        "4.40.0 to 5.23.0 (requirements.txt admits 4.40.0 and newer, installed 5.23.0 in .venv in the project)",
    ),
    "uv": (
        {"pyproject.toml": '[project]\ndependencies = ["transformers>=4.40"]\n', "uv.lock": UV},
        None,
        "4.40.0 to 5.23.0 (pyproject.toml admits 4.40.0 and newer, installed 5.23.0 in .venv in the project)",
    ),
    "poetry": (
        {"pyproject.toml": '[tool.poetry.dependencies]\ntransformers = ">=4.48"\n', "poetry.lock": POETRY},
        "VIRTUAL_ENV",
        "4.48.0 to 5.23.0 (pyproject.toml admits 4.48.0 and newer, installed 5.23.0 in VIRTUAL_ENV)",
    ),
    "conda": (
        {"environment.yml": "dependencies:\n  - transformers>=4.48\n"},
        "CONDA_PREFIX",
        "4.48.0 to 5.23.0 (environment.yml admits 4.48.0 and newer, installed 5.23.0 in CONDA_PREFIX)",
    ),
}


@pytest.mark.parametrize(("files", "variable", "said"), MANAGED.values(), ids=MANAGED.keys())
def test_doctor_in_a_managed_project(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], variable: str | None, said: str
) -> None:
    place = folder.parent / "environments" / "mine" if variable else folder / ".venv"
    python = environment_at(place, *PACKAGES)
    for name, text in files.items():
        (folder / name).write_text(text)
    if variable:
        monkeypatch.setenv(variable, str(place))
    lines = run("doctor", "--no-devices").out.split("\n")
    assert f"interpreter: {python} (from {variable or '.venv in the project'})" in lines
    assert f"target transformers: {said}" in lines


@pytest.mark.parametrize(
    "text", ["transformers\n", "transformers<6\n", "transformers-extra>=4\n", "transformers @ git+x\n"]
)
def test_no_floor_is_declared(folder: Path, text: str) -> None:
    (folder / "requirements.txt").write_text(text)
    assert targets(folder).transformers.floor is None


def test_floor_and_installed_release_together(folder: Path) -> None:
    environment_at(folder / ".venv", *PACKAGES)
    (folder / "requirements.txt").write_text("transformers>=4.40\n")
    found = targets(folder, None, interpreter(folder)).transformers
    assert (found.floor, found.installed) == ((4, 40, 0), (5, 23, 0))
    assert found.source == "requirements.txt admits 4.40.0 and newer, installed 5.23.0 in .venv in the project"


def test_the_releases_decide_what_is_safe(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    (folder / "requirements.txt").write_text("transformers\n")
    assert run("check", "--fix", "--no-cache", "app.py").status == 1
    (folder / "requirements.txt").write_text("transformers>=5\n")
    assert run("check", "--fix", "--no-cache", "app.py").status == 0


def test_doctor_without_an_interpreter(run: Run) -> None:
    result = run("doctor")
    assert (result.status, result.err) == (0, "")
    assert "interpreter: none found; name one with --python\n" in result.out


def test_doctor_names_what_is_there(run: Run, folder: Path) -> None:
    environment_at(folder / ".venv", *PACKAGES)
    out = run("doctor").out
    assert "transformers: 5.23.0\n" in out
    assert "diffusers: not installed\n" in out
    assert "target torch: 2.13.0 (installed 2.13.0+cpu in .venv in the project)\n" in out
    assert "devices: unknown: the interpreter " in out


def test_doctor_asks_the_interpreter_for_devices(run: Run) -> None:
    out = run("doctor", "--python", sys.executable).out
    assert "devices: " in out
    assert "the interpreter" not in out.partition("devices: ")[2]


def test_reading_the_environment_is_quick(folder: Path) -> None:
    environment_at(folder / ".venv", *(f"package{it}-1.0" for it in range(500)), *PACKAGES)
    assert environment.site_packages(Interpreter(str(folder / ".venv/bin/python"), "test"))[0].endswith(
        "python3.11/site-packages"
    )
