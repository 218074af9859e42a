"""Notifications, dialogs and counts of VS Code: one for a command, those that stay, those that agree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.editors import prepare
from tests.editors.conftest import SHOTS
from tests.editors.test_vscode import FINDINGS, LOADING, PLAIN, Open

LOADS = """\
from transformers import AutoModelForCausalLM

one = AutoModelForCausalLM.from_pretrained("small-llama", device_map="cpu")
other = AutoModelForCausalLM.from_pretrained("./missing", device_map="cpu")
"""
# Notes each notification that is shown.
WATCH = """() => {
  window.toasts = new Set();
  const look = () => {
    for (const it of document.querySelectorAll(".notification-list-item-message")) window.toasts.add(it.textContent);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_all_loads_of_a_file_are_verified_in_one_notification(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(LOADS)
    with open_window(file) as window:
        expect(window.lens("Verify load")).to_be_visible()
        window.page.evaluate(WATCH)
        window.run("loadlint: Verify All Loads of This File")
        expect(window.toast("Verifying: 1 of 2: load.py:3")).to_be_visible()
        expect(window.toast("2 loads: 1 loaded, 1 failed")).to_be_visible(timeout=LOADING)
        expect(window.lens("✗ there is no folder ./missing")).to_be_visible()
        expect(window.page.locator(".notification-toast")).to_have_count(1)
        window.shot("all-loads")
        seen = window.page.evaluate("[...window.toasts]")
        assert [it for it in seen if not it.startswith("Verifying")] == ["loadlint: 2 loads: 1 loaded, 1 failed"]
        window.toast("2 loads").get_by_text("Show", exact=True).click()
        expect(window.page.locator(".test-explorer .monaco-list-row").first).to_be_visible()


def test_a_consent_is_asked_for_in_a_dialog_that_stays(browser: Any, project: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    file = project / "load.py"
    file.write_text(PLAIN.format(model="small-llama").replace(")", ", trust_remote_code=True)", 1))
    settings = {"loadlint.interpreter": sys.executable}
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], settings, {}, dialogs=True)
    try:
        with window(browser, bench, project, file, SHOTS) as shown:
            shown.lens("Verify load").click()
            dialog = shown.page.locator(".monaco-dialog-box")
            expect(dialog).to_contain_text("trust_remote_code=True runs code from the model's repository")
            shown.shot("consent")
            shown.keys("Escape")
            expect(dialog).to_have_count(0)
            expect(shown.lens("Verify load")).to_be_visible()
            expect(shown.page.locator(".notification-toast")).to_have_count(0)
    finally:
        bench.stop()


def test_the_status_item_stays_beside_a_report_and_counts_as_the_view_of_problems(
    open_window: Open, project: Path
) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        # The move is the same fault as the load, and faded.
        expect(window.status("loadlint 2")).to_be_visible()
        window.go_to(4, 20)
        window.run("loadlint: Show Rule")
        expect(window.report.locator("h1")).to_have_text("missing-device-map")
        window.report.locator("h1").click()
        expect(window.status("loadlint 2")).to_be_visible()


def test_the_whole_workspace_is_linted_by_a_command(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text("import torch\n")
    (project / "other.py").write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.status("loadlint").locator(".codicon-check")).to_be_visible()
        window.run("loadlint: Lint Workspace")
        rows = window.page.locator(".markers-panel .monaco-list-row")
        expect(rows.filter(has_text="other.py").first).to_be_visible()
        # As of a file that is open, the rule's page is on board.
        rows.locator("a", has_text="missing-device-map").first.click()
        expect(window.page.locator(".tab", has_text="missing-device-map.md")).to_be_visible()


def test_the_menu_of_an_untrusted_window_offers_trust_and_no_run(browser: Any, project: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    file = project / "load.py"
    file.write_text(FINDINGS)
    ours = {"security.workspace.trust.enabled": True, "security.workspace.trust.startupPrompt": "never"}
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], ours, {"VIRTUAL_ENV": "", "PYTHONPATH": ""})
    try:
        with window(browser, bench, project, file, SHOTS) as shown:
            expect(shown.squiggles.first).to_be_visible()
            shown.status("loadlint 2").locator("a").first.click()
            rows = shown.page.locator(".quick-input-list .monaco-list-row")
            expect(rows.first).to_contain_text("Manage workspace trust")
            expect(rows.filter(has_text="Verify")).to_have_count(0)
    finally:
        bench.stop()
