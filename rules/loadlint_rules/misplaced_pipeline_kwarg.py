"""An argument of the model's load is given to the pipeline itself, where it never gets there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .analysis.edits import add_import, move_into, reach
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Targets
from .analysis.placement import loaded_model
from .analysis.values import is_false, is_true

_OF_THE_MODEL = (
    "attn_implementation", "cache_dir", "max_memory", "use_safetensors", "low_cpu_mem_usage", "quantization_config",
    "offload_folder", "load_in_8bit", "load_in_4bit", "ignore_mismatched_sizes", "weights_only", "subfolder",
    "force_download",
)  # fmt: skip
_CONFIG = "BitsAndBytesConfig"
_REMOVED = ("load_in_8bit", "load_in_4bit")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.has("pipeline_class"):
        return
    for argument in site.arguments:
        if argument.name in _OF_THE_MODEL and not is_false(argument.value):
            yield Finding(
                f"{argument.name} never reaches the model's load outside model_kwargs",
                argument.span,
                _fixes(site, argument, program, targets),
            )


def _fixes(site: LoadSite, argument: Argument, program: Program, targets: Targets) -> tuple[Fix, ...]:
    if loaded_model(site, program) is not None:
        return ()
    if argument.name in _REMOVED and targets.transformers.perhaps((5, 0)):
        return _configured(site, argument, program)
    edits = move_into(program, site, argument, "model_kwargs")
    return (Fix(f"move {argument.name} into model_kwargs", edits, safe=False),) if edits else ()


def _configured(site: LoadSite, argument: Argument, program: Program) -> tuple[Fix, ...]:
    """The quantization as releases from 5.0 on take it."""
    others = (it.name for it in site.arguments if it.name != argument.name)
    if not is_true(argument.value) or any(it.startswith(("bnb_4bit_", "llm_int8_", "load_in_")) for it in others):
        return ()
    at = site.call.start
    config = f"{reach(program, 'transformers', _CONFIG, at)}({argument.name}=True)"
    edits = move_into(program, site, replace(argument, name="quantization_config"), "model_kwargs", config)
    added = add_import(program, "transformers", _CONFIG, at)
    return (Fix(f"quantize by {_CONFIG} in model_kwargs", (*added, *edits), safe=False),) if edits else ()


RULE = Rule(
    "misplaced-pipeline-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
