"""An argument is passed to a load that the releases in play no longer have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .analysis import releases
from .analysis.edits import add_import, reach, remove_argument, rename_argument
from .analysis.model import Argument, Edit, Finding, Fix, Loads, LoadSite, Made, Program, Rule, Targets, Version
from .analysis.placement import handed_on
from .analysis.quantization import BITSANDBYTES, stored
from .analysis.values import is_false, is_true, text_of

_EVERYTHING = ("model", "tokenizer", "processor", "config")


@dataclass(frozen=True, slots=True)
class _Heir:
    """The argument that replaces another, None without one, and the release that added it."""

    name: str | None
    since: Version


# The tables of `releases` say when each was removed; the releases here may be older than any in the tables.
HEIRS = {
    "load_in_8bit": _Heir("quantization_config", (4, 30)),
    "load_in_4bit": _Heir("quantization_config", (4, 30)),
    "use_auth_token": _Heir("token", (4, 34)),
    "use_flash_attention_2": _Heir("attn_implementation", (4, 36)),
    "resume_download": _Heir(None, (4, 42)),
    "torchscript": _Heir(None, (5, 0)),
}


DIFFUSERS: Version = (0, 25)  # The first release that ignores `use_auth_token`.
# Former arguments of the pipeline for tokens, which 5.0 removed.
_GROUPING = ("grouped_entities", "ignore_subwords")
# The value of an argument that is true, or that a name or a condition switches.
_SWITCH = re.compile(r"(?P<name>[^\W\d][\w.]*)|True if (?P<test>[^()]+) else (?:None|False)")
_TOKEN_TASKS = ("ner", "token-classification")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.library == "diffusers":
        yield from _check_diffusion(site, program, targets)
        return
    if site.loader.library == "peft" and site.loader.kind != "peft-model":
        return
    if site.loader.kind == "pipeline":
        yield from _check_grouping(site, program, targets)
    for load in (site, handed_on(site)):
        yield from _check_arguments(load, program, targets) if load is not None else ()


def _check_diffusion(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("use_auth_token")
    if argument is None or is_false(argument.value) or not targets.diffusers.perhaps(DIFFUSERS):
        return
    edits = rename_argument(program, argument, "token")
    fixes = (Fix("rename to token", edits, safe=False),) if not site.has("token") else ()
    message = "the download has no token, as diffusers ignores use_auth_token"
    yield Finding(message, argument.span, fixes, severity="warning")


def _check_grouping(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Report `grouped_entities` and `ignore_subwords`, which became `aggregation_strategy`."""
    task = site.argument("task")
    if task is not None and text_of(task.value) not in _TOKEN_TASKS:
        return
    for argument in site.arguments:
        if argument.name in _GROUPING and targets.transformers.perhaps((5, 0)):
            message = f"this pipeline raises TypeError since transformers 5.0 dropped {argument.name}"
            yield Finding(message, argument.span, _grouping_fixes(site, argument))


def _grouping_fixes(site: LoadSite, argument: Argument) -> tuple[Fix, ...]:
    """Return the fix that names the strategy that `grouped_entities` chose."""
    words = {True: "simple", False: "none"}
    if (
        argument.name != "grouped_entities"
        or argument.origin != "call"
        or site.has("aggregation_strategy", "ignore_subwords")
    ):
        return ()
    certain = is_true(argument.value) or (is_false(argument.value) and argument.text == "False")
    edit = Edit(argument.span, f'aggregation_strategy="{words[is_true(argument.value)]}"')
    return (Fix("use aggregation_strategy", (edit,), safe=True),) if certain else ()


def _check_arguments(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    # AutoPeftModel hands what it does not know on to the load of the base model (peft 0.21, auto.py).
    kind = "model" if site.loader.kind == "peft-model" else site.loader.kind
    for argument in site.arguments:
        heir = HEIRS.get(argument.name)
        since = _dropped_since(argument.name, kind) if heir is not None and not argument.positional else None
        if heir is not None and since is not None and targets.transformers.perhaps(since):
            fix = _fix(site, argument, heir, program, targets)
            yield Finding(
                _message(kind, argument, since),
                argument.span,
                (fix,) if fix is not None else (),
                severity="error" if kind == "model" else "warning",
            )


def _dropped_since(name: str, kind: str) -> Version | None:
    """Return the release that dropped an argument; loads other than a model's dropped only the token, and ignore it."""
    if kind != "model" and (name != "use_auth_token" or kind not in _EVERYTHING):
        return None
    spans = releases.arguments(f"transformers {kind}").get(name)
    if spans is None and kind == "model":
        spans = releases.base_attributes().get(name)
    return releases.dropped("transformers", spans) if spans is not None else None


def _message(kind: str, argument: Argument, since: Version) -> str:
    effect = "raises TypeError" if kind == "model" else "has no token"
    return f"this load {effect} since transformers {releases.dotted(since)} dropped {argument.name}"


def _fix(site: LoadSite, argument: Argument, heir: _Heir, program: Program, targets: Targets) -> Fix | None:
    safe = targets.transformers.surely(heir.since) and argument.origin == "call"
    if heir.name == "token":
        if not argument.text:  # written elsewhere
            return None
        return Fix("rename to token", rename_argument(program, argument, "token"), safe)
    if argument.origin != "call":
        return None
    if heir.name is None or is_false(argument.value) or _is_quantized_already(site, heir):
        return Fix(f"remove {argument.name}", (remove_argument(program, argument),), safe)
    switch = _SWITCH.fullmatch(argument.text)
    if switch is None or site.has(heir.name):
        return None
    if heir.name == "quantization_config" and _has_more(site, argument):
        return None
    return Fix(f"use {heir.name}", _replaced(site, argument, heir, switch, program), safe)


def _is_quantized_already(load: LoadSite, heir: _Heir) -> bool:
    """Return whether the load has its own quantization, or the checkpoint has one of another library."""
    has = stored(load)
    config = load.argument("quantization_config")
    is_there = config is not None and isinstance(config.value, Made)
    return heir.name == "quantization_config" and (is_there or (has is not None and has.method != BITSANDBYTES))


def _has_more(site: LoadSite, argument: Argument) -> bool:
    """Return whether other arguments of the load configure a quantization, of this kind or another."""
    others = [it.name for it in site.arguments if it.name != argument.name]
    return any(it.startswith(("bnb_4bit_", "llm_int8_", "load_in_")) for it in others)


def _replaced(
    site: LoadSite, argument: Argument, heir: _Heir, switch: re.Match[str], program: Program
) -> tuple[Edit, ...]:
    """Replace an argument that is true, or by what it is switched; None is the default of both heirs."""
    condition = switch["test"] or switch["name"]
    otherwise = f" if {condition} else None" if condition not in (None, "True") else ""
    if heir.name == "attn_implementation":
        return (Edit(argument.span, f'attn_implementation="flash_attention_2"{otherwise}'),)
    at = site.call.start
    config = reach(program, "transformers", "BitsAndBytesConfig", at)
    written = Edit(argument.span, f"quantization_config={config}({argument.name}=True){otherwise}")
    return (*add_import(program, "transformers", "BitsAndBytesConfig", at), written)


RULE = Rule(
    "removed-loading-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(libraries=("transformers", "diffusers", "peft")),
    silent=frozenset({"dead", "versioned"}),
)
