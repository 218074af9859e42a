"""Lays the copy of loadlint that travels with the extension into `bundled/libs`.

    python bundle.py [--target linux-x64] [--python 3.10 --python 3.11 ...]

All of it is plain Python but one module of LibCST, which is compiled for one platform and one release of
Python. One package is therefore made for each platform, and LibCST's module lies in it once for each release: in
one archive, as the modules are alike and the format of the package compresses each file for itself. `src/copy.ts`
lays them out. Without a target only this machine's platform and this Python are served. Needs pip and Node.js.
"""

from __future__ import annotations

import argparse
import ast
import json
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIBS = HERE / "bundled" / "libs"
ARCHIVE = LIBS / "modules.br"
# The window reaches back over four modules. Quality 11 takes fifteen times as long for an eighth less.
COMPRESS = """
const { brotliCompressSync, constants: it } = require("node:zlib");
const params = { [it.BROTLI_PARAM_QUALITY]: 9, [it.BROTLI_PARAM_LGWIN]: it.BROTLI_MAX_WINDOW_BITS };
process.stdout.write(brotliCompressSync(require("node:fs").readFileSync(0), { params }));
"""
SOURCES = (ROOT / "server" / "loadlint", ROOT / "rules" / "loadlint_rules")
PURE = ("attrs", "cattrs", "exceptiongroup", "lsprotocol", "pygls", "tomli", "typing-extensions")
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
# LibCST publishes nothing for Macs with Intel's processors; there an installed loadlint is used.
PLATFORMS = {
    "linux-x64": ("manylinux_2_28_x86_64", "manylinux2014_x86_64"),
    "linux-arm64": ("manylinux_2_28_aarch64", "manylinux2014_aarch64"),
    "darwin-arm64": ("macosx_11_0_arm64",),
    "darwin-x64": (),
    "win32-x64": ("win_amd64",),
}
ANYWHERE = ["--platform", "any", "--python-version", PYTHONS[0], "--implementation", "py", "--abi", "none"]
# Tests, tools for rewriting whole code bases (which need packages that are not here), the parser that LibCST had before
# its compiled one, pygls' client, bridges of cattrs to formats that nothing here reads, and what those alone import.
LEFT_OUT = re.compile(
    r"""libcst/ (?: (?:.*/)?tests/ | (?:codemod|codegen|display|matchers|testing)/ | tool\.py)
    | libcst/helpers/ (?: matchers | paths) \.py
    | libcst/_parser/ (?: conversions/ | parso/pgen2/ | types/(?:conversions|partials|production)\.py)
    | libcst/_parser/ (?: _parsing_check | base_parser | custom_itertools | grammar | production_decorator
                        | py_whitespace_parser | python_parser | whitespace_parser) \.py
    | pygls/ (?: cli | client | lsp/_base_client | lsp/client) \.py
    | cattr/ | cattrs/ (?: preconf/ | strategies/ | subclasses\.py)
    | .*\.pyi $ | .*/RECORD $""",
    re.VERBOSE,
)


def main() -> int:
    """Build the folder from scratch."""
    options = _options()
    shutil.rmtree(LIBS, ignore_errors=True)
    for source in SOURCES:
        shutil.copytree(source, LIBS / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    downloads = HERE / "dist" / "wheels"
    for wheel in _download(downloads / "pure", [_pinned(it) for it in PURE], ANYWHERE):
        _unpack(wheel)
    target = options.target or _here()
    pythons = options.python or ([_own()] if options.target is None else PYTHONS)
    for python in pythons if PLATFORMS[target] else ():
        tags = [it for tag in PLATFORMS[target] for it in ("--platform", tag)]
        for wheel in _download(
            downloads / f"{target}-{python}", [_pinned("libcst")], ["--python-version", python, *tags]
        ):
            _unpack(wheel)
    for file in LIBS.rglob("*.py"):
        _bare(file)
    _strip([str(it) for it in LIBS.glob("libcst/native.*.so")])
    _pack(sorted(LIBS.glob("libcst/native.*")))
    files = [it for it in LIBS.rglob("*") if it.is_file()]
    print(f"{len(files)} files, {sum(it.stat().st_size for it in files) / 1e6:.1f} MB in {LIBS.relative_to(ROOT)}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--target", choices=PLATFORMS, help="the platform as vsce names it (default: this one)")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="a release of Python to serve")
    return parser.parse_args()


def _own() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _here() -> str:
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    return f"{sys.platform}-{machine}"


def _pinned(name: str) -> str:
    """The requirement with the release that the tests ran with, where there is one."""
    pins = (line.strip() for line in (ROOT / "requirements" / "pins.txt").read_text(encoding="utf-8").split("\n"))
    return next((it for it in pins if it.lower().startswith(f"{name}==")), name)


def _download(folder: Path, requirements: list[str], options: list[str]) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps"]
    subprocess.run([*command, "--only-binary", ":all:", *options, "--dest", str(folder), *requirements], check=True)
    return iter(sorted(folder.glob("*.whl")))


def _unpack(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(LIBS, [it for it in archive.namelist() if not LEFT_OUT.match(it)])


def _bare(file: Path) -> None:
    file.write_bytes(without_docstrings(file.read_bytes().decode()).encode())


def without_docstrings(text: str) -> str:
    """Return the code with empty lines for its docstrings, a seventh of it, so that tracebacks name the same lines."""
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        for it in body if isinstance(body, list) else ():
            if isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant) and isinstance(it.value.value, str):
                _blank(lines, it, "" if len(body) > 1 else "...")
    return "\n".join(lines)


def _blank(lines: list[str], docstring: ast.stmt, instead: str) -> None:
    first, last = docstring.lineno - 1, docstring.end_lineno or docstring.lineno
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    # One that shares its lines with other code stays.
    alone = len(indent.encode()) == docstring.col_offset and len(lines[last - 1].encode()) == docstring.end_col_offset
    if alone:
        lines[first:last] = [indent + instead if instead else "", *[""] * (last - first - 1)]


def _strip(modules: list[str]) -> None:
    """Remove the symbols of compiled modules, a fourth of their size, where this machine can read their format."""
    if modules and (strip := shutil.which("strip")):
        ended = subprocess.run([strip, "--strip-all", *modules], capture_output=True, text=True, check=False)
        if ended.returncode:
            print(f"with symbols: {ended.stderr.strip()}")


def _pack(modules: list[Path]) -> None:
    """Move modules into the archive: a line of JSON with their names and sizes, and then their bytes."""
    if not modules:
        return
    packed = [it.read_bytes() for it in modules]
    names = [(it.relative_to(LIBS).as_posix(), len(data)) for it, data in zip(modules, packed, strict=True)]
    content = b"".join([json.dumps(names).encode(), b"\n", *packed])
    ARCHIVE.write_bytes(subprocess.run(["node", "-e", COMPRESS], input=content, capture_output=True, check=True).stdout)
    for it in modules:
        it.unlink()


if __name__ == "__main__":
    sys.exit(main())
