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
# Where modules and names are now, and the release since when: read from the wheels of 4.20, 4.34 and later.
_HOMES: dict[str, tuple[str, Version]] = {
    "transformers.modeling_utils.apply_chunking_to_forward": ("transformers.pytorch_utils", (4, 20)),
    "transformers.modeling_utils.find_pruneable_heads_and_indices": ("transformers.pytorch_utils", (4, 20)),
    "transformers.modeling_utils.prune_linear_layer": ("transformers.pytorch_utils", (4, 20)),
    "transformers.deepspeed": ("transformers.integrations", (4, 34)),
}


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
    release = f"this import raises since transformers {releases.dotted(since)}"
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
    """Import the names of a statement from where they are in every release in play, those of one place together."""
    home = _home(item, targets)
    if home is None:
        return ()
    beside = [it for it in program.imports if it.statement == item.statement]
    moving = [it for it in beside if _home(it, targets) == home]
    if len(moving) < len(beside):
        moving = [it for it in moving if _gone(it, program) is not None]
        edits = _on_their_own(moving, beside, home, program)
    else:
        edits = _from(home, item, program)
    safe = targets.transformers.oldest is not None
    return (Fix(f"import it from {home}", edits, safe),) if edits else ()


def _home(item: Import, targets: Targets) -> str | None:
    """Return the module that has a name in every release in play: the top of the package, or where it has moved."""
    name = item.origin.rpartition(".")[2]
    if item.module and item.module != _PACKAGE and _is_exported(name, targets):
        return _PACKAGE
    home, since = _HOMES.get(item.origin) or _HOMES.get(item.module) or (None, ())
    oldest = targets.transformers.oldest
    if home is None or not item.module or (oldest is not None and oldest < since):
        return None
    dropped = releases.dropped_name(home, name)
    return home if dropped is None or not targets.transformers.perhaps(dropped) else None


def _is_exported(name: str, targets: Targets) -> bool:
    return releases.is_exported(name, releases.in_play(_PACKAGE, targets.transformers))


def _from(home: str, item: Import, program: Program) -> tuple[Edit, ...]:
    """Write another module in place of that of a statement."""
    at = program.source.text.find(item.module, item.statement.start, item.span.start)
    return (Edit(Span(at, at + len(item.module)), home),) if at >= 0 else ()


def _on_their_own(moving: list[Import], beside: list[Import], home: str, program: Program) -> tuple[Edit, ...]:
    """Import names in a statement of their own, and remove them from their present list."""
    text = program.source.text
    start = moving[0].statement.start
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    margin = text[line:start]
    if margin.strip():
        return ()
    ending = "\r\n" if "\r\n" in text else "\n"
    names = ", ".join(text[it.span.start : it.span.end] for it in moving)
    added = Edit(Span(start, start), f"from {home} import {names}{ending}{margin}")
    return added, *_removed(moving, beside, program)


def _removed(moving: list[Import], beside: list[Import], program: Program) -> Iterator[Edit]:
    """Yield the edits that take names out of a list; what no comma follows goes with the comma before it."""
    end = max(it.span.end for it in beside)
    kept = max(it.span.end for it in beside if it not in moving)
    is_closed = program.source.text[end:].lstrip(" \t").startswith(",")
    for it in moving:
        if is_closed or it.span.start < kept:
            yield remove_argument(program, Argument("", Unknown(""), it.span, it.span, ""))
    if not is_closed and kept < end:
        yield Edit(Span(kept, end), "")


RULE = Rule("removed-import", "arguments and names", "error", check_file=_check)
