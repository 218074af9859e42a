"""The commits that the hub's cache holds, for the rules that can pin one and the texts where they may speak."""

from __future__ import annotations

from loadlint.source import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from loadlint_rules.analysis.model import Commit, Targets

# A word of every text in which the rule could find something to pin.
_WORDS = {"trust-remote-code": b"trust_remote_code", "unpinned-revision": b""}
_CONFIGURATIONS = ("config.json", "tokenizer_config.json", "preprocessor_config.json", "processor_config.json")
_ELSEWHERE = rb'"([\w.-]+/[\w.-]+)--[\w.]+"'


def is_needed(rules: Iterable[str], data: bytes) -> bool:
    """Return whether one of the rules may pin something in a text; without one, nothing reads the cache."""
    return any(_WORDS[it] in data for it in rules if it in _WORDS)


def with_commits(targets: Targets, rules: Iterable[str], data: bytes) -> Targets:
    """The releases in play, with the commits of the repositories that a text names where a rule may pin one."""
    if not is_needed(rules, data):
        return targets
    from dataclasses import replace

    return replace(targets, commits=tuple(_named_in(data)))


def state() -> str:
    """A short text that differs when the cache names other commits than before."""
    from loadlint import store

    from . import hub_cache

    return store.digest([hub_cache.find(name, it) for name in hub_cache.models() for it in hub_cache.references(name)])


def _named_in(data: bytes) -> Iterator[Commit]:
    """The commits whose files the cache has, of the repositories whose names stand in a text."""
    from loadlint_rules.analysis.model import Commit

    from . import hub_cache

    for name in hub_cache.models():
        if name.encode("utf-8", "surrogateescape") in data:
            for reference in hub_cache.references(name):
                cached = hub_cache.find(name, reference)
                if cached.commit is not None and cached.folder is not None:
                    yield Commit(name, reference, cached.commit, _has_own_code(cached.folder, name))


def _has_own_code(folder: Path, name: str) -> bool:
    """Return whether the repository holds its own code; a revision does not pin the code of another repository."""
    import re

    texts = (_read(folder / it) for it in _CONFIGURATIONS)
    return all(it[1] == name.encode() for text in texts for it in re.finditer(_ELSEWHERE, text))


def _read(path: Path) -> bytes:
    try:
        return regular.read(path)[0]
    except OSError:
        # Most repositories lack some of the files.
        return b""
