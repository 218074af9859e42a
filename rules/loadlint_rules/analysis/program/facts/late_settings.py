"""Environment variables that are set after the import, or the call, that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ...model import EnvironmentSetting, Span, Table
from ...reading import tree
from ...reading.scan import Line
from ...values import text_of
from ..evaluation import evaluated
from .reading import Text, places

_READERS = ("huggingface_hub", "transformers", "diffusers", "datasets", "peft", "accelerate", "sentence_transformers")
_IMPORTS = re.compile(rf"^(?:import|from)[ \t]+({'|'.join(_READERS)})\b", re.MULTILINE)
_SETS = re.compile(r"(?<![\w.])(?:os\.)?(?:environ|putenv)\b")
_GPUS = "CUDA_VISIBLE_DEVICES"
# Databricks starts Python afresh; no import from before counts.
_RESTART = "restartPython("
# Calls that start CUDA; counting devices and seeding do not.
_STARTS_CUDA = re.compile(
    r"\btorch\.cuda\.(?:is_available|init|current_device|set_device|mem_get_info|synchronize"
    r"|get_device_(?:name|properties|capability))\("
)


def gather(text: Text) -> Iterator[EnvironmentSetting]:
    """Yield variables set at module level after the first import or call that reads such variables."""
    scan = text.scan
    if text.words.isdisjoint(("environ", "putenv")):
        return
    starts = (0, *places(_RESTART, scan.code), len(scan.code))
    for start, end in pairwise(starts):
        yield from _between(start, end, text)


def _between(start: int, end: int, text: Text) -> Iterator[EnvironmentSetting]:
    """Yield the variables that the lines between two starts of Python set too late."""
    scan = text.scan
    first = _IMPORTS.search(scan.code, start, end)
    imported = scan.line_at(first.start()) if first is not None else None
    started = _cuda(start, end, text) if _GPUS in scan.text else None
    if imported is None and started is None:
        return
    read = min(it.end for it in (imported, started) if it is not None)
    for line in text.lines_with("environ", "putenv"):
        if not start <= line.start < end or not _SETS.search(scan.code, max(read, line.start), line.end):
            continue
        if line.parent is not None or scan.scope(line) is not None:
            continue
        for name, span in _settings(text, line):
            if name == _GPUS and started is not None and started.end <= line.start:
                yield EnvironmentSetting(name, span, line.span, started.span, "torch.cuda")
            elif name != _GPUS and first is not None and imported is not None and imported.end <= line.start:
                yield EnvironmentSetting(name, span, line.span, imported.span, first[1])


def _cuda(start: int, end: int, text: Text) -> Line | None:
    """Return the first line of the module, between two offsets, that surely starts CUDA."""
    lines = text.lines_at(hit.start() for hit in _STARTS_CUDA.finditer(text.scan.code, start, end))
    return next((it for it in lines if it.parent is None and text.scan.scope(it) is None), None)


def _settings(text: Text, line: Line) -> Iterator[tuple[str, Span]]:
    """Yield the variables that a line sets, each with the place that names it."""
    for statement in text.names.statements(line):
        for target in statement.targets:
            if (
                statement.kind == "assign"
                and isinstance(target, tree.Subscript)
                and _is_environ(target.value, text, line)
            ):
                yield from _named(target.index[:1], target, text, line)
            elif statement.kind == "augment" and statement.value is not None and _is_environ(target, text, line):
                yield from _keys(statement.value, text, line)
        if statement.kind == "expr":
            for call in statement.calls():
                yield from _called(call, text, line)


def _called(call: tree.Call, text: Text, line: Line) -> Iterator[tuple[str, Span]]:
    """Yield the variables that `setdefault`, `update` or `putenv` sets."""
    callee = text.names.origin(call.func, line)
    if callee in ("os.environ.setdefault", "os.putenv"):
        yield from _named([it.value for it in call.args[:1]], call, text, line)
    elif callee == "os.environ.update":
        for arg in call.args:
            if arg.keyword:
                yield arg.keyword, _span(arg, line)
            elif not arg.star:
                yield from _keys(arg.value, text, line)


def _named(keys: Iterable[tree.Node], place: tree.Node, text: Text, line: Line) -> Iterator[tuple[str, Span]]:
    for key in keys:
        name = text_of(evaluated(text.names, key, line))
        if name is not None:
            yield name, _span(place, line)


def _keys(node: tree.Node, text: Text, line: Line) -> Iterator[tuple[str, Span]]:
    value = evaluated(text.names, node, line)
    for key, _ in value.items if isinstance(value, Table) else ():
        name = text_of(key)
        if name is not None:
            yield name, _span(node, line)


def _is_environ(node: tree.Node, text: Text, line: Line) -> bool:
    return text.names.origin(node, line) == "os.environ"


def _span(node: tree.Node, line: Line) -> Span:
    return Span(line.start + node.start, line.start + node.end)
