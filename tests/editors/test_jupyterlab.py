"""JupyterLab itself, with jupyterlab-lsp and our configuration, in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from tests.editors import prepare
from tests.editors.conftest import SHOTS

CELLS = (
    "import torch\nfrom transformers import AutoModelForCausalLM",
    'model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-7B-Instruct")\nmodel.to("cuda")',
)
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab")
PATIENCE = 120  # seconds


@pytest.fixture
def address(browser: Any, root: Path, tmp_path: Path) -> Iterator[str]:  # noqa: ARG001 - skips without a browser
    """Where a JupyterLab serves a folder with one notebook."""
    if not prepare.JUPYTER.exists():
        pytest.skip("JupyterLab has not been set up, `make test-editors` does it")
    folder = tmp_path / "config" / "jupyter_server_config.d"
    folder.mkdir(parents=True)
    shutil.copy(root / "editors" / "jupyterlab" / "loadlint.json", folder)
    _write_notebook(tmp_path / "project" / "load.ipynb")
    options = ["--no-browser", "--allow-root", "--port=0", "--ServerApp.token=", "--ServerApp.password="]
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    process = subprocess.Popen(
        [str(prepare.JUPYTER), *options, f"--ServerApp.root_dir={tmp_path / 'project'}"],
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(folder.parent), "HOME": str(tmp_path), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.wait(30)


def test_jupyterlab_shows_findings_in_their_cell(address: str, browser: Any) -> None:
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": 1200, "height": 700})
    try:
        page.goto(f"{address}/tree/load.ipynb")
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        mark = cells.nth(1).locator(".cm-lintRange-warning").first
        expect(mark).to_be_visible(timeout=PATIENCE * 1000)
        expect(cells.nth(0).locator(".cm-lintRange-warning")).to_have_count(0)
        mark.hover()
        expect(page.locator(".cm-tooltip")).to_contain_text("is loaded on the CPU first")
        page.screenshot(path=SHOTS / "jupyterlab.png")
    finally:
        page.close()


def _write_notebook(file: Path) -> None:
    cells = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {}, "execution_count": None, "outputs": [], "source": it}
        for at, it in enumerate(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"language_info": {"name": "python"}, "kernelspec": kernel}
    file.parent.mkdir()
    file.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))


def _announced(process: subprocess.Popen[str]) -> str:
    """The address that JupyterLab writes to its log; its log is read to the end, or it would wait for us."""
    addresses: Queue[str] = Queue()
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if match := ADDRESS.search(line):
                addresses.put(match.group())

    threading.Thread(target=read, daemon=True).start()
    try:
        return addresses.get(timeout=PATIENCE)
    except Empty:
        raise AssertionError(f"JupyterLab did not start: {''.join(lines)}") from None
