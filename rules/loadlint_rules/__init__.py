"""The rules of loadlint: pure functions from a load to findings. Text in, values out."""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from .analysis.model import Rule

    RULES: tuple[Rule, ...]

# The one list, in reading order; each name is a module with a page beside it.
MODULES = (
    # placement
    "missing_device_map",
    "device_move_after_load",
    "move_after_device_map",
    "quantized_model_move",
    "device_map_in_distributed_training",
    "unknown_device_map",
    "hardcoded_cuda",
    "pipeline_device_conflict",
    "unguarded_hf_device_map",
    "unknown_max_memory_key",
    "move_after_offload",
    # dtype
    "dtype_cast_after_load",
    "dtype_assigned_after_load",
    "deprecated_torch_dtype",
    "implicit_dtype",
    "unknown_dtype",
    "quantized_model_cast",
    "half_weights_with_amp",
    "mismatched_component_dtype",
    "flash_attention_in_float32",
    # adapters
    "frozen_adapter",
    "untrainable_quantized_model",
    "merge_on_quantized",
    "stacked_adapter",
    # arguments and names
    "removed_loading_kwarg",
    "unknown_loading_kwarg",
    "ineffective_loading_kwarg",
    "conflicting_quantization",
    "removed_class",
    "removed_import",
    "wrong_auto_class",
    "removed_pipeline_task",
    "misplaced_pipeline_kwarg",
    "ignored_pipeline_kwarg",
    # trust
    "trust_remote_code",
    "unpinned_revision",
    "unsafe_weights",
    "token_in_code",
    # structure
    "load_in_loop",
    "load_in_request_handler",
    "env_after_import",
    "headless_generate",
    "random_weights",
    "meta_weights",
)


def __getattr__(name: str) -> tuple[Rule, ...]:
    """`RULES`, imported when first asked for, so that a file with nothing to say costs no rule's import."""
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    names = (*MODULES, "analysis.suppressions")
    rules: tuple[Rule, ...] = tuple(import_module(f"{__name__}.{it}").RULE for it in names)
    globals()["RULES"] = rules
    return rules
