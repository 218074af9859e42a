"""Notebooks: cells as one program, magics blanked, and rewriting that keeps every other byte."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from loadlint.source import file
from loadlint.source.magics import blank
from loadlint_rules.analysis.model import Source
from tests.commands import NEWEST, Run

LOAD = 'model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype="auto")'
NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# from_pretrained, émojis 🤗\n", "and text"]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {"id": "a b"},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["line ü\n", "</b>\\n"]}],
            "source": [
                "%pip install -q transformers\n",
                "from transformers import AutoModelForCausalLM\n",
                "!nvidia-smi",
            ],
        },
        {"cell_type": "raw", "metadata": {}, "source": "raw"},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": ["%%time\n", "# größer\n", f"{LOAD}\n", "print(model)"],
        },
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def dumped(notebook: dict[str, Any], **style: Any) -> bytes:
    return (json.dumps(notebook, **style) + "\n").encode()


def as_texts(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same notebook with each source as one string."""
    cells = [{**it, "source": "".join(it["source"])} for it in notebook["cells"]]
    return {**notebook, "cells": cells}


STYLES = {
    "one space": {"indent": 1, "ensure_ascii": False},
    "two spaces, escaped": {"indent": 2, "ensure_ascii": True},
    "tabs": {"indent": "\t", "ensure_ascii": False},
    "compact": {"separators": (",", ":")},
    "one line, sorted": {"sort_keys": True},
}


# --- magics ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "x = y % 2\nz = (a\n  % b)\n",
        "x != y\n",
        's = """\n%pip install\n!ls\nwhy?\n"""\n',
        "s = '''a\n? b\n'''",
        "f(\n  '!x',\n  # why?\n)\n",
        "x = 1 \\\n  % 2\n",
        "@decorator\ndef f(): ...\n",
    ],
)
def test_python_stays(text: str) -> None:
    assert blank(text) == text


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("%matplotlib inline\nx", "                  \nx"),
        ("!pip install \\\n  a\nx", "              \n   \nx"),
        ("  !ls\n", "  0  \n"),
        ("if x:\n    !pip install y\n", "if x:\n    0             \n"),
        ("?open\nx", "     \nx"),
        ("open?\nx", "     \nx"),
        ("open??  # what\n", "              \n"),
        ("pip install x\ny", "             \ny"),
        ("x = !ls -l\ny", "x = ______\ny"),
        ("x = %env HOME\r\ny", "x = _________\r\ny"),
        ("%time x = f()", "0;    x = f()"),
        ("  %timeit -n 10 f()", "  0;            f()"),
        ("%%time\nx = 1\n!ls", "      \nx = 1\n   "),
        ("%%capture out\nx", "             \nx"),
        ("%%bash\nls -l | grep x\n", "      \n              \n"),
        ("\n%%writefile a.py\nx = (\n", "\n                \n     \n"),
        ("#@title A\n# B\n\n%%writefile a.rs\nuse x;\n", "         \n   \n\n                \n      \n"),
        ("# A\n%%time\nx = 1\n", "   \n      \nx = 1\n"),
        ("#@title A\nx = 1\n", "#@title A\nx = 1\n"),
        ("!echo \"it's\nx = 1", "           \nx = 1"),
        ("%pip x 🤗\ny", "        \ny"),
    ],
)
def test_commands_are_blanked_at_equal_length(text: str, python: str) -> None:
    assert blank(text) == python
    assert len(blank(text)) == len(text)
    ast.parse(f"if 1:\n{blank(text)}" if text.startswith("  ") else blank(text))


# --- reading --------------------------------------------------------------------------------------


def test_findings_name_the_cell_and_the_line_in_it(run: Run, folder: Path) -> None:
    (folder / "a.ipynb").write_bytes(dumped(NOTEBOOK, indent=1))
    [row] = json.loads(run("check", *NEWEST, "--output-format", "json", "a.ipynb").out)
    assert (row["rule"], row["cell"], row["line"], row["column"]) == ("deprecated-torch-dtype", 3, 3, 73)
    assert [it["cell"] for it in row["fixes"][0]["edits"]] == [3]
    out = run("check", *NEWEST, "a.ipynb").out
    assert out.startswith("a.ipynb:cell 3:3:73: ")
    assert f"3 | {LOAD}\n" in out


def test_offsets_and_places_are_inverse() -> None:
    document = file.parse(dumped(NOTEBOOK), "a.ipynb")
    for offset in range(len(document.source.text) + 1):
        place = document.place(offset)
        assert document.offset(place.cell, place.line, place.column) == offset


def test_every_code_cell_is_a_break() -> None:
    document = file.parse(dumped(NOTEBOOK), "a.ipynb")
    starts = [document.source.text[it:].lstrip(" ").partition("\n")[0] for it in document.source.breaks]
    assert starts == ["", ""]
    assert [document.place(it).cell for it in document.source.breaks] == [1, 3]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "language": "R"}},
        {"language_info": {"name": "julia"}},
        {"kernelspec": {"name": "bash", "language": "bash", "display_name": "Bash"}},
    ],
)
def test_other_kernels_are_passed_by(run: Run, folder: Path, metadata: dict[str, Any]) -> None:
    (folder / "a.ipynb").write_bytes(dumped({**NOTEBOOK, "metadata": metadata}))
    assert run("check", *NEWEST, "a.ipynb").status == 0


