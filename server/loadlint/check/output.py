"""Reports go to their files or to standard output; settings become lines."""

from __future__ import annotations

import io
import sys

from loadlint import report
from loadlint.errors import UsageError
from loadlint.report import summary
from loadlint.report.rows import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from loadlint.options import Options
    from loadlint.project.interpreter import Interpreter
    from loadlint.project.settings import Settings
    from loadlint_rules.analysis.model import Targets


def write(findings: Report, options: Options, out: TextIO) -> None:
    """Write each report to its own file, to --output-file, or else to `out`."""
    forms: list[tuple[str, str | None]] = options.output_format or [("full", None)]
    if options.statistics:
        forms = [*((form, path) for form, path in forms if path), ("statistics", None)]
    for form, path in forms:
        place = path or options.output_file
        if place is None:
            _write(findings, form, out)
        else:
            text = io.StringIO()
            _write(findings.plain(), form, text)
            _save(place, text.getvalue())


def _write(findings: Report, form: str, out: TextIO) -> None:
    if form == "statistics":
        summary.statistics(findings, out)
    else:
        report.write(findings, form, out)


def _save(path: str, text: str) -> None:
    """Write one report; raises UsageError."""
    from loadlint import writing

    # The path may lead to standard output.
    sys.stdout.flush()
    try:
        writing.write(path, text.encode("utf-8", "backslashreplace"))
    except writing.UnwritableError as error:
        raise UsageError(f"{path}: {error}") from None


def settings(active: Settings, targets: Targets, interpreter: Interpreter | None) -> Iterator[str]:
    """Yield a line for each setting in force."""
    from loadlint.project.releases import described
    from loadlint.project.settings import LIBRARIES

    yield f"configuration: {active.source or 'none found, the defaults'}"
    yield f"interpreter: {f'{interpreter.path} ({interpreter.source})' if interpreter else 'none'}"
    for name in LIBRARIES:
        yield f"target {name}: {described(targets, name)}"
    yield f"plugins: {', '.join(active.plugins) or 'none'}"
    yield f"exclude: {', '.join(active.exclude) or 'nothing more than the usual folders'}"
    yield f"per-file-ignores: {dict(active.per_file_ignores) or 'none'}"
    limits = active.verify
    yield f"verify: timeout {limits.timeout or 'default'}, memory limit {limits.memory_limit or 'default'}"
    for rule in active.rules:
        yield f"rule {rule.name}: {rule.severity}"
