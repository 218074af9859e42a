"""Reads of `.hf_device_map` that nothing guards."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import MapRead, Span
from .reading import Text, places

_NAME = ".hf_device_map"
_QUOTED = ('"hf_device_map"', "'hf_device_map'")


def gather(text: Text) -> Iterator[MapRead]:
    """Yield reads of `.hf_device_map` outside `try`, in files that neither ask for it nor set it themselves."""
    scan, size = text.scan, len(_NAME)
    if any(it in scan.text for it in _QUOTED):
        return
    hits = [it for it in places(_NAME, scan.code) if not scan.code[it + size : it + size + 1].isidentifier()]
    if any(scan.code[it + size : it + size + 6].replace("==", "").lstrip().startswith("=") for it in hits):
        return
    for at in hits:
        line = scan.line_at(at)
        code = scan.code[line.start : line.end] if line is not None else ""
        is_guarded = line is None or any(scan.header(it) == "try" for it in line.ancestors())
        if not is_guarded and " and " not in code and " if " not in code:
            yield MapRead(Span(at, at + size))
