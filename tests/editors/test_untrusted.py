"""VS Code in restricted mode, with the project of a stranger: findings come, and nothing of the project runs."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests import untrusted
from tests.editors import prepare
from tests.editors.conftest import SHOTS

POLL = 0.02  # seconds between two looks at the processes
RESTRICTED = {
    "security.workspace.trust.enabled": True,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.untrustedFiles": "open",
    "editor.codeActionsOnSave": {"source.fixAll.loadlint": "explicit"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of the project."""
    return untrusted.make(tmp_path / "project").parent


def test_nothing_of_an_untrusted_workspace_is_started(browser: object, tmp_path: Path, project: Path) -> None:
    from playwright.sync_api import expect

    from tests.editors.workbench import Workbench, window

    # As where the editor was started from the project's own shell.
    own = [str(project / ".venv" / "bin"), str(project / "bin"), "."]
    env = {"PATH": os.pathsep.join([*own, os.path.dirname(sys.executable), os.environ["PATH"]])}
    bench, file = Workbench(tmp_path / "bench", [prepare.VSIX], RESTRICTED, env), project / "app.py"
    try:
        with _watched(bench.process.pid) as commands, window(browser, bench, project, file, SHOTS) as view:
            expect(view.status("Restricted Mode")).to_be_visible()
            expect(view.squiggles.first).to_be_visible()
            for line, call in (("model = ", "from_pretrained"), ("encoder = ", "SentenceTransformer")):
                text = view.hover(view.line(line).locator("span", has_text=call).last)
                assert "Releases" in text
            expect(view.lens("Verify load")).to_have_count(0)
            view.keys("F1")
            view.page.keyboard.type("loadlint: ")
            rows = view.page.locator(".quick-input-list .monaco-list-row")
            expect(rows.filter(has_text="Fix All That Is Safe")).to_have_count(1)
            expect(rows.filter(has_text="Verify")).to_have_count(0)
            view.keys("Escape")
            # An environment that appears, and a change of the same folder that shows that it has been seen.
            shutil.copytree(project / ".venv", project / "sub" / ".venv")
            shutil.rmtree(project / ".venv")
            (project / "sub" / ".venv").rename(project / ".venv")
            settings = (project / "loadlint.toml").read_text()
            (project / "loadlint.toml").write_text('exclude = ["*.py"]\n')
            expect(view.status("loadlint").locator(".codicon-check")).to_be_visible()
            (project / "loadlint.toml").write_text(settings)
            expect(view.status("loadlint 1")).to_be_visible()
            view.go_to(4)
            view.keys("Space")
            view.save(file)
    finally:
        bench.stop()
    assert untrusted.marks(project) == []
    servers = [it for it in commands if "launch.py" in " ".join(it)]
    assert servers
    assert all(it[1] == "-I" for it in servers)
    assert [it for it in commands if it and it[0].startswith((str(project), "."))] == []
    assert [it for it in commands if it not in servers and "nvidia-smi" in " ".join(it)] == []


@contextmanager
def _watched(root: int) -> Iterator[set[tuple[str, ...]]]:
    """Yield the command lines of all that a process and its children start, as they are seen."""
    commands: set[tuple[str, ...]] = set()
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(POLL):
            for process in psutil.Process(root).children(recursive=True):
                commands.update(_command(process))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield commands
    finally:
        ended.set()
        watcher.join()


def _command(process: Any) -> list[tuple[str, ...]]:
    try:
        return [tuple(process.cmdline())]
    except psutil.Error:
        # It has ended.
        return []
