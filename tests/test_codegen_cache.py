"""Remembering generated code changes how long an import takes, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest

from loadlint import codegen_cache
from tests.commands import FLAWED

_COMPILER = "re._compiler" if sys.version_info >= (3, 11) else "sre_compile"
DEFINES = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Point:
    x: int
    y: int = 2
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path))


def _matched() -> dict[str, str]:
    re.purge()
    with codegen_cache.remembered("test"):
        pattern = re.compile(r"(?P<name>ä[^\W\d]+)\s*=\s*(?P<number>\d+)(?!\d)", re.IGNORECASE)
    match = pattern.match("Ähre = 7")
    assert match is not None
    assert pattern.flags & re.IGNORECASE
    return match.groupdict()


def _defined() -> str:
    space: dict[str, object] = {"__name__": __name__}
    with codegen_cache.remembered("test"):
        exec(DEFINES, space)
    point = space["Point"]
    assert callable(point)
    assert point.__init__.__annotations__["x"] == "int" or point.__init__.__annotations__["x"] is int
    return repr(point(1))


def test_classes_are_the_same_the_first_and_the_second_time(tmp_path: Path) -> None:
    first = _defined()
    (kept,) = tmp_path.glob("generated-test-*")
    before = kept.read_bytes()
    assert _defined() == first == "Point(x=1, y=2)"
    assert kept.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xfb\x00"])
def test_a_damaged_file_is_made_again(tmp_path: Path, content: bytes) -> None:
    _defined()
    (kept,) = tmp_path.glob("generated-test-*")
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert _defined() == "Point(x=1, y=2)"
    assert len(kept.read_bytes()) == len(whole)


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "file"))
    assert _defined() == "Point(x=1, y=2)"


def test_the_libraries_are_left_as_they_were() -> None:
    import dataclasses

    _defined()
    assert not hasattr(dataclasses, "exec")


def test_patterns_are_the_same_the_first_and_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _matched()
    monkeypatch.setattr(import_module(_COMPILER), "_code", None)
    assert _matched() == first == {"name": "Ähre", "number": "7"}


def test_patterns_of_bytes_and_of_text_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    def matched() -> list[bool]:
        re.purge()
        with codegen_cache.remembered("test"):
            text, data = re.compile(r"[\w]{2}\Z"), re.compile(rb"[\w]{2}\Z")
        return [bool(it) for it in (text.match("äö"), data.match("ä".encode()), data.match(b"ao"))]

    first = matched()
    monkeypatch.setattr(import_module(_COMPILER), "_code", None)
    assert matched() == first == [True, False, True]


def test_the_compiler_of_patterns_is_left_as_it_was() -> None:
    compiler = import_module(_COMPILER)
    before = compiler.compile, compiler._sre
    _matched()
    assert (compiler.compile, compiler._sre) == before


def test_libcst_parses_with_what_was_remembered() -> None:
    code = (
        "from loadlint import codegen_cache as generated\n"
        "with generated.remembered('libcst'):\n    import libcst\n"
        "assert libcst.parse_module('x = 1').deep_clone().code == 'x = 1'\n"
        "assert libcst.Name('a').with_changes(value='b').value == 'b'\n"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(("purpose", "library"), [("server", "loadlint.editor.serve"), ("libcst", "libcst")])
def test_a_second_process_learns_nothing_new(tmp_path: Path, purpose: str, library: str) -> None:
    code = f"from loadlint import codegen_cache as it\nwith it.remembered({purpose!r}):\n    import {library}"
    contents = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        (kept,) = tmp_path.glob("generated-*")
        contents.append(kept.read_bytes())
    assert contents[0] == contents[1]


def test_a_second_check_of_a_file_with_loads_compiles_no_generated_code(tmp_path: Path) -> None:
    """The classes that the import of the engine defines itself were compiled in each run."""
    (tmp_path / "loads.py").write_text(FLAWED)
    code = """
import sys
sources = []
sys.addaudithook(lambda event, args: event == "compile" and sources.append(args[0]))
from loadlint.cli.main import main
main(["check", "--isolated", "--no-cache", "--quiet", "--exit-zero", "loads.py"])
print(sum(b"__create_fn__" in it for it in sources if isinstance(it, bytes)))
"""
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True) for _ in range(2)]
    first, second = (int(it.stdout.splitlines()[-1]) for it in runs)
    assert first > 100
    assert second == 0


def test_a_pattern_that_is_being_compiled_when_all_is_over_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler, begun, gate, made = import_module(_COMPILER), threading.Event(), threading.Event(), []
    original = compiler._code

    def slow(*arguments: object) -> object:
        begun.set()
        gate.wait(30.0)
        return original(*arguments)

    monkeypatch.setattr(compiler, "_code", slow)
    thread = threading.Thread(target=lambda: made.append(re.compile(r"a pattern of another thread\d+")))
    with codegen_cache.remembered("test"):
        thread.start()
        assert begun.wait(30.0)
    gate.set()
    thread.join(30.0)
    assert [bool(it.match("a pattern of another thread7")) for it in made] == [True]
