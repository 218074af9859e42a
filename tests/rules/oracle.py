"""Parse whole files, to compare the line-by-line analysis with."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator

from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program.names import Names
from loadlint_rules.analysis.reading import plain, syntax, tree
from loadlint_rules.analysis.reading.prefilter import TRIGGERS
from loadlint_rules.analysis.reading.scan import Scan
from loadlint_rules.analysis.reading.syntax import Syntax

_SKIPPED = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)


def parses(text: str) -> bool:
    """Return whether the running Python parses the text; other texts have no oracle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def lines(text: str) -> list[tuple[int, int]]:
    """The logical lines of a text as Python's own tokenizer sees them: offsets of begin and end."""
    margins = _margins(text)
    spans, start, end = [], -1, -1
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        if token.type == tokenize.NEWLINE:
            spans.append((start, end))
            start = -1
        elif token.type not in _SKIPPED:
            start = margins[token.start[0] - 1] + token.start[1] if start < 0 else start
            end = margins[token.end[0] - 1] + token.end[1]
    return spans


def calls(text: str) -> set[tuple[int, int]]:
    """Where a parse of the whole text has a call of something named like a load (those in f-strings left out)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    margins = _margins(text)
    rows = text.splitlines(keepends=True) if not set("\f\x1c\x1d\x1e\x85\u2028\u2029\v") & set(text) else None
    offsets = set()
    for node in _outside_strings(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) in TRIGGERS and rows is not None:
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = margins[node.lineno - 1] + _characters(rows[node.lineno - 1], node.col_offset)
            end = margins[node.end_lineno - 1] + _characters(rows[node.end_lineno - 1], node.end_col_offset)
            offsets.add((start, end))
    return offsets


def calls_by_line(text: str) -> set[tuple[int, int]]:
    """The same calls as the analysis finds them, each in the parse of its own line."""
    scan = Scan(Source(text))
    names = Names(scan, Syntax())
    offsets = set()
    for line in scan.lines:
        if not any(it in scan.code[line.start : line.end] for it in TRIGGERS):
            continue
        for statement in names.statements(line):
            for expression in statement.expressions():
                for node in expression.walk():
                    if isinstance(node, tree.Call) and _light_name(node.func) in TRIGGERS:
                        offsets.add((line.start + node.start, line.start + node.end))
    return offsets


def readings(text: str) -> Iterator[tuple[str, object, object]]:
    """Each logical line that the quick reader understands, with what it reads and what LibCST does."""
    scan, reader = Scan(Source(text)), Syntax()
    for line in dict.fromkeys(map(scan.statement_text, scan.lines)):
        whole, skipped = syntax.completed(line)
        statements = plain.statements(whole, skipped)
        if statements is not None:
            yield line, tree.spelled(statements), tree.spelled(reader.by_libcst(whole, skipped))


def _outside_strings(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.JoinedStr):
            yield from _outside_strings(child)


def _last_name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _light_name(func: tree.Node) -> str:
    return func.name if isinstance(func, tree.Attribute) else func.id if isinstance(func, tree.Name) else ""


def _margins(text: str) -> list[int]:
    margins = [0]
    for row in io.StringIO(text, newline=""):
        margins.append(margins[-1] + len(row))
    return margins


def _characters(row: str, column: int) -> int:
    return len(row.encode()[:column].decode())
