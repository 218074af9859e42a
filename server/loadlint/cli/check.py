"""`loadlint check`: the options, which of them exclude each other, and what is done with them.

Whatever needs the settings or a report is imported where it is used: most files hold no load, and saying so must
not take longer than reading them.
"""

from __future__ import annotations

import os
import sys

from loadlint.check.conclusion import conclude
from loadlint.check.run import Run
from loadlint.errors import LoadlintError, UsageError
from loadlint.options import Option, Options, add
from loadlint.options import read as read_options
from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def _format(text: str) -> tuple[str, str | None]:
    """Read `sarif=out.sarif` as a format and its file; raises ValueError."""
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
        Option("--baseline", "report only the findings that are not in this file", "FILE"),
        Option("--write-baseline", "write the findings there are to the file of --baseline"),
        Option("--exit-zero", "exit with 0 even when there are findings", short="-e"),
        Option("--exit-non-zero-on-fix", "exit with 1 when something was fixed, even when nothing is left"),
    ),
    "speed": (
        Option("--jobs", "processes to use (default: as many as pay)", "N", read=_jobs),
        Option("--no-cache", "neither use nor keep the findings of earlier runs", short="-n"),
    ),
}
OPTIONS = tuple(it for options in GROUPS.values() for it in options)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint check`."""
    what = "files, folders, or - for standard input (default: .)"
    parser.add_argument("paths", nargs="*", default=["."], metavar="PATH", help=what)
    for heading, options in GROUPS.items():
        add(parser.add_argument_group(heading), options)


def parsed(arguments: Sequence[str]) -> Options | None:
    """Return the options in plain arguments; None where argparse has to explain something."""
    return read_options(arguments, OPTIONS, ["."])


def main(options: Options) -> int:
    """Carry out the command; the exit status is 0 (nothing found), 1 (findings left) or 2 (could not do it all)."""
    if "-" in options.paths and len(options.paths) > 1:
        raise UsageError("'-' cannot be mixed with paths")
    _refuse(options)
    if options.watch:
        return _watch(options)
    projects = _projects(options)
    if options.show_settings:
        return _show_settings(options, projects)
    if options.show_files:
        return _show_files(options, projects)
    return _once(options, projects)


def _once(options: Options, projects: Projects) -> int:
    run = Run(options, projects)
    return conclude(run.finish(), options, run.rules_at)


def _watch(options: Options) -> int:
    import threading

    from loadlint.check import watch
    from loadlint.verify.secrets import printable

    def again() -> int:
        try:
            return _once(options, _projects(options))
        except LoadlintError as error:
            print(printable(f"loadlint: {error}"), file=sys.stderr)
            return 2

    def projects() -> Projects:
        """Read the configuration as it is now; one that is being edited leaves nothing out."""
        return Projects(_wishes(options), lenient=True)

    return watch.watch(options, again, projects, threading.Event())


def _projects(options: Options) -> Projects:
    projects = Projects(_wishes(options))
    projects.prepare(options.paths)
    return projects


def _wishes(options: Options) -> Wishes:
    return Wishes(
        python=options.python,
        isolated=options.isolated,
        targets=options.target or (),
        select=options.select or (),
        ignore=options.ignore or (),
        extend_select=options.extend_select or (),
    )


def _refuse(options: Options) -> None:
    """Raise UsageError for options that do not go together."""
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
        raise UsageError(f"{missing}: no such file; a reason stands after '=': --add-ignore={missing!r}")


def _show_settings(options: Options, projects: Projects) -> int:
    from loadlint.check import output
    from loadlint.source.walk import read
    from loadlint.verify.secrets import printable

    start = options.paths[0] if options.paths != ["-"] else options.stdin_filename or "."
    folder = projects.at(start if os.path.isdir(start) else os.path.dirname(start) or ".")
    targets = folder.targets_of(start, read(start)[0]) if os.path.isfile(start) else folder.targets
    for line in output.settings(folder.settings, targets, folder.interpreter):
        print(printable(line))
    return 0


def _show_files(options: Options, projects: Projects) -> int:
    from loadlint.source.walk import Found
    from loadlint.verify.secrets import printable
    from loadlint.words import shown, visible

    walk = projects.walk(options.paths, force=options.force_exclude)
    for part in walk.parts():
        for file in [part] if isinstance(part, Found) else map(part.found, part.names):
            print(visible(shown(file.path)))
    problems = [*walk.problems, *projects.problems]
    for path, message in problems:
        print(printable(f"loadlint: {shown(path)}: {message}"), file=sys.stderr)
    return 2 if problems else 0
