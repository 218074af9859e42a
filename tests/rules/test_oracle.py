"""The line-by-line analysis equals a parse of the whole file, on real code and on hard little texts."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.reading import plain, syntax
from loadlint_rules.analysis.reading.pieces import Pieces
from loadlint_rules.analysis.reading.scan import Scan
from tests.rules import oracle

_MOST_FILES = 60
_PACKAGES = ("transformers", "accelerate", "huggingface_hub")
HARD = [
    "x = 1; y = 2\nif x: y = 3\n",
    "def f(a,\n      b):\n    return (a\n        + b)  # sum\n",
    'x = """a\n"b" \\\n(""" + "("\ny = 1\n',
    "x = 'it\\'s' # don't (\ny = [1,  # one\n  2]\n",
    "if a:\n\tb = 1\nelse:\n        c = 2\n",
    "a = 1 + \\\r\n    2\r\nb = (\r\n  3)\r\n",
    "@d(1)\n@e\nclass C(B,\n  x=1): pass\n",
    "x = f'{a}' u\"\" if b else rb'\\x00'\n",
    "\n\n# only\n   # comments\n",
    "é = '🙂('; ü = 2\n",
    "x = {\n'a': 1,\n}\nmodel = f(\nb,\n)\n",
    "async def f():\n    async with a as b, c: await d()\n",
    "x: int = 3\nprint(*a, **b)\nlambda: (yield)\n",
    "\fdef f():\n    pass\n",
    "f((a), *(b), **{**(c), 'd': 1})\nx = (a)(b).c[d, (e)](f)\n",
    "a, b = not c, -d; del e\nassert f < g != h and i or j, k\n",
    "x = ((a, b), c), (d), (*e, *f)\nf((a, b), (c), x=((d)), *(e))\nx[(a, b)] = x[a, (b, c)]\n",
    "f('é',  # é (\n  x='ü')\nx = (  # one\n  a,\n)\n",
    "f(\r\n  a,\r\n  '''x\r\ny''', ('\\n'))\r\n",
    "match x:\n    case [1, 2]: y = 1\n    case _:\n        z = (2,\n        3)\n",
]

PUT = [
    "",
    "",
    "a",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "    ",
    "(",
    ")",
    "'",
    '"""',
    "#",
    "\\",
    "x = 1\n",
    "def g():\n    f(\n",
    "@d\n",
]


def _real_files() -> list[Path]:
    chosen: list[Path] = []
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        assert spec is not None, f"{package} is a test dependency"
        assert spec.origin is not None
        files = sorted(Path(spec.origin).parent.rglob("*.py"))
        with_loads = [it for it in files if "from_pretrained(" in it.read_text(encoding="utf-8")]
        chosen += with_loads[:: max(1, len(with_loads) // _MOST_FILES)][:_MOST_FILES]
    return chosen


def _lines(text: str) -> list[tuple[int, int]]:
    return [(it.start, it.end) for it in Scan(Source(text)).lines]


@pytest.mark.parametrize("text", HARD)
def test_logical_lines_of_hard_texts_are_pythons(text: str) -> None:
    assert oracle.parses(text)
    assert _lines(text) == oracle.lines(text)


@pytest.mark.parametrize("path", _real_files(), ids=lambda it: f"{it.parent.name}/{it.name}")
def test_lines_and_calls_of_real_files_are_pythons(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _lines(text) == oracle.lines(text)
    assert oracle.calls_by_line(text) == oracle.calls(text)


@pytest.mark.parametrize("seed", range(10))
def test_a_typed_text_has_the_lines_of_a_fresh_one(seed: int) -> None:
    chance = random.Random(seed)
    text, pieces = "".join(chance.sample(HARD, 8)), Pieces()
    for _ in range(150):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 2, 30)))
        text = text[:start] + chance.choice(PUT) + text[end:]
        typed, fresh = Scan(Source(text), pieces, typed=True), Scan(Source(text))
        assert typed.code == fresh.code, (seed, text)
        assert _rows(typed) == _rows(fresh), (seed, text)


