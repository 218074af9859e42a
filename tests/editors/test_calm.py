"""The text of an editor stays where it is while somebody types."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.editors.test_vscode import FINDINGS, ITEM, Open

RUNS = re.compile("2 findings here")
# It names the releases once the server has answered a question about the file.
LANGUAGE, ANSWERS = '.statusbar-item[id="status.languageStatus"]', re.compile(r"loadlint \d+\.\d+ · ")
PATIENCE = 60  # seconds
# Milliseconds from the last letter within which VS Code asks for the lenses of a text.
LENSES_ASKED = 2_000
# Notes when the item no longer says that the server runs, as the next one may begin within half a second.
NOTE_STOPS = """([item, runs]) => {
  const look = () => {
    if (!document.querySelector(item)?.getAttribute("aria-label")?.includes(runs)) window.stopped = true;
  };
  const watched = { subtree: true, childList: true, attributeFilter: ["aria-label"] };
  new MutationObserver(look).observe(document.body, watched);
}"""
LETTER, SOON = 5, 0.05  # milliseconds from one to the next, and seconds in which some are typed
# Notes where a line of code is, in pixels, each time the window is drawn.
WATCH = """(text) => {
  window.places = new Set();
  const look = () => {
    const line = [...document.querySelectorAll(".view-line")].find((it) => it.textContent.includes(text));
    if (line) window.places.add(Math.round(line.getBoundingClientRect().top));
    requestAnimationFrame(look);
  };
  look();
}"""


def test_no_line_moves_while_an_argument_is_typed(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        expect(window.lens("Verify load")).to_be_visible()
        window.go_to(5, 34)
        window.page.evaluate(WATCH, 'model.to("cuda")'.replace(" ", "\u00a0"))
        for key in " cache_dir=(":
            window.page.keyboard.type(key)
        # The statement does not parse until the bracket is closed, and the server has said so.
        expect(window.page.locator(".squiggly-error").first).to_be_visible()
        # The window asks for lenses later than for errors, and gives those up only then.
        window.page.wait_for_timeout(LENSES_ASKED)
        window.keys("Shift+End", "Delete")
        window.page.keyboard.type("None),")
        expect(window.page.locator(".squiggly-error")).to_have_count(0)
        expect(window.lens("Verify load")).to_be_visible()
        assert len(window.page.evaluate("[...window.places]")) == 1


def test_a_string_is_no_fault_while_its_quotes_are_typed(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS.replace("    torch_dtype=torch.bfloat16,\n", "    device_map=,\n"))
    with open_window(file) as window:
        # A statement that does not parse.
        expect(window.page.locator(".squiggly-error").first).to_be_visible()
        window.go_to(6, 16)
        # The editor closes the quotes.
        window.page.keyboard.type('"')
        expect(window.line('device_map="",')).to_be_visible()
        expect(window.page.locator(".squiggly-error")).to_have_count(0)
        window.save(file)
        expect(window.page.locator(".squiggly-error").first).to_be_visible()
        window.page.keyboard.type("auto")
        expect(window.page.locator(".squiggly-error")).to_have_count(0)


def test_a_server_that_stops_too_often_is_started_again_by_a_button(open_window: Open, project: Path) -> None:
    from playwright.sync_api import expect

    file = project / "load.py"
    file.write_text(FINDINGS)
    with open_window(file) as window:
        expect(window.squiggles.first).to_be_visible()
        item, language = window.page.locator(ITEM), window.page.locator(LANGUAGE)
        window.page.evaluate(NOTE_STOPS, [ITEM, RUNS.pattern])
        window.go_to(9)
        window.page.keyboard.type("# ")
        # The client itself starts it again four times.
        for server in _servers(open_window.args[2].process.pid, 5):  # type: ignore[attr-defined]
            expect(item).to_have_attribute("aria-label", RUNS)
            # The client still greets a server that it says runs, and starts one that dies meanwhile no more.
            expect(language).to_have_attribute("aria-label", ANSWERS)
            window.page.evaluate("window.stopped = false")
            # It dies while it is written to.
            threading.Timer(SOON, server.kill).start()
            window.page.keyboard.type(20 * "a", delay=LETTER)
            window.page.wait_for_function("window.stopped")
        toast = window.toast("the server has stopped too often")
        expect(toast).to_be_visible()
        expect(item).to_have_attribute("aria-label", re.compile("^loadlint does not run, the server has stopped"))
        expect(item.locator(".codicon-error")).to_be_visible()
        expect(language).to_have_attribute("aria-label", re.compile("loadlint does not run"))
        expect(window.page.locator(".notification-toast")).to_have_count(1)
        window.shot("stopped")
        toast.get_by_text("Restart").click()
        expect(item).to_have_attribute("aria-label", RUNS)


def _servers(root: int, count: int) -> Iterator[Any]:
    """Yield the server and each that takes its place."""
    seen: set[int] = set()
    begun = time.monotonic()
    while len(seen) < count:
        for process in psutil.Process(root).children(recursive=True):
            if process.pid not in seen and _serves(process):
                seen.add(process.pid)
                yield process
                begun = time.monotonic()
                break
        assert time.monotonic() < begun + PATIENCE, f"no server but the first {len(seen)} was started"
        threading.Event().wait(0.1)


def _serves(process: Any) -> bool:
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    return len(command) > 2 and "launch.py" in " ".join(command) and command[-1] == "server"
