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
    """A python block of a page: its code, the rules expected at each line (1-based), and its golden fix."""

    code: str
    expected: tuple[tuple[int, str], ...]
    info: str = ""
    fixed: str | None = None


def page(rule: str) -> str:
    """The page of a rule as Markdown. Raises KeyError for a name that has none."""
    if rule in _added:
        return _added[rule][0]
    from importlib.resources import files

    entry = files("loadlint_rules").joinpath(f"{rule.replace('-', '_')}.md")
    if not entry.is_file():
        raise KeyError(rule)
    return entry.read_text(encoding="utf-8")


def summary(rule: str) -> str:
    """The first sentence of a rule's page, as part of a line: lower case, without a full stop."""
    opening = next((it for it in page(rule).split("\n")[1:] if it.strip()), "").replace("`", "").rstrip(".")
    return opening[:1].lower() + opening[1:]


def url(rule: str) -> str:
    """Where the page can be opened."""
    if rule in _added:
        return _added[rule][1]
    return f"{_BASE}/{rule.replace('-', '_')}.md"


def add(rule: str, markdown: str, place: str) -> None:
    """Make the page of another package's rule known, and where it can be opened."""
    _added[rule] = (markdown, place)


def examples(markdown: str) -> list[Example]:
    """The python blocks of a page; a block `python fixed` is the golden result for the block before it."""
    found: list[Example] = []
    for block in _BLOCK.finditer(markdown):
        info = block["info"].strip()
        if info.startswith("fixed") and found:
            last = found[-1]
            found[-1] = Example(last.code, last.expected, last.info, block["code"])
        else:
            found.append(Example(block["code"], tuple(_expected(block["code"])), info))
    return found


def _expected(code: str) -> list[tuple[int, str]]:
    marks = []
    for number, line in enumerate(code.split("\n"), 1):
        found = _MARK.search(line)
        marks += [(number, it.strip()) for it in found["rules"].split(",")] if found else []
    return marks
