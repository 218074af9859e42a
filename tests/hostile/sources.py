"""Python sources: nesting, lines, encodings and values that cost a reader time or memory."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .headers import ESCAPES
from .sample import PROGRAM, Sample, mutated

KIND = "source"
DEPTH = 20_000
NUMBER = "9" * 5_000
LOAD = "AutoModelForCausalLM.from_pretrained"


def samples(random: Random) -> Iterator[Sample]:
    for name, text in {**_nested(), **_long(), **_loads()}.items():
        yield Sample(KIND, name, {"app.py": text.encode("utf-8", "surrogatepass")})
    for name, data in _bytes().items():
        yield Sample(KIND, name, {"app.py": data})
    for number, data in enumerate(mutated(random, PROGRAM.encode(), 20)):
        yield Sample(KIND, f"mutation {number}", {"app.py": data})


def _nested() -> dict[str, str]:
    openings = {"brackets": ("[", "]"), "calls": ("f(", ")"), "tables": ("{1:", "}"), "subscripts": ("a[", "]")}
    signs = {"not": "not ", "minus": "-", "lambda": "lambda: ", "await": "await ", "attributes": "a."}
    blocks = "".join(" " * at + "if x:\n" for at in range(300)) + " " * 300 + "pass\n"
    functions = "".join(" " * at + f"def f{at}(a=1):\n" for at in range(300)) + " " * 300 + "pass\n"
    return {
        **{f"{name} closed": f"{PROGRAM}x = {o * DEPTH}1{c * DEPTH}\n" for name, (o, c) in openings.items()},
        **{f"{name} open": f"{PROGRAM}x = {o * DEPTH}\n" for name, (o, _) in openings.items()},
        **{
            f"{name} in the load": PROGRAM.replace('"model"', o * DEPTH + '"m"' + c * DEPTH)
            for name, (o, c) in openings.items()
        },
        **{f"sign {name}": f"{PROGRAM}x = {sign * DEPTH}a\n" for name, sign in signs.items()},
        "sums": PROGRAM.replace('"model"', '"m" + ' * DEPTH + '"m"'),
        "conditions": PROGRAM.replace('"model"', "'a' if x else " * 3_000 + "'b'"),
        "comparisons": f"{PROGRAM}x = {'a < ' * DEPTH}a\n",
        "blocks": blocks + PROGRAM,
        "functions": functions + PROGRAM,
        "elif": "if x:\n  pass\n" + "elif x:\n  pass\n" * 5_000 + PROGRAM,
        "decorators": "@a\n" * 5_000 + "def f(): pass\n" + PROGRAM,
        "f-strings": f"{PROGRAM}x = {'f' + chr(39) + '{' * 2_000}\n",
    }


def _long() -> dict[str, str]:
    return {
        "a line of 5 MB": f"{PROGRAM}x = '{'a' * 5_000_000}'\n",
        "a comment of 5 MB": f"{PROGRAM}# {'a' * 5_000_000}\n",
        "blanks": f"{PROGRAM}x = 1{' ' * 1_000_000}\n{' ' * 1_000_000}\n",
        "backslashes": f"{PROGRAM}x = 1{chr(92)}\n" + "\\\n" * 50_000,
        "semicolons": f"{PROGRAM}{'x=1;' * 20_000}\n",
        "quotes": f"{PROGRAM}{chr(34) * 200_001}\n",
        "parentheses that do not close": f"{PROGRAM}{'f(' * 3}\n" * 500,
        "a name of a megabyte": f"{PROGRAM}{'a' * 1_000_000} = 1\n",
        "digits": PROGRAM.replace("torch.float16", NUMBER),
        "power": PROGRAM.replace("torch.float16", "9**9**9**9"),
        "repeated text": PROGRAM.replace('"model"', "'a' * 10**12"),
        "suppressions": "# loadlint: ignore[" + "a," * 100_000 + "\n" + PROGRAM,
        "suppressions a line": PROGRAM + "x = 1  # loadlint: ignore[a] loadlint: ignore\n" * 5_000,
        "suppressions without end": PROGRAM + "# loadlint: ignore" + " " * 200_000 + "[\n# noqa: " + "A1, " * 50_000,
        "header": "# /// script\n" + "# a = 1\n" * 50_000 + PROGRAM,
        "header of requirements": "# /// script\n# dependencies = ["
        + "'transformers'," * 5_000
        + "]\n# ///\n"
        + PROGRAM,
    }


def _loads() -> dict[str, str]:
    head = PROGRAM[: PROGRAM.index("model =")]
    assigned = "".join(f"a{at} = a{at - 1} + a{at - 1}\n" for at in range(1, 60))
    tables = "".join(f"k{at} = {{**k{at - 1}, **k{at - 1}}}\n" for at in range(1, 40))
    calls = "".join(f"def f{at}(m):\n    f{(at + 1) % 50}(m)\n    f{(at + 7) % 50}(m)\n" for at in range(50))
    return {
        "names that double": f"{head}a0 = 'm'\n{assigned}model = {LOAD}(a59)\n",
        "tables that double": f"{head}k0 = {{'dtype': 'auto'}}\n{tables}model = {LOAD}('m', **k39)\n",
        "a name that is itself": f"{head}a = a\nk = {{**k}}\nmodel = {LOAD}(a, **k)\n",
        "functions in a circle": f"{head}{calls}model = {LOAD}('m')\nf0(model)\n",
        "2,000 arguments": f"{head}model = {LOAD}('m', {', '.join(f'a{at}=1' for at in range(2_000))})\n",
        "the same argument 2,000 times": f"{head}model = {LOAD}('m', {', '.join(['dtype=1'] * 2_000)})\n",
        "1,000 loads": head + f"model = {LOAD}('m', torch_dtype=torch.float16)\n" * 1_000,
        "1,000 uses": PROGRAM + "model = model.to('cuda')\n" * 1_000,
        "imports of everything": "from transformers import *\n" * 2_000 + PROGRAM,
        "2,000 imports": "".join(f"import transformers.a{at} as a{at}\n" for at in range(2_000)) + PROGRAM,
        "escapes in a name": PROGRAM.replace('"model"', repr(ESCAPES)),
        "half a pair in a name": PROGRAM.replace('"model"', '"\\ud800"'),
        "names of escapes": PROGRAM.replace('"model"', '"\\N{' + "A" * 10_000 + '}"'),
        "branches": head + f"if x:\n    model = {LOAD}('m')\nelse:\n    model = None\n" * 300,
        "try": head + f"try:\n    model = {LOAD}('m')\nexcept E:\n    pass\n" * 300,
        "match": f"{head}match x:\n" + f"    case {{'a': [*_], **rest}}:\n        model = {LOAD}('m')\n" * 300,
        "targets": f"{head}{'a = ' * 3_000}{LOAD}('m')\n",
        "walrus": f"{head}x = [{', '.join([f'(m := {LOAD}(1))'] * 300)}]\n",
    }


def _bytes() -> dict[str, bytes]:
    program = PROGRAM.encode()
    declared = ("utf-16", "utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "rot13", "zlib", "mbcs")
    return {
        **{f"declared as {it}": f"# coding: {it}\n".encode() + program for it in declared},
        "declared as 100,000 letters": b"# coding: " + b"a" * 100_000 + b"\n" + program,
        "declared as a place": b"# coding: ../../../../tmp/evil\n" + program,
        "null bytes": program.replace(b"model", b"mo\0del"),
        "null bytes alone": b"\0" * 100_000,
        "not UTF-8": b"x = '\xff\xfe'\n" + program,
        "half a pair": b"x = '\xed\xa0\x80'\n" + program,
        "UTF-16": PROGRAM.encode("utf-16"),
        "UTF-32": PROGRAM.encode("utf-32"),
        "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + program,
        "carriage returns": program.replace(b"\n", b"\r"),
        "form feeds": program.replace(b"\n", b"\x0c\n\x0b\x1c\x1d\xc2\x85\xe2\x80\xa8"),
        "a control character": b"\x1a" + program,
        "noise": Random(7).randbytes(200_000),
    }
