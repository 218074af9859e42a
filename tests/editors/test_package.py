"""The package of the extension: what its readme leads to, and what travels along."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors import prepare

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
    (module,) = [it for it in names if re.search(r"libcst/native\.[^/]+\.so$", it)][:1] or [None]
    if module is not None and shutil.which("strip"):
        # A section that strip removes.
        assert b".symtab" not in package.read(module)


def test_a_package_for_five_pythons_has_at_most_8_mb(package: zipfile.ZipFile) -> None:
    sizes = {it.filename: it.compress_size for it in package.infolist()}
    native = [size for name, size in sizes.items() if re.search(r"libcst/native\.[^/]+$", name)]
    size = prepare.VSIX.stat().st_size + max(native) * (5 - len(native))
    assert size <= 8 * 2**20, f"{size / 2**20:.2f} MB"


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
    launch = tmp_path / "extension" / "bundled" / "launch.py"
    code = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('gpt2'\n"
    (tmp_path / "load.py").write_text(code)
    command = [sys.executable, "-I", str(launch), "bundled", "check", "--isolated", "load.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    # LibCST's own module reads the line that Python's parser refuses.
    assert "invalid-syntax" in ended.stdout
    assert ended.returncode == 1


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
