"""Check that a text that is typed has the findings of a fresh one, and that a keystroke reads few loads again."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.memory import Memory
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program.loads import Part

HEAD = "import torch\nfrom transformers import AutoModelForCausalLM, Trainer\n\n\n"
LOADS = """\
def answer_{0}(inputs):
    model = AutoModelForCausalLM.from_pretrained("a/b", dtype=torch.float16)
    return model.generate(inputs)


"""
RETURNS = """\
def model_{0}():
    return AutoModelForCausalLM.from_pretrained("a/b")


"""
TAKEN = """\
def start():
    model = AutoModelForCausalLM.from_pretrained("a/b")
    main(model)


"""
METHOD = """\
class Bot:
    def load(self):
        self.model = AutoModelForCausalLM.from_pretrained("a/b")

    def answer(self, inputs):
        return self.model.generate(inputs)


"""


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (LOADS.format(1), "pass", "for it in range(3):\n        answer_1(it)"),
        (LOADS.format(1), "for it in range(3):\n        answer_1(it)", "answer_1(it)"),
        (LOADS.format(1), "import gradio as gr", "import gradio as gr\n    gr.Interface(fn=answer_1)"),
        (RETURNS.format(1), "pass", "model_1().generate(it)"),
        (RETURNS.format(1), "model_1().to('cuda')", "pass"),
        (METHOD, "pass", "Bot().load()"),
        (TAKEN, "it.generate()", "it.cuda().generate()"),
        (TAKEN, "it.cuda().generate()", "it.generate()"),
    ],
)
def test_findings_follow_what_is_typed_in_another_function(text: str, before: str, after: str) -> None:
    texts = [f"{HEAD}{text}def main(it):\n    {body}\n" for body in (before, after)]
    memory = Memory()
    typed = [engine.lint(Source(it), RULES, memory=memory, proven=False) for it in texts][-1]
    assert typed == engine.lint(Source(texts[-1]), RULES, proven=False)


@pytest.mark.parametrize("text", [LOADS, RETURNS])
def test_a_keystroke_in_one_function_reads_no_load_of_others(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    functions = "".join(text.format(number) for number in range(20))
    texts = [f"{HEAD}{functions}def main(it):\n    print({it!r})\n" for it in "ab"]
    memory = Memory()
    engine.lint(Source(texts[0]), RULES, memory=memory, proven=False)
    parts: list[Part] = []
    monkeypatch.setattr(Part, "read", lambda part: parts.append(part) or ())
    engine.lint(Source(texts[1]), RULES, memory=memory, proven=False)
    assert not parts
