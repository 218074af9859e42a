"""Kinds of uses, by the methods of a model and by the functions that take one."""

from __future__ import annotations

import re

from ...model import Argument, Literal, Made, Symbol, Unknown, Use, UseKind, Value
from ...reading import tree
from ...values import arms, is_dtype

_CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}
_MOVES = {"cuda": "cuda", "cpu": "cpu", "xpu": "xpu", "npu": "npu", "hpu": "hpu"}
_SAME_OBJECT = {"to", "type", "eval", "train", "requires_grad_", "quantize", "merge_and_unload", *_CASTS, *_MOVES}
_METHODS: dict[str, UseKind] = {
    "eval": "eval",
    "gradient_checkpointing_enable": "train",
    "enable_input_require_grads": "train",
    "print_trainable_parameters": "train",
    "add_adapter": "train",
    "freeze_feature_encoder": "train",
    "backward": "train",
    "state_dict": "state",
    "save_pretrained": "save",
    "push_to_hub": "save",
    "save": "save",
    "merge_and_unload": "save",
    "export": "save",
    "enable_model_cpu_offload": "offload",
    "enable_sequential_cpu_offload": "offload",
    "enable_group_offload": "offload",
    "quantize": "other",
}
_DEVICES = re.compile(r"device|gpu|cuda|cpu|npu|xpu|hpu|mps|rank|accelerator|(?<![^\W_])dev(?![^\W_])", re.IGNORECASE)
_RUNS = re.compile(r"^(forward|encode|decode|predict|infer|score|embed|complete|run)(?![a-z])")
_GENERATES = re.compile(
    r"generate|chat|^(sample|beam_search|greedy_search|contrastive_search|answer|transcribe|caption)"
)
_CALLEES: tuple[tuple[re.Pattern[str], UseKind], ...] = (
    (re.compile(r"(^|\.)\w*(Trainer|TrainingArguments|LightningModule)$"), "train"),
    (re.compile(r"(^|\.)(get_peft_model|prepare_model_for\w*training|prepare|prepare_model|initialize)$"), "train"),
    (re.compile(r"(^|\.)(DistributedDataParallel|DDP|FullyShardedDataParallel|FSDP|fully_shard)$"), "train"),
    (
        re.compile(
            r"(dispatch_model|cpu_offload|disk_offload|\w*offload\w*|load_checkpoint\w*|simple_dispatch_model)$"
        ),
        "offload",
    ),
    (
        re.compile(
            r"(^|\.)(Peft\w*\.from_pretrained|Peft\w+|compile|DataParallel|transform|tensor_parallel|optimize)$"
        ),
        "wrap",
    ),
    (re.compile(r"(^|\.)(save\w*|export\w*|convert\w*|merge\w*|push_to_hub)$"), "save"),
)
_QUANTIZES = re.compile(r"(^|[._])quantize\w*$")
_OPTIMIZERS = re.compile(r"(Adam\w*|SGD|\w*Optim\w*|Adafactor|Lion|RMSprop|Lamb)$")
_READS_WEIGHTS = {"parameters", "named_parameters"}
# Functions that return the model that they take, wrapped.
_WRAPPING = ("get_peft_model", "training", "prepare", "DataParallel", "DDP", "FSDP")


def of_method(
    name: str,
    arguments: tuple[Argument, ...],
    device: Value | None,
    dtype: Value | None,
    parent: tree.Node | None,
    parents: dict[int, tree.Node],
) -> UseKind:
    """Return the kind of use that a method call on a model is; `parent` is the node around the call."""
    if device is not None:
        return "move"
    if dtype is not None:
        return "cast"
    if name == "train":
        return "eval" if arguments and arguments[0].text == "False" else "train"
    if name in _READS_WEIGHTS and isinstance(parent, tree.Arg):
        call = parents[id(parent)]
        callee = call.func if isinstance(call, tree.Call) else None
        last = callee.name if isinstance(callee, tree.Attribute) else getattr(callee, "id", "")
        return "train" if _OPTIMIZERS.search(last) else "other"
    if name in _METHODS:
        return _METHODS[name]
    return "generate" if _GENERATES.search(name) else "call" if _RUNS.search(name) else "other"


def of_callee(callee: str) -> UseKind:
    """Return the kind of use that passing a model to a function is."""
    return next((kind for pattern, kind in _CALLEES if pattern.search(callee)), "pass")


def returns_model(method: str) -> bool:
    """Whether a method of a model returns the model."""
    return method in _SAME_OBJECT


def quantizes(callee: str) -> bool:
    """Whether a function quantizes the model that it takes."""
    return _QUANTIZES.search(callee) is not None


def wraps(use: Use) -> bool:
    """Whether a model that is passed to a function comes back wrapped."""
    return use.kind == "wrap" or (use.kind == "train" and use.name.endswith(_WRAPPING))


def device_and_dtype(name: str, arguments: tuple[Argument, ...]) -> tuple[Value | None, Value | None]:
    """Return the device and the dtype that a method call on a module names, each None if it names none."""
    if name in _CASTS:
        return None, Symbol(f"torch.{_CASTS[name]}")
    if name in _MOVES:
        return _numbered(_MOVES[name], arguments), None
    device: Value | None = None
    dtype: Value | None = None
    if name in ("to", "type"):
        for it in arguments:
            if it.name in ("dtype", "torch_dtype") or (
                it.name != "device" and (name == "type" or is_dtype(it.value, it.text))
            ):
                dtype = it.value
            elif it.name == "device" or (it.name == "0" and _says_device(it)):
                device = it.value
    return device, dtype


def _says_device(argument: Argument) -> bool:
    """Whether the argument of a `.to(x)` is a device by its value or a name; a dtype may have any other name."""
    options = arms(argument.value)
    return any(isinstance(it, Literal) for it in options) or any(
        _DEVICES.search(it) is not None for it in (argument.text, *map(str, options))
    )


def _numbered(kind: str, arguments: tuple[Argument, ...]) -> Value:
    if not arguments or kind == "cpu":
        return Literal(kind)
    number = arguments[0].value
    if isinstance(number, Literal) and isinstance(number.value, int):
        return Literal(f"{kind}:{number.value}")
    return number if isinstance(number, Made | Unknown | Symbol) else Literal(kind)
