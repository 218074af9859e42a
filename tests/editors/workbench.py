"""VS Code without a screen: its server, an installed extension, and a browser that shows the workbench.

Everything waits for what a user would wait for; nothing waits for time.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.editors.prepare import HOST

PATIENCE = 60_000.0  # milliseconds, on a machine that does other work too
_TRIES = 4
SETTINGS: dict[str, Any] = {
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "window.commandCenter": False,
    "workbench.editorAssociations": {"*.ipynb": "jupyter-notebook"},
    "workbench.startupEditor": "none",
    "workbench.layoutControl.enabled": False,
    "workbench.tips.enabled": False,
}


class Workbench:
    """One VS Code server with its own profile. Call `stop`, or its hosts and their servers live on for hours.

    Only one with `dialogs` shows modal dialogs: VS Code's driver for tests refuses them.
    """

    def __init__(
        self,
        folder: Path,
        extensions: list[Path],
        settings: dict[str, Any],
        env: dict[str, str],
        *,
        dialogs: bool = False,
    ) -> None:
        self.folder, self._dialogs = folder, dialogs
        # The cache holds the results of earlier runs for a project at the same place.
        ours = {"EXTENSIONS_GALLERY": '{"serviceUrl":""}', "LOADLINT_CACHE_DIR": str(folder / "cache")}
        self._env = {**os.environ, **env, **ours}
        for scope in ("User", "Machine"):
            place = folder / "user" / scope / "settings.json"
            place.parent.mkdir(parents=True)
            place.write_text(json.dumps({**SETTINGS, **settings}), encoding="utf-8")
        installs = [it for extension in extensions for it in ("--install-extension", str(extension))]
        done = subprocess.run([*self._command(), *installs], env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        self.process = self._started()
        self.port = self._listening()

    def url(self, folder: Path, file: Path) -> str:
        """The address of a window with a folder, or a workspace of several, and a file open in it."""
        payload = json.dumps([["openFile", f"vscode-remote://127.0.0.1:{self.port}{file.as_posix()}"]])
        if file.suffix == ".ipynb":
            payload = "[]"  # would open it as JSON; the explorer opens it as a notebook
        kind = "workspace" if folder.suffix == ".code-workspace" else "folder"
        return f"http://127.0.0.1:{self.port}/?{kind}={quote(folder.as_posix())}&payload={quote(payload)}"

    def stop(self) -> None:
        """End the server, its extension hosts, and the language servers these have started."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _started(self) -> subprocess.Popen[str]:
        options = ["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--telemetry-level", "off"]
        options += ["--accept-server-license-terms", *([] if self._dialogs else ["--enable-smoke-test-driver"])]
        options += ["--force-disable-user-env"]  # else a login shell would have its say about PATH
        command = [*self._command(), *options]
        return subprocess.Popen(
            command,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def _command(self) -> list[str]:
        folders = {"server-data-dir": "data", "user-data-dir": "user", "extensions-dir": "extensions"}
        named = [it for name, place in folders.items() for it in (f"--{name}", str(self.folder / place))]
        return ["node", str(HOST / "out" / "server-main.js"), *named]

    def _listening(self) -> int:
        """Read what the server says until it names its port; keep reading, or it would wait for us in the end."""
        ports: queue.Queue[int] = queue.Queue()
        lines: list[str] = []

        def read() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                lines.append(line)
                if "agent listening on" in line:
                    ports.put(int(line.split()[-1]))

        threading.Thread(target=read, daemon=True).start()
        try:
            return ports.get(timeout=PATIENCE / 1000)
        except queue.Empty:
            self.stop()
            raise AssertionError(f"VS Code did not start: {''.join(lines)}") from None


class Window:
    """A window of the workbench, used as a person would: with keys, the mouse and eyes."""

    def __init__(self, page: Page, shots: Path) -> None:
        self.page, self._shots = page, shots

    @property
    def editor(self) -> Locator:
        return self.page.locator(".editor-instance .monaco-editor").first

    @property
    def squiggles(self) -> Locator:
        return self.page.locator(".squiggly-warning, .squiggly-error, .squiggly-info")

    def lens(self, text: str) -> Locator:
        return self.page.locator(".codelens-decoration a", has_text=text).first

    def line(self, text: str) -> Locator:
        """The line of code that contains a text, spaces aside (the editor shows them as another character)."""
        return self.page.locator(".view-line", has_text=text.replace(" ", "\u00a0")).first

    def status(self, text: str) -> Locator:
        return self.page.locator(".statusbar-item", has_text=text).first

    def toast(self, text: str) -> Locator:
        return self.page.locator(".notification-toast", has_text=text).first

    @property
    def report(self) -> FrameLocator:
        """Return the text of the report's page."""
        return self.page.frame_locator("iframe.webview.ready").first.frame_locator("#active-frame")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def press(self, at: Locator, shown: Locator, over: Locator | None = None) -> None:
        """Click until something is shown, first with the mouse over what the place lies in.

        The editor redraws hovers at any time, and a click on what it has just replaced is lost.
        """
        for left in reversed(range(_TRIES)):
            try:
                if over is not None:
                    over.hover()
                at.click(timeout=PATIENCE / _TRIES)
                expect(shown).to_be_visible(timeout=PATIENCE / _TRIES)
            except (AssertionError, PlaywrightError):
                if not left:
                    raise
            else:
                return

    def run(self, command: str) -> None:
        """Choose a command in the palette."""
        self._box("F1").fill(f">{command}")
        row = self.page.locator(".quick-input-list .monaco-list-row.focused", has_text=command).first
        expect(row).to_be_visible()
        self.keys("Enter")

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor somewhere; lines and columns count from 1."""
        self._box("Control+g").fill(f":{line}:{column}")
        # Before the editor has taken the numbers in, the key would choose nothing.
        expect(self.page.locator(".quick-input-list .monaco-list-row.focused")).to_contain_text(f"line {line}")
        self.keys("Enter")
        expect(self.page.locator(".quick-input-widget")).to_be_hidden()
        expect(self.status(f"Ln {line}, ")).to_be_visible()

    def _box(self, key: str) -> Locator:
        """Open the palette with a key."""
        self.keys(key)
        box = self.page.locator(".quick-input-widget input").first
        expect(box).to_be_visible()
        return box

    def hover(self, at: Locator) -> str:
        """Return the text of a hover, once it has any."""
        at.hover()
        shown = self.page.locator(".monaco-hover:not(.hidden) .hover-contents").first
        expect(shown).not_to_be_empty()
        return " ".join(self.page.locator(".monaco-hover:not(.hidden) .hover-contents").all_inner_texts())

    def quick_fixes(self) -> Locator:
        """Open the menu of the light bulb at the cursor."""
        expect(self.page.locator('.lightBulbWidget, [class*="codicon-gutter-lightbulb"]').first).to_be_visible()
        self.keys("Control+.")
        return self.page.locator(".action-widget")

    def widen(self) -> None:
        """Close the side bar, as one does to read a report beside the code."""
        self.keys("Control+b")
        expect(self.page.locator(".explorer-folders-view")).to_be_hidden()

    def save(self, file: Path) -> str:
        """Save the file and return what lies on the disk then."""
        expect(self.page.locator(".tab.active.dirty")).to_have_count(1)
        self.keys("Control+s")
        expect(self.page.locator(".tab.active.dirty")).to_have_count(0)
        return file.read_text(encoding="utf-8")

    def shot(self, name: str) -> None:
        self._shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._shots / f"{name}.png")


@contextmanager
def window(browser: Browser, workbench: Workbench, folder: Path, file: Path, shots: Path) -> Iterator[Window]:
    """A window on a folder; when something fails in it, a picture of it is kept."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, device_scale_factor=1)
    context.set_default_timeout(PATIENCE)
    shown = Window(context.new_page(), shots)
    try:
        shown.page.goto(workbench.url(folder, file))
        if file.suffix == ".ipynb":
            _open_notebook(shown, file.name)
        yield shown
    except BaseException:
        shown.shot(f"broken-{folder.parent.name}")
        raise
    finally:
        context.close()


def _open_notebook(shown: Window, name: str) -> None:
    """Open a notebook from the explorer; before its extensions are ready VS Code takes it for JSON, so ask again."""
    row = shown.page.locator(".explorer-folders-view .monaco-list-row", has_text=name)
    notebook, text = shown.page.locator(".notebookOverlay"), shown.page.locator(".statusbar-item", has_text="JSON")
    row.dblclick()
    expect(notebook.or_(text).first).to_be_visible()
    if not notebook.is_visible():
        shown.run("View: Close All Editors")
        row.dblclick()


def packed(target: Path, manifest: dict[str, Any], files: dict[str, str]) -> Path:
    """A .vsix made of a manifest and files, as small as VS Code accepts."""
    identity = f'Id="{manifest["name"]}" Version="{manifest["version"]}" Publisher="{manifest["publisher"]}"'
    described = (
        '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011"><Metadata>'
        f'<Identity Language="en-US" {identity}/><DisplayName>{manifest["name"]}</DisplayName></Metadata>'
        '<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation><Assets>'
        '<Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json"/></Assets></PackageManifest>'
    )
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("extension.vsixmanifest", described)
        for name, text in {"package.json": json.dumps(manifest), **files}.items():
            archive.writestr(f"extension/{name}", text)
    return target
