"""Documents of an editor: lines as the protocol ends them, edits, and findings that move with the text.

Offsets count characters (code points), as everywhere in loadlint; `convert` translates the client's units.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate, count
from typing import Generic, TypeVar

from loadlint.source.magics import blank
from loadlint.source.walk import DATABRICKS
from loadlint_rules.analysis.model import Edit, Finding, Related, Source, Span

_INVALID_SYNTAX = "invalid-syntax"
_LINE_END = re.compile(r"\r\n|\r|\n")

Shown = TypeVar("Shown")
Mark = TypeVar("Mark")

# Unique, so that a result for a closed document never reaches one that is opened later.
_generations = count(1)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the offsets where its lines start. Only \\n, \\r\\n and \\r end a line, as in the protocol."""

    value: str
    starts: tuple[int, ...]

    @staticmethod
    def of(value: str) -> Text:
        return Text(value, _line_starts(value))

    def line_at(self, offset: int) -> int:
        """Return the number of the line that holds `offset`, from 0."""
        return bisect_right(self.starts, offset) - 1

    def line(self, number: int) -> Span:
        """Return the span of a line, from 0, without its line end; past the last line, an empty span at the end."""
        if number >= len(self.starts):
            return Span(len(self.value), len(self.value))
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.value)
        return Span(start, _before_line_end(self.value, start, end))

    def edited(self, edit: Edit) -> Text:
        start, end = edit.span.start, edit.span.end
        after = self.value[:start] + edit.text + self.value[end:]
        ends = (
            _LINE_END.search(edit.text),
            _LINE_END.search(self.value, start, end),
            self.value[start - 1 : start] == "\r",
        )
        if any(ends):
            return Text.of(after)
        # An edit inside a line shifts the starts below it, which is much cheaper than a new search.
        line, grown = self.line_at(start) + 1, len(edit.text) - (end - start)
        return Text(after, self.starts[:line] + tuple(map(grown.__add__, self.starts[line:])))


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that the editor synchronizes: a whole file, or a cell of a notebook. `code` is False for Markdown.

    `typed` is the text of its last edit.
    """

    uri: str
    version: int | None
    text: Text
    code: bool = True
    typed: Span | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document at one moment: the text to lint, and the mapping from its offsets to cells.

    `numbers` are the indexes of a notebook's code cells among all its cells.
    """

    uri: str
    cells: tuple[Cell, ...]
    starts: tuple[int, ...]
    source: Source
    generation: int
    notebook: bool = False
    numbers: tuple[int, ...] = ()

    def cell_at(self, offset: int) -> int:
        """Return the index of the cell that holds an offset of `source.text`."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def local(self, index: int, span: Span) -> Span:
        """Return a span of `source.text` as one of cell `index`, cut to that cell."""
        start, size = self.starts[index], len(self.cells[index].text.value)
        if start == 0 and span.end <= size:
            return span
        return Span(min(max(span.start - start, 0), size), min(max(span.end - start, 0), size))

    def span(self, index: int, local: Span) -> Span:
        """Return a span of cell `index` as one of `source.text`."""
        return Span(local.start + self.starts[index], local.end + self.starts[index])

    def index(self, uri: str) -> int | None:
        """Return the index of a cell by its URI; None when it is not linted."""
        return next((at for at, cell in enumerate(self.cells) if cell.uri == uri), None)


@dataclass
class Document(Generic[Shown, Mark]):
    """An open file or notebook, with the last findings, which move as the text is edited.

    `outcomes` are the findings of verifications; `shown` has the last diagnostics of each cell at the client.
    `generation` counts edits, which identifies results of an older text. `loads` are the calls with a lens, `marks`
    the verified ones; both move with the text. `moved`: the findings differ in place or rule from the moved ones, which
    is what an editor shows. `edition` numbers the published diagnostics. `due`: the text is to be linted again.
    """

    uri: str
    cells: list[Cell]
    notebook: bool = False
    generation: int = field(default_factory=_generations.__next__)
    loads: list[Span] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    marks: dict[Mark, Span] = field(default_factory=dict)
    outcomes: list[Finding] = field(default_factory=list)
    shown: dict[str, Shown] = field(default_factory=dict)
    moved: bool = False
    due: bool = True
    edition: int = 0

    def snapshot(self) -> Snapshot:
        """Return the code of the document now; a notebook's code cells are joined, with a line end after each."""
        cells = tuple(cell for cell in self.cells if cell.code)
        if not self.notebook:
            text = cells[0].text.value
            # JupyterLab sends a notebook as one text with its magics, under the notebook's name.
            has_magics = self.uri.endswith(".ipynb") or text.startswith(DATABRICKS)
            source = Source(blank(text) if has_magics else text)
            return Snapshot(self.uri, cells, (0,), source, self.generation)
        starts = tuple(accumulate((_size(cell) for cell in cells), initial=0))[:-1] or (0,)
        text = "".join(blank(cell.text.value) + "\n" for cell in cells)
        numbers = tuple(at for at, cell in enumerate(self.cells) if cell.code)
        return Snapshot(self.uri, cells, starts, Source(text, starts[1:]), self.generation, True, numbers)

    def cell(self, uri: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.uri == uri), None)

    def edit(self, uri: str, version: int | None, edit: Edit) -> None:
        """Apply one edit, with offsets into the cell, and move findings and marks with it."""
        at = next(at for at, cell in enumerate(self.cells) if cell.uri == uri)
        before, start = self.cells[at], self._start(at)
        typed = Span(edit.span.start, edit.span.start + len(edit.text))
        after = replace(before, version=version, text=before.text.edited(edit), typed=typed)
        self.cells[at] = after
        if before.code:
            self._move(Edit(Span(edit.span.start + start, edit.span.end + start), edit.text))

    def reorder(self, start: int, removed: int, added: Sequence[Cell]) -> None:
        """Replace `removed` cells from index `start` on by `added` ones."""
        first, last = self._start(start), self._start(start + removed)
        self.cells[start : start + removed] = added
        self._move(Edit(Span(first, last), "".join(cell.text.value + "\n" for cell in added if cell.code)))

    def settle(self, snapshot: Snapshot, findings: Sequence[Finding], broken: Sequence[Span]) -> bool:
        """Store the findings of a lint; return False, without effect, when the text has changed since.

        An old finding in a statement that does not parse stays where the edits moved it, as the lint cannot say
        whether it is gone. Findings of invalid syntax never stay.
        """
        if snapshot.generation != self.generation:
            return False
        lasting = [it for it in self.findings if it.rule != _INVALID_SYNTAX] if broken else []
        kept = [it for it in lasting if _touches(it, broken) and not _has(findings, it)]
        before = [*map(_place, self.findings)]
        self.findings = sorted([*findings, *kept], key=_place)
        self.moved = before != [*map(_place, self.findings)]
        return True

    def leave(self) -> None:
        """Drop what is known of the text, which another process reads from now on."""
        self.close()
        self.findings, self.outcomes, self.loads = [], [], []

    def close(self) -> None:
        """Invalidate all pending results for this document."""
        self.generation = next(_generations)

    def _start(self, index: int) -> int:
        return sum(_size(cell) for cell in self.cells[:index] if cell.code) if self.notebook else 0

    def _move(self, edit: Edit) -> None:
        self.generation = next(_generations)
        self.findings = [it for it in (moved_finding(finding, edit) for finding in self.findings) if it]
        self.loads = [span for it in self.loads if (span := moved(it, edit))]
        marks = {mark: moved(span, edit) for mark, span in self.marks.items()}
        self.marks = {mark: span for mark, span in marks.items() if span}


