"""The interpreter and the releases in play, read from files that look like environments."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from loadlint.project import releases
from loadlint.project.installed import site_packages, versions
from loadlint.project.interpreter import Interpreter, interpreter
from loadlint.project.projects import Projects
from loadlint.project.releases import Releases, described
from loadlint.project.settings import load
from loadlint_rules.analysis.model import Targets
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


def targets(folder: Path, python: Interpreter | None = None) -> Targets:
    """The releases in play, as they are for a reader who starts afresh."""
    return Releases().of_folder(str(folder), python)


def test_an_environment_that_appears_or_is_installed_into_is_a_change(tmp_path: Path) -> None:
    projects = Projects(lenient=True)
    assert projects.of(tmp_path / "load.py").checks.targets.transformers.installed is None
    assert not projects.changed()
    environment_at(tmp_path / ".venv")
    assert projects.changed()
    projects.forget()
    projects.of(tmp_path / "load.py")
    assert not projects.changed()
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    os.utime(packages, (0, 0))  # as the clock of the disk may be coarse
    (packages / "transformers-5.23.0.dist-info").mkdir()
    assert projects.changed()
    projects.forget()
    assert projects.of(tmp_path / "load.py").checks.targets.transformers.installed == (5, 23, 0)


def test_the_packages_of_an_interpreter_are_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = Interpreter(str(environment_at(tmp_path / ".venv", *PACKAGES)), "VIRTUAL_ENV")
    asked = []
    monkeypatch.setattr(releases, "versions", lambda it: asked.append(it) or versions(it))
    every = Releases()
    for number in range(3):
        assert every.of_folder(str(tmp_path / str(number)), python).transformers.installed == (5, 23, 0)
    assert asked == [python]


def test_nothing_found(folder: Path) -> None:
    assert interpreter(folder) is None
    assert versions(None) == {}
    assert targets(folder).transformers.source == "nothing known"


def test_the_project_environment_and_its_releases(folder: Path) -> None:
    python = environment_at(folder / ".venv", *PACKAGES)
    (folder / "sub").mkdir()
    answer = interpreter(folder / "sub" / "app.py")
    assert answer == Interpreter(str(python), ".venv in the project")
    assert versions(answer) == {
        "python": "3.11.7",
        "transformers": "5.23.0",
        "torch": "2.13.0+cpu",
        "huggingface_hub": "1.2.3",
        "accelerate": "1.15.0",
    }
    assert targets(folder, answer).torch.installed == (2, 13, 0)


def test_the_order_of_the_places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {name: environment_at(folder / name) for name in ("asked", "configured", "active", "conda", ".venv")}
    (folder / "loadlint.toml").write_text('python = "configured"\n')
    monkeypatch.setenv("VIRTUAL_ENV", str(folder / "active"))
    monkeypatch.setenv("CONDA_PREFIX", str(folder / "conda"))
    assert interpreter(folder, "asked", load(folder)) == Interpreter(str(places["asked"]), "--python")
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
    answer = interpreter(folder)
    assert answer == Interpreter(str(python.with_name("python3")), "PATH")
    assert versions(answer)["transformers"] == "5.23.0"


def test_system_packages_count_where_the_environment_has_them(folder: Path) -> None:
    environment_at(folder / "system", "torch-2.4.0", "transformers-4.48.0")
    configuration = f"home = {folder / 'system' / 'bin'}\ninclude-system-site-packages = true\nversion = 3.11.7\n"
    environment_at(folder / ".venv", "transformers-5.23.0", configuration=configuration)
    releases = versions(interpreter(folder))
    assert (releases["transformers"], releases["torch"]) == ("5.23.0", "2.4.0")


PAGES = {
    "prose": ("Works with `transformers==4.40.0`, see transformers==4.41.0.\n", "unknown, taken for the newest"),
    "no bounds": ("```\npip install transformers\n```\n", "unknown, taken for the newest"),
    "with and without": (
        "```\npip install transformers\n```\n~~~\npip install transformers==4.40.0\n~~~\n",
        "unknown, taken for the newest",
    ),
    "two choices": (
        "```bash\n(env) $ pip3 install 'transformers>=4.48'\n```\n> ```\n> pip install transformers==4.40.0\n> ```\n",
        "4.40.0 and newer from README.md line 5",
    ),
    "code": (
        "```python\nimport transformers\ntransformers.logging.set_verbosity(1)\n```\n",
        "unknown, taken for the newest",
    ),
}


@pytest.mark.parametrize(("text", "words"), PAGES.values(), ids=PAGES)
def test_pages_count_where_no_file_names_the_library(folder: Path, text: str, words: str) -> None:
    (folder / "README.md").write_text(text)
    (folder / "CHANGELOG.md").write_text("```\npip install transformers==4.20.0\n```\n")
    assert described(targets(folder), "transformers") == words


def test_a_dockerfile_counts_after_the_files_of_the_project_and_before_pages(folder: Path) -> None:
    (folder / "README.md").write_text("```\npip install transformers==4.40.0 peft==0.9.0\n```\n")
    (folder / "Dockerfile").write_text("RUN pip install transformers==4.48.0 torch==2.4.0\n")
    (folder / "Dockerfile.cpu").write_text("RUN pip install transformers==4.50.0\n")
    (folder / "setup.cfg").write_text("[options]\ninstall_requires = torch>=2.6\n")
    releases = targets(folder)
    assert described(releases, "transformers") == "4.48.0 to below 4.50.1 from Dockerfile line 1"
    assert described(releases, "torch") == "2.6.0 and newer from setup.cfg line 2"
    assert described(releases, "peft") == "0.9.0 from README.md line 2"


@pytest.mark.parametrize(
    "text",
    [
        "git+https://github.com/huggingface/transformers@c612628045822f909020f7eb6784c79700813eda#egg=transformers\n",
        "transformers @ git+https://github.com/huggingface/transformers.git@refs/pull/32473/merge\n",
        "transformers @ git+https://github.com/huggingface/transformers@1a2b3c\ntransformers\n",
    ],
)
def test_the_release_of_a_commit_is_one_that_nobody_knows(folder: Path, text: str) -> None:
    (folder / "requirements.txt").write_text(text)
    words = "the unknown release of a commit from requirements.txt line 1"
    assert described(targets(folder), "transformers") == words


def test_a_commit_yields_to_the_environment_of_the_project_and_not_to_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "README.md").write_text("```\npip install git+https://github.com/huggingface/transformers@352d547\n```\n")
    on_path = environment_at(folder.parent / "elsewhere", "transformers-5.23.0")
    monkeypatch.setenv("PATH", str(on_path.parent))
    unknown = targets(folder, interpreter(folder)).transformers
    assert (unknown.at_commit, unknown.installed) == (True, None)
    assert (unknown.perhaps((4, 0)), unknown.before((6, 0)), unknown.surely((4, 0))) == (False, False, False)
    environment_at(folder / ".venv", "transformers-5.23.0")
    assert described(targets(folder, interpreter(folder)), "transformers") == "5.23.0 from .venv in the project"


def test_pages_yield_to_the_environment_of_the_project(folder: Path) -> None:
    (folder / "README.md").write_text("```\npip install transformers==4.40.0 torch==2.4.0\n```\n")
    environment_at(folder / ".venv", "transformers-5.23.0")
    python = interpreter(folder)
    assert described(targets(folder, python), "transformers") == "5.23.0 from .venv in the project"
    assert described(targets(folder, python), "torch") == "2.4.0 from README.md line 2"


DECLARED = {
    "project": (
        "pyproject.toml",
        '[project]\ndependencies = ["torch>=2.4", "Transformers[torch] >=4.48,<6 ; x"]\n',
        "4.48.0 to below 6.0.0 from pyproject.toml line 2",
    ),
    "extra": (
        "pyproject.toml",
        '[project.optional-dependencies]\nml = ["transformers~=4.48.0"]\n',
        "4.48.0 to below 4.49.0 from pyproject.toml line 2",
    ),
    "the project's own before extras": (
        "pyproject.toml",
        '[project]\ndependencies = [\n    "transformers>=4.48",\n]\n'
        '[project.optional-dependencies]\nold = ["transformers==4.30"]\n',
        "4.48.0 and newer from pyproject.toml line 3",
    ),
    "two extras": (
        "pyproject.toml",
        '[project.optional-dependencies]\nnew = ["transformers==5.0.0"]\nold = ["transformers==4.48.0"]\n',
        "4.48.0 to below 5.0.1 from pyproject.toml line 3",
    ),
    "group": (
        "pyproject.toml",
        '[dependency-groups]\ndev = [{include-group = "x"}, "transformers==4.48.*"]\n',
        "4.48.0 to below 4.49.0 from pyproject.toml line 2",
    ),
    "a file that setuptools reads": (
        "pyproject.toml",
        '[tool.setuptools.dynamic]\ndependencies = {file = ["pins.txt"]}\n',
        "4.48.0 from pins.txt line 1",
    ),
    "poetry": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\npython = "^3.10"\ntransformers = "^4.48"\n',
        "4.48.0 to below 5.0.0 from pyproject.toml line 3",
    ),
    "poetry table": (
        "pyproject.toml",
        '[tool.poetry.group.ml.dependencies]\ntransformers = {version = ">=4.48"}\n',
        "4.48.0 and newer from pyproject.toml line 2",
    ),
    "poetry tag": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\ntransformers = {git = "https://x.org/hf/transformers.git", tag = "v4.48.0"}\n',
        "4.48.0 from pyproject.toml line 2",
    ),
    "poetry alternatives": (
        "pyproject.toml",
        "[tool.poetry.dependencies]\ntransformers = [\n    {version = '4.48.0', python = '<3.10'},\n"
        "    {version = '5.0.0', python = '>=3.10'},\n]\n",
        "4.48.0 to below 5.0.1 from pyproject.toml line 2",
    ),
    "requirements": (
        "requirements-dev.txt",
        "# comment\n-r other.txt\ntransformers==4.48.0  # pinned\nnumpy\n",
        "4.48.0 from requirements-dev.txt line 3",
    ),
    "a tag": (
        "requirements.txt",
        "numpy\ngit+https://github.com/huggingface/transformers.git@v4.48.0#egg=transformers\n",
        "4.48.0 from requirements.txt line 2",
    ),
    "hashes": (
        "requirements.txt",
        "transformers==4.48.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n",
        "4.48.0 from requirements.txt line 1",
    ),
    "setup.cfg": (
        "setup.cfg",
        "[options]\ninstall_requires =\n    numpy\n    transformers>=4.48,<=4.57\n",
        "4.48.0 to below 4.57.1 from setup.cfg line 4",
    ),
    "setup.cfg, with a comment": (
        "setup.cfg",
        "[options]\ninstall_requires =\n    transformers==4.48.0  # as in the tests\n",
        "4.48.0 from setup.cfg line 3",
    ),
    "setup.cfg, an extra": (
        "setup.cfg",
        "[options.extras_require]\nml = transformers>=4.48\n",
        "4.48.0 and newer from setup.cfg line 2",
    ),
    "a Dockerfile": (
        "Dockerfile",
        "# pip install transformers==4.30\nFROM python:3.11\nRUN --mount=type=cache,target=/cache \\\n"
        "    pip install --no-cache-dir \\\n    # the last one\n    # that runs\n    'transformers==4.48.0' torch\n",
        "4.48.0 from Dockerfile line 3",
    ),
    "a Dockerfile for a machine": (
        "gpu.Dockerfile",
        "ARG RELEASE=4.30\nRUN pip install transformers==$RELEASE\nRUN python -m pip install 'transformers>=4.48,<5'\n",
        "4.48.0 to below 5.0.0 from gpu.Dockerfile line 3",
    ),
    "setup.py": (
        "setup.py",
        "from setuptools import setup\n\nBASE = ['numpy']\nsetup(\n    install_requires=BASE + [\n"
        "        'transformers>=4.48',\n    ],\n)\n",
        "4.48.0 and newer from setup.py line 6",
    ),
    "setup.py, an extra": (
        "setup.py",
        "import setuptools\nEXTRAS = {'ml': ['transformers==4.48.0']}\nsetuptools.setup(extras_require=EXTRAS)\n",
        "4.48.0 from setup.py line 2",
    ),
    "conda": (
        "environment.yml",
        "channels:\n  - defaults\ndependencies:\n  - python=3.11\n  - conda-forge::transformers=4.48  # ok\n",
        "4.48.0 to below 4.49.0 from environment.yml line 5",
    ),
    "conda, with a build": (
        "conda-gpu.yml",
        "dependencies:\n  - transformers=4.48.0=pyhd8ed1ab_0\n",
        "4.48.0 from conda-gpu.yml line 2",
    ),
    "conda, for pip": (
        "environment-gpu.yaml",
        'dependencies:\n- pip\n- pip:\n  - "transformers>=4.48"\nvariables:\n  - transformers=1\n',
        "4.48.0 and newer from environment-gpu.yaml line 4",
    ),
    "conda, by a file for pip": (
        "environment.yml",
        "dependencies:\n  - pip:\n    - -r pins.txt\n",
        "4.48.0 from pins.txt line 1",
    ),
}


@pytest.mark.parametrize(("name", "text", "words"), DECLARED.values(), ids=DECLARED.keys())
def test_declared_releases(folder: Path, name: str, text: str, words: str) -> None:
    (folder / "pins.txt").write_text("transformers==4.48.0\n")
    (folder / name).write_text(text)
    target = targets(folder).transformers
    assert (target.floor, target.installed) == ((4, 48, 0), None)
    assert described(targets(folder), "transformers") == words


def test_pytorch_of_conda_is_torch(folder: Path) -> None:
    (folder / "environment.yml").write_text("dependencies:\n  - pytorch::pytorch=2.1.0\n")
    assert described(targets(folder), "torch") == "2.1.0 from environment.yml line 2"


UNDECLARED = {
    "a name alone": ("requirements.txt", "transformers\n"),
    "the main branch": ("requirements.txt", "git+https://github.com/huggingface/transformers@main\n"),
    "a variable": ("requirements.txt", "transformers==${VERSION}\n"),
    "an include of itself": ("requirements.txt", "-r requirements.txt\n"),
    "an include that is not there": ("requirements.txt", "-r gone.txt\n-c https://example.org/c.txt\n"),
    "a setup.py that computes": ("setup.py", "setup(install_requires=read('transformers>=4'))\n"),
    "a setup.py that does not parse": ("setup.py", "setup(install_requires=['transformers>=4'\n"),
    "a setup.py with two bindings": (
        "setup.py",
        "A = ['transformers>=4']\nA = []\nsetup(install_requires=A)\n",
    ),
    "a broken pyproject": ("pyproject.toml", "{% if transformers %}\n"),
    "a broken setup.cfg": ("setup.cfg", "transformers>=4\n[options\n"),
    "another table of setup.cfg": ("setup.cfg", "[mypy]\nplugins = transformers>=4\n"),
}


@pytest.mark.parametrize(("name", "text"), UNDECLARED.values(), ids=UNDECLARED.keys())
def test_nothing_is_declared(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    assert described(targets(folder), "transformers") == "unknown, taken for the newest"


def test_the_plain_requirements_file_counts_first(folder: Path) -> None:
    (folder / "requirements-dev.txt").write_text("transformers==4.40.0\n")
    (folder / "requirements.txt").write_text("transformers==4.48.0\n")
    assert described(targets(folder), "transformers") == "4.48.0 from requirements.txt line 1"


def test_a_requirements_file_in_utf_16(folder: Path) -> None:
    (folder / "requirements.txt").write_bytes("numpy\r\ntransformers==4.48.0\r\n".encode("utf-16"))
    assert described(targets(folder), "transformers") == "4.48.0 from requirements.txt line 2"


def test_includes_and_constraints_stay_in_the_project(folder: Path) -> None:
    (folder / "outside.txt").write_text("transformers==4.30.0\n")
    project = folder / "project"
    (project / "requirements").mkdir(parents=True)
    (project / "requirements.txt").write_text(
        "-r requirements/base.txt\n-r ../outside.txt\n--requirement=requirements.txt\n"
    )
    (project / "requirements" / "base.txt").write_text("-c ../limits.txt\ntransformers>=4.40\n-r ../requirements.txt\n")
    (project / "limits.txt").write_text("# tried\ntransformers<5\n")
    assert described(targets(project), "transformers") == "4.40.0 to below 5.0.0 from requirements/base.txt line 2"
    (project / "limits.txt").write_text("transformers==4.48.0\n")
    assert described(targets(project), "transformers") == "4.48.0 from limits.txt line 1"


MARKED = {
    "by platform, the oldest": (
        'transformers==5.14.1; platform_system == "Darwin"\ntransformers>=4.57; sys_platform != "darwin"\n',
        "4.57.0 and newer from requirements.txt line 2",
    ),
    "on one platform more": (
        'transformers==5.14.1; platform_system == "Darwin"\ntransformers>=4.57\n',
        "4.57.0 and newer from requirements.txt line 2",
    ),
    "by Python, the one that is there": (
        'transformers==4.30.0; python_version < "3.9"\ntransformers==4.48.0; python_version >= "3.9"\n',
        "4.48.0 from requirements.txt line 2",
    ),
    "for another Python": ('transformers==4.30.0; python_version < "3.9"\n', "5.23.0 from .venv in the project"),
}


@pytest.mark.parametrize(("text", "words"), MARKED.values(), ids=MARKED.keys())
def test_markers(folder: Path, text: str, words: str) -> None:
    python = environment_at(folder / ".venv", *([PACKAGES[0]] if ".venv" in words else []))
    (folder / "requirements.txt").write_text(text)
    assert described(targets(folder, Interpreter(str(python), ".venv in the project")), "transformers") == words


def test_a_bound_from_above_keeps_newer_releases_out(folder: Path) -> None:
    (folder / "requirements.txt").write_text("transformers<5\n")
    target = targets(folder).transformers
    assert (target.floor, target.below) == (None, (5, 0, 0))
    assert (target.perhaps((4, 56)), target.perhaps((5, 0))) == (True, False)
    environment_at(folder / ".venv", *PACKAGES)
    assert targets(folder, interpreter(folder)).transformers.perhaps((5, 0))


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
    target = targets(folder).transformers
    assert (target.floor, target.installed) == (release, release)
    assert re.fullmatch(rf"{name} line \d+", target.source)


def test_a_lock_file_beside_what_the_project_admits(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\ndependencies = ["transformers>=4.40"]\n')
    (folder / "poetry.lock").write_text(POETRY)
    target = targets(folder).transformers
    assert (target.floor, target.installed) == ((4, 40, 0), (4, 57, 6))
    assert target.source == "pyproject.toml line 2 and poetry.lock line 3"


def test_what_the_project_environment_has_goes_before_a_lock_file(folder: Path) -> None:
    (folder / "poetry.lock").write_text(POETRY)
    environment_at(folder / ".venv", *PACKAGES)
    target = targets(folder, interpreter(folder)).transformers
    assert target.installed == (5, 23, 0)
    assert target.source == "poetry.lock line 3 and .venv in the project"


def test_what_path_leads_to_counts_where_the_project_admits_it(folder: Path) -> None:
    python = environment_at(folder.parent / "elsewhere", *PACKAGES)
    anywhere = Interpreter(str(python), "PATH")
    (folder / "requirements.txt").write_text("transformers>=4.40\ntorch==2.1\n")
    assert (
        described(targets(folder, anywhere), "transformers") == "4.40.0 to 5.23.0 from requirements.txt line 1 and PATH"
    )
    assert described(targets(folder, anywhere), "torch") == "2.1.0 from requirements.txt line 2"


def test_a_lock_file_goes_before_what_path_leads_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "poetry.lock").write_text(POETRY)
    python = environment_at(folder.parent / "elsewhere", *PACKAGES)
    python.rename(python.with_name("python3"))
    monkeypatch.setenv("PATH", str(python.parent))
    assert targets(folder, interpreter(folder)).transformers.installed == (4, 57, 6)


# A cell of a notebook, and what it decides in a project that pins 4.30.0.
INSTALLS = {
    "one line": (["# setup\n", "!pip install -q transformers==4.44.2 accelerate\n"], "4.44.2 from {} line 2"),
    "a range": (["%pip install 'transformers>=4.44.2,<5'"], "4.44.2 to below 5.0.0 from {} line 1"),
    "this Python": (['!{sys.executable} -m pip install -U "transformers>=4.44.2"'], "4.44.2 and newer from {} line 1"),
    "uv": (["!uv pip install --system torch transformers==4.44.2"], "4.44.2 from {} line 1"),
    "conda": (["%conda install -y -c conda-forge transformers=4.44.2"], "4.44.2 from {} line 1"),
    "continued": (["!pip install --upgrade \\\n", '  "transformers==4.44.2"'], "4.44.2 from {} line 1"),
    "a shell's cell": (["%%bash\n", "set -e\n", "pip install -q transformers==4.44.2"], "4.44.2 from {} line 3"),
    "a cell of another language, with a title": (
        ["#@title A\n", "%%writefile a.sh\n", "pip install transformers==4.44.2"],
        "4.30.0 from requirements.txt line 1",
    ),
    "after another command": (["!pip install -U pip && pip install transformers==4.44.2"], "4.44.2 from {} line 1"),
    "without a magic": (["pip install transformers==4.44.2"], "4.44.2 from {} line 1"),
    "captured": (["%%capture\n", "!pip install transformers==4.44.2"], "4.44.2 from {} line 2"),
    "a tag": (["!pip install git+https://github.com/huggingface/transformers@v4.44.2"], "4.44.2 from {} line 1"),
    "a preview": (
        ["!pip install git+https://github.com/huggingface/transformers@v4.44.2-Gemma-3"],
        "4.44.2 from {} line 1",
    ),
    "the main branch": (
        ["!pip install git+https://github.com/huggingface/transformers"],
        "unknown, taken for the newest",
    ),
    "the newest": (["!pip install -qU transformers"], "unknown, taken for the newest"),
    "twice": (["!pip install transformers==4.30\n", "!pip install transformers==4.44.2\n"], "4.44.2 from {} line 2"),
    "a file": (["!pip install -r pins.txt"], "4.44.2 from pins.txt line 1"),
    "no release": (["!pip install transformers"], "4.30.0 from requirements.txt line 1"),
    "a comment": (["# !pip install transformers==4.44.2"], "4.30.0 from requirements.txt line 1"),
    "a removal": (["!pip uninstall -y transformers==4.44.2"], "4.30.0 from requirements.txt line 1"),
    "words": (["print('pip install transformers==4.44.2')"], "4.30.0 from requirements.txt line 1"),
    "a file written": (
        ["%%writefile run.sh\n", "pip install transformers==4.44.2"],
        "4.30.0 from requirements.txt line 1",
    ),
}


SOURCES = {
    "in src": ("src/transformers", '"4.24.0"', "4.24.0 from src/transformers/__init__.py line 3"),
    "beside the code": ("transformers", "'4.24.1.post1'", "4.24.1 from transformers/__init__.py line 3"),
    "a checkout beside the code": (
        "transformers/src/transformers",
        '"4.35.0"',
        "4.35.0 from transformers/src/transformers/__init__.py line 3",
    ),
    "under development": (
        "src/transformers",
        '"4.57.0.dev0"',
        "4.56.0 to below 4.57.0 from src/transformers/__init__.py line 3",
    ),
    "before a new major release": (
        "src/transformers",
        '"5.0.0.dev0"',
        "below 5.0.0 from src/transformers/__init__.py line 3",
    ),
    "of another name": ("src/transformer", '"4.24.0"', "4.40.0 and newer from setup.py line 1"),
    "of another library": ("transformers/src/adapters", '"1.0.0"', "4.40.0 and newer from setup.py line 1"),
    "of a package without a release": ("transformers", "version()", "4.40.0 and newer from setup.py line 1"),
}


@pytest.mark.parametrize(("package", "own", "words"), SOURCES.values(), ids=SOURCES)
def test_the_source_of_a_library_goes_before_what_files_declare(
    folder: Path, package: str, own: str, words: str
) -> None:
    (folder / "setup.py").write_text("setup(install_requires=['transformers>=4.40'])\n")
    (folder / package).mkdir(parents=True)
    (folder / package / "__init__.py").write_text(f"# A copy.\n\n__version__ = {own}\n")
    assert described(targets(folder), "transformers") == words


@pytest.mark.parametrize(
    ("page", "words"),
    {
        "README.md": "4.35.0 from transformers/src/transformers/__init__.py line 1",
        "notes.txt": "unknown, taken for the newest",
    }.items(),
)
def test_the_checkout_of_a_library_counts_beside_a_page(folder: Path, page: str, words: str) -> None:
    package = folder / "app" / "transformers" / "src" / "transformers"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "4.35.0"\n')
    (folder / "app" / page).write_text("pip install -e transformers/\n")
    assert described(targets(folder / "app"), "transformers") == words


@pytest.mark.parametrize(("source", "words"), INSTALLS.values(), ids=INSTALLS)
def test_installs_in_a_notebook_come_first_and_alone(folder: Path, source: list[str], words: str) -> None:
    (folder / "pins.txt").write_text("transformers==4.44.2\n")
    (folder / "requirements.txt").write_text("transformers==4.30.0\n")
    (folder / "other.ipynb").write_text(notebook(["!pip install transformers==4.20.0"]))
    (folder / "train.ipynb").write_text(notebook(["x = 1"], source))
    environment_at(folder / ".venv")
    applied = Projects().at(".").targets_of("train.ipynb", (folder / "train.ipynb").read_bytes())
    assert described(applied, "transformers") == words.format("train.ipynb cell 1")


@pytest.mark.parametrize(
    "command", ["%pip install -U transformers==4.44.2", "# MAGIC %pip install transformers==4.44.2"]
)
def test_installs_in_a_databricks_notebook_come_first(folder: Path, command: str) -> None:
    (folder / "requirements.txt").write_text("transformers==4.30.0\n")
    data = f"# Databricks notebook source\n# MAGIC %md\n# MAGIC about\n\n{command}\n".encode()
    applied = Projects().at(".").targets_of("train.py", data)
    assert described(applied, "transformers") == "4.44.2 from train.py line 5"


def notebook(*sources: list[str]) -> str:
    cells = [
        {"cell_type": "code", "source": it, "metadata": {}, "outputs": [], "execution_count": None} for it in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


SCRIPT = """\
#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "transformers==4.44.2",
#   "peft",
# ]
# ///
"""


def test_the_header_of_a_script_comes_first_and_alone(folder: Path) -> None:
    (folder / "requirements.txt").write_text("transformers==4.30.0\ntorch==2.1\npeft==0.10\n")
    project = Projects().at(".")
    applied = project.targets_of("run.py", SCRIPT.encode())
    assert described(applied, "transformers") == "4.44.2 from run.py line 5"
    assert described(applied, "peft") == described(applied, "torch") == "unknown, taken for the newest"
    broken = SCRIPT.replace('"peft"', "peft").encode()
    assert described(project.targets_of("run.py", broken), "transformers") == "4.30.0 from requirements.txt line 1"


def test_each_folder_has_its_own_releases(run: Run, folder: Path) -> None:
    for name, release in (("old", "4.44.2"), ("new", "5.23.0")):
        (folder / name).mkdir()
        (folder / name / "requirements.txt").write_text(f"transformers=={release}\n")
        (folder / name / "app.py").write_text(FLAWED)
    out = run("check", "--no-cache", "--output-format", "concise").out
    assert "new/app.py" in out.replace("\\", "/")
    assert "old/app.py" not in out.replace("\\", "/")


DOCTOR = {
    "pip": ("requirements.txt", "transformers==4.57.6\n", "4.57.6 from requirements.txt line "),
    "uv": ("uv.lock", UV.replace("4.44.2", "4.57.6"), "4.57.6 from uv.lock line "),
    "poetry": ("poetry.lock", POETRY, "4.57.6 from poetry.lock line "),
    "pdm": ("pdm.lock", PDM, "4.57.6 from pdm.lock line "),
    "conda": (
        "environment.yml",
        "dependencies:\n  - transformers=4.57.6\n",
        "4.57.6 from environment.yml line ",
    ),
}


@pytest.mark.parametrize(("name", "text", "words"), DOCTOR.values(), ids=DOCTOR.keys())
def test_doctor_says_where_the_releases_come_from(run: Run, folder: Path, name: str, text: str, words: str) -> None:
    (folder / name).write_text(text)
    assert f"target transformers: {words}" in run("doctor", "--no-devices").out


# The files of a project, the variable that a manager sets where its environment lies elsewhere, and what is words.
MANAGED = {
    "pip": (
        {"requirements.txt": "transformers>=4.40\n"},
        None,
        "4.40.0 to 5.23.0 from requirements.txt line 1 and .venv in the project",
    ),
    "uv": (
        {"pyproject.toml": '[project]\ndependencies = ["transformers>=4.40"]\n', "uv.lock": UV},
        None,
        "4.40.0 to 5.23.0 from pyproject.toml line 2 and .venv in the project",
    ),
    "poetry": (
        {"pyproject.toml": '[tool.poetry.dependencies]\ntransformers = ">=4.48"\n', "poetry.lock": POETRY},
        "VIRTUAL_ENV",
        "4.48.0 to 5.23.0 from pyproject.toml line 2 and VIRTUAL_ENV",
    ),
    "conda": (
        {"environment.yml": "dependencies:\n  - transformers>=4.48\n"},
        "CONDA_PREFIX",
        "4.48.0 to 5.23.0 from environment.yml line 2 and CONDA_PREFIX",
    ),
}


@pytest.mark.parametrize(("files", "variable", "words"), MANAGED.values(), ids=MANAGED.keys())
def test_doctor_in_a_managed_project(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], variable: str | None, words: str
) -> None:
    place = folder.parent / "environments" / "mine" if variable else folder / ".venv"
    python = environment_at(place, *PACKAGES)
    for name, text in files.items():
        (folder / name).write_text(text)
    if variable:
        monkeypatch.setenv(variable, str(place))
    lines = run("doctor", "--no-devices").out.split("\n")
    assert f"interpreter: {python} (from {variable or '.venv in the project'})" in lines
    assert f"target transformers: {words}" in lines


def test_floor_and_installed_release_together(folder: Path) -> None:
    environment_at(folder / ".venv", *PACKAGES)
    (folder / "requirements.txt").write_text("transformers>=4.40\n")
    target = targets(folder, interpreter(folder)).transformers
    assert (target.floor, target.installed) == ((4, 40, 0), (5, 23, 0))
    assert target.source == "requirements.txt line 1 and .venv in the project"


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
    assert "target torch: 2.13.0 from .venv in the project\n" in out
    assert "devices: unknown: the interpreter " in out


@pytest.mark.skipif(sys.platform == "win32", reason="the interpreter is a script")
@pytest.mark.parametrize("answer", ["{}", "[]", "nothing", "9" * 10_000, "[" * 100_000])
def test_doctor_takes_any_answer_of_an_interpreter(run: Run, folder: Path, answer: str) -> None:
    (folder / "answer").write_text(f"loadlint:{answer}\n")
    (folder / "python").write_text(f"#!/bin/sh\n/bin/cat '{folder}/answer'\n")
    (folder / "python").chmod(0o755)
    result = run("doctor", "--python", f"{folder}/python")
    assert (result.status, result.err) == (0, "")
    assert "unknown: the interpreter answered something else\n" in result.out


def test_doctor_runs_no_code_of_the_folder(run: Run, folder: Path) -> None:
    for name in ("json.py", "torch.py", "sitecustomize.py"):
        (folder / name).write_text("import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n")
    assert run("doctor", "--python", sys.executable).status == 0
    assert not (folder / "ran").exists()


def test_doctor_starts_no_interpreter_that_the_folder_chooses(run: Run, folder: Path) -> None:
    (folder / "evil.sh").write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    (folder / "evil.sh").chmod(0o755)
    (folder / "loadlint.toml").write_text('python = "./evil.sh"\n')
    out = run("doctor").out
    assert "devices: not asked, as the configuration chooses the interpreter; name it with --python" in out
    assert not (folder / "ran").exists()


def test_doctor_asks_the_interpreter_for_devices(run: Run) -> None:
    out = run("doctor", "--python", sys.executable).out
    assert "devices: " in out
    assert "the interpreter" not in out.partition("devices: ")[2]


def test_reading_the_environment_is_quick(folder: Path) -> None:
    environment_at(folder / ".venv", *(f"package{it}-1.0" for it in range(500)), *PACKAGES)
    assert site_packages(Interpreter(str(folder / ".venv/bin/python"), "test"))[0].endswith("python3.11/site-packages")
