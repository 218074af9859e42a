"""The matrix of a cluster: loads in rows, kinds of accelerators in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loadlint.verify.figures import size
from loadlint.verify.report import Json

from . import table

HEADING = "load"
ANY = "any node"
MISSING = "-"


def headings(rows: Sequence[Json]) -> tuple[str, ...]:
    """Return the heads of the columns: the load, then each kind of node."""
    return (HEADING, *(it or ANY for it in _kinds(rows)))


def cells(rows: Sequence[Json]) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each row."""
    kinds = _kinds(rows)
    for row in rows:
        yield (table.where(row["site"]), *(_cell(row["kinds"].get(it)) for it in kinds))


def speed(cell: Json) -> str:
    """Return how fast the load generates; a rehearsal only estimates that."""
    if not cell["tokens_per_second"]:
        return ""
    return f"{'estimated ' if cell.get('estimated') else ''}{cell['tokens_per_second']:g} tokens/s"


def _kinds(rows: Sequence[Json]) -> list[str]:
    return sorted({kind for row in rows for kind in row["kinds"]})


def _cell(cell: Json | None) -> str:
    if cell is None:
        return MISSING
    memory = size(cell["memory"]) if cell["memory"] else ""
    return ", ".join(it for it in (cell["state"], memory, speed(cell)) if it)
