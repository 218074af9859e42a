"""Check that names which are made of themselves, or of each other, end in findings and not in a circle."""

from __future__ import annotations

import random
import re

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source

HEAD = "from functools import partial\nfrom transformers import AutoModelForCausalLM, Trainer, pipeline\n"
LINES = """\
a = a | {"dtype": 1}
a = {"dtype": 1} | a
a |= a
a = dict(a, dtype=1)
a = dict(**a)
a = {**a, "dtype": 1}
a.update(a)
a.update(dict(a))
a.setdefault("a", a)
a["a"] = a
a = a or {}
a = a if a else {}
a = b | a; b = a | b
a, b = b, a
a = (lambda a=a: a)()
a = [a for a in a]
a = {k: a for k in a}
(a := a)
a = partial(a, a)
a = a()
a = a.a
a = a["a"]
a = a / a
a = f"{a}"
for a in a: pass
with a as a: pass
def a(a=a): return a
class a(a): pass
import a as a
del a""".splitlines()
LOADS = """\
AutoModelForCausalLM.from_pretrained("m", **a)
AutoModelForCausalLM.from_pretrained(a, device_map=a, dtype=a)
AutoModelForCausalLM.from_pretrained("m", quantization_config=a).to(a)
a.from_pretrained("m")
pipeline("text-generation", model=a, model_kwargs=a, **a)
a = AutoModelForCausalLM.from_pretrained("m", **a); a.to(a); Trainer(a, **a).train()""".splitlines()


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("line", LINES)
def test_a_name_made_of_itself_ends(line: str, load: str) -> None:
    engine.lint(Source(f"{HEAD}{line}\n{load}\n"), RULES)
    engine.lint(Source(f"{HEAD}def f(a, b):\n    {line}\n    {load}\n"), RULES)


@pytest.mark.parametrize("seed", range(60))
def test_many_names_made_of_each_other_end(seed: int) -> None:
    chosen = random.Random(seed)
    lines = [re.sub(r"\ba\b", chosen.choice("aab"), chosen.choice(LINES)) for _ in range(chosen.randrange(2, 40))]
    body = "".join(f"    {it}\n" for it in (*lines, chosen.choice(LOADS)))
    engine.lint(Source(f"{HEAD}def f(a, b):\n{body}"), RULES)


CHAIN = "def f0(model):\n    return model.generate(1)\n" + "".join(
    f"def f{it}(model):\n    return f{it - 1}(model)\n" for it in range(1, 500)
)
CIRCLE = "def f0(model):\n    f1(model)\ndef f1(model):\n    f0(model)\n    model.cuda()\n"


@pytest.mark.parametrize("functions", [CHAIN, CIRCLE], ids=["chain", "circle"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_functions_that_pass_a_model_on_end(functions: str, order: tuple[int, int]) -> None:
    """It does not matter which of them is called first."""
    loads = {it: f'm{it} = AutoModelForCausalLM.from_pretrained("a/b-7b")\nf{it}(m{it})\n' for it in order}
    findings = [engine.lint(Source(HEAD + functions + loads[it]), RULES) for it in sorted(order)]
    together = engine.lint(Source(HEAD + functions + "".join(loads[it] for it in order)), RULES)
    assert sorted(it.rule for it in together) == sorted(it.rule for one in findings for it in one)
