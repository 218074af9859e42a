"""The package of the extension: what its readme leads to, and what travels along."""

from __future__ import annotations

import ast
import json
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from tests.editors import prepare

ARCHIVE = "extension/bundled/libs/modules.br"
UNPACK = "process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(0)))"
HOME = "https://github.com/loadlint/loadlint/"


@pytest.fixture(scope="module")
def package() -> Iterator[zipfile.ZipFile]:
    if not prepare.VSIX.exists():
        pytest.skip("the extension has not been packaged, `make vscode` does it")
    with zipfile.ZipFile(prepare.VSIX) as archive:
        yield archive


def test_pictures_and_links_of_the_readme_lead_to_files_of_the_repository(package: zipfile.ZipFile) -> None:
    text = package.read("extension/readme.md").decode()
    tracked = set(subprocess.run(["git", "ls-files"], cwd=prepare.ROOT, capture_output=True, text=True).stdout.split())
    links = re.findall(r"\]\(([^)#\s]+)", text)
    assert len([it for it in links if it.endswith(".png")]) >= 3
    assert [it for it in links if not it.startswith("https://")] == []
    ours = [it.removeprefix(HOME).split("/", 2)[2] for it in links if it.startswith(HOME)]
    assert [it for it in ours if it not in tracked] == []


def test_nothing_travels_along_that_nothing_needs(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    assert [
        it for it in names if re.search(r"libcst/(.*/)?tests/|__pycache__|/RECORD$|libcst/(codemod|matchers)/", it)
    ] == []
    assert [it for it in names if it.endswith("/loads.png")] == []
    assert [it for it in names if re.search(r"\.(so|pyd)$", it)] == []
    modules = _modules(package)
    if sys.platform == "linux" and shutil.which("strip"):
        # A section that strip removes.
        assert [name for name, data in modules.items() if b".symtab" in data] == []


def test_a_package_for_five_pythons_has_at_most_8_mb(package: zipfile.ZipFile) -> None:
    # The modules of other Pythons take less, being alike.
    archive, pythons = package.getinfo(ARCHIVE).compress_size, len(_modules(package))
    assert prepare.VSIX.stat().st_size + archive * (5 - pythons) <= 8_000_000


def test_what_the_copy_imports_travels_along(package: zipfile.ZipFile) -> None:
    texts = {
        it.split("/libs/")[1]: package.read(it).decode()
        for it in package.namelist()
        if it.endswith(".py") and "/libs/" in it
    }
    modules = {it.removesuffix(".py").removesuffix("/__init__").replace("/", "."): it for it in texts}
    missing = {(name, it) for name, file in modules.items() for it in _imports(name, file, texts[file])}
    ours = {(name, it) for name, it in missing if it.split(".")[0] in modules and not _is_there(it, modules, texts)}
    assert sorted(ours) == []


def test_lines_keep_their_numbers_without_docstrings() -> None:
    bare = runpy.run_path(str(prepare.ROOT / "editors" / "vscode" / "bundle.py"))["without_docstrings"]
    text = '"""Some é."""\nX = 1\n\ndef f():\n    """One.\n\n    Two."""\n    return "x"\n\n'
    text += 'def g():\n    "alone"\n"é"; Y = 2\n'
    assert bare(text) == '\nX = 1\n\ndef f():\n\n\n\n    return "x"\n\ndef g():\n    ...\n"é"; Y = 2\n'


def test_pictures_of_the_walkthrough_travel_along(package: zipfile.ZipFile) -> None:
    pictures = re.findall(rb'"image": "([^"]+)"', package.read("extension/package.json"))
    assert len(pictures) == 3
    assert [it for it in pictures if f"extension/{it.decode()}" not in package.namelist()] == []


def test_the_copy_in_the_package_starts_its_server(package: zipfile.ZipFile, tmp_path: Path) -> None:
    package.extractall(tmp_path)
    for name, data in _modules(package).items():
        (tmp_path / "extension" / "bundled" / "libs" / name).write_bytes(data)
    launch = tmp_path / "extension" / "bundled" / "launch.py"
    code = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('gpt2'\n"
    (tmp_path / "load.py").write_text(code)
    command = [sys.executable, "-I", str(launch), "bundled", "check", "--isolated", "load.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    # LibCST's own module reads the line that Python's parser refuses.
    assert "invalid-syntax" in ended.stdout
    assert ended.returncode == 1


def _modules(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the compiled modules by their names, as the extension lays them out when it first starts."""
    unpacked = subprocess.run(["node", "-e", UNPACK], input=package.read(ARCHIVE), capture_output=True, check=True)
    header, _, rest = unpacked.stdout.partition(b"\n")
    sizes: list[tuple[str, int]] = json.loads(header)
    ends = list(accumulate((size for _, size in sizes), initial=0))
    assert ends[-1] == len(rest)
    places = zip(sizes, pairwise(ends), strict=True)
    return {name: rest[start:end] for (name, _), (start, end) in places}


def _imports(name: str, file: str, text: str) -> Iterator[str]:
    """Yield what a module imports, in its functions too; what type checkers alone read aside."""
    package = name.split(".") if file.endswith("__init__.py") else name.split(".")[:-1]
    tree = ast.parse(text)
    guarded = [it for it in ast.walk(tree) if isinstance(it, ast.If) and "TYPE_CHECKING" in ast.unparse(it.test)]
    for node in set(ast.walk(tree)) - {inner for it in guarded for part in it.body for inner in ast.walk(part)}:
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) + 1 - node.level], node.module or ""] if node.level else [node.module or ""]
            yield from (".".join(filter(None, [*base, it.name])) for it in node.names)


def _is_there(name: str, modules: dict[str, str], texts: dict[str, str]) -> bool:
    parent, _, last = name.rpartition(".")
    # A module, or a name of one; one that is compiled has no text.
    return name in modules or last in ("native", "*") or (parent in modules and last in texts[modules[parent]])
