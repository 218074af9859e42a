"""Cures of a report as edits of the verified load, for editors."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify.report import Change, VerifyReport
from loadlint_rules.analysis import edits
from loadlint_rules.analysis.model import Argument, Edit, Fix, LoadSite, Program

DTYPES = ("dtype", "torch_dtype")  # one argument under two names


def fixes(report: VerifyReport, program: Program, load: LoadSite) -> list[Fix]:
    """Return a fix for each cure of the report that edits the load; none is safe, as it changes the loaded model.

    `load` must be the load of the report in the present `program`.
    """
    cures = [(it.cure, it.change) for it in report.diagnosis]
    if report.error:
        cures.append((report.error.cure or "", report.error.change))
    made = [(cure, tuple(_edits(program, load, change))) for cure, change in cures if change]
    return [Fix(cure, changes, safe=False) for cure, changes in made if changes]


def _edits(program: Program, load: LoadSite, change: Change) -> Iterator[Edit]:
    if change.use:
        yield from (edits.remove_use(program, it) for it in load.uses if it.kind == change.use)
        return
    names = DTYPES if change.argument in DTYPES else (change.argument,)
    argument = next((it for it in load.arguments if it.name in names), None)
    if change.value is not None:
        yield from _set(program, load, change, argument)
    elif argument and change.rename:
        yield from edits.rename_argument(program, argument, change.rename)
    elif argument and change.remove:
        yield edits.remove_argument(program, argument)


def _set(program: Program, load: LoadSite, change: Change, argument: Argument | None) -> Iterator[Edit]:
    assert change.value is not None
    if argument:
        yield edits.set_value(argument, change.value)
    else:
        yield from edits.add_argument(program, load, change.argument, change.value)
