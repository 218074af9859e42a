"""Statements that are rare or not finished: they are read as Python reads them, and cost no other finding."""

from __future__ import annotations

import subprocess
import sys

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import candidates, loads
from loadlint_rules.analysis.reading import prefilter

HEAD = "import torch\nfrom transformers import AutoModelForCausalLM as A\n"
WRONG = 'A.from_pretrained("o/m-7b", dtype="bf16")'
CHOICE = """\
match kind:
    case "hub":
        model = A.from_pretrained("o/m-7b")
    case _:
        model = A.from_config(config)
model.to("cuda")
model.generate()
"""


def _found(code: str) -> list[tuple[int, str]]:
    findings = engine.lint(Source(HEAD + code), RULES, syntax=True)
    lines = [(code.count("\n", 0, it.span.start - len(HEAD)) + 1, it.rule) for it in findings]
    return [it for it in lines if it[1] in ("unknown-dtype", "deprecated-torch-dtype", "invalid-syntax")]


@pytest.mark.parametrize(
    "code",
    [
        f"match {WRONG}:\n    case x:\n        pass\n",
        f"match {WRONG}, 1:\n    case x, y:\n        pass\n",
        f'match kind:\n    case "a": m = {WRONG}\n',
        f"match kind:\n    case x if {WRONG}:\n        pass\n",
        f'match kind:\n    case {{"a": x, **rest}} | [x, *_]: m = {WRONG}\n',
        f"case = {WRONG}\n",
        f"match = {WRONG}\n",
    ],
)
def test_match_and_case_are_read_as_blocks_and_as_names(code: str) -> None:
    assert [rule for _, rule in _found(code)] == ["unknown-dtype"]


@pytest.mark.parametrize("opening", ["if x: pass\nelse ", "try ", "try: pass\nfinally ", "match x:\n    case 1 "])
def test_a_missing_colon_costs_its_own_statement(opening: str) -> None:
    code = f"{opening}m = {WRONG}\n{WRONG}\n"
    assert [rule for _, rule in _found(code)][-2:] == ["invalid-syntax", "unknown-dtype"]


def test_a_key_in_two_parts_is_reported_without_a_fix_that_renames_it() -> None:
    (finding,) = engine.lint(
        Source(f'{HEAD}A.from_pretrained("o/m-7b", **{{"torch_" "dtype": torch.float16}})\n'),
        [it for it in RULES if it.name == "deprecated-torch-dtype"],
    )
    assert finding.fixes == ()


@pytest.mark.parametrize(
    "field",
    ['{names["#1"]}', '{"""a"""}', '{x or "#"}', "{\n    name\n}", '{f"{name["a"]}"}', '{name:{"a"}}', "{name  # a\n}",
     '{"\\n".join(name)}', '{name["a"]!r:>{width["b"]}}', "{{{name['a']}}}"],
)  # fmt: skip
def test_f_strings_are_read_as_python_reads_them_since_3_12(field: str) -> None:
    load = f'A.from_pretrained(f"o/{field}-7b", dtype="bf16")'
    assert [rule for _, rule in _found(f"{load}\n{WRONG}\n")] == ["unknown-dtype"] * 2


def test_an_f_string_that_does_not_end_costs_its_own_statement() -> None:
    assert ("unknown-dtype" in [rule for _, rule in _found(f'x = f"{{names["a"\n{WRONG}\n')]) is True


@pytest.mark.parametrize(
    "data",
    [b"from vllm import LLM as E\nE('m')\n", b"from sentence_transformers import SparseEncoder as E\nE('m')\n"],
)
def test_a_file_whose_only_load_is_of_another_library_is_worth_a_look(data: bytes) -> None:
    assert prefilter.could_matter(data) is True
    assert len(loads.find(Source(data.decode())).loads) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"class Model:\n    @classmethod\n    def from_pretrained(cls, name):\n        return cls()\n",
        b'"""A model.\n\n>>> model = A.from_pretrained("gpt2")\n"""\n',
        b"# model = A.from_pretrained('gpt2')\n",
        b"# Passed on to `from_pretrained`.\n",
        b"def pipeline(name):\n    return name\n",
        b"from transformers import pipeline\n",
        b"import vllm\n\nAsyncLLM('gpt2')\n",
        b"hf_config = None\n",
    ],
)
def test_a_file_without_a_call_is_not_worth_a_look(data: bytes) -> None:
    assert prefilter.could_matter(data) is False
    assert candidates.may_matter(Source(data.decode()), typed=False) is False


