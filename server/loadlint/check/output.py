"""Where reports go, and the settings in words."""

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


def write(found: Report, options: Options, out: TextIO) -> None:
    """Write the reports: those with a file of their own there, the rest to --output-file, or else to `out`."""
    forms: list[tuple[str, str | None]] = options.output_format or [("full", None)]
    if options.statistics:
        forms = [*((form, path) for form, path in forms if path), ("statistics", None)]
    for form, path in forms:
        place = path or options.output_file
        if place is None:
            _write(found, form, out)
        else:
            text = io.StringIO()
            plain = Report(found.rows, found.checked, found.document, found.fixed, False, found.quiet, found.lines)
            _write(plain, form, text)
            _save(place, text.getvalue())


def _write(found: Report, form: str, out: TextIO) -> None:
    if form == "statistics":
        summary.statistics(found, out)
    else:
        report.write(found, form, out)


def _save(path: str, text: str) -> None:
    """Write one report; raises UsageError."""
    from loadlint import writing

    # The path may lead to standard output.
    sys.stdout.flush()
    try:
        writing.write(path, text.encode("utf-8", "backslashreplace"))
    except writing.UnwritableError as error:
        raise UsageError(f"{path}: {error}") from None


def settings(found: Settings, targets: Targets, interpreter: Interpreter | None) -> Iterator[str]:
    """One line for each thing that is in force."""
    from loadlint.project.releases import described
    from loadlint.project.settings import LIBRARIES

    yield f"configuration: {found.source or 'none found, the defaults'}"
    yield f"interpreter: {f'{interpreter.path} ({interpreter.source})' if interpreter else 'none'}"
    for name in LIBRARIES:
        yield f"target {name}: {described(targets, name)}"
    yield f"plugins: {', '.join(found.plugins) or 'none'}"
    yield f"exclude: {', '.join(found.exclude) or 'nothing more than the usual folders'}"
    yield f"per-file-ignores: {dict(found.per_file_ignores) or 'none'}"
    yield f"verify: timeout {found.verify.timeout or 'default'}, memory limit {found.verify.memory_limit or 'default'}"
    for rule in found.rules:
        yield f"rule {rule.name}: {rule.severity}"
