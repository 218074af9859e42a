"""SARIF 2.1.0, which code hosts and editors read: rules with their pages, levels, fixes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from loadlint import __version__
from loadlint.project import plugins
from loadlint_rules import RULES
from loadlint_rules.analysis import pages

from .fix_preview import identities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rows import FixRow, Range, Report, Row

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/loadlint/loadlint"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def write(report: Report, out: TextIO) -> None:
    """Write one log with one run."""
    rules = sorted({it["rule"] for it in report.rows})
    names = identities(report.rows, report.document)
    run = {
        "tool": {
            "driver": {
                "name": "loadlint",
                "informationUri": _HOME,
                "semanticVersion": __version__,
                "rules": [_rule(it) for it in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, key, rules) for row, key in zip(report.rows, names, strict=True)],
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=1)
    out.write("\n")


def _rule(name: str) -> dict[str, Any]:
    rule = next((it for it in (*RULES, *plugins.loaded()) if it.name == name), None)
    # The validator wants a name in words of its own, and no second copy of the id.
    words = "".join(it.capitalize() for it in name.split("-"))
    described: dict[str, Any] = {"id": name, "name": words, "helpUri": pages.url(name)}
    page = pages.page(name)
    opening = next((it for it in page.split("\n")[1:] if it.strip()), name)
    if rule is not None:
        described["defaultConfiguration"] = {"level": _LEVELS[rule.severity], "enabled": rule.default}
        described["properties"] = {"tags": [rule.group]}
    # GitHub shows nothing of a rule without these three.
    described["shortDescription"] = {"text": pages.summary(name) if rule is not None else opening}
    return {**described, "fullDescription": {"text": opening}, "help": {"text": page, "markdown": page}}


def _result(row: Row, identity: str, rules: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": row["rule"],
        "ruleIndex": rules.index(row["rule"]),
        "level": _LEVELS[row["severity"]],
        "message": {"text": _message(row)},
        "locations": [{"physicalLocation": _physical(row, row), **_logical(row)}],
        "partialFingerprints": {"loadlint/v1": identity},
    }
    if row["related"]:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": it["message"]}, "physicalLocation": _physical(row, it)}
            for number, it in enumerate(row["related"])
        ]
    if row["fixes"] and row["cell"] is None:
        result["fixes"] = [_fix(row, it) for it in row["fixes"]]
    return result


def _uri(path: str) -> str:
    """Return a path as a relative URI; the bytes of a name that is no text are kept, as `caf%E9.py`."""
    return quote(os.fsencode(path))


def _message(row: Row) -> str:
    return row["message"] if row["cell"] is None else f"cell {row['cell']}, line {row['line']}: {row['message']}"


def _physical(row: Row, where: Range | Row) -> dict[str, Any]:
    """Lines of a cell are no lines of the file, so a finding in a notebook is shown at its top."""
    region = _region(where) if row["cell"] is None else {"startLine": 1}
    return {"artifactLocation": {"uri": _uri(row["path"])}, "region": region}


def _logical(row: Row) -> dict[str, Any]:
    if row["cell"] is None:
        return {}
    return {"logicalLocations": [{"name": f"cell {row['cell']}", "kind": "module"}]}


def _region(where: Range | Row) -> dict[str, int]:
    return {
        "startLine": where["line"],
        "startColumn": where["column"],
        "endLine": where["end_line"],
        "endColumn": where["end_column"],
    }


def _fix(row: Row, fix: FixRow) -> dict[str, Any]:
    changes = [{"deletedRegion": _region(it), "insertedContent": {"text": it["text"]}} for it in fix["edits"]]
    title = fix["title"] if fix["safe"] else f"{fix['title']} (unsafe)"
    changed = {"artifactLocation": {"uri": _uri(row["path"])}, "replacements": changes}
    return {"description": {"text": title}, "artifactChanges": [changed]}
