"""The text of an editor stays where it is while somebody types."""

from __future__ import annotations

from pathlib import Path

from tests.editors.test_vscode import FINDINGS, Open

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
        window.keys("Shift+End", "Delete")
        window.page.keyboard.type("None),")
        expect(window.page.locator(".squiggly-error")).to_have_count(0)
        expect(window.lens("Verify load")).to_be_visible()
        assert len(window.page.evaluate("[...window.places]")) == 1
