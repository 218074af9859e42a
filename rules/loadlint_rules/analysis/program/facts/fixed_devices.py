"""GPUs that are named outright where the code has a device with a fallback at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...model import Choice, FixedDevice, Made, Span, Symbol, Value
from ...reading import tree
from ...reading.blocks import BRANCHES, FUNCTIONS
from ...reading.scan import Line
from ...values import device_names
from ..evaluation import evaluated
from ..spelling import written
from .reading import Text, places

_AVAILABLE = "is_available"
_CUDA_CALL = re.compile(r"\.cuda\s*\(|\.to\s*\(")
_GUARDS = BRANCHES - {"for", "async for"}


@dataclass(frozen=True, slots=True)
class _Device:
    """A device with a fallback: its name, the GPU in it, the line that chooses it, and the header it is seen under."""

    name: str
    gpu: str
    line: Line
    home: Line | None


def gather(text: Text) -> Iterator[FixedDevice]:
    """Yield calls that name the GPU outright, outside branches, where a device with a fallback is chosen."""
    if _AVAILABLE not in text.words:
        return
    devices = [it for at in places(_AVAILABLE, text.scan.code) for it in _chosen(at, text)]
    for hit in _CUDA_CALL.finditer(text.scan.code) if devices else ():
        line = text.scan.line_at(hit.start())
        if line is None or text.names.blocks.is_in(line, _GUARDS) or _chooses(line, text):
            continue
        for call in (it for statement in text.names.statements(line) for it in statement.calls()):
            named = _gpu_named(call, hit.start(), text, line)
            if named is not None:
                span, gpu = named
                device, is_usable = _beside(line, devices)
                if device is not None and not _is_bound_again(device, line, devices, text):
                    is_call, is_usable = span.start == hit.start(), is_usable and gpu == device.gpu
                    yield FixedDevice(span, device.name, device.line.span, is_call=is_call, is_usable=is_usable)
                break


def _beside(line: Line, devices: list[_Device]) -> tuple[_Device | None, bool]:
    """Return the last choice that a line can see, or else the first one after it; and whether it comes before."""
    seen = [it for it in devices if it.home is None or it.home in line.ancestors()]
    before = [it for it in seen if it.line.index < line.index]
    return before[-1] if before else next(iter(seen), None), bool(before)


def _is_bound_again(device: _Device, line: Line, devices: list[_Device], text: Text) -> bool:
    """Return whether the name holds another device by then, which need not have a fallback."""
    choices = {it.line.index for it in devices}
    between = range(device.line.index + 1, line.index)
    bound = {it.line.index for it in text.names.bindings(device.name, line)}
    return any(it in between for it in bound - choices)


def _chooses(line: Line, text: Text) -> bool:
    return text.scan.code.find(_AVAILABLE, line.start, line.end) >= 0


def _chosen(at: int, text: Text) -> Iterator[_Device]:
    """Yield the devices that a test of `torch.cuda.is_available()` chooses."""
    line = text.scan.line_at(at)
    if line is None:
        return
    for statement in _statements(line, text):
        if statement.kind == "assign" and statement.value is not None and len(statement.targets) == 1:
            gpu = _gpu_with_fallback(evaluated(text.names, statement.value, line))
            yield from _named(written(statement.targets[0]), gpu, line, text)
        elif statement.kind == "def":
            for parameter, default in statement.pairs:
                value = evaluated(text.names, default, line) if default is not None else None
                gpu = _gpu_with_fallback(value) if value is not None else None
                yield from (_Device(written(parameter), gpu, line, line),) if gpu is not None else ()
        elif statement.kind == "if" and text.scan.header(line) == "if":
            yield from _by_branches(line, text)


def _statements(line: Line, text: Text) -> tuple[tree.Statement, ...]:
    """Return the statements of a line, the defaults of a function's parameters included."""
    if text.scan.header(line) not in FUNCTIONS:
        return text.names.statements(line)
    parsed = text.names.parsed(line)
    return () if isinstance(parsed, tree.SyntaxTrouble) else parsed


def _named(name: str, gpu: str | None, line: Line, text: Text) -> Iterator[_Device]:
    """Yield the device under its name, if it has a GPU; an attribute of `self` is seen by the whole class."""
    if name.startswith(("self.", "cls.")):
        home = next((it for it in line.ancestors() if text.scan.header(it) == "class"), None)
    else:
        home = text.scan.scope(line)
    if name and gpu is not None:
        yield _Device(name, gpu, line, home)


def _by_branches(header: Line, text: Text) -> Iterator[_Device]:
    """Yield a device that each arm of a choice names, one of them the CPU."""
    arms = [dict(_assigned(arm, text)) for arm in text.names.blocks.arms(header)]
    for name, (_, line) in arms[-1].items() if arms else ():
        if all(name in arm for arm in arms):
            values = [evaluated(text.names, *arm[name]) for arm in arms]
            gpu = _gpu_beside_cpu([device for value in values for device in device_names(value)])
            yield from _named(name, gpu, line, text)


def _assigned(arm: Line, text: Text) -> Iterator[tuple[str, tuple[tree.Node, Line]]]:
    """Yield the names that an arm binds, with their values and the lines."""
    lines = [arm, *(it for it in text.scan.body(arm) if it.parent is arm)]
    for line in lines:
        for statement in text.names.statements(line):
            if statement.kind == "assign" and statement.value is not None and len(statement.targets) == 1:
                name = written(statement.targets[0])
                if name:
                    yield name, (statement.value, line)


def _gpu_with_fallback(value: Value) -> str | None:
    """Return the GPU of a device that is the CPU on a machine without one; None for any other value."""
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _gpu_with_fallback(value.positional[0])
    if not isinstance(value, Choice) or not isinstance(value.test, Made | Symbol):
        return None
    return _gpu_beside_cpu(device_names(value))


def _gpu_beside_cpu(devices: list[str | None]) -> str | None:
    gpus = (_same(it) for it in devices if it is not None and it.startswith("cuda"))
    return next(gpus, None) if "cpu" in devices else None


def _same(gpu: str) -> str:
    """Return one name for a GPU: the first one is the one that `cuda` means."""
    return "cuda" if gpu == "cuda:0" else gpu


def _gpu_named(call: tree.Call, dot: int, text: Text, line: Line) -> tuple[Span, str] | None:
    """Return the span and the GPU of the `.cuda()` at a dot, or of the argument of its `.to("cuda")`; or None."""
    func = call.func
    if not isinstance(func, tree.Attribute) or text.scan.code.rfind(".", 0, line.start + func.end) != dot:
        return None
    if func.name == "cuda":
        numbers = [it.value.value if isinstance(it.value, tree.Constant) else None for it in call.args]
        if None in numbers or written(func.value) == "torch":
            return None
        return Span(dot, line.start + call.end), _same(f"cuda:{numbers[0]}" if numbers else "cuda")
    for arg in call.args if func.name == "to" else ():
        if arg.star or arg.keyword not in (None, "device"):
            continue
        gpu = _gpu(evaluated(text.names, arg.value, line), arg.value)
        if gpu is not None:
            return Span(line.start + arg.value.start, line.start + arg.value.end), _same(gpu)
    return None


def _gpu(value: Value, node: tree.Node) -> str | None:
    """Return the GPU that an argument names as it is written: `"cuda:0"`, `0`, `torch.device("cuda")`."""
    names = device_names(value)
    is_written = isinstance(node, tree.Constant | tree.Call)
    return names[0] if is_written and len(names) == 1 and names[0] is not None and names[0].startswith("cuda") else None
