"""An import names a module, or a name in one, that a release in play no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis import releases
from .analysis.dropped import imports_dropped
from .analysis.edits import remove_argument
from .analysis.model import (
    Argument,
    Edit,
    Finding,
    Fix,
    Import,
    Program,
    Rule,
    Span,
    Targets,
    Unknown,
    Version,
    fitting,
)

_PACKAGE = "transformers"


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    if not imports_dropped(program.source.text.encode("utf-8", "surrogatepass")):
        return
    removed = [(it, *gone) for it in program.imports if not it.conditional and (gone := _gone(it, program)) is not None]
    reported: set[Span] = set()
    # A function of a file without a load may never run.
    everywhere = bool(removed) and len(program.loads) > 0
    for item, path, since in removed:
        if not targets.transformers.perhaps(since) or item.statement in reported:
            continue
        if item.inside is not None and not everywhere:
            continue
        if path == item.module:
            reported.add(item.statement)
        yield Finding(_message(path, since), item.span, _fixes(item, program, targets))


def _message(path: str, since: Version) -> str:
    release = f"this import raises since transformers {'.'.join(map(str, since))}"
    names = (path.removeprefix("transformers."), path.rpartition(".")[2])
    return fitting(*(f"{release} dropped {name}" for name in names), release)


def _gone(item: Import, program: Program) -> tuple[str, Version] | None:
    """Return the dotted path that an import lacks, of a module or a name in one, and the first release without it."""
    written = program.source.text[item.span.start : item.span.end].split(" as ")[0].strip()
    module, name = (item.module, written) if item.module else (written, "")
    if module.partition(".")[0] != _PACKAGE:
        return None
    since = releases.dropped_module(module) if module != _PACKAGE else None
    if since is not None:
        return module, since
    since = (releases.dropped_module(f"{module}.{name}") or releases.dropped_name(module, name)) if name else None
    return (f"{module}.{name}", since) if since is not None else None


def _fixes(item: Import, program: Program, targets: Targets) -> tuple[Fix, ...]:
    """Import the same names from the top of the package, where it exports them in every release in play."""
    name = item.origin.rpartition(".")[2]
    if not item.module or item.module == _PACKAGE or not _is_exported(name, targets):
        return ()
    beside = [it for it in program.imports if it.statement == item.statement]
    if all(_is_exported(it.origin.rpartition(".")[2], targets) for it in beside):
        edits = _from_the_top(item, program)
    else:
        edits = _on_its_own(item, program)
    safe = targets.transformers.oldest is not None
    return (Fix("import it from transformers", edits, safe),) if edits else ()


def _is_exported(name: str, targets: Targets) -> bool:
    return releases.is_exported(name, releases.in_play(_PACKAGE, targets.transformers))


def _from_the_top(item: Import, program: Program) -> tuple[Edit, ...]:
    """Write `transformers` in place of the module's name."""
    at = program.source.text.find(item.module, item.statement.start, item.span.start)
    return (Edit(Span(at, at + len(item.module)), _PACKAGE),) if at >= 0 else ()


def _on_its_own(item: Import, program: Program) -> tuple[Edit, ...]:
    """Import the name in a statement of its own, and remove it from its present list."""
    text = program.source.text
    start = item.statement.start
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    margin = text[line:start]
    if margin.strip():
        return ()
    ending = "\r\n" if "\r\n" in text else "\n"
    written = text[item.span.start : item.span.end]
    added = Edit(Span(start, start), f"from {_PACKAGE} import {written}{ending}{margin}")
    return added, remove_argument(program, Argument("", Unknown(""), item.span, item.span, written))


RULE = Rule("removed-import", "arguments and names", "error", check_file=_check)
