"""One run of a check: from paths to findings, without linting the files that an earlier run answers for.

Whatever needs the engine or a report is imported where it is used: most files hold no load, and saying so must
not take longer than reading them.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from itertools import chain

from loadlint.project.projects import ConfigError
from loadlint.source.walk import Found, Unreadable, is_python, parses, read
from loadlint.words import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loadlint.options import Options
    from loadlint.project.projects import Projects
    from loadlint.report.rows import Row
    from loadlint.source.walk import Folder, Listing

    from .file import Job, Outcome
    from .memory import Memory


class Results:
    """Findings, problems and counts of a run.

    `problems` are (path, message) pairs, `fixed` counts findings, `changed` files, `left_out` excluded
    paths; `stdin` is what standard input held. `unwritten` has the bytes of files, by their paths in rows, that fixes
    changed for a diff or standard output alone: there the rows are about these.
    """

    __slots__ = ("changed", "checked", "fixed", "left_out", "problems", "rows", "stdin", "unwritten")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.problems: list[tuple[str, str]] = []
        self.checked = 0
        self.left_out = 0
        self.fixed = 0
        self.changed = 0
        self.stdin: bytes | None = None
        self.unwritten: dict[str, bytes] = {}


class Run:
    """One run over the paths of the options."""

    def __init__(self, options: Options, projects: Projects) -> None:
        self.options = options
        self.projects = projects
        self.results = Results()
        self._memory: Memory | None = None
        self._parses: Callable[[bytes], bool] = parses
        # Files that the user named and that hold nothing to analyze: their syntax is all that is left to check.
        self._unparsed: list[Found] = []

    def finish(self) -> Results:
        """Find, read and lint the files, write fixes, and return the results."""
        _collect_rarely()
        try:
            if len(self.options.paths) > 1:
                from . import schedule

                with schedule.parsing(self.options.paths, self.options.jobs) as self._parses:
                    self._lint()
            else:
                self._lint()
            if self._memory is not None:
                self._memory.save()
        finally:
            if self._memory is not None:
                self._memory.close()
        return self.results

    def rules_at(self, path: str) -> set[str]:
        """Return the names of the rules that apply to a file, which may be gone."""
        return {name for name, _ in self.projects.at(os.path.dirname(path) or ".").rules(path)}

    def _lint(self) -> None:
        jobs = self._stdin_jobs() if self.options.paths == ["-"] else self._file_jobs()
        first = next(jobs, None)
        if first is not None:
            from . import schedule

            for outcome in schedule.outcomes(chain((first,), jobs), self.options.jobs, self._parses):
                self._take(outcome)

    # --- from paths to jobs ---------------------------------------------------------------------

    def _stdin_jobs(self) -> Iterator[Job]:
        from . import streams

        name = self.options.stdin_filename or "-"
        data = self.results.stdin = streams.standard_input()
        self.results.checked = 1
        if self.options.force_exclude and name != "-" and self.projects.leaves_out(name):
            self.results.checked, self.results.left_out = 0, 1
            if self.options.fix:
                streams.print_bytes(data)
        elif is_candidate(name, data, True) or not self._parses(data):
            yield self._job(Found("-", "-", True, os.path.dirname(name) or "."), shown(name), data)
        elif self.options.fix:
            streams.print_bytes(data)

    def _file_jobs(self) -> Iterator[Job]:
        walk = self.projects.walk(self.options.paths, force=self.options.force_exclude)
        walk.listing = self._listing
        folders = [it for it in self.options.paths if os.path.isdir(it)]
        memory = self._remembering(folders) if folders else None
        for part in walk.parts() if memory is None else memory.parts(walk):
            for candidate in [part] if isinstance(part, Found) else self._unknown(part):
                yield from self._guarded(candidate, self._file_job)
        # A second process has parsed most of them, while this one imported the engine for the others.
        for candidate in self._unparsed:
            yield from self._guarded(candidate, self._syntax_job)
        self.results.problems += [*walk.problems, *self.projects.problems]
        self.results.left_out = walk.left_out

    def _guarded(self, candidate: Found, jobs: Callable[[Found], Iterator[Job]]) -> Iterator[Job]:
        """Yield the jobs for a file, or note why it cannot be checked."""
        try:
            yield from jobs(candidate)
        except (Unreadable, FileNotFoundError) as error:
            # A file that vanished between the walk and the reading has no faults any more.
            self.results.checked -= 1
            if candidate.named or os.path.lexists(candidate.path):
                self.results.problems.append((candidate.path, str(error)))
        except ConfigError as error:
            self.results.checked -= 1
            self.projects.refuse(error)

    def _listing(self, folder: str, read: Callable[[str], Listing]) -> Listing:
        """Return what a folder holds. The cache opens here at the earliest: a named file may do without it."""
        memory = self._remembering()
        return memory.listing(folder, read) if memory is not None else read(folder)

    def _unknown(self, folder: Folder) -> Iterator[Found]:
        """Yield the files of a folder for which no earlier run answers; take the findings of the others."""
        memory, names = self._remembering(), folder.names
        if memory is not None:
            names, rows = memory.sift(folder)
            self.results.checked += len(folder.names) - len(names)
            self.results.rows += rows
        yield from map(folder.found, names)

    def _file_job(self, candidate: Found) -> Iterator[Job]:
        """Yield the job for a file, unless its bytes or an earlier run answer for it."""
        # A file that the user named is parsed whatever it holds, which the cache does not remember.
        memory = self._remembering() if not candidate.named else None
        self.results.checked += 1
        if memory is not None:
            status = os.stat(candidate.absolute)
            rows = memory.rows(candidate, status, lambda: read(candidate.absolute)[0])
            if rows is not None:
                self.results.rows += rows
                return
        data, status = read(candidate.path)
        if candidate.named and not is_python(candidate.path, data):
            raise Unreadable("not a Python file or notebook")
        if is_candidate(candidate.path, data, candidate.named):
            yield from self._candidate_job(candidate, data, status)
        elif candidate.named:
            self._unparsed.append(candidate)
        elif memory is not None:
            memory.put_clean(candidate, status)

    def _syntax_job(self, candidate: Found) -> Iterator[Job]:
        """Yield the job for a file that the user named and that does not parse."""
        data, status = read(candidate.path)
        if not self._parses(data):
            yield from self._candidate_job(candidate, data, status)

    def _candidate_job(self, candidate: Found, data: bytes, status: os.stat_result) -> Iterator[Job]:
        memory = self._remembering()
        if memory is not None:
            rows = memory.rows(candidate, status, lambda: data) if candidate.named else None
            if rows:
                self.results.rows += rows
                return
            memory.expect(candidate, status, data)
        yield self._job(candidate, shown(candidate.path), data, status)

    def _job(self, candidate: Found, name: str, data: bytes, status: os.stat_result | None = None) -> Job:
        from .file import Job

        fix = self.options.fix or self.options.diff
        folder = self.projects.at(candidate.home)
        rules, targets = folder.rules(name), folder.targets_of(name, data)
        if not self.options.isolated:
            from loadlint.project import pinning

            targets = pinning.with_commits(targets, dict(rules), data)
        ignore, unsafe = self.options.add_ignore, self.options.unsafe_fixes
        plugins, syntax = folder.settings.plugins, folder.settings.reports_syntax(name)
        return Job(
            candidate.path, name, rules, targets, candidate.named, fix, unsafe, ignore, data, status, plugins, syntax
        )

    def _remembering(self, folders: Sequence[str] = ()) -> Memory | None:
        """Return the memory of earlier runs; None where it is not wanted, or where more than findings is.

        Where it is opened, a second process may look at what it has below `folders`.
        """
        options = self.options
        changing = options.fix or options.diff or options.add_ignore is not None
        if self._memory is None and not options.no_cache and not changing:
            from . import memory

            self._memory = memory.opened(self.projects, options.isolated, folders if options.jobs != 1 else ())
        return self._memory

    # --- from outcomes to results ---------------------------------------------------------------

    def _take(self, outcome: Outcome) -> None:
        from . import streams

        results = self.results
        if outcome.changed is not None:
            outcome = self._change(outcome)
        elif outcome.path == "-" and self.options.fix and results.stdin is not None:
            streams.print_bytes(results.stdin)
        results.rows += outcome.rows
        if outcome.problem is not None:
            results.checked -= not outcome.rows
            results.problems.append((outcome.path, outcome.problem))
        elif self._memory is not None:
            self._memory.put(outcome.path, outcome.rows)

    def _change(self, outcome: Outcome) -> Outcome:
        """Write, print or show a file as the fixes leave it; return the outcome that is true of the file now."""
        from . import file, fixes, streams

        name = shown(outcome.path if outcome.path != "-" else self.options.stdin_filename or "-")
        color = streams.may_color(sys.stdout, self.options)
        problem = fixes.carry_out(outcome, diff=self.options.diff, name=name, color=color)
        if problem is not None:
            return file.unchanged(outcome, problem)
        if outcome.changed is not None and (self.options.diff or outcome.path == "-"):
            self.results.unwritten[name] = outcome.changed.data
        self.results.changed += 1
        self.results.fixed += outcome.fixed
        return outcome


def is_candidate(path: str, data: bytes, named: bool) -> bool:
    """Return whether a file needs an analysis whatever its syntax: it may hold a load, or is a named notebook."""
    from loadlint_rules.analysis.reading.prefilter import could_matter

    return could_matter(data) or (named and path.endswith(".ipynb"))


def _collect_rarely() -> None:
    """Look for garbage a hundred times less often: trees come and go with their file, and a run is soon over."""
    gc.set_threshold(100_000, 50, 50)
    # A twentieth of a short run went into a last search, in objects that go with the process.
    atexit.register(gc.freeze)
