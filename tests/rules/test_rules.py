"""Every rule against its page and its cases: each python block is a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadlint.testing import Example, examples
from loadlint_rules import RULES
from loadlint_rules.analysis import edits, engine, pages
from loadlint_rules.analysis.model import (
    MESSAGE_LENGTH,
    Commit,
    Finding,
    Rule,
    Source,
    Target,
    Targets,
    Version,
)

CASES = Path(__file__).parent / "cases"
# One sentence in lower case but for names, without a full stop; GPU and CPU have their capitals.
SENTENCE = re.compile(r"(?![A-Z][a-z]+ )(?!.*(?:[.;?!]( |$)|(?<!\")(?<!although )\b[gc]pu\b))[^\n]+")
CURES = re.compile(r"did you mean|instead\b|\bplease\b|\bshould\b")
MARK = re.compile(r"[ \t]*# error: [\w, -]+$", re.MULTILINE)


def _documents(rule: Rule) -> Iterator[tuple[str, str]]:
    yield f"{rule.name}.page", pages.page(rule.name)
    cases = CASES / f"{rule.name}.md"
    if cases.exists():
        yield f"{rule.name}.cases", cases.read_text(encoding="utf-8")


EXAMPLES = [
    pytest.param(rule, example, id=f"{name}.{number}")
    for rule in RULES
    for name, markdown in _documents(rule)
    for number, example in enumerate(examples(markdown))
]


def _targets(info: str) -> Targets:
    """Targets from a block's info string, such as `transformers=4.44.2 commit=org/model@main:0123...`."""
    releases = {
        name: Target(_version(text), _version(text), "example") for name, text in re.findall(r"(\w+)=([\d.]+)", info)
    }
    commits = re.findall(r"commit=(\S+)@(\S+):([0-9a-f]{40})", info)
    return Targets(**releases, commits=tuple(Commit(*it) for it in commits))


def _version(text: str) -> Version:
    return tuple(int(it) for it in text.split("."))


def _rules(rule: Rule) -> list[Rule]:
    return [it for it in RULES if it.default or it is rule]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_findings_stand_where_the_example_marks_them(rule: Rule, example: Example) -> None:
    code = MARK.sub("", example.code)
    findings = engine.lint(Source(code), _rules(rule), _targets(example.info), syntax=True)
    assert sorted((code.count("\n", 0, it.span.start) + 1, it.rule) for it in findings) == sorted(example.expected)


# Both releases refuse it, the newer one by another rule, or the older one as a model that it does not know.
REFUSED = ("conflicting-quantization", "wrong-auto-class")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_of_an_unknown_release_only_what_holds_in_all_is_said(rule: Rule, example: Example) -> None:
    source = Source(MARK.sub("", example.code))
    unknown = Target((0, 0, 0), None, "example", at_commit=True)
    commit = Targets(transformers=unknown, diffusers=unknown, accelerate=unknown, peft=unknown)
    for info in ("transformers=4.36.2 diffusers=0.25.0", "transformers=5.23.0 diffusers=0.42.0"):
        certain = {(it.rule, it.span) for it in engine.lint(source, _rules(rule), _targets(info))}
        findings = {(it.rule, it.span) for it in engine.lint(source, _rules(rule), commit) if it.rule not in REFUSED}
        assert findings <= certain


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_messages_are_one_short_sentence(rule: Rule, example: Example) -> None:
    findings = engine.lint(Source(MARK.sub("", example.code)), _rules(rule), _targets(example.info), syntax=True)
    messages = [it.message for it in findings]
    texts = messages + [it.message for finding in findings for it in finding.related]
    assert [it for it in texts if len(it) > MESSAGE_LENGTH or not SENTENCE.fullmatch(it)] == []
    assert [it for it in messages if CURES.search(it)] == []
    titles = [it.title for finding in findings for it in finding.fixes]
    assert [it for it in titles if len(it) > MESSAGE_LENGTH or it[:1].isupper() or it.endswith(".")] == []


def test_a_message_leaves_out_a_name_that_is_too_long() -> None:
    rules = [it for it in RULES if it.name == "unknown-loading-kwarg"]
    for name, expected in (("foo", "for foo, an unknown argument"), ("x" * MESSAGE_LENGTH, "for an unknown argument")):
        code = (
            f"from transformers import AutoModelForCausalLM\nAutoModelForCausalLM.from_pretrained('gpt2', {name}=1)\n"
        )
        (finding,) = engine.lint(Source(code), rules)
        assert finding.message.endswith(expected)


