"""The generated tables against the releases that are installed here, and against what they are made to tell."""

from __future__ import annotations

import ast
import importlib.util
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from loadlint_rules.analysis import release_arguments, release_attributes, releases
from loadlint_rules.analysis.model import Target
from tests.tree import ROOT
from tools import releases as tool

INSTALLED = [it for it in tool.RELEASES if importlib.util.find_spec(it) is not None]
FAMILIES = [(library, family) for library in INSTALLED for family in tool.FAMILIES[library]]


@cache
def installed(library: str) -> tool.Release:
    """What the release that these tests run with says, read as the tool reads wheels."""
    spec = importlib.util.find_spec(library)
    assert spec is not None and spec.origin is not None  # noqa: PT018
    return tool.read(library, tool.from_folder(Path(spec.origin).parent))


def told(table: dict[str, str], library: str) -> set[str]:
    """What a table says of the installed release."""
    minor = tuple(map(int, tool.minor(version(library)).split(".")))
    spans = releases.read(table)
    return {name for name, found in spans.items() if releases.has(found, (minor, minor))}


@pytest.mark.parametrize("library", INSTALLED)
def test_the_installed_release_was_read(library: str) -> None:
    assert tool.minor(version(library)) in release_arguments.RELEASES[library].split()


@pytest.mark.parametrize(("library", "family"), FAMILIES)
def test_the_installed_release_takes_the_arguments_in_the_table(library: str, family: str) -> None:
    table = release_arguments.ARGUMENTS[f"{library} {family}"]
    assert told(table, library) == set(installed(library).arguments[family])


def test_the_installed_release_drops_the_arguments_in_the_table() -> None:
    table = release_arguments.IGNORED["transformers model"]
    assert told(table, "transformers") == set(installed("transformers").ignored["model"])


def test_the_installed_release_has_the_tasks_in_the_table() -> None:
    assert told(release_arguments.TASKS, "transformers") == set(installed("transformers").tasks)


def test_the_installed_release_has_the_attributes_in_the_table() -> None:
    assert told(release_attributes.BASE, "transformers") == set(installed("transformers").attributes)
    for stems, names in installed("transformers").configs.items():
        known = releases.configuration(f"{stems.split()[0]}Model")
        assert known is not None, stems
        assert set(names) <= known | set(releases.base_attributes()), stems


def test_the_installed_release_lacks_the_classes_that_were_dropped() -> None:
    import transformers

    from loadlint_rules.analysis.release_classes import CLASSES

    dropped = {span: names.split() for span, names in CLASSES["transformers"].items() if not span.endswith("-")}
    came = {span: names.split() for span, names in CLASSES["transformers"].items() if span.endswith("-")}
    assert dropped
    assert [it for names in dropped.values() for it in names if hasattr(transformers, it)] == []
    assert [it for names in came.values() for it in names if not hasattr(transformers, it)] == []


# --- what is known to be true of releases -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "came", "dropped"),
    [
        ("dtype", (4, 56), None),
        ("torch_dtype", None, None),
        ("load_in_4bit", None, (5, 0)),
        ("use_flash_attention_2", None, (4, 53)),
        ("use_auth_token", None, (5, 0)),
    ],
)
def test_when_an_argument_came_and_went(name: str, came: object, dropped: object) -> None:
    spans = releases.arguments("transformers model")[name]
    assert (releases.came(spans), releases.dropped("transformers", spans)) == (came, dropped)


@pytest.mark.parametrize(
    ("name", "dropped"),
    [("AutoModelForVision2Seq", (5, 0)), ("TFAutoModel", (5, 0)), ("AutoModel", None), ("BertTokenizerFast", None)],
)
def test_when_a_class_went(name: str, dropped: object) -> None:
    assert releases.dropped_class("transformers", name) == dropped


@pytest.mark.parametrize(
    ("target", "play"),
    [
        (Target(), (releases.newest("transformers"), releases.newest("transformers"))),
        (Target(floor=(4, 40, 0)), ((4, 40), releases.newest("transformers"))),
        (Target(floor=(4, 40, 0), installed=(4, 57, 6)), ((4, 40), (4, 57))),
        (Target(floor=(4, 40, 0), below=(5, 0, 0)), ((4, 40), (4, 57))),
        (Target(floor=(4, 44, 2), below=(4, 44, 3)), ((4, 44), (4, 44))),
        (Target(below=(4, 44, 3)), ((4, 44), (4, 44))),
    ],
)
def test_the_releases_in_play(target: Target, play: object) -> None:
    assert releases.in_play("transformers", target) == play


# --- reading ----------------------------------------------------------------------------------------

FUNCTION = """
class Model:
    @classmethod
    def from_pretrained(cls, path, *rest, token=None, **kwargs):
        a = kwargs.pop("used", None)
        _ = kwargs.pop("dropped", None)
        kwargs.pop("bare", None)
        b = kwargs.pop("unread", None)
        for name in ["many", "more"]:
            _ = kwargs.pop(name, None)
        names = ["hub"]
        hub = {key: kwargs.pop(key) for key in names if key in kwargs}
        if "asked" in kwargs:
            kwargs["set"] = other.pop("not_ours")
        return a, kwargs["read"], kwargs.get("got")
"""


def test_what_a_function_takes_is_read_from_its_text() -> None:
    files = tool.Files(["model.py"], lambda _: FUNCTION.encode())
    taken, dropped = tool.family(files, [("model.py", "Model", ("from_pretrained",))])
    assert taken == {
        *("path", "token", "used", "dropped", "bare", "unread", "many", "more", "hub", "asked", "read", "got"),
    }
    assert dropped == {"dropped", "bare", "unread", "many", "more", "asked"}


def test_changes_are_told_by_span() -> None:
    found = {"4.38.2": ["a", "b"], "4.39.3": ["a", "c"], "5.0.0": ["a", "b"], "5.1.0": ["a", "b", "d"]}
    assert tool.changes(found) == {"": ["a"], "-4.38,5.0-": ["b"], "4.39-4.39": ["c"], "5.1-": ["d"]}


def test_reading_the_tables_is_lazy() -> None:
    tables = {it for it in sys.modules if ".release_" in it}
    assert tables  # these tests themselves have read them
    source = (ROOT / "rules" / "loadlint_rules" / "analysis" / "releases.py").read_text()
    tops = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    assert [it.module for it in tops if "release_" in (it.module or "")] == []
