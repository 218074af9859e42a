"""An argument of the model's load is given to the pipeline itself, where it never gets there."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Argument, Edit, Finding, Fix, Loads, LoadSite, Program, Rule, Span, Targets
from .analysis.placement import loaded_model
from .analysis.values import is_false

_OF_THE_MODEL = (
    "attn_implementation", "cache_dir", "max_memory", "use_safetensors", "low_cpu_mem_usage", "quantization_config",
    "offload_folder", "load_in_8bit", "load_in_4bit", "ignore_mismatched_sizes", "weights_only", "subfolder",
    "force_download",
)  # fmt: skip
_REMOVED = ("load_in_8bit", "load_in_4bit")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.has("pipeline_class"):
        return
    for given in site.arguments:
        if given.name in _OF_THE_MODEL and not is_false(given.value):
            yield Finding(
                f"{given.name} never reaches the model from here, it belongs into model_kwargs",
                given.span,
                _fixes(site, given, program, targets),
            )


def _fixes(site: LoadSite, given: Argument, program: Program, targets: Targets) -> tuple[Fix, ...]:
    is_gone = given.name in _REMOVED and targets.transformers.perhaps((5, 0))
    if given.origin != "call" or is_gone or loaded_model(site, program) is not None:
        return ()
    edits = _moved(site, given, program)
    return (Fix(f"move {given.name} into model_kwargs", edits, safe=False),) if edits else ()


def _moved(site: LoadSite, given: Argument, program: Program) -> tuple[Edit, ...]:
    held, item = site.argument("model_kwargs"), f'"{given.name}": {given.text}'
    if held is None:
        return (Edit(given.span, f"model_kwargs={{{item}}}"),) if not site.opaque else ()
    text = held.text.rstrip()
    if held.origin != "call" or not text.startswith("{") or not text.endswith("}"):
        return ()
    inner = text[1:-1].rstrip()
    at = held.value_span.start + 1 + len(inner)
    before = " " if inner.endswith(",") else ", " if inner else ""
    return (Edit(Span(at, at), f"{before}{item}"), remove_argument(program, given))


RULE = Rule(
    "misplaced-pipeline-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
