"""Texts of others are shown, never carried out: on a terminal, and in the Markdown of an editor."""

from __future__ import annotations

import pytest

from loadlint import words
from tests.commands import Run, folder, run

__all__ = ["folder", "run"]

ESCAPES = {
    "\x1b]0;title\x07": r"\x1b]0;title\x07",
    "a\x1b[2Jb": r"a\x1b[2Jb",
    "\r\x08\x00": r"\x0d\x08\x00",
    "\x9b31m": r"\x9b31m",
    "abc\u202ecba": r"abc\u202ecba",
    "\u2066x\u2069": r"\u2066x\u2069",
}


@pytest.mark.parametrize("text", ["plain", "naïve café", "東京", "a\tb\nc", "→ ≥ 🤗", "שלום"])
def test_text_that_does_nothing_stays(text: str) -> None:
    assert words.visible(text) == text


@pytest.mark.parametrize(("text", "shown"), ESCAPES.items())
def test_what_a_terminal_would_carry_out_is_an_escape(text: str, shown: str) -> None:
    assert words.visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 MB float16 in `./my_model`", "2 MB float16 in `./my_model`"),
        ("![pixel](https://example.org/a.png)", r"!\[pixel\](https://example.org/a.png)"),
        ("[update now](https://example.org)", r"\[update now\](https://example.org)"),
        ("<img src=x>", r"\<img src=x\>"),
        ("a\n# heading", "a # heading"),
        ("` [a](b)", r"\` \[a\](b)"),
        ("`a` [a](b) `c`", r"`a` \[a\](b) `c`"),
        ("\x1b[0m", r"\\x1b\[0m"),
    ],
)
def test_markdown_of_others_has_no_effect(text: str, shown: str) -> None:
    assert words.markdown(text) == shown


@pytest.mark.parametrize("output", ["full", "concise"])
def test_names_and_texts_of_the_code_reach_no_terminal_raw(run: Run, output: str) -> None:
    text = 'from transformers import AutoModel\nAutoModel.from_pretrained("m", device_map="\x1b]0;x\x07")\n'
    name = "a\x1b[2J.py"
    with open(name, "w") as file:
        file.write(text)
    out = run("check", name, "--isolated", "--output-format", output).out
    assert "unknown-device-map" in out
    assert not {"\x1b", "\x07"} & set(out)
    assert r"a\x1b[2J.py" in out
