"""dtype is given a string that names no dtype of torch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .analysis import releases
from .analysis.dtypes import RENAMED_IN_DIFFUSERS, names_since, spelled
from .analysis.edits import set_value
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Symbol, Targets, fitting
from .analysis.values import text_of

_KNOWN = re.compile(r"auto|(bfloat|float|double|half|u?int|complex|bool|long|short|byte|q|bits)\w*")
_MEANT = {
    "bf16": "bfloat16", "bfloat16": "bfloat16", "bfloat": "bfloat16", "fp16": "float16", "f16": "float16",
    "float16": "float16", "half": "float16", "fp32": "float32", "f32": "float32", "float32": "float32",
    "float": "float32", "fp64": "float64", "float64": "float64",
}  # fmt: skip


_STRINGS_SINCE = (0, 33)  # releases of diffusers from there on take a string for float32, those before raise


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.library == "diffusers":
        yield from _check_diffusion(site, program, targets)
        return
    argument = site.argument("dtype", "torch_dtype")
    name = text_of(argument.value) if argument is not None else None
    if argument is None or name is None:
        return
    if not _KNOWN.fullmatch(name):
        message = f'this load raises, as torch has no dtype called "{name}"'
    elif name != "auto" and targets.transformers.before(names_since(site)):
        release = releases.dotted(releases.in_play("transformers", targets.transformers)[1])
        reason = f"this load raises ValueError, as transformers {release} takes no dtype name"
        message = fitting(f'{reason} such as "{name}"', reason)
    else:
        return
    yield Finding(message, argument.value_span, _fixes(site, argument, name, program, targets))


def _check_diffusion(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Report a dtype of diffusers that is a string: it takes none, not even the name of a dtype."""
    newest = releases.in_play("diffusers", targets.diffusers)[1]
    argument = site.argument("torch_dtype", *(("dtype",) if newest >= RENAMED_IN_DIFFUSERS[:2] else ()))
    name = text_of(argument.value) if argument is not None else None
    if argument is None or name is None:
        return
    effect = "the weights stay in float32" if newest >= _STRINGS_SINCE else "this raises RuntimeError"
    fixes = tuple(replace(it, safe=False) for it in _fixes(site, argument, name, program, targets))
    reason = f"{effect}, as diffusers takes no dtype name"
    yield Finding(fitting(f'{reason} such as "{name}"', reason), argument.value_span, fixes)


def _fixes(site: LoadSite, argument: Argument, name: str, program: Program, targets: Targets) -> tuple[Fix, ...]:
    meant = _MEANT.get(name.removeprefix("torch.").lower())
    value = spelled(Symbol(f"torch.{meant}"), "", site, program, targets) if meant is not None else None
    if value is None or argument.text[:1] not in "\"'":
        return ()
    return (Fix(f"use {value}", (set_value(argument, value),), safe=True),)


RULE = Rule(
    "unknown-dtype",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model", "pipeline", "diffusion", "component"), libraries=("transformers", "diffusers")),
    silent=frozenset({"dead", "test", "guarded"}),
)