def _rows(scan: Scan) -> list[tuple[int, int, int, int]]:
    return [(it.start, it.end, it.indent, it.parent.start if it.parent else -1) for it in scan.lines]


@pytest.mark.parametrize("text", HARD)
def test_hard_lines_read_quickly_are_as_libcst_reads_them(text: str) -> None:
    for line, quick, slow in oracle.readings(text):
        assert quick == slow, line


@pytest.mark.parametrize("path", _real_files()[::8], ids=lambda it: f"{it.parent.name}/{it.name}")
def test_real_lines_read_quickly_are_as_libcst_reads_them(path: Path) -> None:
    lines = list(oracle.readings(path.read_text(encoding="utf-8")))
    assert len(lines) > 3
    for line, quick, slow in lines:
        assert quick == slow, line


QUICK = [
    "f((a)); f(x=(a)); f(((a)), (b)); f(**(a)); f(x=( (a) ) , y = (b)) ; f((a).b, (c)[0], ((d) + e))",
    "f(*(a)); f(*( a ), b); f((a, b), x=(1,), *(c, d)); f((a, # (\n (b)), c)",
    "x = (a, ); x = ( a, b ); x = (a), (b); x = ('(', ')'); x = (a,)[0]; x = (*a, *b); (a, b) = c",
    "x[(a, b)] = ((a), (b)); x[a, (b, c)]; x[(a), b]; x[*a, b]; x[a,]; x[a:b,]",
    "x[1:2]; x[ a : b ]; x[:]; x[:, None]; x[a:b , c:d,e]; x[::2]; x[(a):(b)]; x[a:, (b)]",
    "a and (b, c); (a, b) < (c, d); a and (b or c) and (d); x = not (a and b); f((a) and (b))",
    "f(x for x in y); f((x for x in y), (z)); f(x=(a for b in c)); any(isinstance(a, (b, c)) for a in d)",
    "f(lambda: 1, lambda a, b: a + b, (lambda c: (c)), lambda d=(1), e=f: d)",
    "x = {**(a or b), 'c': (d), (1, 2): (3, 4)}; x = {** ( a ), **b}",
    "f(f'{a}/b', x=f\"{a.b.c}-{d['e']}\", y=f'{f(g)} {h:>3} {i!r:5}', z=f'{(a, b)} {-c}')",
    "x = f'{a if b else c }{d[0]}' + f''",
    "f('é',  # é (\n  x=1, y='ü')",
    "with (a as b, c as d): pass",
    "x = a + \\\n  f(\\\n b, c) \\\n + (d)",
]
LEFT = [
    "(a)(b)", "x = ()", "x[ : ]", "x = (yield)", "lambda *a: a", "f((yield))",
    "x = 'a' f'{b}'", "x = f'{{a}}'", "x = f'{a=}'", "x = f'{a:{b}}'", "x = f'''{a}'''", "x = rf'{a}'",
    "x = '\\d'", "x = 1if a else 2", "é = 1", "x = \f1",
]  # fmt: skip


@pytest.mark.parametrize("line", QUICK)
def test_lines_that_are_read_quickly_are_as_libcst_reads_them(line: str) -> None:
    ((_, quick, slow),) = oracle.readings(line)
    assert quick == slow


@pytest.mark.parametrize("line", LEFT)
def test_what_pythons_tree_does_not_tell_is_left_to_libcst(line: str) -> None:
    whole, skipped = syntax.completed(line)
    assert plain.statements(whole, skipped) is None


@pytest.mark.parametrize(
    "line",
    [
        "x = 1if a else 2",
        "x = 0xfor a",
        "x = 1.if a else 2",
        "x = 1jif a else 2",
        "x = 1_0if a else 2",
        "x = 1form",
        "x = a if.5else b",
    ],
)
def test_odd_numbers_make_no_parser_warn(line: str, recwarn: pytest.WarningsRecorder) -> None:
    syntax.Syntax().parse(line)
    assert not recwarn.list
