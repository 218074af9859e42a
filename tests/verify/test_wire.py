"""The worker's events and the report's JSON have the keys of `verify/wire.py`, and no other."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from loadlint.verify import wire
from loadlint.verify.run.processes import WORKER

from .loads import Run, by_hand


def test_events_and_report_keep_to_the_wire(models: Path) -> None:
    run = Run(by_hand("whole", smoke=True), sys.executable, models)
    report = run.report().as_json()
    assert {it["event"] for it in run.events} >= {"hello", "env", "phase", "beat", "partial", "result"}
    strays = [key for it in run.events for key in _strays(it, wire.EVENTS[it["event"]], it["event"])]
    assert strays == []
    assert list(_strays(report, wire.Report, "report")) == []
    assert set(report) == set(get_type_hints(wire.Report))
    assert set(report["model"]) == set(get_type_hints(wire.Model))


def test_errors_keep_to_the_wire(models: Path) -> None:
    run = Run(by_hand("nowhere/at-all", offline=True), sys.executable, models)
    report = run.report()
    assert report.outcome == "failed"
    (error,) = [it for it in run.events if it["event"] == "error"]
    assert set(error) == set(get_type_hints(wire.Error))
    assert list(_strays(error, wire.Error, "error")) == []


def test_every_event_of_the_worker_has_a_type() -> None:
    tree = ast.parse(WORKER.read_bytes())
    names = {
        it.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, it in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "event" and isinstance(it, ast.Constant)
    }
    assert names
    assert names <= set(wire.EVENTS)


def _strays(value: object, kind: Any, where: str) -> Iterator[str]:
    """The keys of a value that its type does not name, at any depth."""
    if is_typeddict(kind) and isinstance(value, Mapping):
        hints = get_type_hints(kind)
        yield from (f"{where}.{key}" for key in value if key not in hints)
        yield from (it for key in value if key in hints for it in _strays(value[key], hints[key], f"{where}.{key}"))
    elif get_origin(kind) is list and isinstance(value, list):
        yield from (stray for it in value for stray in _strays(it, get_args(kind)[0], where))
    elif get_args(kind) and value is not None:
        yield from (stray for it in get_args(kind) if is_typeddict(it) for stray in _strays(value, it, where))
