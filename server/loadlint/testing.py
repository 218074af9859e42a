"""For the tests of packages of rules: the examples on a rule's page, and whether the rule does what they say.

    @pytest.mark.parametrize("case", testing.cases("acme"), ids=str)
    def test_the_page_is_right(case):
        testing.check(case)

A comment `# error: rule-name` at the end of a line must equal the findings of that line, a line without one
has none, and a block `python fixed` is the block before it after its fix. Releases may stand after `python`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from loadlint_rules.analysis import edits, engine, pages
from loadlint_rules.analysis.model import Finding, Rule, Source, Targets

from .project import plugins
from .project.settings import catalogue, target

_BLOCK = re.compile(r"^```python(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"#\s*error:\s*(?P<rules>[\w, -]+?)\s*$", re.MULTILINE)
_MARK = re.compile(r"[ \t]*# error: [\w, -]+$", re.MULTILINE)
_RELEASE = re.compile(r"(\w+)=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Example:
    """A python block of a page: its code, the rules expected on each line (from 1), and the text after its fix."""

    code: str
    expected: tuple[tuple[int, str], ...]
    info: str = ""
    fixed: str | None = None


@dataclass(frozen=True)
class Case:
    """One example of a page: the rule it is about, its number on the page, and what else is on."""

    rule: Rule
    number: int
    example: Example
    others: tuple[Rule, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule.name}.{self.number}"


def cases(plugin: str) -> list[Case]:
    """Return every example of every page of an installed plugin; raises ValueError when it cannot be loaded."""
    every = tuple(it for it in catalogue((plugin,)) if it.default)
    return [
        Case(rule, number, example, every)
        for rule in plugins.load(plugin).rules
        for number, example in enumerate(examples(pages.page(rule.name)))
    ]


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


def check(case: Case) -> None:
    """Raise AssertionError where the rule does something else than the example says."""
    code = _MARK.sub("", case.example.code)
    rules = [*(it for it in case.others if it.name != case.rule.name), case.rule]
    findings = engine.lint(Source(code), rules, _targets(case.example), syntax=True)
    lines = sorted((code.count("\n", 0, it.span.start) + 1, it.rule) for it in findings)
    marked = sorted(case.example.expected)
    assert lines == marked, f"{case}: found {_listed(lines)}, marked are {_listed(marked)}"
    _check_fixes(case, Source(code), rules, findings)


def _expected(code: str) -> list[tuple[int, str]]:
    marks = []
    for number, line in enumerate(code.split("\n"), 1):
        mark = _MARKED.search(line)
        marks += [(number, it.strip()) for it in mark["rules"].split(",")] if mark else []
    return marks


def _check_fixes(case: Case, source: Source, rules: Sequence[Rule], findings: Sequence[Finding]) -> None:
    targets = _targets(case.example)
    for fix in (fix for it in findings for fix in it.fixes):
        left = engine.lint(Source(edits.apply(source.text, fix.edits)), rules, targets, syntax=True)
        rest = _listed([(0, it.rule) for it in left])
        assert len(left) < len(findings), f"{case}: the fix {fix.title!r} leaves {rest}"
    fixed = engine.fix(source, [case.rule], targets, unsafe=True).source.text
    wanted = case.example.fixed
    assert wanted is None or fixed == wanted, f"{case}: the fix leaves\n{fixed}\nand not\n{wanted}"


def _targets(example: Example) -> Targets:
    releases: dict[str, Any] = {name: target(text, "example") for name, text in _RELEASE.findall(example.info)}
    return Targets(**releases)


def _listed(pairs: Sequence[tuple[int, str]]) -> str:
    return ", ".join(f"{rule} in line {line}" if line else rule for line, rule in pairs) or "nothing"
