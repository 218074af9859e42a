"""An argument that the releases in play no longer know is given to a load."""

from __future__ import annotations

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


_DIFFUSERS: Version = (0, 27)  # The oldest release read; it had lost `use_auth_token` already.
# The older words of the pipeline for tokens, which went with 5.0.
_GROUPING = ("grouped_entities", "ignore_subwords")
_TOKEN_TASKS = ("ner", "token-classification")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.library == "diffusers":
        yield from _check_diffusion(site, program, targets)
        return
    if site.loader.kind == "pipeline":
        yield from _check_grouping(site, program, targets)
    for load in (site, handed_on(site)):
        yield from _check_arguments(load, program, targets) if load is not None else ()


def _check_diffusion(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("use_auth_token")
    if given is None or is_false(given.value) or not targets.diffusers.perhaps(_DIFFUSERS):
        return
    edits = rename_argument(program, given, "token")
    fixes = (Fix("rename to token", edits, safe=False),) if not site.has("token") else ()
    message = "diffusers ignores use_auth_token without a word, so nothing is downloaded with it"
    yield Finding(message, given.span, fixes, severity="warning")


def _check_grouping(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """`grouped_entities` and its like, which became `aggregation_strategy`."""
    task = site.argument("task")
    if task is not None and text_of(task.value) not in _TOKEN_TASKS:
        return
    for given in site.arguments:
        if given.name in _GROUPING and targets.transformers.perhaps((5, 0)):
            message = f"{given.name} was removed in transformers 5.0, where this pipeline raises TypeError"
            yield Finding(message, given.span, _grouping_fixes(site, given))


def _grouping_fixes(site: LoadSite, given: Argument) -> tuple[Fix, ...]:
    """The strategy that the older word chose."""
    words = {True: "simple", False: "none"}
    if (
        given.name != "grouped_entities"
        or given.origin != "call"
        or site.has("aggregation_strategy", "ignore_subwords")
    ):
        return ()
    known = is_true(given.value) or (is_false(given.value) and given.text == "False")
    edit = Edit(given.span, f'aggregation_strategy="{words[is_true(given.value)]}"')
    return (Fix("use aggregation_strategy", (edit,), safe=True),) if known else ()


def _check_arguments(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
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
        if not given.text:  # written elsewhere
            return None
        return Fix("rename to token", rename_argument(program, given, "token"), safe)
    if given.origin != "call":
        return None
    if heir.name is None or is_false(given.value) or _is_quantized_already(site, heir):
        return Fix(f"take {given.name} away", (remove_argument(program, given),), safe)
    if not is_true(given.value) or site.has(heir.name) or _has_more(site, given):
        return None
    return Fix(f"use {heir.name}", _replaced(site, given, heir, program), safe)


def _is_quantized_already(load: LoadSite, heir: _Heir) -> bool:
    """Whether the load says itself how it is quantized, or the checkpoint is, by another library."""
    has = stored(load)
    config = load.argument("quantization_config")
    is_there = config is not None and isinstance(config.value, Made)
    return heir.name == "quantization_config" and (is_there or (has is not None and has.method != BITSANDBYTES))


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
    loads=Loads(libraries=("transformers", "diffusers")),
    silent=frozenset({"dead", "versioned"}),
)
