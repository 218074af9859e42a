"""Folders of one VS Code window: each has its own settings, and an environment that appears in one counts at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.editors import prepare
from tests.editors.conftest import SHOTS
from tests.editors.test_vscode import FINDINGS


def test_a_folder_that_wants_no_verification_has_none(browser: Any, project: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    other, several = tmp_path / "other", tmp_path / "several.code-workspace"
    file, quiet = project / "load.py", other / "quiet.py"
    (other / ".vscode").mkdir(parents=True)
    (other / ".vscode" / "settings.json").write_text(json.dumps({"loadlint.verify": False}))
    several.write_text(json.dumps({"folders": [{"path": str(project)}, {"path": str(other)}]}))
    for it in (file, quiet):
        it.write_text(FINDINGS)
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], {"loadlint.interpreter": sys.executable}, {})
    try:
        with window(browser, bench, several, file, SHOTS) as shown:
            expect(shown.lens("Verify load")).to_be_visible()
            assert "loadlint: Verify Load at Cursor" in _commands(shown)
            rows = shown.page.locator(".explorer-folders-view .monaco-list-row")
            if not rows.filter(has_text="quiet.py").count():
                rows.get_by_text("other", exact=True).click()
            rows.filter(has_text="quiet.py").dblclick()
            expect(shown.page.locator(".tab.active", has_text="quiet.py")).to_be_visible()
            expect(shown.squiggles.first).to_be_visible()
            # The server answers in turn, so that lenses would be there with the hover.
            assert "missing-device-map" in shown.hover(shown.line("from_pretrained").locator("span").last)
            expect(shown.editor.locator('.glyph-margin-widgets [class*="testing-run"]')).to_have_count(0)
            assert [it for it in _commands(shown) if "Verify" in it] == []
            expect(shown.page.locator(".codelens-decoration a")).to_have_count(0)
            # A window that is open follows the settings of a folder.
            (other / ".vscode" / "settings.json").write_text("{}")
            expect(shown.lens("Verify load")).to_be_visible()
    finally:
        bench.stop()


def test_an_environment_that_appears_counts_at_once(browser: Any, project: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    file = project / "load.py"
    file.write_text(FINDINGS)
    environment = {"VIRTUAL_ENV": "", "CONDA_PREFIX": "", "PYTHONPATH": ""}
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], {}, environment)
    try:
        with window(browser, bench, project, file, SHOTS) as shown:
            expect(_button(shown, r"2 findings here.*\(PATH\)")).to_be_visible()
            expect(_button(shown, r"Language Status: .*loadlint .*\(PATH\)")).to_be_visible()
            made = [getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--without-pip", project / ".venv"]
            subprocess.run(made, check=True)
            expect(_button(shown, r"2 findings here.*\.venv in ")).to_be_visible()
            expect(_button(shown, r"Language Status: .*loadlint .* · no transformers")).to_be_visible()
            (packages,) = (project / ".venv").glob("lib/python*/site-packages")
            (packages / "transformers-4.51.3.dist-info").mkdir()
            # VS Code may miss files made in a new folder at once, so the next save looks too.
            shown.go_to(1, 99)
            shown.keys("Space")
            shown.save(file)
            expect(_button(shown, r"Language Status: .*loadlint .* · transformers 4\.51")).to_be_visible()
    finally:
        bench.stop()


def _button(window: Any, name: str) -> Any:
    return window.page.get_by_role("button", name=re.compile(name)).first


def _commands(window: Any) -> list[str]:
    from playwright.sync_api import expect

    window.keys("F1")
    window.page.keyboard.type("loadlint: ")
    rows = window.page.locator(".quick-input-list .monaco-list-row")
    expect(rows.filter(has_text="Fix All That Is Safe")).to_have_count(1)
    names: list[str] = [" ".join(it.split("\n")[0].split()) for it in rows.all_inner_texts()]
    window.keys("Escape")
    return names
