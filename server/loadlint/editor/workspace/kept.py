"""Verifications that outlive their document and the server: kept in the cache folder, by the load that was run."""

from __future__ import annotations

import json
import logging
import os
import time
from dataclasses import dataclass, field
from typing import Any

from loadlint import store
from loadlint.editor import runs
from loadlint.editor.analysis import identity
from loadlint.editor.documents import Document
from loadlint.editor.runs import Run
from loadlint.source import regular
from loadlint.verify.report import VerifyReport
from loadlint_rules.analysis.model import LoadSite

_FOLDER = "editor"
_DAYS = 30
_MOST = 20  # results of one file
_LARGEST = 4_000_000  # bytes

_log = logging.getLogger(__name__)


@dataclass
class Kept:
    """The results of earlier sessions. `_restored` are the documents whose results have been taken up already."""

    _restored: set[str] = field(default_factory=set)

    def remember(self, uri: str, run: Run) -> None:
        """Keep the result of a load that has run; one that was cancelled is none."""
        path = _path(uri)
        if run.report is None or run.report.outcome == "cancelled" or not path:
            return
        results = [it for it in _read(path) if it["load"] != _key(run.load)]
        results.append(
            {
                "load": _key(run.load),
                "made": time.time(),
                "report": run.report.as_json(),
                "fixed": run.fixed.as_json() if run.fixed else None,
            }
        )
        _write(path, results[-_MOST:])

    def restore(self, document: Document[Any, Run], loads: tuple[LoadSite, ...], number: Any) -> bool:
        """Give the loads of a document that has just been opened their results; whether there were any."""
        if document.uri in self._restored or not loads:
            return False
        self._restored.add(document.uri)
        path = _path(document.uri)
        before = {it["load"]: it for it in _read(path)} if path else {}
        covered = {it.load.call for it in runs.results(loads, document.marks)}
        fresh = [it for it in loads if it.call not in covered and _key(identity(it)) in before]
        marks = {_run(it, before[_key(identity(it))], next(number)): it.call for it in fresh}
        document.marks = {**marks, **document.marks}
        return bool(marks)

    def forget(self, uri: str) -> None:
        """Take the results up again when the document is next opened."""
        self._restored.discard(uri)


def _run(load: LoadSite, result: dict[str, Any], number: int) -> Run:
    run = Run(f"loadlint/verify/{number}", identity(load), made=float(result["made"]))
    fixed = result["fixed"]
    run.finish(VerifyReport.from_json(result["report"]), VerifyReport.from_json(fixed) if fixed else None)
    return run


def _key(load: object) -> str:
    return store.digest(load)


def _path(uri: str) -> str:
    """Return the file of the results of a document; empty without a cache folder, or for a text without a file."""
    folder = store.folder()
    return os.path.join(folder, _FOLDER, f"{store.digest(uri)}.json") if folder and uri.startswith("file:") else ""


def _read(path: str) -> list[dict[str, Any]]:
    """Return the results in a file that are whole; none where it is missing, damaged or old."""
    try:
        results = json.loads(regular.read(path, _LARGEST)[0])
        oldest = time.time() - _DAYS * 24 * 3600
        return [it for it in results if it["made"] > oldest and VerifyReport.from_json(it["report"])]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        _log.info("the results of earlier sessions cannot be read: %s", error)
        return []


def _write(path: str, results: list[dict[str, Any]]) -> None:
    try:
        store.replace(path, json.dumps(results).encode())
        _clean(os.path.dirname(path))
    except (OSError, ValueError) as error:
        # A result that is not kept costs the next session a run, and this one nothing.
        _log.info("a result cannot be kept: %s", error)


def _clean(folder: str) -> None:
    """Remove the results that are too old."""
    oldest = time.time() - _DAYS * 24 * 3600
    with os.scandir(folder) as entries:
        old = [it.path for it in entries if it.stat().st_mtime < oldest]
    for it in old:
        os.unlink(it)