@pytest.mark.parametrize("data", [b"", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'])
def test_notebook_without_cells(run: Run, folder: Path, data: bytes) -> None:
    (folder / "a.ipynb").write_bytes(data)
    assert run("check", *NEWEST, "a.ipynb").status == 0


def test_a_broken_cell_is_skipped_and_the_rest_linted(run: Run, folder: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "this is (no Python"}, *NOTEBOOK["cells"]]
    (folder / "a.ipynb").write_bytes(dumped({**NOTEBOOK, "cells": cells}))
    rows = json.loads(run("check", *NEWEST, "--output-format", "json", "a.ipynb").out)
    assert [(it["rule"], it["cell"]) for it in rows] == [("deprecated-torch-dtype", 4)]


# --- rewriting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize("notebook", [NOTEBOOK, as_texts(NOTEBOOK)], ids=["lists", "strings"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_only_the_fixed_argument_changes(
    run: Run, folder: Path, notebook: dict[str, Any], style: dict[str, Any], bom: bytes
) -> None:
    before = bom + dumped(notebook, **style)
    (folder / "a.ipynb").write_bytes(before)
    assert run("check", *NEWEST, "--fix", "a.ipynb").status == 0
    assert (folder / "a.ipynb").read_bytes() == before.replace(b"torch_dtype", b"dtype")


def test_unusual_escapes_elsewhere_stay(run: Run, folder: Path) -> None:
    before = dumped(as_texts(NOTEBOOK)).replace(b"# gr", b"# \\u0067r\\/").replace(b"</b>", b"\\u003c/b>")
    (folder / "a.ipynb").write_bytes(before)
    assert run("check", *NEWEST, "--fix", "a.ipynb").status == 0
    assert (folder / "a.ipynb").read_bytes() == before.replace(b"torch_dtype", b"dtype")


def test_a_kept_expression_is_fixed_beside_its_magic(run: Run, folder: Path) -> None:
    source = f"!ls\nfrom transformers import AutoModelForCausalLM\n%time {LOAD}\nfiles = !ls"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
    before = dumped({**NOTEBOOK, "cells": [cell]})
    (folder / "a.ipynb").write_bytes(before)
    assert run("check", *NEWEST, "--fix", "a.ipynb").status == 0
    assert (folder / "a.ipynb").read_bytes() == before.replace(b"torch_dtype", b"dtype")


def test_a_number_that_python_does_not_convert_stays(run: Run, folder: Path) -> None:
    before = dumped({**NOTEBOOK, "metadata": {"seed": 0}}).replace(b'"seed": 0', b'"seed": ' + b"9" * 5_000)
    (folder / "a.ipynb").write_bytes(before)
    assert run("check", *NEWEST, "--fix", "a.ipynb").status == 0
    assert (folder / "a.ipynb").read_bytes() == before.replace(b"torch_dtype", b"dtype")


def test_diff_goes_cell_by_cell(run: Run, folder: Path) -> None:
    (folder / "a.ipynb").write_bytes(dumped(NOTEBOOK))
    out = run("check", *NEWEST, "--diff", "a.ipynb").out
    assert out.startswith("--- a.ipynb:cell 3\n+++ a.ipynb:cell 3\n@@ -1,4 +1,4 @@\n %%time\n")


def test_stdin_notebook(run: Run) -> None:
    before = dumped(NOTEBOOK, indent=1)
    result = run("check", *NEWEST, "--fix", "-", "--stdin-filename", "a.ipynb", stdin=before)
    assert result.out.encode() == before.replace(b"torch_dtype", b"dtype")


def test_changed_lines_may_grow_and_go() -> None:
    document = file.parse(dumped(NOTEBOOK, indent=1), "a.ipynb")
    text = document.source.text.replace("# größer\n", "").replace("print(model)", "print(1)\nprint(2)")
    new = file.parse(document.with_source(file.Source(text, document.source.breaks)), "a.ipynb")
    assert new.source.text == text


# --- notebooks that are Python files --------------------------------------------------------------

DATABRICKS = f"""\
# Databricks notebook source
%pip install -U transformers

# COMMAND ----------

# MAGIC %md
# MAGIC it's a page

# COMMAND ----------

from transformers import AutoModelForCausalLM
!nvidia-smi
{LOAD}
"""


def test_a_databricks_notebook_has_magics() -> None:
    document = file.parse(DATABRICKS.encode(), "load.py")
    text = document.source.text
    ast.parse(text)
    assert len(text) == len(DATABRICKS)
    assert document.texts() == (DATABRICKS,)
    assert document.line(DATABRICKS.index("%pip")) == "%pip install -U transformers"


def test_a_fix_leaves_the_magics_of_a_databricks_notebook() -> None:
    document = file.parse(DATABRICKS.encode(), "load.py")
    fixed = Source(document.source.text.replace("torch_dtype", "dtype"))
    assert document.with_source(fixed).decode() == DATABRICKS.replace("torch_dtype", "dtype")
    assert document.texts(fixed) == (DATABRICKS.replace("torch_dtype", "dtype"),)


def test_another_python_file_has_no_magics() -> None:
    text = f"# a script\n%pip install -U transformers\n{LOAD}\n"
    assert file.parse(text.encode(), "load.py").source.text == text


def test_a_databricks_notebook_is_checked_and_fixed(run: Run) -> None:
    Path("load.py").write_text(DATABRICKS)
    done = run("check", "load.py", *NEWEST, "--isolated", "--fix")
    assert (done.status, done.err) == (0, "")
    assert Path("load.py").read_text() == DATABRICKS.replace("torch_dtype", "dtype")
