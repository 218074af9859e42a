"""The walkthrough in VS Code, and what the language status says of the surroundings."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from tests.editors.test_vscode import FINDINGS, ITEM, PLAIN, Open


def test_a_newcomer_is_led_through_a_sample(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    with open_window(project / "loadlint.toml") as window:
        expect(window.status("Plain Text")).to_be_visible()
        window.run("Welcome: Open Walkthrough...")
        window.page.locator(".quick-input-list .monaco-list-row", has_text="loadlint").first.click()
        steps = window.page.locator(".getting-started-step")
        expect(steps).to_have_count(3)
        expect(window.page.locator(".getting-started-media img")).to_be_visible()
        window.shot("walkthrough")
        window.page.locator("a, .monaco-button", has_text="Open the Sample").first.click()
        expect(window.line("torch_dtype=torch.bfloat16")).to_be_visible()
        expect(window.squiggles.first).to_be_visible()
        steps.nth(1).click()
        window.page.locator("a, .monaco-button", has_text="Fix All That Is Safe to Fix").first.click()
        expect(window.line("torch_dtype")).to_have_count(0)
        steps.nth(2).click()
        expect(
            window.page.locator(".getting-started-step .codicon-getting-started-step-checked.complete")
        ).to_have_count(2)


def test_the_status_item_leads_to_log_restart_and_doctor_report(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        item = window.page.locator(ITEM)
        text = window.hover(item)
        assert re.search(rf"loadlint {re.escape(version('loadlint'))}: \d findings here", text)
        assert "the Python extension" in text
        links = window.page.locator(".monaco-hover a")
        assert links.all_inner_texts() == ["Show Log", "Restart Server", "Copy Doctor Report"]
        links.nth(0).click()
        expect(window.page.locator(".panel .output-view, .panel .monaco-editor").first).to_be_visible()
        # The log is no Python, so that the item is away while it is in front. It takes the focus after it is drawn.
        expect(item).to_be_hidden()
        window.line('model.to("cuda")').click()
        window.hover(item)
        links.nth(2).click()
        expect(window.toast("the doctor report is in the clipboard")).to_be_visible()


def test_a_finding_leads_to_the_page_of_its_rule_here(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        window.run("View: Toggle Problems")
        window.page.locator(".markers-panel a", has_text="missing-device-map").first.click()
        expect(window.page.locator(".tab", has_text="missing-device-map.md")).to_be_visible()


def test_the_language_status_names_releases_interpreter_and_devices(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        item = window.page.locator('.statusbar-item[id="status.languageStatus"]')
        item.hover()
        shown = window.page.locator(".hover-language-status", has_text="loadlint")
        release = ".".join(version("transformers").split(".")[:2])
        expect(shown.first).to_contain_text(re.compile(rf"loadlint \d+\.\d+ · transformers {release} · \w+"))
        expect(shown.first).to_contain_text("the Python extension")
        window.shot("status")
        link = shown.first.get_by_text("Copy doctor report")
        window.press(link, window.toast("the doctor report is in the clipboard"), over=item)
        window.toast("the doctor report").get_by_text("Show").click()
        expect(window.line("interpreter: ")).to_contain_text("(from")
        expect(window.line("devices: ")).to_be_visible()
        window.run("View: Revert and Close Editor")
        window.run("Preferences: Open Settings (UI)")
        window.page.keyboard.type("@ext:loadlint.loadlint")
        expect(window.page.locator(".settings-editor .setting-item-label", has_text="Inlay Hints")).to_be_visible()
        # The editor suggests what has just been typed until something else is chosen.
        window.page.locator(".settings-toc-entry", has_text="loadlint").click()
        expect(window.page.locator(".settings-editor .suggest-widget.visible")).to_have_count(0)
        window.shot("settings")
        links = window.page.locator(".settings-editor .setting-item-markdown a")
        expect(links.filter(has_text="Loadlint: Verify").first).to_be_visible()
        links.filter(has_text="Open the configuration").first.click()
        expect(window.page.locator(".tab.active", has_text="loadlint.toml")).to_be_visible()


def test_a_hover_names_the_installed_release_that_the_project_excludes(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    (project / "loadlint.toml").unlink()
    (project / "requirements.txt").write_text("transformers>=4.40,<5\n")
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        window.hover(window.line("from_pretrained").locator("span", has_text="from_pretrained").last)
        installed = window.page.locator(".monaco-hover strong", has_text="which the project excludes")
        expect(installed).to_have_text(f"installed: transformers {version('transformers')}, which the project excludes")


def test_the_configuration_of_the_file_in_front_is_opened_or_made(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file, configuration = project / "load.py", project / "loadlint.toml"
    configuration.unlink()
    (project / "pyproject.toml").write_text('[tool.loadlint]\nignore = ["missing-device-map"]\n')
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        window.run("loadlint: Open Configuration")
        expect(window.page.locator(".tab.active", has_text="pyproject.toml")).to_be_visible()
        window.keys("Control+w")
        window.line('model.to("cuda")').click()
        # The server, which has read it, may hear of this only after the question.
        (project / "pyproject.toml").unlink()
        window.run("loadlint: Open Configuration")
        window.toast("nothing configures project").get_by_text("Create loadlint.toml").click()
        expect(window.page.locator(".tab.active", has_text="loadlint.toml")).to_be_visible()
        assert configuration.is_file()


def test_a_load_is_verified_by_the_run_button_and_by_keys(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(PLAIN.format(model="small-llama"))
    with open_window(file) as window:
        expect(window.lens("Verify load")).to_be_visible()
        window.go_to(4, 20)
        window.page.locator(".editor-actions").get_by_role("button", name="Verify Load at Cursor").click()
        window.lens("Cancel").click()
        expect(window.lens("Cancelled")).to_be_visible()
        window.go_to(4, 20)
        window.keys("Control+k", "v")
        expect(window.lens("Cancelled")).to_have_count(0)
        window.lens("Cancel").click()
        expect(window.lens("Cancelled")).to_be_visible()
