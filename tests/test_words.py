"""Hold prose to the glossary of CONTRIBUTING.md: docstrings, comments, messages, documents and pages."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from tests import tree

ROOT = tree.ROOT
GLOSSARY = ROOT / "CONTRIBUTING.md"
# Runs write these: their words come from files that are checked.
WRITTEN_BY_RUNS = ("docs/evidence/", "tests/rules/data/", "tests/verify/data/")
TABLES = "_table.py"
# Strings of tests are code under analysis, so only their docstrings and comments count.
WITHOUT_MESSAGES = ("tests/", "proofs/")
# Files that still have other words, one a line. A file leaves the list in the commit that rewrites it; none joins.
NOT_SWEPT = set((ROOT / "tests" / "not_swept.txt").read_text().split())
PARTICIPLES = {"found", "given", "known", "told", "said"}
OPENINGS = re.compile(r"(?:\A|[.!?]\s+|\n\n|\n *- )\W*(What|Who|Those|Of)\b(?![^.?]*\?)")
BRITISH = re.compile(
    r"\b(?:un|re|dis|mis)?(?:colour|behaviour|favour|honour|neighbour|analys(?=e|ing)|recognis|quantis|initialis"
    r"|serialis|summaris|normalis|organis|optimis|parametris|licence|centre\b|grey|whilst|modell|labell|travell"
    r"|artefact|judgement|learnt|spelt)\w*",
    re.IGNORECASE,
)
FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^\1\2 *$", re.MULTILINE | re.DOTALL)
NO_PROSE = re.compile(r"`[^`\n]*`|\]\([^)]*\)|<[^>\n]*>|^#+ .*$|^Proof: .*$", re.MULTILINE)
HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
ROW = re.compile(r"^\| \*\*.*\|(?P<never>[^|]*)\|$", re.MULTILINE)


def test_glossary_names_words_to_avoid() -> None:
    assert {"tell", "dear", "anew"} <= set(_never())


def test_prose_keeps_to_the_glossary() -> None:
    faults = {name: problems for name, problems in _checked() if problems}
    assert {name: problems for name, problems in faults.items() if name not in NOT_SWEPT} == {}
    assert NOT_SWEPT - faults.keys() == set(), "these files are clean: remove them from tests/not_swept.txt"


def test_each_kind_of_prose_is_read() -> None:
    code = (
        '"""Tell one."""\n# Two is dear.\n# Of course.\nfound: int = 3\na = "# What is"\nfail(f"four {found} anew")\n'
    )
    assert [line.partition(": ")[2] for line in _problems("server/x.py", code)] == [
        "`Tell`", "begins with `Of`", "`dear`", "`anew`", "variable `found`"
    ]  # fmt: skip
    page = "# What it is\n\nWhat a colour. `tell` is code.\n\n```\ntold\n```\n\nWho knows? Those do.\n"
    assert [line.partition(": ")[2] for line in _problems("x.md", page)] == [
        "begins with `What`", "`colour`", "begins with `Those`"
    ]  # fmt: skip


def _checked() -> Iterator[tuple[str, list[str]]]:
    """Yield each file of code or prose, and what is wrong with its words."""
    for path in tree.tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".py", ".md") and not name.startswith(WRITTEN_BY_RUNS) and not name.endswith(TABLES):
            yield name, _problems(name, path.read_text(encoding="utf-8"))


def _problems(name: str, text: str) -> list[str]:
    if name.endswith(".md"):
        return [it for number, prose in _markdown(text) for it in _faults(number, prose)]
    module = ast.parse(text)
    texts = [*_docstrings(module), *_comments(text)]
    texts += [] if name.startswith(WITHOUT_MESSAGES) else _messages(module)
    return [it for number, prose in sorted(set(texts)) for it in _faults(number, prose)] + _participles(module)


def _faults(number: int, prose: str) -> Iterator[str]:
    prose = re.sub(r"`[^`]*`", "x", prose)
    yield from (f"{number}: begins with `{it[1]}`" for it in OPENINGS.finditer(prose))
    flat = " ".join(prose.split())
    yield from (f"{number}: `{it[0]}`" for it in _avoided().finditer(flat))


@cache
def _avoided() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_never())})\b|{BRITISH.pattern}", re.IGNORECASE)


def _never() -> list[str]:
    """List the words that the last column of the glossary forbids."""
    rows = [row["never"] for row in ROW.finditer(GLOSSARY.read_text(encoding="utf-8"))]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def _markdown(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph and its line, without code, links and headings."""
    text = FENCE.sub(lambda it: "\n" * it[0].count("\n"), text)
    text = NO_PROSE.sub(lambda it: "x" if it[0].startswith("`") else "", text)
    number = 1
    for paragraph in text.split("\n\n"):
        yield number + len(paragraph) - len(paragraph.lstrip("\n")), paragraph.strip("\n")
        number += paragraph.count("\n") + 2


def _docstrings(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring:
                yield node.body[0].lineno, docstring


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield each comment; lines of comment under each other are one."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [(it.start[0], it.string.lstrip("# ")) for it in tokens if it.type == tokenize.COMMENT]
    for _, lines in groupby(enumerate(comments), key=lambda it: it[1][0] - it[0]):
        block = [it for _, it in lines]
        yield block[0][0], "\n".join(it for _, it in block)


def _messages(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each string of two words or more that is no docstring, without headings of Markdown."""
    docstrings = {id(it.value) for it in ast.walk(module) if isinstance(it, ast.Expr)}
    strings = [it for it in ast.walk(module) if isinstance(it, ast.Constant) and id(it) not in docstrings]
    texts = [(it.lineno, HEADING.sub("", it.value)) for it in strings if isinstance(it.value, str)]
    yield from (it for it in texts if re.search(r"[a-z] | [a-z]", it[1]))


def _participles(module: ast.Module) -> list[str]:
    """List the variables whose whole name is a participle."""
    stored = (it for it in ast.walk(module) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store))
    names = [(it.lineno, it.id) for it in stored]
    names += [(it.lineno, it.arg) for it in ast.walk(module) if isinstance(it, ast.arg)]
    return [f"{line}: variable `{name}`" for line, name in sorted(names) if name in PARTICIPLES]
