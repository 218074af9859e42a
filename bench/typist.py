"""A typist who edits a text at random, validly or not, and the text as the protocol sees it.

This shares nothing with the server: it computes lines, columns and edits in the simplest way, so that
a mistake on either side shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

LONGEST = 6_000
_LINE_END = re.compile(r"\r\n|\n|\r")
_UNITS: dict[str, Callable[[str], int]] = {
    "utf-8": lambda it: len(it.encode()),
    "utf-16": lambda it: len(it.encode("utf-16-le")) // 2,
    "utf-32": len,
}
START = """\
import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer, pipeline

def build(name="gpt2"):
    model = AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.float16)
    model.to("cuda")
    return model

tokenizer = AutoTokenizer.from_pretrained("gpt2", use_auth_token="hf_abcdefghijklmnopqrstuvwxyzabcdefgh")
generator = pipeline("text-generation", model="gpt2", device_map="auto", device=0)
for name in ("a", "b"):
    loaded = AutoModelForCausalLM.from_pretrained("meta-llama/Llama-2-7b-hf").half()
    loaded.generate(1)
"""
_LINES = (
    'model = AutoModelForCausalLM.from_pretrained("gpt2-xl").cuda()',
    'model = AutoModel.from_pretrained("gpt2", trust_remote_code=True)  # loadlint: ignore[trust-remote-code] mine',
    'm = AutoModelForCausalLM.from_pretrained(\n    "gpt2",  # é\n    load_in_8bit=True,\n)',
    'os.environ["HF_HOME"] = "x"',
    "def f(model):\n    return model.to(device)",
    "import os, torch as t\nfrom transformers import pipeline as p",
    "# loadlint: ignore-file[missing-device-map]",
    "with torch.no_grad():\n\tmodel.generate(**inputs)",
    "kwargs = dict(device_map='auto')\nx = AutoModel.from_pretrained('b', **kwargs)",
    "x: int = 1",
    "class A:\n    def load(self):\n        self.model = AutoModel.from_pretrained('c')\n        self.model.half()",
)
_BITS = (
    *'()[]{}"\'#:,=. \t\\', '"""', "'''", "\n", "\r\n", "\r", "\n\n", "\f", "\x0b", "\x1c", "\x85", "\u2028", "\u2029",
    "\U0001f600", "e\u0301", "\ufeff", "\u200d", "ß", "漢字", "\x00", "f'{", "if ", "def ", "    ", "\n    ", "\\\n",
    "device_map=\"auto\"", ", dtype=torch.bfloat16", "from_pretrained", "AutoModel", "# noqa", "# loadlint: ignore",
)  # fmt: skip


class Typist:
    """A text, and edits of it drawn from `random`; `text` is the text that the server should have by now."""

    def __init__(self, random: Random, encoding: str) -> None:
        self.random, self.encoding = random, encoding
        self.text = self._sound = START
        self._broken = False
        self._before: list[str] = []

    def settle(self, broken: bool) -> None:
        """Record whether something in the text does not parse; a broken text is reverted sooner or later."""
        self._broken = broken
        self._sound = self._sound if broken else self.text

    def changes(self) -> list[dict[str, Any]]:
        """Return the content changes of one notification, already applied to `text`."""
        kind = self.random.random()
        if self._broken and kind > 0.6:
            return [self._replaced(self._sound)]
        if kind < 0.08 or len(self.text) > LONGEST:
            return [self._replaced(self._whole())]
        if kind < 0.35 and self._before:
            return [self._replaced(self._before.pop())]
        self._before = [*self._before[-9:], self.text]
        if kind < 0.55:
            return self._typed(self._fragment())
        return [self._edit() for _ in range(self.random.choice((1, 1, 1, 2, 3, 5)))]

    def _whole(self) -> str:
        lines = START.split("\n") + self.random.sample(_LINES, 4)
        self.random.shuffle(lines)
        end = self.random.choice(("\n", "\n", "\r\n", "\r"))
        whole = (
            START,
            START.replace("\n", end),
            f"{START}{end}".join(self.random.sample(_LINES, 3)),
            end.join(lines),
            "",
        )
        return self.random.choice(whole)

    def _typed(self, fragment: str) -> list[dict[str, Any]]:
        """Type a fragment in one place, letter by letter or split at random."""
        at = self._offset()
        if fragment.startswith("\n") and self.text[at - 1 : at] == "\r":
            at -= 1
        step = self.random.choice((1, 1, 2, 7)) if len(fragment) < 200 else 997
        made = []
        for start in range(0, len(fragment), step):
            part = fragment[start : start + step]
            # A position cannot lie inside a pair, so no part may end there.
            made.append(self._inserted(at, part))
            at += len(part)
            if self.text[at - 1 : at + 1] == "\r\n" or fragment[start + step : start + step + 1] == "\n":
                made.append(self._inserted(at := self._legal(at), fragment[start + step :]))
                break
        return made

    def _edit(self) -> dict[str, Any]:
        start = self._offset()
        length = self.random.choice((0, 0, 0, 1, 1, 2, 10, 80))
        end = self._legal(min(start + length, len(self.text)))
        return self._changed(min(start, end), end, self.random.choice(("", self._fragment(), self._fragment())))

    def _fragment(self) -> str:
        kind = self.random.random()
        if kind < 0.5:
            return str(self.random.choice(_BITS))
        if kind < 0.97:
            return self.random.choice(("\n", "")) + self.random.choice(_LINES) + self.random.choice(("\n", ""))
        huge: tuple[str, ...] = ("x = '" + "a\U0001f600" * 2_000 + "'", "#" * 9_000, "(" * 200, "[1, " * 300)
        return self.random.choice(huge)

    def _offset(self) -> int:
        return self._legal(self.random.randint(0, len(self.text)))

    def _legal(self, at: int) -> int:
        """Return the offset, or the next one if it lies between the two characters of one line end."""
        return at + 1 if self.text[at - 1 : at + 1] == "\r\n" and at else at

    def _inserted(self, at: int, text: str) -> dict[str, Any]:
        return self._changed(at, at, text)

    def _changed(self, start: int, end: int, text: str) -> dict[str, Any]:
        where = {"start": self.position(start), "end": self.position(end)}
        self.text = self.text[:start] + text + self.text[end:]
        return {"range": where, "text": text}

    def _replaced(self, text: str) -> dict[str, Any]:
        self.text = text
        return {"text": text}

    def position(self, offset: int) -> dict[str, int]:
        """Convert an offset to a position of the protocol."""
        ends = [it.end() for it in _LINE_END.finditer(self.text) if it.end() <= offset]
        start = ends[-1] if ends else 0
        return {"line": len(ends), "character": _UNITS[self.encoding](self.text[start:offset])}
