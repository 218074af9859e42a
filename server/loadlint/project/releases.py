"""The releases in play: by hand, brought along by a file, declared by its project, or installed beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any, NamedTuple

from loadlint import codegen_cache
from loadlint.source.walk import is_dockerfile, is_of_project, is_page
from loadlint_rules.analysis.model import Target, Targets, Version

from .folders import listed

# Thirty patterns, which every run that asks for releases would compile.
with codegen_cache.remembered("settings"):
    from . import declared, installs, locks
    from .installed import versions
    from .interpreter import Interpreter
    from .requirements import Decision, Range, Requirement, decide
    from .settings import LIBRARIES, version


class Facts(NamedTuple):
    """The decisions of files for each library: the releases they admit, and the one that a lock file pins."""

    admitted: Mapping[str, Decision]
    locked: Mapping[str, Decision]


_NOTHING = Facts({}, {})
_BEFORE_ALL = (0, 0, 0)


class Releases:
    """The releases that files decide; each folder, and each interpreter, is read once."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, str | None], Facts] = {}
        self._roots: dict[str, str | None] = {}
        self._names: dict[str, set[str]] = {}
        self._pages: dict[str, Mapping[str, Decision]] = {}
        self._installed: dict[str, Mapping[str, str]] = {}

    def of_folder(self, folder: str | None, interpreter: Interpreter | None) -> Targets:
        """Return what the project around a folder declares, and what is installed for it; None for no project."""
        installed = self._installed_for(interpreter)
        facts = self._facts_at(folder, installed.get("python")) if folder is not None else _NOTHING
        admitted, locked = facts.admitted, facts.locked
        if folder is not None:
            placed = installed if interpreter is not None and interpreter.source != "PATH" else {}
            pages = {it: one for it, one in self._written_at(folder).items() if it not in placed and it not in locked}
            admitted = {**pages, **admitted}
        return _targets(
            {it: _target(admitted.get(it), locked.get(it), installed.get(it), interpreter) for it in LIBRARIES}
        )

    def with_brought(
        self, targets: Targets, path: str, texts: Sequence[installs.Text], interpreter: Interpreter | None
    ) -> Targets:
        """Return the releases for one file: what it brings along comes first, and alone."""
        brought = installs.brought(path, texts, self.root(os.path.dirname(path)))
        python = self._installed_for(interpreter).get("python") if brought.requirements else None
        own: dict[str, Target] = {}
        for library in LIBRARIES:
            decision = _brought_release([it for it in brought.requirements if it.library == library], python)
            if decision is not None:
                own[library] = _decided(decision, None, decision.place)
            elif brought.alone:
                own[library] = Target()
        return _targets({it: own.get(it) or getattr(targets, it) for it in LIBRARIES}) if own else targets

    def root(self, folder: str) -> str:
        """Return the folder of the project: the repository's, else the topmost that has a file of a project."""
        return self._root_at(folder) or folder

    def _root_at(self, folder: str) -> str | None:
        if folder not in self._roots:
            parent, names = os.path.dirname(folder), self._listed(folder)
            above = self._root_at(parent) if parent != folder and ".git" not in names else None
            here = folder if ".git" in names or any(map(is_of_project, names)) else None
            self._roots[folder] = above or here
        return self._roots[folder]

    def _facts_at(self, folder: str, python: str | None) -> Facts:
        """The decisions of the nearest files that name a library."""
        key = (folder, python)
        if key not in self._facts:
            parent, names = os.path.dirname(folder), self._listed(folder)
            above = self._facts_at(parent, python) if parent != folder and ".git" not in names else _NOTHING
            self._facts[key] = self._read(folder, names, python, above)
        return self._facts[key]

    def _written_at(self, folder: str) -> Mapping[str, Decision]:
        """The decisions of the nearest pages that name a library."""
        if folder not in self._pages:
            parent, names = os.path.dirname(folder), self._listed(folder)
            above = self._written_at(parent) if parent != folder and ".git" not in names else {}
            here = _mentioned(installs.in_pages(folder, names, self.root(folder)))
            self._pages[folder] = {**above, **here}
        return self._pages[folder]

    def _installed_for(self, interpreter: Interpreter | None) -> Mapping[str, str]:
        path = interpreter.path if interpreter is not None else ""
        if path not in self._installed:
            self._installed[path] = versions(interpreter)
        return self._installed[path]

    def _listed(self, folder: str) -> set[str]:
        if folder not in self._names:
            self._names[folder] = set(listed(folder))
        return self._names[folder]

    def _read(self, folder: str, names: set[str], python: str | None, above: Facts) -> Facts:
        # The walk asks about folders with a file of a project or a page alone.
        has_source = not names.isdisjoint(LIBRARIES) and any(map(is_page, names))
        if not has_source and not any(map(is_of_project, names)):
            return above
        tiers = declared.tiers(folder, names, self.root(folder))
        if any(map(is_dockerfile, names)):
            tiers = chain(tiers, installs.in_dockerfiles(folder, names, self.root(folder)))
        admitted = dict(_first(tiers, python))
        pins = list(locks.pins(folder, names, python))
        locked = {it.library: Decision(it.admits, it.place) for it in reversed(pins)}
        return Facts({**above.admitted, **admitted}, {**above.locked, **locked})