def moved(span: Span, edit: Edit) -> Span | None:
    """Return a span after an edit; None when the edit replaces all its text."""
    grown = len(edit.text) - (edit.span.end - edit.span.start)
    if edit.span.end <= span.start:
        return Span(span.start + grown, span.end + grown)
    if edit.span.start >= span.end:
        return span
    if edit.span.contains(span):
        return None
    start = span.start if edit.span.start >= span.start else edit.span.start + len(edit.text)
    end = span.end + grown if edit.span.end <= span.end else edit.span.start
    return Span(start, max(start, end))


def moved_finding(finding: Finding, edit: Edit) -> Finding | None:
    """Return a finding after an edit, without its fixes, which were made for the old text."""
    # Lists, as generators take longer, for each finding at each keystroke.
    if edit.span.start > max([finding.span.end, *[it.span.end for it in finding.related]]):
        return _at(finding, finding.span, finding.related) if finding.fixes else finding
    span = moved(finding.span, edit)
    if span is None:
        return None
    related = [Related(it.message, to) for it in finding.related if (to := moved(it.span, edit))]
    return _at(finding, span, tuple(related))


def _at(finding: Finding, span: Span, related: tuple[Related, ...]) -> Finding:
    """Return a finding at another place, without its fixes."""
    # Four times as fast as `replace`.
    return Finding(finding.message, span, (), related, finding.tag, finding.severity, finding.rule)


def difference(before: Text, after: str) -> list[Edit]:
    """Return the edits that turn one text into the other: one for each run of changed lines, cut to the difference."""
    if before.value == after:
        return []
    old, new = _lines(before), _lines(Text.of(after))
    return [narrowed(before.value, edit) for edit in _line_edits(before, old, new)]


def narrowed(text: str, edit: Edit) -> Edit:
    """Return the edit without the characters that it replaces by the same, so that cursors and marks there stay."""
    old, new = text[edit.span.start : edit.span.end], edit.text
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return Edit(Span(edit.span.start + head, edit.span.end - tail), new[head : len(new) - tail])


def _line_starts(value: str) -> tuple[int, ...]:
    if "\r" in value:
        return (0, *(match.end() for match in _LINE_END.finditer(value)))
    # Three times as fast as the expression, at every keystroke.
    sizes = [len(line) + 1 for line in value.split("\n")]
    return tuple(accumulate(sizes[:-1], initial=0))


def _before_line_end(value: str, start: int, end: int) -> int:
    if end > start and value[end - 1] == "\n":
        end -= 1
        return end - 1 if end > start and value[end - 1] == "\r" else end
    return end - 1 if end > start and value[end - 1] == "\r" else end


def _size(cell: Cell) -> int:
    return len(cell.text.value) + 1


def _touches(finding: Finding, broken: Iterable[Span]) -> bool:
    places = (finding.span, *(it.span for it in finding.related))
    return any(place.overlaps(area) for area in broken for place in places)


def _has(findings: Iterable[Finding], one: Finding) -> bool:
    return any(it.rule == one.rule and it.span.overlaps(one.span) for it in findings)


def _lines(text: Text) -> list[str]:
    ends = (*text.starts[1:], len(text.value))
    return [text.value[start:end] for start, end in zip(text.starts, ends, strict=True)]


def _line_edits(before: Text, old: list[str], new: list[str]) -> Iterable[Edit]:
    ends = (*before.starts, len(before.value))
    for kind, first, last, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Edit(Span(ends[first], ends[last]), "".join(new[start:stop]))


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _place(finding: Finding) -> tuple[int, int, str]:
    """Return what findings are sorted by; comparing spans takes five times as long."""
    return finding.span.start, finding.span.end, finding.rule
