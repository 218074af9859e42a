"""A load asks for two quantizations."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Made, Program, Related, Rule, Targets
from .analysis.quantization import BITSANDBYTES, requested, stored
from .analysis.values import is_true

_FLAGS = ("load_in_4bit", "load_in_8bit")
_NAMES = {"GPTQConfig": "GPTQ", "AwqConfig": "AWQ"}


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    asked, has = requested(load), stored(load)
    if asked is not None and has is not None and asked.method == BITSANDBYTES and has.method in _NAMES:
        yield Finding(
            f"the load raises, as the checkpoint is quantized with {_NAMES[has.method]} already",
            asked.argument.span,
            _fixes(asked.argument, program, safe=False),
            (Related("the name says so", has.argument.span),),
        )
        return
    config, flag = load.argument("quantization_config"), _flag(load)
    if config is None or flag is None or not _is_there(config) or targets.transformers.surely((5, 0)):
        return
    if targets.transformers.oldest is not None:  # from 5 on removed-loading-kwarg reports it
        yield Finding(
            f"{flag.name} beside quantization_config raises ValueError",
            flag.span,
            _fixes(flag, program, safe=True),
            (Related("the configuration is given here", config.span),),
        )


def _flag(load: LoadSite) -> Argument | None:
    return next((it for it in load.arguments if it.name in _FLAGS and it.sure and is_true(it.value)), None)


def _is_there(config: Argument) -> bool:
    made = config.value
    return config.sure and isinstance(made, Made) and made.callee.endswith("Config")


def _fixes(argument: Argument, program: Program, *, safe: bool) -> tuple[Fix, ...]:
    if argument.origin != "call":  # the dict may have other readers
        return ()
    return (Fix(f"remove {argument.name}", (remove_argument(program, argument),), safe),)


RULE = Rule(
    "conflicting-quantization",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("model", "peft-model"), libraries=("transformers", "peft")),
    silent=frozenset({"dead", "test", "guarded"}),
)