def described(targets: Targets, library: str) -> str:
    """Return `4.40.0 from requirements.txt line 3` for one library."""
    target: Target = getattr(targets, library)
    releases = _span(target)
    return f"{releases} from {target.source}" if releases else "unknown, taken for the newest"


def _targets(by_library: Mapping[str, Any]) -> Targets:
    return Targets(**by_library)


def _first(tiers: Iterable[declared.Tier], python: str | None) -> Iterator[tuple[str, Decision]]:
    """For each library, what the first tier decides that bounds it."""
    left = set(LIBRARIES)
    for tier in tiers:
        for library in sorted(left & {it.library for group in tier for it in group}):
            groups = ([it for it in group if it.library == library] for group in tier)
            decisions = [it for group in groups if (it := decide(group, python)) is not None]
            if decisions:
                left.discard(library)
                yield library, reduce(_either, decisions)


def _mentioned(requirements: Iterable[Requirement]) -> dict[str, Decision]:
    """For each library, the releases that any of the mentions admits; one without bounds admits all."""
    mentioned: dict[str, Decision] = {}
    for it in requirements:
        decision = decide([it], None) or Decision(Range(), it.place)
        mentioned[it.library] = _either(mentioned[it.library], decision) if it.library in mentioned else decision
    return {library: it for library, it in mentioned.items() if it.admits or it.at_commit}


def _either(one: Decision, other: Decision) -> Decision:
    """The releases that either of two groups admits, by the group that reaches further back."""
    older = min(one, other, key=lambda it: it.admits.floor or ())
    return Decision(one.admits | other.admits, older.place, one.at_commit or other.at_commit)


def _brought_release(requirements: Sequence[Requirement], python: str | None) -> Decision | None:
    """The release that the last install decides; None where the installs leave it to what is there."""
    last: Decision | None = None
    for it in requirements:
        decision = decide([it], python)
        last = decision or (Decision(Range(), it.place) if it.newest else last)
    return last


def _target(
    declared: Decision | None, locked: Decision | None, installed: str | None, interpreter: Interpreter | None
) -> Target:
    """An environment made for the project says what runs; PATH does so only where no file contradicts it."""
    decision = declared or locked
    places = [decision.place] if decision is not None else []
    release = _parsed(installed)
    if interpreter is not None and interpreter.source == "PATH" and _contradicts(release, decision, locked):
        release = None
    if release is not None and interpreter is not None:
        places.append(interpreter.source)
    elif locked is not None:
        release = locked.admits.floor
        places = list(dict.fromkeys([*places, locked.place]))
    return _decided(decision, release, " and ".join(places) or "nothing known")


def _decided(decision: Decision | None, release: Version | None, source: str) -> Target:
    """The releases of a decision beside the one that is there, which says what runs where a commit does not."""
    admits, at_commit = (decision.admits, decision.at_commit) if decision is not None else (Range(), False)
    floor = (admits.floor or _BEFORE_ALL) if at_commit and release is None else admits.floor
    return Target(floor, release, source, admits.below, at_commit and release is None)


def _contradicts(installed: Version | None, decision: Decision | None, locked: Decision | None) -> bool:
    if installed is None or locked is not None:
        return True
    if decision is None or decision.at_commit:
        return decision is not None
    floor, below = decision.admits
    return bool((floor and installed < floor) or (below and installed >= below))


def _span(target: Target) -> str:
    """The releases of a target in words; empty where nothing bounds them."""
    floor, installed, below = target.floor, target.installed, target.below
    if target.at_commit:
        return "the unknown release of a commit"
    if installed is not None:
        return " to ".join(map(_dotted, dict.fromkeys((floor or installed, installed))))
    if floor is None:
        return f"below {_dotted(below)}" if below else ""
    if below is None:
        return f"{_dotted(floor)} and newer"
    return _dotted(floor) if below == (*floor[:-1], floor[-1] + 1) else f"{_dotted(floor)} to below {_dotted(below)}"


def _dotted(release: Version) -> str:
    return ".".join(map(str, release))


def _parsed(release: str | None) -> Version | None:
    try:
        return version(release) if release else None
    except ValueError:
        return None
