"""The arguments, classes and tasks of each release, from tables generated from the published wheels.

`tools/releases.py` generates the tables (`argument_table.py`, `class_table.py`, `attribute_table.py`). An entry is a
name with the spans of releases that have it. A table is imported when a rule first needs it. Versions are minor
releases, such as `(4, 57)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..model import Target, Version

_LENGTH_OF_A_MINOR = 2
_DOTS_OF_A_MODEL = 2  # transformers.models.bert


@dataclass(frozen=True, slots=True)
class Span:
    """The releases from `first` to `last`, both included; None for an end before or after all releases read."""

    first: Version | None = None
    last: Version | None = None

    def meets(self, oldest: Version, newest: Version) -> bool:
        return (self.first is None or self.first <= newest) and (self.last is None or oldest <= self.last)


def arguments(family: str) -> Mapping[str, tuple[Span, ...]]:
    """Return the arguments that a family of loads, such as `transformers model`, takes in some release.

    Raise KeyError for an unknown family.
    """
    return _table("ARGUMENTS", family)


def ignored(family: str) -> Mapping[str, tuple[Span, ...]]:
    """Return the arguments that a family of loads takes and ignores, with the releases that do so."""
    return _table("IGNORED", family)


def deprecated(family: str) -> Mapping[str, tuple[Span, ...]]:
    """Return the arguments that a family of loads takes with a warning."""
    return _table("DEPRECATED", family)


def default(family: str, argument: str, release: Version) -> str | None:
    """Return the default of a dtype or a device in a release, as text; None where it has no such argument."""
    entries = _table("DEFAULTS", family).items()
    held = (name.partition("=") for name, spans in entries if has(spans, (release, release)))
    return next((value for name, _, value in held if name == argument), None)


def tasks() -> Mapping[str, tuple[Span, ...]]:
    """Return the tasks of transformers' `pipeline`, with their releases."""
    return _tasks()


def dropped_class(library: str, name: str) -> Version | None:
    """Return the first release without a class that older releases have; None when no release dropped it."""
    written = _classes(library).get(name)
    return None if written is None else dropped(library, _spans(written))


def dropped_module(name: str) -> Version | None:
    """Return the first release without a module, such as `transformers.generation_utils`, that older ones have."""
    name = name.removeprefix("transformers.")
    written = _modules().get(name)
    if written is not None:
        return dropped("transformers", _spans(written))
    return oldest("transformers") if name in _former_modules() else None


def dropped_name(module: str, name: str) -> Version | None:
    """Return the first release in which a module of transformers lacks a name that older ones have."""
    spans = _names_of(module).get(name)
    if spans is None and module.startswith("transformers.models.") and module.count(".") == _DOTS_OF_A_MODEL:
        return dropped_class("transformers", name)  # a model's package exports what the top does
    return dropped("transformers", spans) if spans else None


def is_dropped(module: str, names: Iterable[str]) -> bool:
    """Return whether some release lacks a module of transformers, or a class or name in it, that older ones have."""
    return dropped_module(module) is not None or any(
        dropped_module(f"{module}.{it}") or dropped_name(module, it) or _is_dropped_at_the_top(module, it)
        for it in names
    )


def _is_dropped_at_the_top(module: str, name: str) -> bool:
    return module == "transformers" and dropped_class(module, name) is not None


def is_exported(name: str, play: tuple[Version, Version]) -> bool:
    """Return whether `from transformers import` finds a name in every release in play, as far as the tables list it."""
    return in_all(_exported().get(name, ()), play)


def heads(kind: str) -> Mapping[str, tuple[Span, ...]]:
    """Return the model types that an Auto class loads; `heir` is AutoModelForImageTextToText.

    `kind` is `image-text`, `causal` or `heir`.
    """
    return _heads(kind)


def components() -> frozenset[str]:
    """Return the components that some pipeline of diffusers takes."""
    from .argument_table import COMPONENTS

    return frozenset(COMPONENTS.split())


def dropped(library: str, spans: Iterable[Span]) -> Version | None:
    """Return the first release after all `spans`; None when the newest release is in one."""
    last = max((it.last or newest(library) for it in spans), default=newest(library))
    return next((it for it in _releases(library) if it > last), None)


def came(spans: Iterable[Span]) -> Version | None:
    """Return the first release in `spans`; None when it is before all releases read."""
    firsts = [it.first for it in spans]
    return None if None in firsts else min(it for it in firsts if it is not None)


def newest(library: str) -> Version:
    """Return the newest release read."""
    return _releases(library)[-1]


def oldest(library: str) -> Version:
    return _releases(library)[0]


def in_play(library: str, target: Target) -> tuple[Version, Version]:
    """Return the oldest and the newest minor release in play; with nothing known, the newest release read twice."""
    last = _newest_below(library, target.below) if target.installed is None else target.installed[:_LENGTH_OF_A_MINOR]
    if target.at_commit:
        return oldest(library), last
    first = last if target.oldest is None else target.oldest[:_LENGTH_OF_A_MINOR]
    if target.below is not None and target.below <= (*oldest(library), 0):
        last = min(first, last)  # a release before those of the tables, which are not in play
    return min(first, last), last


def all_since(library: str, target: Target, release: Version) -> bool:
    """Return whether every release in play is `release` or newer; `Target.perhaps` says whether any is."""
    return in_play(library, target)[0] >= release


def dotted(release: Version) -> str:
    """Return a release as it is written, such as `4.56`."""
    return ".".join(map(str, release))


