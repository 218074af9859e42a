"""An argument that the releases in play no longer know is given to a load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .analysis.edits import remove_argument, rename_argument
from .analysis.model import Argument, Edit, Finding, Fix, LoadSite, Program, Rule, Targets, Version
from .analysis.values import is_false, is_true

_EVERYTHING = ("model", "tokenizer", "processor", "config")


@dataclass(frozen=True, slots=True)
class _Removed:
    """One argument: the release that dropped it, the one that brought its heir, and which loads took it."""

    since: Version
    heir: str | None
    heir_since: Version
    kinds: tuple[str, ...] = ("model",)


_REMOVED = {
    "load_in_8bit": _Removed((5, 0), "quantization_config", (4, 30)),
    "load_in_4bit": _Removed((5, 0), "quantization_config", (4, 30)),
    "use_auth_token": _Removed((5, 0), "token", (4, 34), _EVERYTHING),
    "use_flash_attention_2": _Removed((4, 53), "attn_implementation", (4, 36)),
    "resume_download": _Removed((5, 0), None, (4, 42)),
    "torchscript": _Removed((5, 0), None, (5, 0)),
}


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.library != "transformers" or "dead" in site.circumstances:
        return
    for given in site.arguments:
        removed = _REMOVED.get(given.name)
        if removed is None or site.loader.kind not in removed.kinds or given.positional:
            continue
        if targets.transformers.perhaps(removed.since):
            fix = _fix(site, given, removed, program, targets)
            yield Finding(
                RULE.name,
                RULE.severity if site.loader.kind == "model" else "warning",
                _message(site, given, removed),
                given.span,
                (fix,) if fix is not None else (),
            )


def _message(site: LoadSite, given: Argument, removed: _Removed) -> str:
    since = ".".join(map(str, removed.since))
    what = "raises TypeError" if site.loader.kind == "model" else "is ignored without a word"
    return f"{given.name} was removed in transformers {since}, where this load {what}"


def _fix(site: LoadSite, given: Argument, removed: _Removed, program: Program, targets: Targets) -> Fix | None:
    safe = targets.transformers.surely(removed.heir_since) and given.origin == "call"
    if removed.heir == "token":
        return Fix("rename to token", (rename_argument(program, given, "token"),), safe)
    if given.origin != "call":
        return None
    if removed.heir is None or is_false(given.value):
        return Fix(f"take {given.name} away", (remove_argument(program, given),), safe)
    replaced = _replaced(given, removed, program)
    if replaced is None or not is_true(given.value) or site.has(removed.heir):
        return None
    return Fix(f"use {removed.heir}", (replaced,), safe)


def _replaced(given: Argument, removed: _Removed, program: Program) -> Edit | None:
    if removed.heir == "attn_implementation":
        return Edit(given.span, 'attn_implementation="flash_attention_2"')
    config = _name_of("transformers.BitsAndBytesConfig", program)
    return Edit(given.span, f"quantization_config={config}({given.name}=True)") if config is not None else None


def _name_of(dotted: str, program: Program) -> str | None:
    """How the file's imports reach a dotted name; None if they do not."""
    module, _, last = dotted.rpartition(".")
    for bound, origin in program.names.items():
        if origin == dotted:
            return bound
        if origin == module:
            return f"{bound}.{last}"
    return None


RULE = Rule(
    "removed-loading-kwarg",
    "arguments and names",
    "error",
    "an argument that the releases in play no longer know is given to a load",
    _check,
)
