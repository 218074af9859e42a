"""Fixes that place a model: code runs before and after them, with models that record where they are.

A model that a map has spread raises when it is moved, as accelerate's hooks do, and a model without a map stays
on the CPU. Whatever the fixes make of a program, no run of it may raise or compute on the CPU where it did not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source

PLACING = [it for it in RULES if it.name in ("missing-device-map", "device-move-after-load", "move-after-device-map")]
HEAD = "import torch\nfrom transformers import AutoModelForCausalLM, GPT2LMHeadModel, AutoConfig\nimport other\n"
MAPS = ["", ", device_map=None", ', device_map="auto"', ', device_map="cpu"', ', device_map={"": "cpu"}',
        ', device_map="cuda:0"', ', device_map={"": 0}', ", device_map=chosen"]  # fmt: skip
MOVES = ['model.to("cuda")', "model = model.cuda()", "model.to(device)", 'model.to("cuda:0")', "pass",
         'if flag:\n    model.to("cuda")', "if flag:\n    model.to(device)\nelse:\n    model.to('cuda')",
         "if model.device == 'cpu':\n    model.to(device)", "def later():\n    model.to('cuda')\nlater()",
         "match flag:\n    case True:\n        model.to('cuda')\n    case _:\n        pass"]  # fmt: skip
TAIL = "MOVE\nmodel.generate()\n"
SHAPES = {
    "plain": f"model = LOAD\n{TAIL}",
    "chained": f"model = LOAD.eval().to('cuda')\n{TAIL}",
    "if-else": f"if flag:\n    model = LOAD\nelse:\n    model = OTHER\n{TAIL}",
    "if-only": f"model = OTHER\nif flag:\n    model = LOAD\n{TAIL}",
    "built": f"if flag:\n    model = AutoModelForCausalLM.from_config(None)\nelse:\n    model = LOAD\n{TAIL}",
    "foreign": f"if flag:\n    model = other.load()\nelse:\n    model = LOAD\n{TAIL}",
    "small": f"if flag:\n    model = GPT2LMHeadModel.from_pretrained('gpt2')\nelse:\n    model = LOAD\n{TAIL}",
    "match": f"match flag:\n    case True:\n        model = LOAD\n    case _:\n        model = OTHER\n{TAIL}",
    "half-match": f"model = other.load()\nmatch flag:\n    case True:\n        model = LOAD\n{TAIL}",
    "try": f"try:\n    model = LOAD\nexcept OSError:\n    model = OTHER\n{TAIL}",
    "left": "def run():\n    if flag:\n        model = LOAD\n        return model.generate()\n"
            "    model = OTHER\n    MOVE\n    return model.generate()\nrun()\n",
    "parameter": "def run(model=None):\n    if model is None:\n        model = LOAD\n    MOVE\n    model.generate()\n"
                 "run(other.load() if flag else None)\n",
    "returned": f"def load():\n    model = LOAD\n    return model\nmodel = load()\n{TAIL}",
    "returned-twice": f"def load():\n    if flag:\n        return other.load()\n    return LOAD\n"
                      f"model = load()\n{TAIL}",
    "attribute": "class A:\n    def load(self):\n        self.model = LOAD\n    def start(self):\n"
                 "        self.model.to('cuda')\n    def run(self):\n        self.model.generate()\n"
                 "a = A()\na.load()\na.start()\na.run()\n",
    "attribute-shared": "class A:\n    def load(self):\n        if flag:\n            self.model = other.load()\n"
                        "        else:\n            self.model = LOAD\n        self.model.to('cuda')\n"
                        "    def run(self):\n        self.model.generate()\na = A()\na.load()\na.run()\n",
    "state": "state = other.state\nif 'model' not in state:\n    state.model = LOAD\n    state.model.eval().cuda()\n"
             "state.model.generate()\n",
}  # fmt: skip
# No program of these shapes can be mended by one edit.
UNFIXED = ("attribute", "attribute-shared")


class Model:
    """A model that knows where it is; `spread` says that hooks hold parts of it elsewhere."""

    def __init__(self, device: str = "cpu", *, spread: bool = False) -> None:
        self.device, self.spread = device, spread

    def to(self, device: Any) -> Model:
        if self.spread:
            raise RuntimeError("You can't move a model that has some modules offloaded to cpu or disk.")
        self.device = _device(device)
        return self

    def cuda(self) -> Model:
        return self.to("cuda")

    def eval(self) -> Model:
        return self

    def generate(self) -> None:
        if not self.spread:
            DEVICES.append(self.device)


DEVICES: list[str] = []


def _device(device: Any) -> str:
    return "cpu" if device == "cpu" else "cuda"


class Auto:
    """A class of transformers: a map places what it loads, "auto" over several devices."""

    @classmethod
    def from_pretrained(cls, _name: str, device_map: Any = None, **_: Any) -> Model:
        place = device_map.get("") if isinstance(device_map, dict) else device_map
        if place is None:
            return Model()
        return Model(spread=True) if place == "auto" else Model(_device(place))

    @classmethod
    def from_config(cls, _config: Any) -> Model:
        return Model()


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in {
        "transformers": {"AutoModelForCausalLM": Auto, "GPT2LMHeadModel": Auto, "AutoConfig": Auto},
        "torch": {"cuda": SimpleNamespace(is_available=lambda: True)},
        "other": {"load": Model},
    }.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)


def _programs(shape: str) -> Iterator[str]:
    """Yield the programs of a shape: each move after each map, and each map beside a load without one."""
    for written, move in product(MAPS, MOVES):
        lines = []
        for line in SHAPES[shape].split("\n"):
            margin = line[: len(line) - len(line.lstrip())]
            lines.append(line.replace("MOVE", move.replace("\n", f"\n{margin}")))
        code = HEAD + "\n".join(lines)
        yield code.replace("LOAD", f'AutoModelForCausalLM.from_pretrained("o/m-7b"{written})').replace(
            "OTHER", 'AutoModelForCausalLM.from_pretrained("o/n-7b")'
        )


def _outcomes(code: str) -> list[tuple[str, ...]]:
    """Return what each run of a program does: the devices it computes on, or what it raises."""
    outcomes: list[tuple[str, ...]] = []
    program = compile(code, "<program>", "exec")
    for flag, chosen in product((True, False), (None, "cuda", "auto")):
        sys.modules["other"].state = type("State", (), {"__contains__": lambda *_: False})()  # type: ignore[attr-defined]
        DEVICES.clear()
        try:
            exec(program, {"flag": flag, "chosen": chosen, "device": "cuda"})
        except RuntimeError:
            outcomes.append(("raises",))
        else:
            outcomes.append(tuple(DEVICES))
    return outcomes


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("shape", SHAPES)
def test_no_fix_leaves_a_model_on_the_cpu_or_moves_what_is_placed(shape: str) -> None:
    fixed = 0
    for code in _programs(shape):
        after = engine.fix(Source(code), PLACING, unsafe=True).source.text
        fixed += after != code
        for was, now in zip(_outcomes(code), _outcomes(after), strict=True):
            assert now != ("raises",) or was == ("raises",), f"{code}\nbecomes\n{after}"
            assert "cpu" not in now or "cpu" in was or was == ("raises",), f"{code}\nbecomes\n{after}"
    assert (fixed > 0) is (shape not in UNFIXED)
