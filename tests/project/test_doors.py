"""The same file has the same releases whoever asks, and from wherever."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol import types

from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source, Target, Targets
from tests.commands import Run
from tests.editor.editor import Editor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="environments have another shape there")

ASKED = "org/asked-7b"
IMPORT = "from transformers import AutoModelForCausalLM\n"
CODE = f'{IMPORT}AutoModelForCausalLM.from_pretrained("{ASKED}", device_map="auto")\n'
OTHER = CODE.replace(ASKED, "org/other-7b")
UNKNOWN = "unknown, taken for the newest"
SITE = ".venv/lib/python3.11/site-packages"
PINS = "transformers==4.40.0\n"


@dataclass(frozen=True)
class Project:
    """The files of a project, and what is said of transformers in the one that is asked about."""

    words: str
    files: dict[str, str]
    asked: str = "src/app.py"


def cells(*sources: str, load: str = CODE) -> str:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook = [{**code, "source": it} for it in (*sources, load)]
    return json.dumps({"cells": notebook, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def book(words: str, *sources: str, **files: str) -> Project:
    """A notebook beside another one with other installs, in a project that pins 4.30.0."""
    others = {"notebooks/a.ipynb": cells("!pip install transformers==4.20.0", load=OTHER)}
    pins = {"requirements.txt": "transformers==4.30.0\n"}
    named = {name.replace("__", "."): text for name, text in files.items()}
    return Project(words, {**others, **pins, **named, "notebooks/b.ipynb": cells(*sources)}, "notebooks/b.ipynb")


def declared(words: str, name: str, text: str, **more: str) -> Project:
    return Project(words, {name: text, **{key.replace("__", "."): it for key, it in more.items()}})


def lock(release: str) -> str:
    return f'version = 1\n\n[[package]]\nname = "transformers"\nversion = "{release}"\n'


SCRIPT = '# /// script\n# dependencies = ["transformers==4.40.0"]\n# ///\n' + CODE
PROJECTS = {
    "nothing": Project(UNKNOWN, {}),
    "requirements": declared("4.40.0 from requirements.txt line 1", "requirements.txt", PINS),
    "requirements by purpose": declared("4.40.0 from requirements-gpu.txt line 1", "requirements-gpu.txt", PINS),
    "the nearest": declared(
        "4.40.0 from requirements.txt line 1", "src/requirements.txt", PINS, requirements__txt="transformers==4.30.0\n"
    ),
    "above the nearest": declared(
        "4.40.0 from requirements.txt line 1", "requirements.txt", PINS, pyproject__toml="[project]\nname = 'x'\n"
    ),
    "a page": declared("4.40.0 from README.md line 3", "README.md", f"# Install\n```sh\npip install {PINS}```\n"),
    "a page in a folder of documents": declared(
        "4.40.0 from docs/install.md line 2",
        "docs/install.md",
        f"```\n{PINS}```\n",
        README__md="Read docs/install.md.\n",
    ),
    "a page beside the code": declared(
        "4.40.0 from README.md line 2",
        "src/README.md",
        f"```\n$ pip install -U \\\n    {PINS}```\n",
        README__md="```\npip install transformers==4.30.0\n```\n",
    ),
    "requirements before a page": declared(
        "4.40.0 from requirements.txt line 1",
        "requirements.txt",
        PINS,
        src_README__md="```\npip install transformers==4.30.0\n```\n",
    ),
    "an include": declared("4.40.0 from pins.txt line 1", "requirements.txt", "-r pins.txt\n", pins__txt=PINS),
    "an include of each other": declared(
        "4.40.0 from pins.txt line 1", "requirements.txt", "-r pins.txt\n", pins__txt=f"{PINS}-r requirements.txt\n"
    ),
    "an include that is not there": declared(
        "4.40.0 from requirements.txt line 2", "requirements.txt", f"-r gone.txt\n{PINS}"
    ),
    "an include from outside": declared(UNKNOWN, "requirements.txt", "-r ../outside.txt\n"),
    "a constraint": declared(
        "4.40.0 from pins.txt line 1", "requirements.txt", "-c pins.txt\ntransformers>=4.38\n", pins__txt=PINS
    ),
    "a tag": declared(
        "4.40.0 from requirements.txt line 1",
        "requirements.txt",
        "transformers @ git+https://github.com/huggingface/transformers@v4.40.0\n",
    ),
    "markers of platforms": declared(
        "4.40.0 and newer from requirements.txt line 2",
        "requirements.txt",
        'transformers==5.14.1; platform_system == "Darwin"\ntransformers>=4.40\n',
    ),
    "markers of Pythons": declared(
        "4.30.0 to below 4.40.1 from requirements.txt line 2",
        "requirements.txt",
        'transformers==4.40.0; python_version >= "3.11"\ntransformers==4.30.0; python_version < "3.11"\n',
    ),
    "project": declared(
        "4.40.0 and newer from pyproject.toml line 2",
        "pyproject.toml",
        '[project]\ndependencies = ["transformers>=4.40"]\n',
    ),
    "a group": declared(
        "4.40.0 and newer from pyproject.toml line 2",
        "pyproject.toml",
        '[dependency-groups]\nml = ["transformers>=4.40"]\n',
    ),
    "poetry": declared(
        "4.40.0 to below 5.0.0 from pyproject.toml line 2",
        "pyproject.toml",
        '[tool.poetry.dependencies]\ntransformers = "^4.40"\n',
    ),
    "setup.cfg": declared(
        "4.40.0 and newer from setup.cfg line 3",
        "setup.cfg",
        "[options]\ninstall_requires =\n    transformers>=4.40\n",
    ),
    "setup.py": declared(
        "4.40.0 from setup.py line 2",
        "setup.py",
        "from setuptools import setup\nsetup(install_requires=['transformers==4.40.0'])\n",
    ),
    "conda": declared(
        "4.40.0 from environment.yml line 2", "environment.yml", "dependencies:\n  - transformers=4.40.0\n"
    ),
    "conda by purpose": declared(
        "4.40.0 from environment-gpu.yaml line 2", "environment-gpu.yaml", "dependencies:\n- transformers==4.40.0\n"
    ),
    "conda for pip": declared(
        "4.40.0 from conda.yml line 3", "conda.yml", "dependencies:\n- pip:\n  - transformers==4.40.0\n"
    ),
    "uv": declared("4.40.0 from uv.lock line 5", "uv.lock", lock("4.40.0")),
    "poetry's lock": declared("4.40.0 from poetry.lock line 5", "poetry.lock", lock("4.40.0")),
    "pdm": declared("4.40.0 from pdm.lock line 5", "pdm.lock", lock("4.40.0")),
    "a lock beside a range": declared(
        "4.40.0 to 4.44.2 from pyproject.toml line 2 and uv.lock line 5",
        "pyproject.toml",
        '[project]\ndependencies = ["transformers>=4.40"]\n',
        uv__lock=lock("4.44.2"),
    ),
    "an environment": declared(
        "4.40.0 from .venv in the project",
        ".venv/lib/python3.11/site-packages/transformers-4.40.0.dist-info/RECORD",
        "",
    ),
    "an environment above a range": declared(
        "4.40.0 to 4.44.2 from requirements.txt line 1 and .venv in the project",
        f"{SITE}/transformers-4.44.2.dist-info/RECORD",
        "",
        requirements__txt="transformers>=4.40\n",
    ),
    "the configuration": declared(
        "4.40.0 from the configuration",
        "loadlint.toml",
        'targets = {transformers = "4.40.0"}\n',
        requirements__txt="transformers==4.30.0\n",
    ),
    "the configuration and a script": Project(
        "4.44.2 from the configuration",
        {"loadlint.toml": 'targets = {transformers = "4.44.2"}\n', "src/app.py": SCRIPT},
    ),
    "a configuration nearby": declared(
        "4.40.0 from requirements.txt line 1", "requirements.txt", PINS, src_loadlint__toml="exclude = []\n"
    ),
    "a script": Project(
        "4.40.0 from app.py line 2", {"src/app.py": SCRIPT, "requirements.txt": "transformers==4.30.0\n"}
    ),
    "a script without bounds": Project(
        UNKNOWN,
        {
            "src/app.py": SCRIPT.replace("==4.40.0", ""),
            "requirements.txt": "transformers==4.30.0\n",
        },
    ),
    "a notebook's own": book("4.40.0 from b.ipynb cell 0 line 1", "!pip install transformers==4.40.0"),
    "its own, continued": book("4.40.0 from b.ipynb cell 0 line 1", '!pip install -U \\\n  "transformers==4.40.0"'),
    "its own, by a magic": book(
        "4.40.0 from b.ipynb cell 1 line 2", "x = 1", "x = 2\n%pip install transformers==4.40.0"
    ),
    "its own, in a shell": book("4.40.0 from b.ipynb cell 0 line 2", "%%bash\npip install transformers==4.40.0"),
    "its own, by uv": book("4.40.0 from b.ipynb cell 0 line 1", "!uv pip install --system transformers==4.40.0"),
    "its own, at a tag": book(
        "4.40.0 from b.ipynb cell 0 line 1", "!pip install git+https://github.com/huggingface/transformers@v4.40.0"
    ),
    "its own, from a file": book("4.40.0 from ../pins.txt line 1", "!pip install -r ../pins.txt", pins__txt=PINS),
    "its own, the newest": book(UNKNOWN, "!pip install -U transformers"),
    "a notebook without installs": book("4.30.0 from requirements.txt line 1", "import os"),
    "a notebook that names no release": book("4.30.0 from requirements.txt line 1", "!pip install transformers"),
}


def lay(root: Path, project: Project) -> Path:
    """Write a project, with code that asks, into a folder of its own; returns the file to ask about."""
    for name, text in {project.asked: CODE, **project.files}.items():
        path = root / name.replace("src_", "src/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if (root / ".venv").is_dir():
        (root / ".venv" / "bin").mkdir()
        (root / ".venv" / "bin" / "python").write_text("")
        (root / ".venv" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    return root / project.asked


@dataclass
class Spy:
    """The releases that the engine was called with for the text that is asked about."""

    seen: list[Targets]

    def take(self) -> Target:
        """The one answer since the last call."""
        (targets,) = {it.transformers for it in self.seen}
        self.seen.clear()
        return targets


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spy]:
    spy = Spy([])
    lint, fix = engine.lint, engine.fix

    def lints(source: Source, rules: object, targets: Targets, **more: object) -> object:
        spy.seen += [targets] if ASKED in source.text else []
        return lint(source, rules, targets, **more)  # type: ignore[arg-type]

    def fixes(source: Source, rules: object, targets: Targets, **more: object) -> object:
        spy.seen += [targets] if ASKED in source.text else []
        return fix(source, rules, targets, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "lint", lints)
    monkeypatch.setattr(engine, "fix", fixes)
    return spy


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_every_door_of_the_command_line_gives_the_same_releases(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, spy: Spy, project: Project
) -> None:
    (folder / "outside.txt").write_text("transformers==4.20.0\n")
    path = lay(folder / "it", project)
    answers: dict[str, Target] = {}

    def ask(door: str, *arguments: str, stdin: bytes = b"") -> str:
        result = run(*arguments, stdin=stdin)
        if spy.seen:
            answers[door] = spy.take()
        return result.out

    text = path.read_bytes()
    for place, name in ((folder, f"it/{project.asked}"), (folder / "it", project.asked), (path.parent, path.name)):
        monkeypatch.chdir(place)
        ask(f"walked from {place.name}", "check", "--no-cache", ".")
        ask(f"remembered from {place.name}", "check", ".")
        ask(f"named from {place.name}", "check", "--no-cache", name)
        ask(f"absolute from {place.name}", "check", "--no-cache", str(path))
        ask(f"read in {place.name}", "check", "--no-cache", "--stdin-filename", name, "-", stdin=text)
        ask(f"verified from {place.name}", "verify", "--fixed", "--preflight", "--offline", name)
        block = ask("", "doctor", "--no-devices", name)
        assert f"target transformers: {project.words}\n" in block
        assert f"target transformers: {project.words}\n" in ask("", "check", "--show-settings", name)
    assert len(answers) >= 3 * 5
    assert len(set(answers.values())) == 1, answers


@pytest.mark.asyncio
async def test_the_editor_gives_the_same_releases(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    (tmp_path / "outside.txt").write_text("transformers==4.20.0\n")
    await editor.start(tmp_path, types.ClientCapabilities())
    lines = {}
    for number, (name, project) in enumerate(PROJECTS.items()):
        path = lay(tmp_path / f"it{number}", project)
        if path.suffix == ".ipynb":
            texts = [it["source"] for it in json.loads(path.read_text())["cells"]]
            uris = [f"{path.as_uri()}#{it}" for it in range(len(texts))]
            editor.open_notebook(path, dict(zip(uris, texts, strict=True)))
            uri = uris[-1]
        else:
            uri = editor.open(path, path.read_text())
        line = editor.texts[uri].split("\n").index(CODE.split("\n")[1])
        place = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, 25))
        hover = await editor.text_document_hover_async(place)
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        (lines[name],) = (it for it in hover.contents.value.split("\n") if it.startswith("Releases: "))
    assert lines == {name: f"Releases: transformers {it.words}; torch {UNKNOWN}" for name, it in PROJECTS.items()}