def has(spans: Iterable[Span], play: tuple[Version, Version]) -> bool:
    """Return whether some release in play is in one of the spans."""
    return any(it.meets(*play) for it in spans)


def in_all(spans: Iterable[Span], play: tuple[Version, Version]) -> bool:
    """Return whether every release in play is in one of the spans."""
    return any(_covers(it, play) for it in spans)


def read(table: Mapping[str, str]) -> Mapping[str, tuple[Span, ...]]:
    """Return a table from names to spans, from its written form of spans to names."""
    spans = {written: _spans(written) for written in table}
    return {name: spans[written] for written, names in table.items() for name in names.split()}


def configuration(class_name: str) -> frozenset[str] | None:
    """Return the attributes of a model class's configuration, in any release; None for an unknown class.

    For an Auto class, return the attributes of all configurations.
    """
    if class_name.startswith("Auto"):
        return _every_attribute()
    own = _own()
    stem = max((it for it in own if _begins(class_name, it)), key=len, default=None)
    return None if stem is None else own[stem] | _common()


def is_configuration(class_name: str) -> bool:
    """Return whether a class is a configuration of transformers."""
    return class_name.endswith("Config") and class_name.removesuffix("Config") in _own()


@lru_cache(maxsize=1)
def base_attributes() -> Mapping[str, tuple[Span, ...]]:
    """Return the attributes that every configuration has, with their releases."""
    from .attribute_table import BASE

    return read(BASE)


def takes_anything(class_name: str) -> bool:
    """Return whether a model class has its own way of loading, or takes arguments that no table lists."""
    from .attribute_table import ANYTHING

    return class_name in ANYTHING.split()


def tokenizer_arguments() -> frozenset[str]:
    """Return the arguments that some tokenizer takes, in any release."""
    from .attribute_table import TOKENIZERS

    return frozenset(TOKENIZERS.split())


def _newest_below(library: str, below: Version | None) -> Version:
    """Return the newest release that a requirement admits; the bound 4.44.3 still admits 4.44."""
    admitted = [it for it in _releases(library) if below is None or (*it, 0) < below]
    return admitted[-1] if admitted else oldest(library)


def _begins(class_name: str, stem: str) -> bool:
    """Return whether a class is named after a configuration: `ErnieModel` after `Ernie`, not after `ErnieM`."""
    return class_name.startswith(stem) and not class_name[len(stem) : len(stem) + 1].islower()


# --- reading the tables ---------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _table(table: str, family: str) -> Mapping[str, tuple[Span, ...]]:
    from . import argument_table

    families: Mapping[str, Mapping[str, str]] = getattr(argument_table, table)
    if family not in argument_table.ARGUMENTS:
        raise KeyError(family)
    return read(families.get(family, {}))


@lru_cache(maxsize=1)
def _tasks() -> Mapping[str, tuple[Span, ...]]:
    from .argument_table import TASKS

    return read(TASKS)


@lru_cache(maxsize=1)
def _modules() -> Mapping[str, str]:
    from .import_table import MODULES

    return _by_name(MODULES)


@lru_cache(maxsize=1)
def _former_modules() -> frozenset[str]:
    from .import_table import FORMER

    return frozenset(FORMER.split())


@lru_cache(maxsize=64)
def _names_of(module: str) -> Mapping[str, tuple[Span, ...]]:
    from .import_table import NAMES

    spans: tuple[Span, ...] = ()
    names: dict[str, tuple[Span, ...]] = {}
    for word in NAMES.get(module, "").split():
        if word[0] in "-0123456789":
            spans = _spans(word)
        else:
            names[word] = spans
    return names


@lru_cache(maxsize=1)
def _exported() -> Mapping[str, tuple[Span, ...]]:
    from .import_table import EXPORTED

    return read(EXPORTED)


@lru_cache(maxsize=4)
def _heads(kind: str) -> Mapping[str, tuple[Span, ...]]:
    from .argument_table import HEADS

    return read(HEADS[kind])


def _covers(span: Span, play: tuple[Version, Version]) -> bool:
    return (span.first is None or span.first <= play[0]) and (span.last is None or span.last >= play[1])


@lru_cache(maxsize=8)
def _classes(library: str) -> Mapping[str, str]:
    from .class_table import CLASSES

    return _by_name(CLASSES.get(library, {}))


@lru_cache(maxsize=8)
def _releases(library: str) -> tuple[Version, ...]:
    from .argument_table import RELEASES

    return tuple(_version(it) for it in RELEASES[library].split())


def _by_name(table: Mapping[str, str]) -> Mapping[str, str]:
    """Return the written spans of each name; most names that are looked for are not there, so no span is read."""
    return {name: written for written, names in table.items() for name in names.split()}


def _spans(written: str) -> tuple[Span, ...]:
    return tuple(map(_span, written.split(",")))


def _span(text: str) -> Span:
    first, _, last = text.partition("-")
    return Span(_version(first) if first else None, _version(last) if last else None)


def _version(text: str) -> Version:
    return tuple(int(it) for it in text.split("."))


@lru_cache(maxsize=1)
def _own() -> Mapping[str, frozenset[str]]:
    from .attribute_table import OWN, PLAIN

    own = {stem: frozenset(names.split()) for stems, names in OWN.items() for stem in stems.split()}
    return {**dict.fromkeys(PLAIN.split(), frozenset()), **own}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    from .attribute_table import COMMON, INITS

    return frozenset(COMMON.split()) | frozenset(INITS.split())


@lru_cache(maxsize=1)
def _every_attribute() -> frozenset[str]:
    return _common().union(*_own().values())
