"""The site of the documents in a browser, on a wide screen and on a phone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import site

# Each cell that takes three lines or more and has some words, as (its text, characters per line).
CELLS = """() => [...document.querySelectorAll("article td")].map(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const lines = Math.round(range.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight));
  return [cell.innerText, lines, cell.innerText.length / lines];
}).filter(([text, lines]) => lines > 2 && text.length >= 40).map(([text, , each]) => [text, each])"""
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of the site that have a table."""
    folder = tmp_path_factory.mktemp("site")
    site.lay_out(folder)
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(folder / "mkdocs.yml")]
    subprocess.run(command, capture_output=True, check=True)
    return [it for it in sorted((folder / "site").rglob("index.html")) if "<table>" in it.read_text(encoding="utf-8")]


def test_no_column_of_a_table_is_squeezed(chromium: Any, pages: list[Path]) -> None:
    assert len(pages) > 50
    page = chromium.new_page()
    squeezed, wide = [], []
    for file in pages:
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            cells = page.evaluate(CELLS)
            squeezed += [(file.parent.name, width, text, each) for text, each in cells if each < 9]
            wide += [(file.parent.name, width)] if page.evaluate(OVERFLOW) > 0 else []
    page.close()
    assert squeezed == []
    assert wide == []
