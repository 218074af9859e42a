"""Compare the generated tables with the installed releases, and with what rules expect of them."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

import pytest

from loadlint_rules.analysis import releases
from loadlint_rules.analysis.model import Target, Version
from loadlint_rules.analysis.releases import argument_table, attribute_table
from proofs import environments
from tests.tree import ROOT
from tools import releases as tool

INSTALLED = [it for it in tool.RELEASES if importlib.util.find_spec(it) is not None]
TABLES = {
    "arguments": argument_table.ARGUMENTS,
    "ignored": argument_table.IGNORED,
    "defaults": argument_table.DEFAULTS,
    "deprecated": argument_table.DEPRECATED,
}


def packages() -> Iterator[tuple[str, str, Path]]:
    """Yield each library of each existing environment: its name, its version, and the folder of its modules."""
    for library in INSTALLED:
        spec = importlib.util.find_spec(library)
        assert spec is not None and spec.origin is not None  # noqa: PT018
        yield library, version(library), Path(spec.origin).parent
    places = [it for name in environments.RELEASES for it in environments.site_packages(name)]
    for place in places:
        for package in distributions(path=[str(place)]):
            if package.metadata["Name"] in tool.RELEASES:
                yield package.metadata["Name"], package.version, place / package.metadata["Name"]


PACKAGES = {f"{library} {release}": (library, release, folder) for library, release, folder in packages()}


@cache
def installed(library: str) -> tool.Release:
    """Read the release that runs these tests, as the tool reads wheels."""
    return tool.read(library, tool.from_folder(next(it for name, _, it in packages() if name == library)))


@cache
def loads(library: str, folder: Path) -> tool.Release:
    return tool.read_loads(library, tool.from_folder(folder))


def named(table: dict[str, str], library: str, release: str = "") -> set[str]:
    """Read a release, or the installed one, from the tables."""
    minor = tuple(map(int, tool.minor(release or version(library)).split(".")))
    spans = releases.read(table)
    return {name for name, span in spans.items() if releases.has(span, (minor, minor))}


@pytest.mark.parametrize(("library", "release", "folder"), PACKAGES.values(), ids=PACKAGES.keys())
def test_a_release_that_is_there_was_read(library: str, release: str, folder: Path) -> None:
    assert tool.minor(release) in argument_table.RELEASES[library].split()
    assert folder.is_dir()


@pytest.mark.parametrize("what", TABLES)
@pytest.mark.parametrize(("library", "release", "folder"), PACKAGES.values(), ids=PACKAGES.keys())
def test_a_release_that_is_there_says_what_the_table_says(library: str, release: str, folder: Path, what: str) -> None:
    for family, names in getattr(loads(library, folder), what).items():
        if f"{library} {family}" in TABLES[what] or what != "ignored":
            assert named(TABLES[what].get(f"{library} {family}", {}), library, release) == set(names), family


def test_the_installed_release_has_the_tasks_in_the_table() -> None:
    assert named(argument_table.TASKS, "transformers") == set(installed("transformers").tasks)


def test_the_installed_release_has_the_attributes_in_the_table() -> None:
    assert named(attribute_table.BASE, "transformers") == set(installed("transformers").attributes)
    for stems, names in installed("transformers").configs.items():
        attributes = releases.configuration(f"{stems.split()[0]}Model")
        assert attributes is not None, stems
        assert set(names) <= attributes | set(releases.base_attributes()), stems


def test_the_installed_release_lacks_the_classes_that_were_dropped() -> None:
    import transformers

    from loadlint_rules.analysis.releases.class_table import CLASSES

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
        ("load_in_4bit", (4, 30), (5, 0)),
        ("use_flash_attention_2", (4, 34), (4, 53)),
        ("use_auth_token", None, (5, 0)),
        ("attn_implementation", (4, 36), None),
    ],
)
def test_when_an_argument_came_and_went(name: str, came: object, dropped: object) -> None:
    spans = releases.arguments("transformers model")[name]
    assert (releases.came(spans), releases.dropped("transformers", spans)) == (came, dropped)


@pytest.mark.parametrize(
    ("family", "argument", "before", "since", "after"),
    [
        ("transformers model", "dtype", "None", (5, 0), "auto"),
        ("transformers pipeline", "torch_dtype", "None", (4, 53), "auto"),
        ("transformers pipeline", "device", "-1", (4, 47), "0"),
    ],
)
def test_when_a_default_changed(family: str, argument: str, before: str, since: Version, after: str) -> None:
    every = [tuple(map(int, it.split("."))) for it in argument_table.RELEASES["transformers"].split()]
    last = every[every.index(since) - 1]
    assert [releases.default(family, argument, it) for it in (last, since)] == [before, after]


@pytest.mark.parametrize(
    ("family", "argument", "since"),
    [("transformers model", "torch_dtype", (4, 56)), ("transformers model", "tp_plan", (5, 16))],
)
def test_since_when_an_argument_is_deprecated(family: str, argument: str, since: Version) -> None:
    assert releases.came(releases.deprecated(family)[argument]) == since


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


def test_changes_are_grouped_by_span() -> None:
    names = {"4.38.2": ["a", "b"], "4.39.3": ["a", "c"], "5.0.0": ["a", "b"], "5.1.0": ["a", "b", "d"]}
    assert tool.changes(names) == {"": ["a"], "-4.38,5.0-": ["b"], "4.39-4.39": ["c"], "5.1-": ["d"]}


def test_reading_the_tables_is_lazy() -> None:
    tables = {it for it in sys.modules if it.endswith("_table")}
    assert tables  # these tests have read them
    source = (ROOT / "rules" / "loadlint_rules" / "analysis" / "releases" / "__init__.py").read_text()
    tops = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    assert [it.module for it in tops if "_table" in (it.module or "")] == []
