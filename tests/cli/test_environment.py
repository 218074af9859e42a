"""The interpreter and the releases in play, read from files that look like environments."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from loadlint import environment
from loadlint.config import load
from loadlint.environment import Interpreter, interpreter, targets, versions
from tests.cli.conftest import FLAWED, Run

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
    "project": ("pyproject.toml", '[project]\ndependencies = ["torch>=2.4", "Transformers[torch] >=4.48,<6 ; x"]\n'),
    "extra": ("pyproject.toml", '[project.optional-dependencies]\nml = ["transformers~=4.48.0"]\n'),
    "group": ("pyproject.toml", '[dependency-groups]\ndev = [{include-group = "x"}, "transformers==4.48.*"]\n'),
    "poetry": ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.10"\ntransformers = "^4.48"\n'),
    "poetry table": ("pyproject.toml", '[tool.poetry.group.ml.dependencies]\ntransformers = {version = ">=4.48"}\n'),
    "requirements": ("requirements-dev.txt", "# comment\n-r other.txt\ntransformers==4.48.0  # pinned\nnumpy\n"),
    "setup.cfg": ("setup.cfg", "[options]\ninstall_requires =\n    numpy\n    transformers>=4.48\n"),
}


@pytest.mark.parametrize(("name", "text"), DECLARED.values(), ids=DECLARED.keys())
def test_declared_floors(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    found = targets(folder).transformers
    assert (found.floor, found.installed) == ((4, 48, 0), None)
    assert found.source == f"{name} admits 4.48.0 and newer"


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
    (folder / "requirements.txt").write_text("transformers>=4.40\n")
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
