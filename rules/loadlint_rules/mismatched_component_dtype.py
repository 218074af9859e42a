"""A component is loaded in another dtype than the pipeline it is handed to."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis import dtypes
from .analysis.edits import set_value
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Related, Rule, Symbol, Targets
from .analysis.values import HALVES, dtype_name

# Not computed with the others, or cast to what they are: images, tokens, schedules, filters.
_APART = ("vae", "scheduler", "tokenizer", "feature_extractor", "image_processor", "safety_checker", "image_encoder")
_COMPONENTS = ("component", "model")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.opaque or any(it.dtype is not None for it in site.uses) or not site.callee.endswith(".from_pretrained"):
        return
    whole = _dtype(site, targets)
    if whole is None:
        return
    for argument in filter(_counts, site.arguments):
        dtypes_of_parts = [(it, _dtype(it, targets)) for it in _components(site, argument, program)]
        other, part = next((it for it in dtypes_of_parts if it[1] not in (None, whole)), (None, None))
        if other is not None:
            yield Finding(
                f"the pipeline raises, as {argument.name} is in {part} and the rest in {whole}",
                argument.span,
                _fixes(site, other, program, targets),
                (Related(f"loaded in {part} here", other.callee_span),),
            )


def _counts(argument: Argument) -> bool:
    return not any(argument.name.startswith(it) for it in _APART)


def _dtype(site: LoadSite, targets: Targets) -> str | None:
    """The dtype that a load surely ends in; None where the text does not say."""
    if site.circumstances & {"quantized", "guarded"} or any(it.dtype is not None for it in site.uses):
        return None
    argument = site.argument("dtype", "torch_dtype")
    if argument is not None:
        return dtype_name(argument.value)
    if site.opaque or site.has("config", "quantization_config"):
        return None
    # Without a dtype transformers 5 takes the checkpoint's; diffusers always takes float32.
    is_old = site.loader.library == "transformers" and targets.transformers.before((5, 0))
    return "float32" if site.loader.library == "diffusers" or is_old else None


def _components(site: LoadSite, argument: Argument, program: Program) -> Iterator[LoadSite]:
    """The loads of the objects that an argument hands over, alone or in a list."""
    for other in program.loads:
        if other.loader.kind not in _COMPONENTS or other.call == site.call:
            continue
        handed = (it for it in other.uses if it.kind == "pass")
        named = other.target == argument.text and any(it.span == site.call for it in handed)
        listed = any(it.kind == "pass" and argument.value_span.contains(it.span) for it in other.uses)
        if named or listed or argument.value_span.contains(other.call):
            yield other


def _fixes(site: LoadSite, other: LoadSite, program: Program, targets: Targets) -> tuple[Fix, ...]:
    """The pipeline's dtype for the component, where the pipeline's is half: so it was meant to run."""
    asked = site.argument("dtype", "torch_dtype")
    if asked is None or dtype_name(asked.value) not in HALVES or other.opaque:
        return ()
    value = dtypes.spelled(Symbol(f"torch.{dtype_name(asked.value)}"), "", other, program, targets)
    argument = other.argument("dtype", "torch_dtype")
    if value is None or (argument is not None and argument.origin != "call"):
        return ()
    edits = (set_value(argument, value),) if argument is not None else dtypes.with_dtype(other, program, targets, value)
    return (Fix(f"load the component in {value}", edits, safe=False),)


RULE = Rule(
    "mismatched-component-dtype",
    "dtype",
    "warning",
    _check,
    loads=Loads(kinds=("diffusion",), libraries=("diffusers",)),
    silent=frozenset({"dead", "test", "guarded", "training", "quantized", "cpu-on-purpose"}),
)
