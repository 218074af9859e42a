"""Check that imports read off the code are what a parser reads, and that a parser reads all others."""

from __future__ import annotations

import pytest

from loadlint_rules.analysis.reading import syntax, tree

PLAIN = [
    "import os",
    "import os.path",
    "import os.path as path, sys",
    "from transformers import AutoModel",
    "from transformers import AutoModel as Model, AutoTokenizer",
    "from transformers.models.bert import (BertModel,\n    BertConfig as Config,\n)",
    "from . import a",
    "from ..b import c",
    "from ... import (d)",
    "from x import(y)",
]
OTHERS = [
    "from x import *",
    "import a; import b",
    "from x import \\\n    a",
    "from x import",
    "from x import a,",
    "from x import ()",
    "from x import a b",
    "from x import class",
    "from class.y import x",
    "import a as if",
    "from .x. import a",
    "import a.",
    "from x import a.b",
    "import ä",
    "importlib.reload(a)",
    "from_pretrained(a)",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_import_is_read_as_a_parser_reads_it(text: str) -> None:
    made = syntax.imported(text)
    assert made is not None
    assert [tree.spelled(made)] == tree.spelled(syntax.Syntax().parse(text))


@pytest.mark.parametrize("text", OTHERS)
def test_any_other_import_is_left_to_a_parser(text: str) -> None:
    assert syntax.imported(text) is None
