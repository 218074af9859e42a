"""A freshly loaded model is cast to a smaller dtype as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.dtypes import has_dtype, spelled, with_dtype, without_dtype
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Targets, Use
from .analysis.passes import may_change
from .analysis.values import dtype_name

_DELIBERATE = ("float32", "float64")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not site.loader.takes_device_map or site.has("dtype", "torch_dtype"):
        return
    for use in _casts(site):
        yield Finding(
            f".{use.name}() rounds values that a load with a dtype keeps in float32",
            use.part,
            _fixes(site, use, program, targets),
            (Related("loaded here", site.callee_span),),
        )


def _casts(site: LoadSite) -> Iterator[Use]:
    """Casts of the whole model that happen whenever it was loaded, before anything else is built on it."""
    for use in site.uses:
        if use.sure and (use.kind in ("wrap", "train", "generate", "call") or use.name == "quantize"):
            return
        if use.name.endswith("load_state_dict") or (use.kind == "pass" and may_change(use)):
            return  # other weights, or other modules, were put on top in the dtype of the load
        if use.dtype is not None and use.sure and dtype_name(use.dtype) not in _DELIBERATE:
            yield use


def _fixes(site: LoadSite, use: Use, program: Program, targets: Targets) -> tuple[Fix, ...]:
    argument = next((it for it in use.arguments if it.value == use.dtype), None)
    assert use.dtype is not None
    value = spelled(use.dtype, argument.text if argument is not None and use.early else "", site, program, targets)
    taken = without_dtype(program, use)
    is_first = not any(it.dtype is not None and it.span < use.span for it in site.uses)
    if value is None or taken is None or use.shared or has_dtype(site) or not is_first:
        return ()
    title = f"load as {value} instead of casting"
    return (Fix(title, (*with_dtype(site, program, targets, value), taken), safe=False),)


RULE = Rule(
    "dtype-cast-after-load",
    "dtype",
    "warning",
    _check,
    loads=Loads(kinds=("model", "component", "diffusion")),
    silent=frozenset({"quantized", "test", "dead", "meta", "training", "deepspeed"}),
)
