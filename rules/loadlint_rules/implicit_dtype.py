"""A large model is loaded without a dtype, which releases before 5 blow up to float32."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.dtypes import has_dtype
from .analysis.model import Finding, Loads, LoadSite, Program, Rule, Targets
from .analysis.placement import checkpoint_size, is_kept, is_large, is_remote_code, is_used
from .analysis.values import strings, text_of


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not targets.transformers.before((5, 0)):
        return
    if has_dtype(site) or site.may_have("config") or _is_cast(site):
        return
    if is_remote_code(site):  # it may choose a dtype by itself
        return
    if is_large(site) and _is_llm(site) and (is_used(site) or is_kept(site)):
        yield Finding(
            "the weights take twice the memory, as this release loads them in float32",
            site.callee_span,
        )


def _is_llm(site: LoadSite) -> bool:
    """Return whether the checkpoint is an LLM by its name, or has no name here and is spread over devices as one."""
    first = site.argument(*site.loader.parameters[:1])
    if first is not None and strings(first.value):
        return checkpoint_size(site) == "llm"
    argument = site.argument("device_map")
    return site.loader.size == "llm" and argument is not None and text_of(argument.value) == "auto"


def _is_cast(site: LoadSite) -> bool:
    return any(it.dtype is not None for it in site.uses)


RULE = Rule(
    "implicit-dtype",
    "dtype",
    "warning",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"quantized", "training", "deepspeed", "test", "dead", "meta", "cpu-on-purpose", "donor", "part"}),
)
