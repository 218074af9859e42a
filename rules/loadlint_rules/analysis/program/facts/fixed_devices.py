"""GPUs that are named outright where the code has a device with a fallback at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Choice, FixedDevice, Made, Span, Symbol, Value
from ...reading import tree
from ...reading.blocks import BRANCHES
from ...reading.scan import Line
from ...values import device_names
from .reading import Text, places

_AVAILABLE = "is_available"
_CUDA_CALL = re.compile(r"\.cuda\s*\(\s*\)|\.to\s*\(")
_GUARDS = BRANCHES - {"for", "async for"}


def gather(text: Text) -> Iterator[FixedDevice]:
    """Yield calls that name the GPU outright, outside branches, where a device with a fallback was chosen before."""
    choices = list(_chosen_devices(text))
    if not choices:
        return
    scan = text.scan
    for hit in _CUDA_CALL.finditer(scan.code, choices[0][1].end):
        line = scan.line_at(hit.start())
        if line is None or text.names.blocks.is_in(line, _GUARDS):
            continue
        at_hand = [(name, it) for name, it in choices if it.index < line.index and _sees(text, line, it)]
        for call in (it for statement in text.names.statements(line) for it in statement.calls()):
            span = _gpu_named(call, hit.start(), text, line) if at_hand else None
            if span is not None:
                name, choice = at_hand[-1]
                yield FixedDevice(span, name, choice.span, is_call=span.start == hit.start())
                break


def _chosen_devices(text: Text) -> Iterator[tuple[str, Line]]:
    """Yield names assigned `"cuda" if torch.cuda.is_available() else ...`, in source order."""
    for at in places(_AVAILABLE, text.scan.code):
        line = text.scan.line_at(at)
        for statement in text.names.statements(line) if line is not None else ():
            target = statement.targets[0] if statement.kind == "assign" and statement.targets else None
            if line is None or statement.value is None or not isinstance(target, tree.Name):
                continue
            if _is_fallback(text.names.value(statement.value, line)):
                yield target.id, line


def _is_fallback(value: Value) -> bool:
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _is_fallback(value.positional[0])
    if not isinstance(value, Choice) or not isinstance(value.test, Made | Symbol):
        return False
    devices = device_names(value)
    return "cpu" in devices and any(it is not None and it.startswith("cuda") for it in devices)


def _sees(text: Text, line: Line, choice: Line) -> bool:
    scope = text.scan.scope(choice)
    return scope is None or scope in line.ancestors()


def _gpu_named(call: tree.Call, dot: int, text: Text, line: Line) -> Span | None:
    """Return the span of the `.cuda()` at a dot, or of the argument of its `.to("cuda")`; None for anything else."""
    func = call.func
    if not isinstance(func, tree.Attribute) or text.scan.code.rfind(".", 0, line.start + func.end) != dot:
        return None
    if func.name == "cuda" and not call.args:
        return Span(dot, line.start + call.end)
    for arg in call.args if func.name == "to" else ():
        if isinstance(arg.value, tree.Constant) and arg.value.value == "cuda" and arg.keyword in (None, "device"):
            return Span(line.start + arg.value.start, line.start + arg.value.end)
    return None
