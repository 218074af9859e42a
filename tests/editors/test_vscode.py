"""VS Code itself, with the extension installed from its package, used through its keys, its mouse and its pages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.editors import prepare
from tests.editors.conftest import SHOTS

LOADING = 240_000.0  # milliseconds, for what imports torch first

Open = Callable[[Path], AbstractContextManager[Any]]

FINDINGS = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(
    "Qwen/Qwen2.5-7B-Instruct",
    torch_dtype=torch.bfloat16,
)
model.to("cuda")
"""
ITEM = '.statusbar-item[id*="loadlint.status"]'
SPREAD = """\
from transformers import AutoModelForCausalLM

layers = {{f"model.layers.{{i}}": "cpu" for i in range(4)}}
model = AutoModelForCausalLM.from_pretrained(
    "{model}",
    device_map={{"model.embed_tokens": "cpu", "model.layers.0": "cpu", "model.layers.1": "cpu",
                "model.layers.2": "disk", "model.layers.3": "disk", "model.norm": "cpu",
                "model.rotary_emb": "cpu", "lm_head": "cpu"}},
)
"""
PLAIN = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("{model}", device_map="cpu")
model.to(torch.bfloat16)
"""


def test_the_page_of_a_report_keeps_to_its_promises(root: Path) -> None:
    folder = root / "editors" / "vscode"
    if shutil.which("npm") is None or not (folder / "node_modules").is_dir():
        pytest.skip("the extension's packages are not installed, `make vscode` does it")
    ended = subprocess.run(["npm", "run", "-s", "test"], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_finding_is_shown_explained_and_fixed(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        expect(window.lens("Verify load")).to_be_visible()
        # Its weights are not on this machine.
        expect(window.page.locator(".codelens-decoration a").first).to_have_text("Rehearse load")
        expect(window.status("loadlint 2")).to_be_visible()
        text = window.hover(window.line("from_pretrained").locator("span", has_text="from_pretrained").last)
        assert "is loaded on the CPU first" in text
        assert "missing-device-map" in text
        window.shot("findings")

        window.go_to(6, 6)
        menu = window.quick_fixes()
        expect(menu).to_contain_text("dtype")
        window.shot("quick-fix")
        window.keys("Enter")
        expect(window.line("torch_dtype")).to_have_count(0)
        assert window.save(file) == FINDINGS.replace("torch_dtype", "dtype")
        expect(window.status("loadlint 1")).to_be_visible()

        window.go_to(4, 20)
        window.run("loadlint: Show Rule")
        expect(window.report.locator("h1")).to_have_text("missing-device-map")


def test_a_notebook_that_begins_with_prose_is_fixed_on_save(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file, (head, load) = project / "load.ipynb", FINDINGS.split("\n\n")
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Heading"}]
    cells += [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": it}
        for it in (head, load.removesuffix("\n"))
    ]
    metadata = {"language_info": {"name": "python"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    file.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    settings = project / ".vscode" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps({"notebook.codeActionsOnSave": {"notebook.source.fixAll.loadlint": "explicit"}}))
    with open_window(file) as window:
        expect(window.line("torch_dtype")).to_be_visible()
        expect(window.status("loadlint 2")).to_be_visible()
        window.line("torch_dtype").click()
        _save_until(window, file, window.line("torch_dtype"))


def _save_until(window: Any, file: Path, gone: Any) -> None:
    """Type and save, again where nothing came of it, until a line is gone.

    VS Code drops what all providers answer on a save when one more registers meanwhile, as its own for Markdown does
    some seconds after the first such cell is shown.
    """
    from playwright.sync_api import expect

    for patience in (5_000, 10_000, None):
        window.keys("End")
        window.page.keyboard.type(" ")
        window.save(file)
        try:
            expect(gone).to_have_count(0, timeout=patience)
            return
        except AssertionError:
            if patience is None:
                raise


def test_findings_of_a_notebook_stand_in_their_cells_and_are_fixed_at_once(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.ipynb"
    head, load = FINDINGS.split("\n\n")
    cells = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": it}
        for it in (head, load.removesuffix("\n"))
    ]
    metadata = {"language_info": {"name": "python"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    file.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    with open_window(file) as window:
        second = window.page.locator(".notebookOverlay .monaco-editor").nth(1)
        expect(second.locator(".squiggly-warning").first).to_be_visible()
        expect(window.page.locator(".notebookOverlay .monaco-editor").first.locator(".squiggly-warning")).to_have_count(
            0
        )
        expect(window.status("loadlint 2")).to_be_visible()
        window.shot("notebook")
        window.line("torch_dtype").click()
        window.run("loadlint: Fix All That Is Safe to Fix")
        expect(window.line("torch_dtype")).to_have_count(0)
        window.save(file)
        (_, fixed) = json.loads(file.read_text(encoding="utf-8"))["cells"]
        assert "".join(fixed["source"]) == load.removesuffix("\n").replace("torch_dtype", "dtype")


def test_a_load_is_verified_reported_and_goes_stale(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(SPREAD.format(model="small-llama"))
    with open_window(file) as window:
        window.lens("Verify load").click()
        expect(window.toast("verify load")).to_be_visible()
        expect(window.toast("importing")).to_be_visible()
        window.shot("progress")
        window.toast("loaded LlamaForCausalLM").get_by_text("Show report").click(timeout=LOADING)
        page = window.report
        expect(page.locator("h1")).to_contain_text("LlamaForCausalLM")
        expect(page.locator(".call")).to_contain_text("AutoModelForCausalLM.from_pretrained")
        expect(page.locator(".tile .legend")).to_contain_text("disk")
        expect(page.locator(".tile")).to_have_count(4)
        expect(page.locator(".runs li")).to_have_count(3)
        expect(window.lens("cpu")).to_be_visible()
        expect(window.page.locator(".test-message-inline-content")).to_have_count(0)
        window.widen()
        window.shot("report")
        page.locator("summary", has_text="all 8 modules").click()
        expect(page.locator(".modules li:visible")).to_have_count(8)
        expect(page.locator(".tile svg.bar rect")).to_have_count(2)
        expect(window.lens("cpu")).to_be_visible()
        window.page.set_viewport_size({"width": 620, "height": 800})
        expect(page.locator(".tile").first).to_be_visible()
        window.shot("report-narrow")
        window.page.set_viewport_size({"width": 1200, "height": 800})
        window.run("Preferences: Toggle between Light/Dark Themes")
        expect(window.page.locator(".monaco-workbench.vs-dark")).to_be_visible()
        window.shot("report-dark")
        window.run("Preferences: Toggle between Light/Dark Themes")
        page.locator("button").nth(1).focus()
        window.keys("Shift+Tab")
        expect(page.locator("button").first).to_be_focused()
        window.keys("Enter")
        expect(window.editor.locator("textarea, .native-edit-context").first).to_be_focused()

        window.go_to(5, 6)
        window.page.keyboard.type("other-")
        expect(window.lens("Edited since")).to_be_visible()
        expect(page.locator(".stale")).to_be_visible()
        window.shot("stale")


def test_a_report_says_that_its_load_runs_again(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(PLAIN.format(model="small-llama"))
    with open_window(file) as window:
        window.lens("Verify load").click()
        window.toast("loaded LlamaForCausalLM").get_by_text("Show report").click(timeout=LOADING)
        page = window.report
        page.locator("button", has_text="Verify again").click()
        expect(page.locator(".running")).to_contain_text("verifying again")
        expect(page.locator("[data-phase]")).to_contain_text("importing")
        window.shot("again")
        page.locator("button", has_text="Cancel").click()
        expect(page.locator(".running")).to_have_count(0)
        expect(page.locator("h1")).to_contain_text("LlamaForCausalLM")


def test_a_load_that_fails_says_why(open_window: Open, project: Path, small_model: Path) -> None:
    from playwright.sync_api import expect

    broken = project / "broken"
    broken.mkdir()
    (broken / "config.json").write_bytes((small_model / "config.json").read_bytes())
    (broken / "model.safetensors").write_bytes((small_model / "model.safetensors").read_bytes()[:200_000])
    file = project / "load.py"
    file.write_text(PLAIN.format(model="./broken"))
    with open_window(file) as window:
        expect(window.lens("Verify load")).to_be_visible()
        window.run("loadlint: Verify Load at Cursor")
        expect(window.toast("no load here")).to_be_visible()
        window.go_to(4, 20)
        window.run("loadlint: Verify Load at Cursor")
        window.toast("not loaded").get_by_text("Show report").click(timeout=LOADING)
        page = window.report
        expect(page.locator(".badge")).to_have_text("failed")
        expect(page.locator(".card.bad")).to_contain_text("cut short")
        expect(window.lens("✗")).to_be_visible()
        window.widen()
        window.shot("failed")


def test_a_load_is_compared_with_its_fixes(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(PLAIN.format(model="small-llama"))
    with open_window(file) as window:
        expect(window.lens("Verify load")).to_be_visible()
        window.go_to(4, 20)
        window.run("loadlint: Compare Load at Cursor With Its Fixes")
        page = window.report
        expect(page.locator("table.compare")).to_be_visible(timeout=LOADING)
        expect(page.locator(".diff ins").first).to_contain_text("dtype")
        expect(page.locator("tr.same", has_text="outcome")).to_contain_text("loaded")
        expect(window.lens("cpu")).to_be_visible()
        window.widen()
        window.shot("compared")
        assert file.read_text() == PLAIN.format(model="small-llama")
        page.locator("button", has_text="Show single report").click()
        expect(page.locator(".tile")).to_have_count(4)
        page.locator("button", has_text="Show comparison").click()
        page.locator("button", has_text="Apply").click()
        expect(window.line("dtype=torch.bfloat16")).to_be_visible()
        expect(page.locator(".stale")).to_be_visible()


def test_a_verification_is_cancelled(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(PLAIN.format(model="small-llama"))
    with open_window(file) as window:
        window.lens("Verify load").click()
        window.toast("verify load").get_by_text("Cancel").click()
        expect(window.lens("Cancelled")).to_be_visible()
        expect(window.status("loadlint 1")).to_be_visible()


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
def test_the_copy_that_travels_along_lints_where_nothing_is_installed(
    browser: Any, project: Path, tmp_path: Path, trusted: bool
) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(project / ".venv")], check=True)
    (project / "libcst.py").write_text("raise SystemExit('the workspace must not be imported from')\n")
    file = project / "load.py"
    file.write_text(FINDINGS)
    ours = {"security.workspace.trust.enabled": not trusted, "security.workspace.trust.startupPrompt": "never"}
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], ours, {"VIRTUAL_ENV": "", "PYTHONPATH": ""})
    try:
        with window(browser, bench, project, file, SHOTS) as shown:
            expect(shown.squiggles.first).to_be_visible()
            expect(shown.lens("Verify load")).to_have_count(1 if trusted else 0)
            about = shown.status("loadlint 2").locator("a").first
            place = f".venv in {project}" if trusted else "PATH"
            expect(about).to_have_attribute(
                "aria-label", re.compile(f"the extension's copy, run by .*{re.escape(place)}")
            )
            shown.shot("trusted" if trusted else "untrusted")
            if trusted:
                shown.lens("Verify load").click()
                offer = shown.toast("verifying needs torch and transformers, which .venv lacks")
                for button in ("Install", "Choose Another Python", "Copy Command"):
                    expect(offer.get_by_text(button, exact=True)).to_be_visible()
                expect(shown.page.locator(".notification-toast")).to_have_count(1)
                shown.shot("no-torch")
    finally:
        bench.stop()


def test_where_nothing_can_start_it_offers_to_install(browser: Any, project: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "node").symlink_to(str(shutil.which("node")))
    old = programs / "python3"
    old.write_text('#!/bin/sh\necho \'{"version": [3, 9, 0], "installed": false, "bundled": false}\'\n')
    old.chmod(0o755)
    file = project / "load.py"
    file.write_text(FINDINGS)
    env = {"PATH": str(programs), "VIRTUAL_ENV": "", "CONDA_PREFIX": ""}
    bench = Workbench(tmp_path / "workbench", [prepare.VSIX], {}, env)
    try:
        with window(browser, bench, project, file, SHOTS) as shown:
            offer = shown.toast(f"loadlint: not installed in {old}")
            expect(offer.get_by_text("Install", exact=True)).to_be_visible()
            expect(shown.status("loadlint").locator(".codicon-error")).to_be_visible()
            shown.shot("install")
    finally:
        bench.stop()