@pytest.mark.parametrize(("rule", "example"), [it for it in EXAMPLES if it.values[1].fixed is not None])
def test_the_fix_gives_the_golden_text(rule: Rule, example: Example) -> None:
    fixed = engine.fix(Source(MARK.sub("", example.code)), [rule], _targets(example.info), unsafe=True)
    assert fixed.source.text == example.fixed


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_every_offered_fix_is_whole_and_settles(rule: Rule, example: Example) -> None:
    source, targets = Source(MARK.sub("", example.code)), _targets(example.info)
    for finding in engine.lint(source, _rules(rule), targets):
        for fix in finding.fixes:
            fixed = Source(edits.apply(source.text, fix.edits))
            before = engine.lint(source, _rules(rule), targets, syntax=True)
            after = engine.lint(fixed, _rules(rule), targets, syntax=True)
            assert len(after) < len(before)
            assert _broken(after) <= _broken(before)
    once = engine.fix(source, _rules(rule), targets, unsafe=True)
    again = engine.fix(once.source, _rules(rule), targets, unsafe=True)
    assert again.source == once.source
    assert not again.applied


def _broken(findings: list[Finding]) -> int:
    return sum(it.rule == engine.INVALID_SYNTAX for it in findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda it: it.name)
def test_a_page_shows_the_fault_and_its_absence(rule: Rule) -> None:
    blocks = examples(pages.page(rule.name))
    assert any(rule.name in (name for _, name in it.expected) for it in blocks)
    assert any(not it.expected for it in blocks)


@pytest.mark.parametrize("rule", RULES, ids=lambda it: it.name)
def test_a_page_begins_with_the_name_and_the_summary(rule: Rule) -> None:
    title, _, summary = pages.page(rule.name).split("\n")[:3]
    assert title == f"# {rule.name}"
    assert pages.summary(rule.name).lower() == summary.replace("`", "").rstrip(".").lower()


def test_what_does_not_parse_has_a_page_with_right_examples() -> None:
    for example in examples(pages.page(engine.INVALID_SYNTAX)):
        findings = engine.lint(Source(MARK.sub("", example.code)), [it for it in RULES if it.default], syntax=True)
        assert [(example.code.count("\n", 0, it.span.start) + 1, it.rule) for it in findings] == list(example.expected)


def test_a_dtype_assigned_before_kbit_preparation_is_a_hint() -> None:
    head = 'from transformers import LlamaForCausalLM as C\nmodel = C.from_pretrained("org/m", **options)\n'
    assign = "model.config.torch_dtype = torch.bfloat16\n"
    texts = (head + assign, head + assign + "model = prepare_model_for_kbit_training(model)\n")
    findings = [it for text in texts for it in engine.lint(Source(text), RULES)]
    assert [it.severity for it in findings if it.rule == "dtype-assigned-after-load"] == ["error", "info"]


def test_a_notebook_is_one_process_unless_it_starts_more() -> None:
    code = (
        "from accelerate import Accelerator\nfrom transformers import AutoModelForCausalLM\n"
        "accelerator = Accelerator()\n"
        'model = AutoModelForCausalLM.from_pretrained("org/m", device_map="auto")\nmodel = accelerator.prepare(model)\n'
    )
    texts = (Source(code), Source(code, (len(code),)), Source(code + "notebook_launcher(main)\n", (len(code),)))
    rules = [{it.rule for it in engine.lint(text, RULES)} for text in texts]
    assert ["device-map-in-distributed-training" in it for it in rules] == [True, False, True]


def test_a_cell_is_no_streamlit_script() -> None:
    code = (
        "import streamlit as st\nfrom transformers import AutoModelForCausalLM\n"
        'model = AutoModelForCausalLM.from_pretrained("org/m", device_map="auto")\nst.title("chat")\n'
    )
    rules = [{it.rule for it in engine.lint(text, RULES)} for text in (Source(code), Source(code, (len(code),)))]
    assert ["load-in-request-handler" in it for it in rules] == [True, False]
