"""`loadlint check`: which files, under which settings, what was found, and how it is told.

Everything that needs the engine, the settings or a report is imported where it is used: most files
hold no load, and telling so must not cost more than reading them.
"""

from __future__ import annotations

import gc
import os
import sys
from itertools import chain

from loadlint import store
from loadlint.errors import UsageError
from loadlint.options import Option, Options, add
from loadlint.options import read as read_options
from loadlint.project import pinning
from loadlint.project.resolve import Resolver
from loadlint.report import FORMATS
from loadlint.source.walk import Folder, Found, Unreadable, Walk, compiles, is_python, plain_lines, read, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from loadlint.check.cache import Cache
    from loadlint.check.file import Job, Outcome
    from loadlint.report.rows import Row
    from loadlint.source.file import Document

# Bytes of files to analyse for which one more process pays for its start.
BYTES_PER_PROCESS = 400_000


def _format(text: str) -> tuple[str, str | None]:
    """`sarif=out.sarif` is a format and its file."""
    name, _, path = text.partition("=")
    if name in FORMATS:
        return name, path or None
    from loadlint.words import hint

    raise ValueError(f"no format {name!r}{hint(name, FORMATS)} (there are {', '.join(FORMATS)})")


def _jobs(text: str) -> int:
    if text.isdigit() and int(text) > 0:
        return int(text)
    raise ValueError(f"{text!r} is no number of processes")


