"""One VS Code with the extension for all tests, one small real model, and a folder for the pictures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import models
from tests.editors import prepare

SHOTS = prepare.CACHE / "shots"
# The Python extension's interface for others, after its published types; the real one is not available here.
PYTHON_EXTENSION = """\
const { Uri } = require("vscode");
const path = process.env.TEST_PYTHON;
exports.activate = () => ({ environments: {
  getActiveEnvironmentPath: () => ({ id: path, path }),
  resolveEnvironment: async (it) => ({ executable: { uri: Uri.file(it.path) } }),
  onDidChangeActiveEnvironmentPath: () => ({ dispose() {} }),
} });
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a test in a browser once more where it fails: the editor may redraw what is being clicked."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """The system's Chromium without a screen; skips where `make editors` has not set it up."""
    if prepare.MISSING.exists():
        pytest.skip(f"the editors could not be set up: {prepare.MISSING.read_text(encoding='utf-8')}")
    program = prepare.browser()
    if program is None or find_spec("playwright") is None:
        pytest.skip("no browser has been set up, `make editors` does it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # A container has no privileges for the browser's own sandbox, little shared memory, and nothing but our page.
        shown = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield shown
        shown.close()


@pytest.fixture(scope="module")
def browser(chromium: object) -> object:
    """The browser that shows VS Code; skips where the editors have not been set up."""
    if not prepare.HOST.exists() or not prepare.VSIX.exists():
        pytest.skip("the editors have not been set up, `make editors` does it")
    from playwright.sync_api import expect

    from tests.editors.workbench import PATIENCE

    expect.set_options(timeout=PATIENCE)
    return chromium


@pytest.fixture(scope="module")
def open_window(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., object]]:
    """Opens a folder and a file; the Python extension has this interpreter selected, which has loadlint."""
    from tests.editors.workbench import Workbench, packed, window

    folder = tmp_path_factory.mktemp("workbench")
    manifest = {
        "name": "python",
        "publisher": "ms-python",
        "version": "2025.0.0",
        "engines": {"vscode": "^1.90.0"},
        "main": "main.js",
    }
    python = packed(folder / "python.vsix", manifest, {"main.js": PYTHON_EXTENSION})
    env = {"TEST_PYTHON": sys.executable, "XDG_RUNTIME_DIR": str(folder)}
    bench = Workbench(folder, [prepare.VSIX, python], {}, env)
    yield partial(_opened, window, browser, bench)
    bench.stop()


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a complete causal model of four layers."""
    folder = tmp_path_factory.mktemp("models") / "small-llama"
    return models.llama(folder, vocabulary=512, hidden=128, layers=4)


@pytest.fixture
def project(tmp_path: Path, small_model: Path) -> Path:
    """A folder with the model in it, whose project asks for one release of transformers."""
    folder = tmp_path / "project"
    shutil.copytree(small_model, folder / small_model.name)
    (folder / "loadlint.toml").write_text('[targets]\ntransformers = "5.23.0"\n')
    return folder


def _opened(
    window: Callable[..., AbstractContextManager[object]], browser: object, bench: object, file: Path
) -> AbstractContextManager[object]:
    return window(browser, bench, file.parent, file, SHOTS)