@pytest.mark.parametrize(
    "data",
    [
        b"A.from_pretrained('gpt2')\n",
        b"A.from_pretrained  # the model\n('gpt2')\n",
        b"from transformers import pipeline as load\n",
        b'{"cells": [{"source": ["# a model\\n", "A.from_pretrained(\\"gpt2\\")"]}]}',
        "été = A.from_pretrained('modèle')\n".encode(),
        "é = A.from_pretrained('modèle')\n".encode("latin-1"),
        b'"""A.\r>>> a\r"""\rA.from_pretrained("gpt2")\r',
        b"token = 'hf_" + b"aB3d" * 8 + b"xy'\n",
    ],
)
def test_a_file_that_may_call_a_loader_is_worth_a_look(data: bytes) -> None:
    assert prefilter.could_matter(data) is True


@pytest.mark.parametrize("word", [b"vllm", b"hf_", b"from_pretrained", b"sentence_transformers"])
def test_a_word_is_found_wherever_it_stands(word: bytes) -> None:
    for before in range(140):
        for after in (0, 1, 31, 64, 100):
            data = word[:-1] + b"-" * (before + 1) + word + b"." * after
            assert prefilter.holds(data, word)
            assert not prefilter.holds(data[: len(data) - after - 1], word)
            assert not prefilter.holds(data.replace(word, b"-" + word[1:]), word)


def test_python_searches_where_stringzilla_is_not_installed() -> None:
    code = (
        "import sys; sys.modules['stringzilla'] = None\n"
        "from loadlint_rules.analysis.reading import prefilter\n"
        "assert prefilter.could_matter(b'A.from_pretrained(\"gpt2\")')\n"
        "assert not prefilter.could_matter(b'A.from_pretrain(\"gpt2\")')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("data", "matters"),
    [
        (b"from transformers.modeling_utils import PretrainedConfig\n", True),
        (b"import torch\nfrom transformers import (\n    PreTrainedModel,\n    AdamW,\n)\n", True),
        (b"from transformers.modeling_tf_utils \\\n    import TFPreTrainedModel\n", True),
        (b'{"cells": [{"source": ["import torch\\n", "from transformers import AdamW\\n"]}]}', True),
        (b"import transformers.generation_utils as utils\n", True),
        (b"from transformers import Trainer\n\nAdamW = None\n", False),
        (b"from adapter_transformers import AdamW\n", False),
        (b"import transformers\n\ntransformers.set_seed(1)\n", False),
        (b"transformers", False),
    ],
)
def test_an_import_of_what_a_release_dropped_is_worth_a_look(data: bytes, matters: bool) -> None:
    assert prefilter.could_matter(data) is matters


TEMPLATES = {
    "a field in the name of a class": "class {{cookiecutter.name}}Model:\n    pass\n",
    "a tag": "{% if x %}\ny = 1\n{% endif %}\n",
    "a field in a load": "from transformers import A\nm = {{name}}Model.from_pretrained('{{path}}')\n",
}


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_no_python_yet(text: str) -> None:
    assert engine.lint(Source(text), RULES, syntax=True) == []


@pytest.mark.parametrize("text", ["def f(:\n", "x = '{{name}}' 1\n", "x = f'{{}}' +\n", "A.from_pretrained('{{a}}'\n"])
def test_braces_in_a_string_make_no_template(text: str) -> None:
    assert [it.rule for it in engine.lint(Source(text), RULES, syntax=True)] == ["invalid-syntax"]
