"""The end of a run: problems and findings are printed or written, and give the exit status."""

from __future__ import annotations

import sys

from loadlint.source.walk import plain_lines
from loadlint.words import plural, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from loadlint.options import Options
    from loadlint.source.file import Document

    from .run import Results

_SHOWN = 200  # rules in files that are fixed; a baseline of a stranger may name any number


def conclude(results: Results, options: Options, rules: Callable[[str], Collection[str]]) -> int:
    """Print problems, then findings as the options want them, and return the exit status.

    `rules` returns the names of the rules that the run checks at a path.
    """
    for path, message in sorted(results.problems):
        _complain(f"{shown(path)}: {message}")
    if not results.checked and not results.problems and not results.left_out:
        _warn_of_nothing(options)
    reader = _Reader(results)
    if options.baseline is not None:
        _compare(results, options, reader, rules)
    _report(results, options, reader)
    return 2 if results.problems else _status(results, options)


class _Reader:
    """The files that findings are in, read again for their lines."""

    def __init__(self, results: Results) -> None:
        self._stdin = results.stdin
        self._unwritten = results.unwritten

    def document(self, path: str) -> Document:
        """Raises Unreadable."""
        from loadlint.source import file

        data = self._data(path)
        return file.read(path) if data is None else file.parse(data, path)

    def lines(self, path: str) -> list[str] | None:
        """Return the lines that can be had without parsing the file."""
        return plain_lines(path) if self._data(path) is None else None

    def _data(self, path: str) -> bytes | None:
        """Return the bytes that findings are about where no file has them."""
        return self._unwritten.get(path, self._stdin)


def _status(results: Results, options: Options) -> int:
    if options.fix and options.exit_non_zero_on_fix and results.changed:
        return 1
    return 0 if options.exit_zero else int(bool(results.rows or (options.diff and results.changed)))


def _warn_of_nothing(options: Options) -> None:
    where = ", ".join(options.paths)
    _complain(f"warning: no Python files or notebooks in {where}; name a file or another folder")


def _complain(words: str) -> None:
    """Print a line on standard error; its paths and texts may be those of others."""
    from loadlint.verify.secrets import printable

    print(printable(f"loadlint: {words}"), file=sys.stderr)


def _compare(results: Results, options: Options, reader: _Reader, rules: Callable[[str], Collection[str]]) -> None:
    """Drop the findings that the baseline holds and name those that are gone, or write the baseline."""
    from loadlint.report.rows import order

    from . import baseline

    path, rows = options.baseline, sorted(results.rows, key=order)
    checked = _Checked(results, options, rules)
    if options.write_baseline:
        old = baseline.read_or_none(path)
        kept = [it for it in old.findings if not checked.covers(old.place(it.path), it.rule)] if old is not None else []
        baseline.write(path, rows, reader.document, kept)
        rest = f", {len(kept)} of other paths or rules kept" if kept else ""
        _complain(f"{path}: {plural(len(rows), 'finding')} written{rest}")
        results.rows = []
        return
    before = baseline.read(path)
    results.rows, gone = baseline.split(rows, reader.document, before)
    fixed = [(rule, place, count) for (place, rule), count in gone.items() if checked.covers(place, rule)]
    for rule, place, count in sorted(fixed)[:_SHOWN]:
        _complain(f"{path}: fixed since: {rule} in {place}" + (f", {count} times" if count > 1 else ""))
    if len(fixed) > _SHOWN:
        _complain(f"{path}: fixed since: {len(fixed) - _SHOWN} more rules in files")


class _Checked:
    """The paths and rules that a run has looked at."""

    def __init__(self, results: Results, options: Options, rules: Callable[[str], Collection[str]]) -> None:
        self._tops = [shown(it) for it in options.paths]
        self._unread = {shown(path) for path, _ in results.problems}
        self._rules = rules

    def covers(self, path: str, rule: str) -> bool:
        """Return whether the run would have found a rule's finding at a path."""
        inside = any(path == it or path.startswith("" if it == "." else f"{it}/") for it in self._tops)
        if not inside or path.startswith("../") or any(f"{path}/".startswith(f"{it}/") for it in self._unread):
            return False
        return rule == "invalid-syntax" or rule in self._rules(path)


def _report(results: Results, options: Options, reader: _Reader) -> None:
    plain = not options.output_file and options.output_format in (None, [("full", None)], [("concise", None)])
    if plain and not results.rows:
        _say_none(results, options)
        return
    from loadlint.report.rows import Report, order

    from . import output
    from .streams import may_color

    # With a diff, or with the fixed text, standard output has its content already.
    taken = options.diff or (options.fix and options.paths == ["-"])
    out = sys.stderr if taken else sys.stdout
    rows, color = sorted(results.rows, key=order), may_color(out, options)
    report = Report(
        rows, results.checked, reader.document, results.fixed, color, options.quiet, reader.lines, _verb(options)
    )
    output.write(report, options, out)


def _say_none(results: Results, options: Options) -> None:
    """Print the one line of a run without findings, without importing what prints some."""
    if not results.checked or options.quiet:
        return
    files = plural(results.checked, "file")
    words = f"no findings in {files}"
    if results.fixed:
        words = f"{_verb(options)} {plural(results.fixed, 'finding')}, none left in {files}"
    taken = options.diff or options.paths == ["-"]
    print(words, file=sys.stderr if taken else sys.stdout)


def _verb(options: Options) -> str:
    """Return the word for findings that are gone after this run."""
    return "would fix" if options.diff else "ignored" if options.add_ignore is not None else "fixed"
