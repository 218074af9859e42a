"""The JSON schema: equal to the typed model, key by key and value by value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import loadlint
from loadlint import schema
from loadlint.project import settings
from loadlint.project.config import ConfigError, ConfigFile

FILE = Path(loadlint.__file__).with_name("schema.json")
GOOD: list[dict[str, Any]] = [
    {},
    {"select": ["ALL"], "ignore": ["load-in-loop"], "extend-select": []},
    {"severity": {"load-in-loop": "error"}, "per-file-ignores": {"a/*.py": ["ALL"]}},
    {"exclude": ["a"], "targets": {"torch": ">=2.4"}, "python": "x"},
    {"verify": {"timeout": 1.5, "memory-limit": "8GB", "launch": "torchrun"}},
    {"verify": {"memory-limit": 5}},
    {"ignore": ["invalid-syntax"], "per-file-ignores": {"a": ["invalid-syntax"]}},
]
BAD: list[dict[str, Any]] = [
    {"selct": []},
    {"select": ["invalid-syntax"]},
    {"select": "ALL"},
    {"select": [1]},
    {"ignore": ["load-in-lop"]},
    {"severity": {"load-in-loop": "fatal"}},
    {"severity": {"load": "error"}},
    {"per-file-ignores": {"a": "ALL"}},
    {"exclude": "a"},
    {"targets": {"numpy": "1"}},
    {"targets": {"torch": 2}},
    {"python": ""},
    {"verify": {"timeout": 0}},
    {"verify": {"timeout": "1"}},
    {"verify": {"memory-limit": 0}},
    {"verify": {"memory-limit": "big"}},
    {"verify": {"speed": 1}},
]


def accepted(table: dict[str, Any]) -> bool:
    try:
        settings.parse(ConfigFile("loadlint.toml", "", table))
    except ConfigError:
        return False
    return True


def test_the_file_is_what_the_module_says(bless: bool) -> None:
    if bless:
        FILE.write_text(schema.text())
    assert FILE.read_text() == schema.text()
    Draft7Validator.check_schema(json.loads(FILE.read_text()))


def test_it_has_the_keys_of_the_model() -> None:
    properties = schema.schema()["properties"]
    assert list(properties) == list(settings._KEYS)
    assert list(properties["verify"]["properties"]) == list(settings._VERIFY_KEYS)


@pytest.mark.parametrize("table", [*GOOD, *BAD], ids=json.dumps)
def test_it_accepts_what_the_model_accepts(table: dict[str, Any]) -> None:
    assert Draft7Validator(schema.schema()).is_valid(table) == accepted(table) == (table in GOOD)
