"""Proof of `flash-attention-in-float32`: the warning of transformers, made to believe that flash-attn is there.

No GPU and no flash-attn are here: the load ends after the check.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "flash-attention-in-float32"
SAYS = "only supports torch.float16 and torch.bfloat16"


@contextmanager
def available() -> Iterator[None]:
    """Let transformers take flash-attn for installed."""
    models = import_module("transformers.modeling_utils").PreTrainedModel
    changed: list[tuple[Any, str, Any]] = []
    for module in [it for name, it in sys.modules.items() if name.startswith("transformers")]:
        if "is_flash_attn_2_available" in vars(module):
            changed.append((module, "is_flash_attn_2_available", module.is_flash_attn_2_available))
    if hasattr(models, "_flash_attn_import_error"):
        changed.append((models, "_flash_attn_import_error", vars(models)["_flash_attn_import_error"]))
    for owner, name, _ in changed:
        setattr(owner, name, lambda *_, **__: True)
    try:
        yield
    finally:
        for owner, name, before in changed:
            setattr(owner, name, before)


class Heard(logging.Handler):
    """Collect what the loggers of transformers say."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def said(lab: Lab, dtype: Any) -> str:
    # This call sets the level of the library's loggers when it is the first one.
    lab.transformers.logging.get_logger("transformers.modeling_utils").warning_once.cache_clear()
    path = lab.half  # its module imports flash-attn where that is there
    heard, logger = Heard(), logging.getLogger("transformers")
    level = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.WARNING)
    try:
        with available():
            lab.tried(
                lambda: lab.load(
                    "AutoModelForCausalLM", path, torch_dtype=dtype, attn_implementation="flash_attention_2"
                )
            )
    finally:
        logger.removeHandler(heard)
        logger.setLevel(level)
    return "warns" if any(SAYS in it for it in heard.lines) else "says nothing"


@claim(RULE, "transformers warns of float32", "warns")
def single(lab: Lab) -> str:
    return said(lab, lab.torch.float32)


@claim(RULE, "transformers takes float16", "says nothing")
def half(lab: Lab) -> str:
    return said(lab, lab.torch.float16)


@claim(RULE, "a half checkpoint without a dtype is in", "float32", "float32", "bfloat16", "bfloat16")
def default(lab: Lab) -> str:
    return lab.dtype(lab.load("AutoModelForCausalLM", lab.half))


test_claims = prove(__name__)
