"""Environment variables that are set after the import that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import EnvironmentSetting, Literal, Span
from ...reading import tree
from ...reading.scan import Line
from .reading import Text

_READERS = ("huggingface_hub", "transformers", "diffusers", "datasets", "peft", "accelerate", "sentence_transformers")
_IMPORTS = re.compile(rf"^(?:import|from)[ \t]+({'|'.join(_READERS)})\b", re.MULTILINE)
_ENVIRON = re.compile(r"(?<![\w.])(?:os\.)?environ\s*\[")


def gather(text: Text) -> Iterator[EnvironmentSetting]:
    """Yield assignments to `os.environ[...]` at module level after the first import that reads such variables."""
    scan = text.scan
    first = _IMPORTS.search(scan.code) if "environ" in scan.code else None
    imported = scan.line_at(first.start()) if first is not None else None
    if first is None or imported is None:
        return
    for hit in _ENVIRON.finditer(scan.code, imported.end):
        line = scan.line_at(hit.start())
        if line is None or scan.scope(line) is not None or line.parent is not None:
            continue
        for statement in text.names.statements(line):
            for target in statement.targets if statement.kind == "assign" else ():
                name = _variable(target, text, line)
                if name is not None:
                    span = Span(line.start + target.start, line.start + target.end)
                    yield EnvironmentSetting(name, span, line.span, imported.span, first[1])


def _variable(target: tree.Node, text: Text, line: Line) -> str | None:
    if not isinstance(target, tree.Subscript) or text.names.origin(target.value, line) != "os.environ":
        return None
    key = text.names.value(target.index[0], line) if target.index else None
    return key.value if isinstance(key, Literal) and isinstance(key.value, str) else None
