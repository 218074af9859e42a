"""Imports that fixes add: under the guard, in the function and after the docstring that the file has."""

from __future__ import annotations

import ast

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source, Target, Targets

QUANTIZING = [it for it in RULES if it.name == "removed-loading-kwarg"]
NEW = Targets(transformers=Target(floor=(5, 0)))
LOAD = 'model = AutoModelForCausalLM.from_pretrained("o/m", load_in_8bit=True)\n'
ADDED = "from transformers import BitsAndBytesConfig"


def _fixed(code: str) -> str:
    fixed = engine.fix(Source(code), QUANTIZING, NEW)
    assert len(fixed.applied) == 1
    return fixed.source.text


def test_an_import_goes_under_the_guard_of_the_one_it_follows() -> None:
    guarded = "try:\n    from transformers import AutoModelForCausalLM\nexcept ImportError:\n    pass\n"
    assert _fixed(guarded + LOAD).startswith(
        "try:\n    from transformers import AutoModelForCausalLM, BitsAndBytesConfig\nexcept ImportError:\n"
    )


def test_an_import_goes_into_the_function_that_imports_the_library() -> None:
    lazy = (
        "import os\n\n\ndef load():\n    from transformers.models.llama import LlamaForCausalLM\n\n"
        '    return LlamaForCausalLM.from_pretrained("o/m", load_in_8bit=True)\n'
    )
    assert f"import LlamaForCausalLM\n    {ADDED}\n" in _fixed(lazy)


@pytest.mark.parametrize(
    "docstring",
    [
        '"""doc"""', 'r"""doc"""', "'doc'", '"doc"', '("""doc""")', '"""a""" "b"', '"""doc"""  # comment',
        '"""doc"""; x = 1', '# first\n"""doc \\"""\n\nx = 1\n"""',
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_an_import_goes_after_the_docstring(docstring: str, line_end: str) -> None:
    code = f"{docstring}\n\n{LOAD}".replace("\n", line_end)
    after = _fixed(code)
    assert ADDED + line_end in after
    assert ast.get_docstring(ast.parse(after), clean=False) == ast.get_docstring(ast.parse(code), clean=False)


def test_a_string_that_is_used_is_no_docstring() -> None:
    assert _fixed('"doc".split()\n' + LOAD).startswith(ADDED)
