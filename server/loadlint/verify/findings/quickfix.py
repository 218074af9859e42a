"""Cures of a report as edits of the load that was verified, for an editor to offer."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify.report import Change, VerifyReport
from loadlint_rules.analysis import edits
from loadlint_rules.analysis.model import Argument, Edit, Fix, LoadSite, Program

DTYPES = ("dtype", "torch_dtype")  # one argument under two names


def fixes(report: VerifyReport, program: Program, load: LoadSite) -> list[Fix]:
    """One fix for each cure of the report that is an edit of this load, none of them safe: they change what is loaded.

    `load` must be the load of the report as `program` has it now.
    """
    told = [(it.cure, it.change) for it in report.diagnosis]
    if report.error:
        told.append((report.error.cure or "", report.error.change))
    made = [(cure, tuple(_edits(program, load, change))) for cure, change in told if change]
    return [Fix(cure, found, safe=False) for cure, found in made if found]


def _edits(program: Program, load: LoadSite, change: Change) -> Iterator[Edit]:
    if change.use:
        yield from (edits.remove_use(program, it) for it in load.uses if it.kind == change.use)
        return
    names = DTYPES if change.argument in DTYPES else (change.argument,)
    found = next((it for it in load.arguments if it.name in names), None)
    if change.value is not None:
        yield from _set(program, load, change, found)
    elif found and change.rename:
        yield from edits.rename_argument(program, found, change.rename)
    elif found and change.remove:
        yield edits.remove_argument(program, found)


def _set(program: Program, load: LoadSite, change: Change, found: Argument | None) -> Iterator[Edit]:
    assert change.value is not None
    if found:
        yield edits.set_value(found, change.value)
    else:
        yield from edits.add_argument(program, load, change.argument, change.value)
