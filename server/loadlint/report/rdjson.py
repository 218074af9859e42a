"""Reviewdog's JSON, whose columns count the bytes of UTF-8."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from .fix_preview import change, document

if TYPE_CHECKING:
    from loadlint.source.file import Document

    from .rows import Range, Report, Row

_SOURCE = {"name": "loadlint", "url": "https://github.com/loadlint/loadlint"}
_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def write(report: Report, out: TextIO) -> None:
    """Write one result with all diagnostics."""
    diagnostics = [_diagnostic(it, document(it, report.document)) for it in report.rows]
    json.dump({"source": _SOURCE, "diagnostics": diagnostics}, out, indent=1)
    out.write("\n")


def _diagnostic(row: Row, source: Document | None) -> dict[str, Any]:
    location: dict[str, Any] = {"path": row["path"]}
    diagnostic: dict[str, Any] = {"message": row["message"], "location": location}
    if row["cell"] is not None:
        # Lines of a cell are no lines of the file.
        diagnostic["message"] = f"cell {row['cell']}, line {row['line']}: {row['message']}"
    elif source is not None:
        location["range"] = _range(row, source)
        diagnostic["suggestions"] = _suggestions(row, source)
    return {**diagnostic, "severity": _SEVERITIES[row["severity"]], "code": {"value": row["rule"], "url": row["url"]}}


def _range(where: Range | Row, source: Document) -> dict[str, Any]:
    return {
        "start": _position(where["line"], where["column"], source),
        "end": _position(where["end_line"], where["end_column"], source),
    }


def _position(line: int, column: int, source: Document) -> dict[str, int]:
    try:
        text = source.line(source.offset(None, line, 1))
    except ValueError:
        return {"line": line}
    return {"line": line, "column": len(text[: column - 1].encode("utf-8", "replace")) + 1}


def _suggestions(row: Row, source: Document) -> list[dict[str, Any]]:
    """The first fix as one replacement of whole lines; separate ones would be offered one by one."""
    done = change(row, row["fixes"][0], source) if row["fixes"] else None
    if done is None:
        return []
    last = done.first + len(done.before) - 1
    end = len(done.before[-1].encode("utf-8", "replace")) + 1
    where = {"start": {"line": done.first, "column": 1}, "end": {"line": last, "column": end}}
    return [{"range": where, "text": "\n".join(done.after)}]
