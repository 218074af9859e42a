"""Rules of other packages: found by an entry point, imported once a configuration names them.

A package of rules has the shape of `loadlint_rules`: `MODULES` names its modules, each with a `RULE`, and
beside each lies its page. Nothing here runs for a project that names no plugin.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from loadlint import crashes
from loadlint.errors import LoadlintError
from loadlint.words import hint
from loadlint_rules import RULES
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Finding, LoadSite, Program, Rule, Span

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "loadlint.rules"


class PluginError(LoadlintError, ValueError):
    """A plugin that cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One package of rules: `release` is its distribution with its version, `folder` holds its modules and pages.

    `home` is the address where it is documented; None where it names none.
    """

    name: str
    release: str
    folder: str
    rules: tuple[Rule, ...]
    home: str | None

    def stamp(self) -> tuple[str, str, int]:
        """Return a value that changes when its rules may have: an editable install changes without a release."""
        with os.scandir(self.folder) as entries:
            times = [it.stat().st_mtime_ns for it in entries if it.name.endswith((".py", ".md"))]
        return self.name, self.release, max(times)


def catalogue(names: Iterable[str]) -> tuple[Rule, ...]:
    """loadlint's rules and those of the named plugins, in that order; raises PluginError."""
    rules = list(RULES)
    for plugin in map(load, dict.fromkeys(names)):
        _refuse_taken(plugin, rules)
        rules += plugin.rules
    return tuple(rules)


def stamps(names: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return the releases of plugins, on which their findings depend; raises PluginError."""
    return [load(it).stamp() for it in names]


def loaded() -> Iterator[Rule]:
    """The rules of every plugin that has been loaded so far."""
    yield from (rule for plugin in _loaded for rule in plugin.rules)


def installed() -> dict[str, EntryPoint]:
    """The plugins beside this loadlint, by name, not yet imported."""
    # Imported here: a report asks for what has been loaded, which costs nothing where nothing was.
    from importlib import metadata

    return {it.name: it for it in sorted(metadata.entry_points(group=GROUP), key=lambda it: it.name)}


def release(entry: EntryPoint) -> str:
    """`acme-rules 1.2`: the distribution that brings a plugin."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "unknown"


@cache
def load(name: str) -> Plugin:
    """The plugin of that name, its rules imported and looked at; raises PluginError."""
    entries = installed()
    if name not in entries:
        near = hint(name, entries) or "; install its package where loadlint is installed"
        raise PluginError(f"no plugin {name!r}{near}")
    entry = entries[name]
    try:
        package = import_module(entry.value)
        modules = [import_module(f"{entry.value}.{it}") for it in package.MODULES]
        rules = tuple(module.RULE for module in modules)
    except (Exception, SystemExit) as error:
        raise PluginError(f"plugin {name!r} ({release(entry)}) cannot be loaded: {crashes.described(error)}") from error
    folder = os.path.dirname(package.__file__ or "")
    plugin = Plugin(name, release(entry), folder, tuple(_guarded(it, name) for it in rules), _home(entry))
    _refuse(plugin, package.MODULES)
    _make_known(plugin)
    return plugin


def stem(rule: str) -> str:
    """The name of a rule's module and page."""
    return rule.replace("-", "_")


_loaded: list[Plugin] = []


def _make_known(plugin: Plugin) -> None:
    for it in plugin.rules:
        page = Path(plugin.folder, f"{stem(it.name)}.md").absolute()
        pages.add(it.name, page.read_text(encoding="utf-8"), plugin.home or page.as_uri())
    _loaded.append(plugin)


def _home(entry: EntryPoint) -> str | None:
    """The documentation that the package names, or else its home page."""
    urls = entry.dist.metadata.get_all("Project-URL") or [] if entry.dist is not None else []
    named = {label.strip().lower(): url.strip() for label, _, url in (it.partition(",") for it in urls)}
    return next((named[it] for it in ("documentation", "homepage", "repository", "source") if it in named), None)


def _refuse(plugin: Plugin, modules: Iterable[str]) -> None:
    """Raise PluginError for what would only show once a rule is asked about."""
    _refuse_taken(plugin, RULES)
    for module, rule in zip(modules, plugin.rules, strict=True):
        if stem(rule.name) != module:
            raise PluginError(f"plugin {plugin.name!r}: the rule in {module}.py is named {rule.name!r}")
        if not os.path.isfile(os.path.join(plugin.folder, f"{module}.md")):
            raise PluginError(f"plugin {plugin.name!r}: {module}.py has no page {module}.md beside it")


def _refuse_taken(plugin: Plugin, rules: Iterable[Rule]) -> None:
    taken = {it.name for it in rules}
    for it in plugin.rules:
        if it.name in taken:
            raise PluginError(f"plugin {plugin.name!r} has a rule {it.name!r}, a name that is taken")


def _guarded(rule: Rule, plugin: str) -> Rule:
    """The rule, except that a fault in it is a finding of its own and costs no other rule's findings."""
    if not isinstance(rule, Rule):
        raise PluginError(f"plugin {plugin!r}: RULE is no loadlint_rules.analysis.model.Rule but {rule!r}")
    check, check_file = rule.check, rule.check_file
    return replace(
        rule,
        check=partial(_checked, rule.name, plugin, check) if check is not None else None,
        check_file=partial(_checked, rule.name, plugin, check_file) if check_file is not None else None,
    )


def _checked(
    name: str, plugin: str, check: Callable[..., Iterable[Finding]], subject: LoadSite | Program, *rest: object
) -> Iterator[Finding]:
    try:
        findings = list(check(subject, *rest))
        if strays := [it for it in findings if not isinstance(it, Finding) or it.rule not in ("", name)]:
            raise TypeError(f"{strays[0]!r} is no finding of {name}")
    except Exception as error:
        where = subject.callee_span if isinstance(subject, LoadSite) else Span(0, 0)
        message = f"this rule of plugin {plugin!r} failed, so it finds nothing here ({crashes.described(error)})"
        findings = [Finding(message, where, severity="error", rule=name)]
    yield from findings
