"""A rule's page: the Markdown file beside its module."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BASE = "https://github.com/loadlint/loadlint/blob/main/rules/loadlint_rules"
_BLOCK = re.compile(r"^```python(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"#\s*error:\s*(?P<rules>[\w, -]+?)\s*$", re.MULTILINE)

_added: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Example:
    """A python block of a page: its code, the rules expected on each line (from 1), and the text after its fix."""

    code: str
    expected: tuple[tuple[int, str], ...]
    info: str = ""
    fixed: str | None = None


def page(rule: str) -> str:
    """Return the page of a rule as Markdown. Raise KeyError for a rule without one."""
    if rule in _added:
        return _added[rule][0]
    from importlib.resources import files

    entry = files("loadlint_rules").joinpath(f"{rule.replace('-', '_')}.md")
    if not entry.is_file():
        raise KeyError(rule)
    return entry.read_text(encoding="utf-8")


def summary(rule: str) -> str:
    """Return the first sentence of a rule's page, in lower case and without a full stop."""
    opening = next((it for it in page(rule).split("\n")[1:] if it.strip()), "").replace("`", "").rstrip(".")
    return opening[:1].lower() + opening[1:]


def url(rule: str) -> str:
    """Return the address of a rule's page."""
    if rule in _added:
        return _added[rule][1]
    return f"{_BASE}/{rule.replace('-', '_')}.md"


def add(rule: str, markdown: str, place: str) -> None:
    """Register the page of another package's rule, and its address."""
    _added[rule] = (markdown, place)


def examples(markdown: str) -> list[Example]:
    """Return the python blocks of a page; a block `python fixed` is the text of the block before it after its fix."""
    blocks: list[Example] = []
    for block in _BLOCK.finditer(markdown):
        info = block["info"].strip()
        if info.startswith("fixed") and blocks:
            last = blocks[-1]
            blocks[-1] = Example(last.code, last.expected, last.info, block["code"])
        else:
            blocks.append(Example(block["code"], tuple(_expected(block["code"])), info))
    return blocks


def _expected(code: str) -> list[tuple[int, str]]:
    marks = []
    for number, line in enumerate(code.split("\n"), 1):
        mark = _MARK.search(line)
        marks += [(number, it.strip()) for it in mark["rules"].split(",")] if mark else []
    return marks
