"""Check that analysis caches stay bounded, whatever is typed."""

from __future__ import annotations

import psutil

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.memory import Memory
from loadlint_rules.analysis.model import Source

LOAD = "model = AutoModelForCausalLM.from_pretrained('a', torch_dtype=torch.float16)\n"
FUNCTION = "def f():\n    " + LOAD + "    x = [1,\n        2]\n" * 20


def test_texts_with_an_open_bracket_leave_little_behind() -> None:
    text = "import torch\nfrom transformers import AutoModelForCausalLM\n" + FUNCTION * 40
    memory = Memory()
    before = psutil.Process().memory_info().rss
    for number in range(300):
        findings = engine.lint(Source(f"x{number} = (\n{text}"), RULES, memory=memory, proven=False)
        assert findings
    left = (psutil.Process().memory_info().rss - before) / 1e6
    # Kept whole, each text and its lines would take half a megabyte.
    assert left < 75
