"""Imports that a fix needs are added the way the file already imports."""

from __future__ import annotations

import pytest

from loadlint_rules.analysis import edits
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads

LOAD = 'model = AutoModelForCausalLM.from_pretrained("org/m")\n'

# The head of a file, the head with the import added, and how the name is then spelled.
HEADS = {
    "line": ("from transformers import A\n", "from transformers import A, B\n", "B"),
    "comment": ("from transformers import A  # why\n", "from transformers import A, B  # why\n", "B"),
    "parentheses": ("from transformers import (A)\n", "from transformers import (A, B)\n", "B"),
    "backslash": ("from transformers import A, \\\n    C\n", "from transformers import A, \\\n    C, B\n", "B"),
    "lines": (
        "from transformers import (\n    A,\n    C\n)\n",
        "from transformers import (\n    A,\n    C,\n    B\n)\n",
        "B",
    ),
    "trailing comma": (
        "from transformers import (\n    A,  # one\n)\n",
        "from transformers import (\n    A,  # one\n    B,\n)\n",
        "B",
    ),
    "there": ("from transformers import B, A\n", "from transformers import B, A\n", "B"),
    "there by another name": ("from transformers import B as C\n", "from transformers import B as C\n", "C"),
    "module": ("import transformers as t\n", "import transformers as t\n", "t.B"),
    "star": ("from transformers import *\n", "from transformers import *\n", "B"),
    "other module": ("import os\n", "import os\nfrom transformers import B\n", "B"),
    "comment behind": ("import os  # why\n", "import os  # why\nfrom transformers import B\n", "B"),
    "two on a line": ("import os; x = 1\n", "import os; x = 1\nfrom transformers import B\n", "B"),
    "branch": (
        "import os\nif os:\n    from transformers import A\n",
        "import os\nif os:\n    from transformers import A, B\n",
        "B",
    ),
    "crlf": ("import os\r\n", "import os\r\nfrom transformers import B\r\n", "B"),
    "nothing": ("", "from transformers import B\n", "B"),
    "docstring": ('#!x\n"""A\nb."""\n', '#!x\n"""A\nb."""\nfrom transformers import B\n', "B"),
}


@pytest.mark.parametrize(("head", "expected", "spelled"), HEADS.values(), ids=HEADS)
def test_an_import_is_added_in_the_files_own_way(head: str, expected: str, spelled: str) -> None:
    program = loads.find(Source(head + LOAD))
    added = edits.add_import(program, "transformers", "B", at=len(head))
    assert edits.apply(head + LOAD, added) == expected + LOAD
    assert edits.reach(program, "transformers", "B", at=len(head)) == spelled


def test_a_function_that_imports_for_itself_keeps_doing_so() -> None:
    head = "import os\n\n\ndef load():\n    from transformers import A"
    text = f"{head}\n    return A.from_pretrained('org/m')\n"
    added = edits.add_import(loads.find(Source(text)), "transformers", "B", at=text.index("return"))
    assert edits.apply(text, added) == text.replace(head, f"{head}, B")


def test_a_later_cell_does_not_lend_its_imports() -> None:
    first = LOAD
    text = f"{first}from transformers import A\n"
    program = loads.find(Source(text, (0, len(first))))
    assert edits.apply(text, edits.add_import(program, "transformers", "B", at=0)) == (
        f"from transformers import B\n{text}"
    )