GROUPS: dict[str, tuple[Option, ...]] = {
    "what to do": (
        Option("--fix", "apply the fixes that are safe"),
        Option("--unsafe-fixes", "with --fix or --diff, also fixes that may change what code does"),
        Option("--diff", "show what --fix would change, and change nothing"),
        Option("--add-ignore", "add a comment that ignores each finding, with this reason", "REASON", optional=True),
        Option("--watch", "check again when a file changes, until Ctrl-C", short="-w"),
        Option("--show-settings", "print what is in force for the first path"),
        Option("--show-files", "print the files that would be checked"),
    ),
    "which files": (
        Option("--stdin-filename", "the name of what comes from standard input", "NAME"),
        Option("--force-exclude", "leave out excluded files even when they are named"),
    ),
    "which rules and releases": (
        Option("--select", "only these rules (names with commas between, or ALL)", "RULES", repeated=True),
        Option("--ignore", "not these rules", "RULES", repeated=True),
        Option("--extend-select", "these rules too", "RULES", repeated=True),
        Option("--target", "the release in use, whatever is found; repeatable", "NAME=VERSION", repeated=True),
        Option("--python", "the interpreter of the code, or its environment's folder", "PATH"),
        Option("--isolated", "read no configuration and look at no environment"),
    ),
    "the report": (
        Option(
            "--output-format",
            f"one of {', '.join(FORMATS)} (default: full); repeatable, with =FILE for a report of its own",
            "FORMAT[=FILE]",
            repeated=True,
            read=_format,
        ),
        Option("--output-file", "write the report without a file of its own there", "FILE", short="-o"),
        Option("--quiet", "print findings alone, and nothing where there is none", short="-q"),
        Option("--statistics", "count the findings of each rule instead of listing them"),
        Option("--baseline", "tell only the findings that are not in this file", "FILE"),
        Option("--write-baseline", "write the findings there are to the file of --baseline"),
        Option("--exit-zero", "exit with 0 even when there are findings", short="-e"),
        Option("--exit-non-zero-on-fix", "exit with 1 when something was fixed, even when nothing is left"),
    ),
    "speed": (
        Option("--jobs", "processes to use (default: as many as pay)", "N", read=_jobs),
        Option("--no-cache", "neither use nor write the cache", short="-n"),
    ),
}
OPTIONS = tuple(it for options in GROUPS.values() for it in options)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `loadlint check`."""
    what = "files, folders, or - for standard input (default: .)"
    parser.add_argument("paths", nargs="*", default=["."], metavar="PATH", help=what)
    for heading, options in GROUPS.items():
        add(parser.add_argument_group(heading), options)


def parsed(arguments: Sequence[str]) -> Options | None:
    """The options in plain arguments; None where argparse has to explain something."""
    return read_options(arguments, OPTIONS, ["."])


def main(options: Options) -> int:
    """Carry out the command; the exit status is 0 (nothing found), 1 (findings left) or 2 (could not do it all)."""
    if "-" in options.paths and len(options.paths) > 1:
        raise UsageError("'-' cannot be mixed with paths")
    _refuse(options)
    if options.watch:
        return _watch(options)
    resolver = _resolver(options)
    if options.show_settings:
        return _show_settings(options, resolver)
    if options.show_files:
        return _show_files(options, resolver)
    return _once(options, resolver)


def _once(options: Options, resolver: Resolver) -> int:
    check = Check(options, resolver)
    check.run()
    return check.tell()


def _watch(options: Options) -> int:
    import threading

    from loadlint.check import watch
    from loadlint.project.config import ConfigError

    def again() -> int:
        try:
            return _once(options, _resolver(options))
        except ConfigError as error:
            print(f"loadlint: {error}", file=sys.stderr)
            return 2

    def resolver() -> Resolver:
        """As the configuration is now; one that is being edited leaves nothing out."""
        try:
            return _resolver(options)
        except ConfigError:
            return Resolver(Options({**vars(options), "isolated": True}))

    return watch.watch(options, again, resolver, threading.Event())


def _resolver(options: Options) -> Resolver:
    resolver = Resolver(options)
    resolver.prepare()
    return resolver


def _refuse(options: Options) -> None:
    """Options that do not go together."""
    if options.write_baseline and options.baseline is None:
        raise UsageError("--write-baseline: name the file with --baseline FILE")
    if options.watch and (options.paths == ["-"] or options.diff or options.fix or options.add_ignore is not None):
        raise UsageError("--watch only reports; leave out -, --fix, --diff and --add-ignore")
    if options.add_ignore is not None and options.fix:
        raise UsageError("--add-ignore cannot be combined with --fix")
    if options.add_ignore is not None and not options.add_ignore.isprintable():
        raise UsageError("--add-ignore: the reason must fit on one line")
    missing = next((it for it in options.paths if it != "-" and not os.path.lexists(it)), None)
    if options.add_ignore == "" and missing is not None:
        # Before a file is changed: these may be the words of a reason.
        raise UsageError(f"{missing}: no such file; a reason stands behind '=': --add-ignore={missing!r}")


class Read:
    """What the cache needs to know of a file that is being analysed."""

    __slots__ = ("commits", "content", "rules", "status")

    def __init__(self, status: os.stat_result, content: str, rules: str, commits: str) -> None:
        self.status = status
        self.content = content
        self.rules = rules
        self.commits = commits


class Check:
    """One run: the options, what they mean for each folder, and what has been found so far."""

    def __init__(self, options: Options, resolver: Resolver) -> None:
        self.options = options
        self.resolver = resolver
        self.rows: list[Row] = []
        self.problems: list[tuple[str, str]] = []
        self.checked = 0
        self.fixed = 0
        self.changed = 0
        self.queued = 0
        self._stdin: bytes | None = None
        self._cache: Cache | None = None
        self._read: dict[str, Read] = {}
        self._last_key: object = None
        self._last_digest = ""
        self._last_commits: str | None = None

    def run(self) -> None:
        """Find, read and lint the files; `rows`, `problems` and the counts tell what came of it."""
        _spare_the_collector()
        for outcome in self._counted(self._from_stdin() if self.options.paths == ["-"] else self._from_files()):
            self._take(outcome)
        if self._cache is not None:
            self._cache.save()

    def tell(self) -> int:
        """Print problems and findings, and return the exit status."""
        for path, message in sorted(self.problems):
            print(f"loadlint: {shown(path)}: {message}", file=sys.stderr)
        if not self.checked and not self.problems:
            where = ", ".join(self.options.paths)
            print(
                f"loadlint: warning: no Python files or notebooks in {where}; name a file or another folder",
                file=sys.stderr,
            )
        if self.options.baseline is not None:
            self._compare()
        self._report()
        return 2 if self.problems else self._status()

    def _status(self) -> int:
        options = self.options
        if options.fix and options.exit_non_zero_on_fix and self.changed:
            return 1
        return 0 if options.exit_zero else int(bool(self.rows or (options.diff and self.changed)))

    # --- from files to jobs ---------------------------------------------------------------------

    def _from_stdin(self) -> Iterator[Job]:
        name = self.options.stdin_filename or "-"
        self._stdin = _standard_input()
        self.checked = 1
        if is_candidate(name, self._stdin, True):
            home = os.path.dirname(name) or "."
            yield self._job(Found("-", "-", True, home if os.path.isdir(home) else "."), shown(name), self._stdin)
        elif self.options.fix:
            _write_bytes(self._stdin)

    def _from_files(self) -> Iterator[Job]:
        walk = Walk(self.options.paths, self.resolver.excluded, self.options.force_exclude)
        if (cache := self._open_cache()) is not None:
            walk.listing = cache.listing
        for part in walk.parts():
            for found in [part] if isinstance(part, Found) else self._unknown(part):
                try:
                    yield from self._from_file(found)
                except (Unreadable, FileNotFoundError) as error:
                    # A file that vanished between the walk and the reading has no faults any more.
                    self.checked -= 1
                    if found.named or os.path.lexists(found.path):
                        self.problems.append((found.path, str(error)))
        self.problems += walk.problems

    def _unknown(self, folder: Folder) -> Iterator[Found]:
        """The files of a folder but for those that an earlier run tells all of."""
        cache, left = self._open_cache(), folder.names
        if cache is not None:
            unknown, rows = cache.sift(folder, lambda it: self._digest(folder.found(it)))
            self.checked += len(left) - len(unknown)
            self.rows += rows  # type: ignore[arg-type]  # they went into the cache as rows
            left = unknown
        yield from map(folder.found, left)

    def _from_file(self, found: Found) -> Iterator[Job]:
        """The job for a file, unless its bytes or an earlier run tell what would come of it."""
        path = found.absolute
        # A file that the user named is parsed whatever is in it, which the cache does not remember.
        cache = self._open_cache() if not found.named else None
        self.checked += 1
        if cache is not None:
            status = os.stat(path)
            known = cache.known(path, status, lambda: self._digest(found), lambda: read(path)[0], self._commits)
            if known is not None:
                self.rows += known  # type: ignore[arg-type]  # they went into the cache as rows
                return
        data, status = read(found.path)
        if found.named and not is_python(found.path, data):
            raise Unreadable("not a Python file or notebook")
        if is_candidate(found.path, data, found.named):
            yield from self._unless_known(found, path, data, status)
        elif cache is not None:
            cache.put_clean(path, status)

    def _unless_known(self, found: Found, path: str, data: bytes, status: os.stat_result) -> Iterator[Job]:
        cache = self._open_cache()
        if cache is not None:
            digest = self._digest(found)
            known = cache.known(path, status, lambda: digest, lambda: data, self._commits) if found.named else None
            if known:
                self.rows += known  # type: ignore[arg-type]  # they went into the cache as rows
                return
            commits = self._commits() if self._may_pin(found, data) else ""
            self._read[found.path] = Read(status, store.fingerprint(data), digest, commits)
        yield self._job(found, shown(found.path), data, status)

    def _job(self, found: Found, name: str, data: bytes, status: os.stat_result | None = None) -> Job:
        from loadlint.check.file import Job

        fix = self.options.fix or self.options.diff
        rules, targets = self.resolver.rules(found.home, name), self.resolver.targets(found.home)
        if self._may_pin(found, data):
            targets = pinning.with_commits(targets, dict(rules), data)
        ignore, unsafe = self.options.add_ignore, self.options.unsafe_fixes
        plugins = self.resolver.settings(found.home).plugins
        return Job(found.path, name, rules, targets, found.named, fix, unsafe, ignore, data, status, plugins)

    def _open_cache(self) -> Cache | None:
        """The cache; none where its use is not wanted, or where more than findings is."""
        options = self.options
        changing = options.fix or options.diff or options.add_ignore is not None
        if self._cache is None and not options.no_cache and not changing:
            from loadlint.check import cache

            self._cache = cache.Cache(store.folder(), os.getcwd())
        return self._cache

    def _digest(self, found: Found) -> str:
        """What is in force for a file, as a short text."""
        key = self.resolver.key(found.home, found.path)
        # The same object as for the last file, in all but a few projects.
        if key is not self._last_key:
            self._last_key, self._last_digest = key, store.digest(key)
        return self._last_digest

    def _may_pin(self, found: Found, data: bytes) -> bool:
        """Whether the findings in a file depend on the hub's cache, which `--isolated` leaves alone."""
        if self.options.isolated:
            return False
        return pinning.is_needed(dict(self.resolver.rules(found.home, shown(found.path))), data)

    def _commits(self) -> str:
        """The state of the hub's cache, looked up once a run and only where a finding depends on it."""
        if self._last_commits is None:
            self._last_commits = pinning.state()
        return self._last_commits

    # --- from jobs to findings ------------------------------------------------------------------

    def _counted(self, jobs: Iterator[Job]) -> Iterable[Outcome]:
        """The outcomes; on a terminal a line tells how far they are."""
        if not sys.stderr.isatty():
            return self._outcomes(jobs)
        from loadlint.check import progress

        return progress.shown(self._outcomes(jobs), lambda: self.queued, sys.stderr)

    def _outcomes(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Where the work pays for several processes, they begin while the rest of the files is still being found."""
        first = self._first(jobs)
        processes = self._processes(first)
        if processes > 1:
            from loadlint.check import workers

            yield from workers.outcomes(self._queued(chain(first, jobs)), processes)
        elif first:
            from loadlint.check import file

            yield from map(file.run, list(self._queued(chain(first, jobs))))

    def _queued(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for it in jobs:
            self.queued += 1
            yield it

    def _first(self, jobs: Iterator[Job]) -> list[Job]:
        """As many jobs as keep every process busy that could be started, or all there are."""
        found: list[Job] = []
        size = 0
        for it in jobs:
            found.append(it)
            size += len(it.data or b"")
            if size >= 2 * BYTES_PER_PROCESS and size >= BYTES_PER_PROCESS * self._most():
                break
        return found

    def _processes(self, jobs: Sequence[Job]) -> int:
        if self.options.jobs is not None:
            return min(self._most(), len(jobs))
        size = sum(len(it.data or b"") for it in jobs)
        return 1 if size < 2 * BYTES_PER_PROCESS else min(self._most(), size // BYTES_PER_PROCESS, len(jobs))

    def _most(self) -> int:
        if self.options.jobs is not None:
            return int(self.options.jobs)
        from loadlint.check import workers

        return workers.available()

    def _take(self, outcome: Outcome) -> None:
        self.rows += outcome.rows
        if outcome.problem is not None:
            self.checked -= not outcome.rows
            self.problems.append((outcome.path, outcome.problem))
        elif self._cache is not None and outcome.path in self._read:
            known = self._read[outcome.path]
            path, rows = os.path.abspath(outcome.path), [dict(it) for it in outcome.rows]
            self._cache.put(path, known.status, known.content, known.rules, rows, known.commits)
        if outcome.changed is not None:
            self._change(outcome)
        elif outcome.path == "-" and self.options.fix and self._stdin is not None:
            _write_bytes(self._stdin)

    def _change(self, outcome: Outcome) -> None:
        """Write, print or show a file as the fixes leave it."""
        from loadlint.check import fixes

        try:
            fixes.carry_out(
                outcome, diff=self.options.diff, name=self._name(outcome.path), colour=self._colour(sys.stdout)
            )
        except Unreadable as error:
            self.problems.append((outcome.path, str(error)))
            return
        self.changed += 1
        self.fixed += outcome.fixed

    # --- telling --------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Leave out what the baseline knows, and tell what of it is gone; or write it anew."""
        from loadlint.check import baseline
        from loadlint.report.rows import order

        path = self.options.baseline
        rows = sorted(self.rows, key=order)
        if self.options.write_baseline:
            baseline.write(path, rows, self._document)
            print(f"loadlint: {path}: {len(rows)} finding{'' if len(rows) == 1 else 's'} written", file=sys.stderr)
            self.rows = []
            return
        self.rows, gone = baseline.split(rows, self._document, baseline.read(path))
        for it in gone:
            if self._was_checked(it.path):
                print(f"loadlint: {path}: fixed since: {it.rule} in {it.path}", file=sys.stderr)

    def _was_checked(self, path: str) -> bool:
        """Whether a path of the baseline lies in what this run looked at."""
        tops = [shown(it) for it in self.options.paths]
        return any(it == "." or path == it or path.startswith(f"{it}/") for it in tops)

    def _report(self) -> None:
        options = self.options
        plain = not options.output_file and options.output_format in (None, [("full", None)], [("concise", None)])
        if plain and not self.rows:
            self._tell_none()
            return
        from loadlint.check import output
        from loadlint.report.rows import Report, order

        # With a diff, or with the fixed text, standard output has its content already.
        taken = options.diff or (options.fix and self.options.paths == ["-"])
        out = sys.stderr if taken else sys.stdout
        rows, colour = sorted(self.rows, key=order), self._colour(out)
        report = Report(rows, self.checked, self._document, self.fixed, colour, options.quiet, self._lines)
        output.write(report, options, out)

    def _tell_none(self) -> None:
        """The one line of a run without findings, without what it takes to print some."""
        if not self.checked or self.options.quiet:
            return
        files = f"{self.checked} file{'' if self.checked == 1 else 's'}"
        verb = "ignored" if self.options.add_ignore is not None else "fixed"
        done = f"{'would fix' if self.options.diff else verb} {self.fixed} finding{'' if self.fixed == 1 else 's'}, "
        taken = self.options.diff or self.options.paths == ["-"]
        words = f"{done}none left in {files}" if self.fixed else f"no findings in {files}"
        print(words, file=sys.stderr if taken else sys.stdout)

    def _lines(self, path: str) -> list[str] | None:
        return plain_lines(path) if self._stdin is None else None

    def _document(self, path: str) -> Document:
        from loadlint.source import file

        if self._stdin is not None:
            return file.parse(self._stdin, path)
        return file.read(path)

    def _name(self, path: str) -> str:
        return shown(path if path != "-" else self.options.stdin_filename or "-")

    def _colour(self, out: object) -> bool:
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return not self.options.output_file
        terminal = getattr(out, "isatty", lambda: False)()
        return bool(terminal) and os.environ.get("TERM") != "dumb" and not self.options.output_file


def _spare_the_collector() -> None:
    """Look for garbage a hundred times more rarely: trees come and go with their file, and a run is soon over."""
    gc.set_threshold(100_000, 50, 50)


def is_candidate(path: str, data: bytes, named: bool) -> bool:
    """Whether a file has to be analysed: it may hold a load, or the user named it and it does not parse."""
    from loadlint_rules.analysis.reading.prefilter import could_matter

    if could_matter(data):
        return True
    return named and (path.endswith(".ipynb") or not compiles(data))


def shown(path: str) -> str:
    """A path as reports show it: relative to the working directory, with `/`."""
    try:
        return os.path.relpath(path).replace(os.sep, "/") if path != "-" else path
    except ValueError:
        # Another drive has no relative path.
        return path.replace(os.sep, "/")


def _show_settings(options: Options, resolver: Resolver) -> int:
    from loadlint.check import output

    start = options.paths[0] if options.paths != ["-"] else "."
    for line in output.settings(resolver.settings(start), resolver.targets(start), resolver.interpreter(start)):
        print(line)
    return 0


def _show_files(options: Options, resolver: Resolver) -> int:
    walk = Walk(options.paths, resolver.excluded, options.force_exclude)
    for part in walk.parts():
        for found in [part] if isinstance(part, Found) else map(part.found, part.names):
            print(shown(found.path))
    for path, message in walk.problems:
        print(f"loadlint: {shown(path)}: {message}", file=sys.stderr)
    return 2 if walk.problems else 0


def _standard_input() -> bytes:
    """Return all of standard input; raises UsageError."""
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {reason(error)}") from None


def _write_bytes(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
