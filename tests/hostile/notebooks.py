"""Notebooks, and the cells in them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .headers import ESCAPES
from .sample import PROGRAM, Content, Sample, Sparse, mutated, nested, text

KIND, FILE = "notebook", "x.ipynb"
KERNEL = {"kernelspec": {"language": "python", "name": "python3"}}


def notebook(*cells: object, **more: object) -> bytes:
    return text({"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL, "cells": list(cells), **more})


def cell(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def sound() -> bytes:
    return notebook(cell("%pip install transformers==4.57.6\n"), cell(PROGRAM.split("\n")), cell("%%time\nx = !ls\nx?"))


def samples(random: Random) -> Iterator[Sample]:
    for name, content in {**_documents(), **_cells(), **_magics()}.items():
        yield Sample(KIND, name, {FILE: content}, file=FILE)
    for number, data in enumerate(mutated(random, sound(), 12)):
        yield Sample(KIND, f"mutation {number}", {FILE: data}, file=FILE)


def _documents() -> dict[str, Content]:
    code = cell(PROGRAM)
    return {
        "empty": b"",
        "null": b"null",
        "list": b"[]",
        "no cells": text({"nbformat": 4}),
        "cells of a text": text({"nbformat": 4, "cells": "x"}),
        "format of a list": text({"nbformat": [], "cells": [code]}),
        "format 10**400": text({"nbformat": 10**400, "cells": [code]}),
        "metadata of a list": notebook(code, metadata=[1]),
        "kernel of a number": notebook(code, metadata={"kernelspec": {"language": 5}}),
        "kernel of a table": notebook(code, metadata={"kernelspec": {"language": {"a": []}}}),
        "deep": nested('{"cells":[', "", "]}", 50_000),
        "deep metadata": b'{"nbformat": 4, "cells": [], "metadata": ' + nested("[", "", "]", 50_000) + b"}",
        "digits": b'{"nbformat": ' + b"9" * 10_000 + b', "cells": []}',
        "UTF-16": sound().decode().encode("utf-16"),
        "not UTF-8": sound().replace(b"transformers", b"\xff\xfe"),
        "cut short": sound()[:-20],
        "zeros": b"\0" * 1_000,
        "a tera of zeros": Sparse(1 << 40),
        "300 MB of zeros": Sparse(300_000_000),
        "picture of 30 MB": notebook(cell(PROGRAM, outputs=[{"data": {"image/png": "x" * 30_000_000}}])),
        "cells twice": b'{"cells": [1], ' + notebook(code)[1:],
    }


def _cells() -> dict[str, Content]:
    sources: dict[str, object] = {
        "null": None, "number": 5, "table": {"a": 1}, "list of anything": [1, None, ["x"], {"a": PROGRAM}],
        "half a pair": "\ud800" + PROGRAM, "null bytes": "\0" + PROGRAM, "escapes": f"# {ESCAPES}\n{PROGRAM}",
        "carriage returns": PROGRAM.replace("\n", "\r"), "a line of a megabyte": "x = '" + "a" * 1_000_000 + "'",
    }  # fmt: skip
    return {
        **{f"source {name}": notebook(cell(it)) for name, it in sources.items()},
        "cells of anything": notebook(None, 5, "x", [cell(PROGRAM)], {}, {"cell_type": ["code"]}, cell(PROGRAM)),
        "20,000 cells": notebook(*([cell("x = 1\n")] * 20_000), cell(PROGRAM)),
        "metadata of a cell": notebook(cell(PROGRAM, metadata={"vscode": {"languageId": [1]}})),
    }


def _magics() -> dict[str, Content]:
    texts = {
        "nested magics": "%%time\n" * 3_000 + PROGRAM,
        "percent signs": "%" * 100_000,
        "questions": "?" * 100_000 + "\n" + PROGRAM,
        "name without end": "a" * 100_000 + "?\n" + "a." * 50_000 + "??\n",
        "assignments without end": "a, " * 30_000 + "= !ls\n" + "a " * 30_000,
        "options without end": "%time " + "-a 1 " * 20_000 + "\n",
        "backslashes": "!pip install \\\n" * 10_000 + PROGRAM,
        "quotes without end": "!pip install 'transformers" * 2_000,
        "triples": "'''" * 30_001 + "\n%x\n" + PROGRAM,
        "blanks": "%x\n" + " " * 200_000 + "\n" + "\t" * 200_000 + PROGRAM,
        "strings with backslashes": "%x\n'" + "\\" * 100_001 + "\n" + PROGRAM,
    }
    return {f"magic {name}": notebook(cell(it)) for name, it in texts.items()}
