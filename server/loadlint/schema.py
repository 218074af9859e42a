"""The JSON schema of the configuration, for editors; `schema.json` beside this module is its text.

`python -m loadlint.schema` prints it; a test holds file, schema and typed settings equal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from loadlint_rules import RULES

from .project.settings import INVALID_SYNTAX, LIBRARIES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://github.com/loadlint/loadlint/raw/main/server/loadlint/schema.json"


def schema() -> dict[str, Any]:
    """Return the schema of loadlint.toml and of [tool.loadlint]."""
    described = {
        "plugins": _described("packages that add rules, by the name of their entry point", _list(_TEXT)),
        **_about_rules(_any_rule),
        "exclude": _described("files and folders to leave out, in the syntax of .gitignore", _list({"type": "string"})),
        "targets": _described("releases in use, instead of the detected ones", _targets()),
        "python": _described("the interpreter of the code, or its environment's folder", _TEXT),
        "verify": _described("limits of loadlint verify", _verify()),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": URL,
        "title": "loadlint",
        "type": "object",
        "additionalProperties": False,
        "properties": described,
        # Without plugins, loadlint's rules are the only names.
        "if": {"properties": {"plugins": {"maxItems": 0}}},
        "then": {"properties": _about_rules(_own_rule)},
    }


def text() -> str:
    """Return the text of `schema.json`."""
    return json.dumps(schema(), indent=1) + "\n"


_TEXT = {"type": "string", "minLength": 1}


def _about_rules(rule: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Return the keys that name rules; `rule` returns the schema of such a name."""
    return {
        "select": _described("the only rules to apply; empty selects those on by default", _list(rule("ALL"))),
        "ignore": _described("rules to leave out", _list(rule("ALL", INVALID_SYNTAX))),
        "extend-select": _described("further rules to apply, such as those off by default", _list(rule("ALL"))),
        "severity": _described("the severity of a rule's findings", _severity(rule("ALL"))),
        "per-file-ignores": _described(
            "rules to leave out in files that match a pattern", _table(_list(rule("ALL", INVALID_SYNTAX)))
        ),
    }


def _own_rule(*more: str) -> dict[str, Any]:
    return {"enum": [*more, *(it.name for it in RULES)]}


def _any_rule(*more: str) -> dict[str, Any]:
    return {"anyOf": [_own_rule(*more), {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}]}


def _described(words: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, **value}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _table(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _severity(rule: dict[str, Any]) -> dict[str, Any]:
    return {**_table({"enum": list(SEVERITIES)}), "propertyNames": rule}


def _targets() -> dict[str, Any]:
    release = _described("a release such as 5.23.0, or >=4.40 for all from this one on", _TEXT)
    return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(LIBRARIES, release)}


def _verify() -> dict[str, Any]:
    size = {"anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "string", "pattern": "^\\s*\\d"}]}
    limits = {
        "timeout": _described("seconds after which a load is ended", {"type": "number", "exclusiveMinimum": 0}),
        "memory-limit": _described('bytes of host memory, or a size such as "8GB"', size),
        "launch": _described("the command that starts the processes, such as torchrun --nproc-per-node 2", _TEXT),
        "values": _described("values that the code does not say, by the names asked for", {"type": "object"}),
    }
    return {"type": "object", "additionalProperties": False, "properties": limits}


if __name__ == "__main__":
    print(text(), end="")
