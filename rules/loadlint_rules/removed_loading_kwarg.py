"""An argument that the releases in play no longer know is given to a load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .analysis import releases
from .analysis.edits import add_import, reach, remove_argument, rename_argument
from .analysis.model import Argument, Edit, Finding, Fix, Loads, LoadSite, Program, Rule, Targets, Version
from .analysis.values import is_false, is_true

_EVERYTHING = ("model", "tokenizer", "processor", "config")


@dataclass(frozen=True, slots=True)
class _Heir:
    """What took an argument's place, if anything did, and the release that brought it."""

    name: str | None
    since: Version


# When each of them went is in the tables of `releases`; these may be older than the releases read there.
_HEIRS = {
    "load_in_8bit": _Heir("quantization_config", (4, 30)),
    "load_in_4bit": _Heir("quantization_config", (4, 30)),
    "use_auth_token": _Heir("token", (4, 34)),
    "use_flash_attention_2": _Heir("attn_implementation", (4, 36)),
    "resume_download": _Heir(None, (4, 42)),
    "torchscript": _Heir(None, (5, 0)),
}


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    for given in site.arguments:
        heir = _HEIRS.get(given.name)
        since = _dropped_since(given.name, site.loader.kind) if heir is not None and not given.positional else None
        if heir is not None and since is not None and targets.transformers.perhaps(since):
            fix = _fix(site, given, heir, program, targets)
            yield Finding(
                _message(site, given, since),
                given.span,
                (fix,) if fix is not None else (),
                severity="error" if site.loader.kind == "model" else "warning",
            )


def _dropped_since(name: str, kind: str) -> Version | None:
    """The release in which a model's load lost an argument; others lost only the token, which they swallow."""
    if kind != "model" and (name != "use_auth_token" or kind not in _EVERYTHING):
        return None
    spans = releases.arguments(f"transformers {kind}").get(name)
    if spans is None and kind == "model":
        spans = releases.base_attributes().get(name)
    return releases.dropped("transformers", spans) if spans is not None else None


def _message(site: LoadSite, given: Argument, since: Version) -> str:
    what = "raises TypeError" if site.loader.kind == "model" else "is ignored without a word"
    return f"{given.name} was removed in transformers {'.'.join(map(str, since))}, where this load {what}"


def _fix(site: LoadSite, given: Argument, heir: _Heir, program: Program, targets: Targets) -> Fix | None:
    safe = targets.transformers.surely(heir.since) and given.origin == "call"
    if heir.name == "token":
        return Fix("rename to token", rename_argument(program, given, "token"), safe)
    if given.origin != "call":
        return None
    if heir.name is None or is_false(given.value):
        return Fix(f"take {given.name} away", (remove_argument(program, given),), safe)
    if not is_true(given.value) or site.has(heir.name) or _has_more(site, given):
        return None
    return Fix(f"use {heir.name}", _replaced(site, given, heir, program), safe)


def _has_more(site: LoadSite, given: Argument) -> bool:
    """Whether other arguments of the load say how to quantise, or that it shall be done in another way too."""
    others = [it.name for it in site.arguments if it.name != given.name]
    return any(it.startswith(("bnb_4bit_", "llm_int8_", "load_in_")) for it in others)


def _replaced(site: LoadSite, given: Argument, heir: _Heir, program: Program) -> tuple[Edit, ...]:
    if heir.name == "attn_implementation":
        return (Edit(given.span, 'attn_implementation="flash_attention_2"'),)
    at = site.call.start
    config = reach(program, "transformers", "BitsAndBytesConfig", at)
    written = Edit(given.span, f"quantization_config={config}({given.name}=True)")
    return (*add_import(program, "transformers", "BitsAndBytesConfig", at), written)


RULE = Rule(
    "removed-loading-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(libraries=("transformers",)),
    silent=frozenset({"dead", "versioned"}),
)
