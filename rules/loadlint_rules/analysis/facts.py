"""Facts beside the loads: environment variables set too late, and GPUs named where a fallback is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import syntax
from .model import Choice, EnvironmentSetting, FixedDevice, Import, Literal, Made, Span, Symbol, Value
from .names import Names
from .scan import Line, Scan
from .values import device_names

_READERS = ("huggingface_hub", "transformers", "diffusers", "datasets", "peft", "accelerate", "sentence_transformers")
_IMPORTS = re.compile(rf"^(?:import|from)[ \t]+({'|'.join(_READERS)})\b", re.MULTILINE)
_ENVIRON = re.compile(r"(?<![\w.])(?:os\.)?environ\s*\[")
_AVAILABLE = "is_available"
_CUDA_CALL = re.compile(r"\.cuda\s*\(\s*\)|\.to\s*\(")
_IMPORT_ITEMS = re.compile(r"(?:from\s+([\w.]+)\s+)?import\b[\s\\(]*")
_IMPORT_ITEM = re.compile(r"[\w.*]+(?:\s+as\s+\w+)?")
_CONDITIONS = ("if", "elif", "else", "try", "except", "finally", "with", "for", "while")
_GUARDS = ("if", "elif", "else", "while", "except")


def late_settings(scan: Scan, names: Names) -> Iterator[EnvironmentSetting]:
    """Assignments to `os.environ[...]` at module level behind the first import that reads such variables."""
    found = _IMPORTS.search(scan.code)
    imported = scan.line_at(found.start()) if found is not None else None
    if found is None or imported is None:
        return
    for hit in _ENVIRON.finditer(scan.code, imported.end):
        line = scan.line_at(hit.start())
        if line is None or scan.scope(line) is not None or line.parent is not None:
            continue
        for statement in names.statements(line):
            for target in statement.targets if statement.kind == "assign" else ():
                name = _variable(target, names, line)
                if name is not None:
                    span = Span(line.start + target.start, line.start + target.end)
                    yield EnvironmentSetting(name, span, line.span, imported.span, found[1])


def fixed_devices(scan: Scan, names: Names) -> Iterator[FixedDevice]:
    """Calls that name the GPU outright, outside branches, where a device with a fallback was chosen before."""
    chosen = list(_chosen_devices(scan, names))
    if not chosen:
        return
    for hit in _CUDA_CALL.finditer(scan.code, chosen[0][1].end):
        line = scan.line_at(hit.start())
        if line is None or any(scan.header(it) in _GUARDS for it in line.ancestors()):
            continue
        at_hand = [(name, it) for name, it in chosen if it.index < line.index and _sees(scan, line, it)]
        for call in (it for statement in names.statements(line) for it in statement.calls()):
            span = _gpu_named(call, hit.start(), names, line) if at_hand else None
            if span is not None:
                name, choice = at_hand[-1]
                yield FixedDevice(span, name, choice.span, is_call=span.start == hit.start())
                break


def imports(scan: Scan, names: Names) -> Iterator[Import]:
    """What the import statements bind, in source order; a star is bound as `*`."""
    for line in names.lines_with("import"):
        yield from _imported_by(line, scan, names)


# --- helpers ------------------------------------------------------------------------------------


def _imported_by(line: Line, scan: Scan, names: Names) -> Iterator[Import]:
    statements = names.statements(line)
    if len(statements) != 1 or statements[0].kind not in ("import", "from"):
        return
    header = scan.scope(line)
    inside = Span(header.start, scan.lines[scan.body_end(header) - 1].end) if header is not None else None
    conditional = any(scan.header(it) in _CONDITIONS for it in line.ancestors())
    found = _IMPORT_ITEMS.match(scan.code, line.start, line.end)
    items = _IMPORT_ITEM.finditer(scan.code, found.end(), line.end) if found is not None else iter(())
    module = found[1] or "" if found is not None else ""
    for (name, origin), item in zip(statements[0].names, items, strict=False):
        span = Span(item.start(), item.end())
        yield Import(name, origin, module, span, line.span, inside, conditional)


def _variable(target: syntax.Node, names: Names, line: Line) -> str | None:
    if not isinstance(target, syntax.Subscript) or names.origin(target.value, line) != "os.environ":
        return None
    key = names.value(target.index[0], line) if target.index else None
    return key.value if isinstance(key, Literal) and isinstance(key.value, str) else None


def _chosen_devices(scan: Scan, names: Names) -> Iterator[tuple[str, Line]]:
    """Names assigned `"cuda" if torch.cuda.is_available() else ...`, in source order."""
    at = scan.code.find(_AVAILABLE)
    while at >= 0:
        line = scan.line_at(at)
        for statement in names.statements(line) if line is not None else ():
            target = statement.targets[0] if statement.kind == "assign" and statement.targets else None
            if line is None or statement.value is None or not isinstance(target, syntax.Name):
                continue
            if _is_fallback(names.value(statement.value, line)):
                yield target.id, line
        at = scan.code.find(_AVAILABLE, at + 1)


def _is_fallback(value: Value) -> bool:
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _is_fallback(value.positional[0])
    if not isinstance(value, Choice) or not isinstance(value.test, Made | Symbol):
        return False
    devices = device_names(value)
    return "cpu" in devices and any(it is not None and it.startswith("cuda") for it in devices)


def _sees(scan: Scan, line: Line, choice: Line) -> bool:
    scope = scan.scope(choice)
    return scope is None or scope in line.ancestors()


def _gpu_named(call: syntax.Call, dot: int, names: Names, line: Line) -> Span | None:
    """The span of the `.cuda()` whose dot is asked about, or of the argument of its `.to("cuda")`; else None."""
    func = call.func
    if not isinstance(func, syntax.Attribute) or names.scan.code.rfind(".", 0, line.start + func.end) != dot:
        return None
    if func.name == "cuda" and not call.args:
        return Span(dot, line.start + call.end)
    for arg in call.args if func.name == "to" else ():
        if isinstance(arg.value, syntax.Constant) and arg.value.value == "cuda" and arg.keyword in (None, "device"):
            return Span(line.start + arg.value.start, line.start + arg.value.end)
    return None
