"""The loads of a workspace in VS Code's view of tests: found, run one by one and together, cancelled, run again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from tests.editors.test_vscode import LOADING, PLAIN, Open


def test_loads_are_run_as_tests(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file, other = project / "load.py", project / "other.py"
    file.write_text(PLAIN.format(model="small-llama"))
    other.write_text(PLAIN.format(model="./missing"))
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        # The gutter of a load in the file that is open, before anybody has looked at the view.
        expect(_gutter(window, "testing-run")).to_be_visible()
        window.run("loadlint: Show All Loads of the Workspace")
        rows = window.page.locator(".test-explorer .monaco-list-row")
        expect(rows.filter(has_text="other.py")).to_be_visible()
        # The devices of the language status, with the memory that is free on each.
        expect(rows.filter(has_text="other.py")).to_contain_text(re.compile("cpu only|free"))
        _expand(rows, "load.py", "other.py")
        expect(rows.filter(has_text="small-llama")).to_be_visible()
        expect(rows.filter(has_text="./missing")).to_be_visible()

        # VS Code drops a question about lenses when its editor loses the focus, and asks again when that has it.
        window.line("model.to").click()
        # The result of a lens is one of the view, too.
        window.lens("Verify load").click()
        expect(window.toast("loaded LlamaForCausalLM")).to_be_visible(timeout=LOADING)
        expect(_gutter(window, "testing-passed")).to_be_visible()
        window.run("Notifications: Clear All Notifications")
        window.run("Test: Run All Tests")
        missing = rows.filter(has_text="./missing")
        expect(missing.locator('[class*="testing-failed"]').first).to_be_visible(timeout=LOADING)
        expect(window.page.locator(".notification-toast")).to_have_count(0)
        expect(window.page.locator(".test-output-peek-tree")).to_contain_text("there is no folder")
        window.shot("loads")

        shutil.copytree(project / "small-llama", project / "missing")
        window.run("Test: Rerun Failed Tests")
        expect(missing.locator('[class*="testing-passed"]').first).to_be_visible(timeout=LOADING)

        _gutter(window, "testing-passed").click()
        expect(window.lens("Cancel")).to_be_visible()
        window.keys("Control+;", "Control+x")
        expect(_gutter(window, "testing-skipped")).to_be_visible()
        expect(window.lens("Cancelled")).to_be_visible()

        # A file that another program writes.
        other.write_text(PLAIN.format(model="./small-llama"))
        expect(rows.filter(has_text="./small-llama")).to_be_visible()
        # And one that no run has opened.
        (project / "new.py").write_text(PLAIN.format(model="small-llama"))
        expect(rows.filter(has_text="new.py")).to_be_visible()


def test_loads_of_a_notebook_are_run_as_tests(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file, (head, load) = project / "load.ipynb", PLAIN.format(model="small-llama").split("\n\n")
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Heading"}]
    cells += [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": it.removesuffix("\n")}
        for it in (head, load, load.replace("small-llama", "./missing"))
    ]
    metadata = {"language_info": {"name": "python"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    file.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    with open_window(file) as window:
        expect(window.lens("Verify load")).to_be_visible()
        window.run("loadlint: Show All Loads of the Workspace")
        rows = window.page.locator(".test-explorer .monaco-list-row")
        expect(rows.filter(has_text="load.ipynb")).to_be_visible()
        _expand(rows, "load.ipynb")
        one, other = rows.filter(has_text="small-llama"), rows.filter(has_text="./missing")
        expect(other).to_be_visible()
        one.hover()
        one.locator('.codicon-testing-run-icon, [class*="testing-run"]').last.click()
        expect(one.locator('[class*="testing-passed"]').first).to_be_visible(timeout=LOADING)
        # Cells of VS Code have no gutter for tests; the lens is where the result is seen in the code.
        expect(window.lens("✓ cpu")).to_be_visible()
        window.run("Test: Run All Tests")
        expect(other.locator('[class*="testing-failed"]').first).to_be_visible(timeout=LOADING)
        window.shot("loads-notebook")


def _gutter(window: Any, icon: str) -> Any:
    return window.editor.locator(f'.glyph-margin-widgets [class*="{icon}"]').first


def _expand(rows: Any, *names: str) -> None:
    for name in names:
        row = rows.filter(has_text=name).first
        if row.get_attribute("aria-expanded") != "true":
            row.locator(".monaco-tl-twistie").click()
