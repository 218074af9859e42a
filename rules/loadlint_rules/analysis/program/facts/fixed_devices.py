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
    """A device with a fallback: its name, the line that chooses it, and the header it can be seen under."""

    name: str
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
            span = _gpu_named(call, hit.start(), text, line)
            if span is not None:
                yield from _beside(span, hit.start(), line, devices)
                break


def _beside(span: Span, dot: int, line: Line, devices: list[_Device]) -> Iterator[FixedDevice]:
    """Yield the fixed device beside the last choice that it can see, or else beside the first one after it."""
    seen = [it for it in devices if it.home is None or it.home in line.ancestors()]
    before = [it for it in seen if it.line.index < line.index]
    device = before[-1] if before else next(iter(seen), None)
    if device is not None:
        yield FixedDevice(span, device.name, device.line.span, is_call=span.start == dot, is_usable=bool(before))


def _chooses(line: Line, text: Text) -> bool:
    return text.scan.code.find(_AVAILABLE, line.start, line.end) >= 0


def _chosen(at: int, text: Text) -> Iterator[_Device]:
    """Yield the devices that a test of `torch.cuda.is_available()` chooses."""
    line = text.scan.line_at(at)
    if line is None:
        return
    for statement in _statements(line, text):
        if statement.kind == "assign" and statement.value is not None and len(statement.targets) == 1:
            if _is_chosen(statement.value, line, text):
                yield from _named(written(statement.targets[0]), line, text)
        elif statement.kind == "def":
            defaults = ((it, default) for it, default in statement.pairs if default is not None)
            yield from (_Device(written(it), line, line) for it, default in defaults if _is_chosen(default, line, text))
        elif statement.kind == "if" and text.scan.header(line) == "if":
            yield from _by_branches(line, text)


def _statements(line: Line, text: Text) -> tuple[tree.Statement, ...]:
    """Return the statements of a line, the defaults of a function's parameters included."""
    if text.scan.header(line) not in FUNCTIONS:
        return text.names.statements(line)
    parsed = text.names.parsed(line)
    return () if isinstance(parsed, tree.SyntaxTrouble) else parsed


def _is_chosen(node: tree.Node, line: Line, text: Text) -> bool:
    return _is_fallback(evaluated(text.names, node, line))


def _named(name: str, line: Line, text: Text) -> Iterator[_Device]:
    """Yield the device under its name; an attribute of `self` is seen by the whole class."""
    if name.startswith(("self.", "cls.")):
        home = next((it for it in line.ancestors() if text.scan.header(it) == "class"), None)
    else:
        home = text.scan.scope(line)
    if name:
        yield _Device(name, line, home)


def _by_branches(header: Line, text: Text) -> Iterator[_Device]:
    """Yield a device that each arm of a choice names, one of them the CPU."""
    arms = [dict(_assigned(arm, text)) for arm in text.names.blocks.arms(header)]
    for name, (_, line) in arms[-1].items() if arms else ():
        if all(name in arm for arm in arms):
            values = [evaluated(text.names, *arm[name]) for arm in arms]
            devices = [device for value in values for device in device_names(value)]
            if "cpu" in devices and any(it is not None and it.startswith("cuda") for it in devices):
                yield from _named(name, line, text)


def _assigned(arm: Line, text: Text) -> Iterator[tuple[str, tuple[tree.Node, Line]]]:
    """Yield the names that an arm binds, with their values and the lines."""
    lines = [arm, *(it for it in text.scan.body(arm) if it.parent is arm)]
    for line in lines:
        for statement in text.names.statements(line):
            if statement.kind == "assign" and statement.value is not None and len(statement.targets) == 1:
                name = written(statement.targets[0])
                if name:
                    yield name, (statement.value, line)


def _is_fallback(value: Value) -> bool:
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _is_fallback(value.positional[0])
    if not isinstance(value, Choice) or not isinstance(value.test, Made | Symbol):
        return False
    devices = device_names(value)
    return "cpu" in devices and any(it is not None and it.startswith("cuda") for it in devices)


def _gpu_named(call: tree.Call, dot: int, text: Text, line: Line) -> Span | None:
    """Return the span of the `.cuda()` at a dot, or of the argument of its `.to("cuda")`; None for anything else."""
    func = call.func
    if not isinstance(func, tree.Attribute) or text.scan.code.rfind(".", 0, line.start + func.end) != dot:
        return None
    if func.name == "cuda":
        plain = all(isinstance(it.value, tree.Constant) for it in call.args)
        return Span(dot, line.start + call.end) if plain and written(func.value) != "torch" else None
    for arg in call.args if func.name == "to" else ():
        if (
            arg.keyword in (None, "device")
            and not arg.star
            and _is_gpu(evaluated(text.names, arg.value, line), arg.value)
        ):
            return Span(line.start + arg.value.start, line.start + arg.value.end)
    return None


def _is_gpu(value: Value, node: tree.Node) -> bool:
    """Whether an argument names a GPU as it is written: `"cuda:0"`, `0`, `torch.device("cuda")`."""
    names = device_names(value)
    is_written = isinstance(node, tree.Constant | tree.Call)
    return is_written and len(names) == 1 and names[0] is not None and names[0].startswith("cuda")
