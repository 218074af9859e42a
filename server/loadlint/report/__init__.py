"""Findings as people and programs want to read them: one small module for each format.

A format is a module of this package with `write(report, out)`; it is imported only when asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import TextIO

    from .rows import Report

FORMATS = ("full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "agent")
# The formats for people are printed without the values that the engine exchanges.
_LIGHT = ("full", "concise")


def write(report: Report, form: str, out: TextIO) -> None:
    """Write `report` in one of FORMATS."""
    _module(form).write(report, out)


def _module(form: str) -> ModuleType:
    from importlib import import_module

    name = f"loadlint.report.{form}"
    if form in _LIGHT:
        return import_module(name)
    from loadlint import codegen_cache

    # An unchanged tree is reported without the engine, so its generated code is not yet at hand.
    with codegen_cache.remembered("engine"):
        return import_module(name)
