"""Two reports of one load as HTML: the code as a diff, then each figure with its change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from loadlint.verify import comparison
from loadlint.verify.comparison import Row
from loadlint.verify.report import VerifyReport

from . import single
from .pieces import grid, prose, text

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def content(before: VerifyReport, after: VerifyReport) -> str:
    """Return two reports side by side; errors and problems of either stand below."""
    rows = [it for it in comparison.rows(before, after) if it.label != "load"]
    below = [single.failed(it) for it in (before, after)]
    return "".join(
        [
            f'<p class="gain">{prose(comparison.sentence(before, after))}</p>',
            diff(str(before.request["call"]), str(after.request["call"])),
            table(rows, "as it is", "with its fixes"),
            *below,
        ]
    )


def diff(before: str, after: str) -> str:
    """Return two texts as one, with marks on what is gone and what has come."""
    if before == after:
        return ""
    return f'<pre class="diff" tabindex="0" aria-label="the change">{"".join(_marked(before, after))}</pre>'


def table(rows: Iterable[Row], one: str, other: str) -> str:
    """Return rows under the names of both sides; those that differ stand out."""
    return grid("compare", ("", one, other, "change"), map(_row, rows))


def _row(row: Row) -> str:
    cells = "".join(f"<td>{text(it)}</td>" for it in (row.before, row.after, row.changed))
    return f'<tr class="{"changed" if row.differs else "same"}"><th scope="row">{text(row.label)}</th>{cells}</tr>'


def _marked(before: str, after: str) -> Iterator[str]:
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    for kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = text("".join(one[start:end])), text("".join(other[first:last]))
        if kind == "equal":
            yield gone
            continue
        yield f"<del>{gone}</del>" if gone else ""
        yield f"<ins>{come}</ins>" if come else ""
