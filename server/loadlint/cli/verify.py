"""`loadlint verify`: run one load of a file, as it is or after its fixes."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from loadlint.errors import LoadlintError
from loadlint.project import pinning, settings
from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint.source import file
from loadlint.verify import facts, figures, render, session
from loadlint.verify.estimate.preflight import CONTEXT, Preflight
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.request import VerifyRequest, can_verify
from loadlint.verify.run.job import Limits
from loadlint.verify.run.launch import Launch
from loadlint.verify.tagged import parse_given
from loadlint.words import visible
from loadlint_rules.analysis.model import LoadSite, Program, Source
from loadlint_rules.analysis.program import loads

from . import against, consent

if TYPE_CHECKING:
    from loadlint.project.interpreter import Interpreter


class UnableError(LoadlintError):
    """The command cannot run; the message is one line and names the cure."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint verify`."""
    add = parser.add_argument
    add("place", metavar="FILE[:LINE]", help="the file, and the line where it has several loads (notebook: CELL:LINE)")
    add("--fixed", action="store_true", help="verify the load as the quick-fixes would leave it")
    add("--compare", action="store_true", help="verify the load as it is and as fixed, side by side")
    add("--rehearse", action="store_true", help="load with zeros for the weights, which are not fetched")
    add("--against", action="append", default=[], metavar="PYTHON|NAME==VERSION", help="show what differs there")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a value that the code does not define")
    add("--python", metavar="PATH", help="the interpreter to load with")
    add("--offline", action="store_true", help="use only files that are on this machine")
    add("--yes", action="store_true", help="go on where a load is too big or runs code of the repository")
    add("--timeout", type=_seconds, metavar="S", help="seconds for the whole (1800)")
    add("--memory-limit", type=_size, metavar="SIZE", help="host memory the load may take, such as 8GB")
    add("--no-smoke", action="store_true", help="load only, no forward pass and no generation")
    add("--prompt", metavar="TEXT", help="the text that the short generation goes on with")
    add("--preflight", action="store_true", help="only estimate what the load will take")
    add("--launch", metavar="PREFIX", help='what starts the load, such as "torchrun --nproc-per-node 2" or "ssh host"')
    add("--tokens", type=_count, metavar="N", help="length of text to estimate the cache of keys and values for (512)")
    add("--output-format", choices=("full", "json"), default="full", help="how to report")


def main(options: argparse.Namespace) -> int:
    """Run the command and return the exit status of the report (0 to 3)."""
    return _Command(options).run()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The load to verify: its document and program, and its index among the program's loads."""

    path: str
    document: file.Document
    program: Program
    index: int

    @property
    def load(self) -> LoadSite:
        return self.program.loads[self.index]

    def place(self, offset: int) -> tuple[int | None, int, int]:
        place = self.document.place(offset)
        return place.cell, place.line, place.column

    def with_source(self, source: Source) -> Chosen:
        """Return the same load in a fixed text; fixes neither add nor remove loads."""
        document = file.parse(self.document.with_source(source), self.path)
        return Chosen(self.path, document, loads.find(document.source), self.index)


class _Command:
    """One run of the command."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.path, self.numbers = split_place(options.place)
        self.cwd = Path.cwd()
        self.project = Projects(Wishes(python=options.python)).at(os.path.dirname(self.path) or ".")
        self.settings = self.project.settings
        self.cancel = threading.Event()
        self.launch = _launch(options.launch or self.settings.verify.launch)

    def run(self) -> int:
        chosen = choose(self.path, self.numbers)
        values = _values(self.options.set)
        wanted = [chosen] if not self.options.fixed or self.options.compare else []
        wanted += [self.fixed(chosen)] if self.options.fixed or self.options.compare else []
        surroundings = self.surroundings()
        prepared = [self.prepare(it, values, surroundings) for it in wanted]
        if len(prepared) == 2 and prepared[0].is_same_load(prepared[1]):
            print("nothing to compare: no quick-fix changes this load, so it is verified once", file=sys.stderr)
            prepared = prepared[:1]
        with _stopping(self.cancel):
            if self.options.preflight:
                return self.show_estimates(prepared)
            prefix = self.options.launch or self.settings.verify.launch
            consent.require(self.settings, self.interpreter(), prefix, agreed=self.options.yes)
            if self.options.against:
                as_json = self.options.output_format == "json"
                return against.compare(prepared[-1], self.options.against, self.verify, self.cancel, as_json=as_json)
            return self.show([self.verify(it) for it in prepared])

    # --- preparing

    def prepare(
        self, chosen: Chosen, values: dict[str, object], surroundings: session.Surroundings
    ) -> session.Prepared:
        options = self.options
        choices = session.Choices(options.yes, options.offline, not options.no_smoke, options.prompt, options.rehearse)
        load = session.CodeLoad(self.path, chosen.program, chosen.load, chosen.place)
        try:
            return session.prepare(self.with_findings(load, chosen), values, surroundings, choices)
        except session.UnresolvedError as error:
            raise UnableError(_asking(error.request, self.path)) from error
        except ValueError as error:
            raise UnableError(str(error)) from error

    def with_findings(self, load: session.CodeLoad, chosen: Chosen) -> session.CodeLoad:
        """Return the load with the findings about it, for the report to show them beside its outcome."""
        from loadlint_rules.analysis import engine

        document, rules = chosen.document, self.settings.rules_for(self.path)
        targets = self.project.targets_of(self.path, document.data)
        return load.with_findings(engine.lint(document.source, rules, targets))

    def surroundings(self) -> session.Surroundings:
        around = session.Surroundings.of(self.settings, self.interpreter(), self.cwd)
        limits = Limits(
            self.options.timeout or around.limits.timeout, self.options.memory_limit or around.limits.memory
        )
        # A path of this machine's interpreter is useless on the machine that loads.
        elsewhere = self.launch and self.launch.way and not self.options.python
        return dataclasses.replace(
            around,
            python="python3" if elsewhere else around.python,
            limits=limits,
            launch=self.launch,
            tokens=self.options.tokens or CONTEXT,
        )

    def fixed(self, chosen: Chosen) -> Chosen:
        """Return the load in the text after all fixes, including the unsafe ones, as an editor offers each."""
        from loadlint_rules.analysis import engine

        source, rules = chosen.document.source, self.settings.rules_for(self.path)
        targets = self.project.targets_of(self.path, chosen.document.data)
        targets = pinning.with_commits(targets, (it.name for it in rules), source.text.encode("utf-8", "surrogatepass"))
        return chosen.with_source(engine.fix(source, rules, targets, unsafe=True).source)

    def interpreter(self) -> Interpreter | None:
        return self.project.interpreter

    # --- carrying out

    def verify(self, prepared: session.Prepared) -> VerifyReport:
        with _showing(self.options.output_format == "full") as show:
            return prepared.run(show, self.cancel, force=self.options.yes)

    # --- showing

    def show(self, reports: list[VerifyReport]) -> int:
        if self.options.output_format == "json":
            values = [it.as_json() for it in reports]
            print(json.dumps({"before": values[0], "after": values[1]} if len(values) == 2 else values[0], indent=2))
        elif len(reports) == 2:
            render.write_comparison(reports[0], reports[1], sys.stdout)
        elif reports[0].status == 2 and reports[0].error:
            # The interpreter cannot load anything, so there is no report about this load.
            raise UnableError(f"{reports[0].error.cause or reports[0].error.message}; {reports[0].error.cure or ''}")
        else:
            render.write(reports[0], sys.stdout)
        return reports[-1].status

    def show_estimates(self, prepared: list[session.Prepared]) -> int:
        answers = [it.estimate(self.cancel) for it in prepared]
        estimates = [it for it in answers if it is not None]
        redactor = prepared[-1].redactor
        if len(estimates) < len(answers):
            print("loadlint: cancelled before the estimate was ready", file=sys.stderr)
            return 3
        if self.options.output_format == "json":
            print(json.dumps(redactor.value(estimates[-1].as_json()), indent=2))
        else:
            for it in estimates:
                print(visible(redactor.text("\n".join(_estimated(it)))))
        return 3 if estimates[-1].verdict in ("too-big", "damaged", "no-device") and not self.options.yes else 0


def split_place(place: str) -> tuple[str, tuple[int, ...]]:
    """Split `FILE:LINE` into path and numbers; an existing file of that whole name has no numbers."""
    match = re.fullmatch(r"(.+?)((?::\d+){1,3})", place)
    if match is None or os.path.exists(place):
        return place, ()
    return match[1], tuple(int(it) for it in match[2].split(":")[1:])


def choose(path: str, numbers: tuple[int, ...] = ()) -> Chosen:
    """Return the load at a place, or the only one of the file. Raise UnableError with the list to choose from.

    `numbers` are line and optional column; in a notebook, cell, line and optional column. A single number is a line
    of any cell.
    """
    try:
        document = file.read(path)
    except file.Unreadable as error:
        raise UnableError(f"{path}: {error}") from error
    program = loads.find(document.source)
    verifiable = {it: load for it, load in enumerate(program.loads) if can_verify(load)}
    indexes = [it for it, load in verifiable.items() if _is_at(document, load, numbers)]
    if len(indexes) == 1:
        return Chosen(path, document, program, indexes[0])
    if not verifiable:
        raise UnableError(f"{path} has no load that can be verified (from_pretrained of a model, or pipeline)")
    where = f"no load at {':'.join(map(str, (path, *numbers)))}" if not indexes else f"{path} has several loads"
    raise UnableError(f"{where}; choose one of {_listed(path, document, verifiable.values())}")


# --- helpers ------------------------------------------------------------------------------------------------


def _is_at(document: file.Document, load: LoadSite, numbers: tuple[int, ...]) -> bool:
    """Return whether the statement of a load covers the line, and its call starts in the column where one is named."""
    start = document.place(load.call.start)
    if document.cells is not None and len(numbers) > 1:
        cell, *numbers_in_cell = numbers
        return start.cell == cell and _is_on(document, load, tuple(numbers_in_cell))
    return _is_on(document, load, numbers)


def _is_on(document: file.Document, load: LoadSite, numbers: tuple[int, ...]) -> bool:
    if not numbers:
        return True
    first, last = document.place(load.statement.start), document.place(max(load.statement.end - 1, 0))
    column = document.place(load.call.start).column
    return first.line <= numbers[0] <= last.line and numbers[1:] in ((), (column,))


def _listed(path: str, document: file.Document, loads: Iterable[LoadSite]) -> str:
    """Return the loads as a user can type them, with a column only where several share a line."""
    places = [(document.place(it.call.start), it.name) for it in loads]
    lines = Counter((place.cell, place.line) for place, _ in places)
    return ", ".join(f"{path}:{_typed(place, lines[place.cell, place.line] > 1)} ({name})" for place, name in places)


def _typed(place: file.Place, with_column: bool) -> str:
    numbers = [place.cell, place.line, place.column if with_column else None]
    return ":".join(str(it) for it in numbers if it is not None)


def _values(texts: list[str]) -> dict[str, object]:
    try:
        return dict(parse_given(it) for it in texts)
    except ValueError as error:
        raise UnableError(str(error)) from error


def _asking(request: VerifyRequest, path: str) -> str:
    names = ", ".join(f"`{it.text}` (line {it.line})" for it in request.unresolved)
    options = " ".join(f"--set {it.name}={'|'.join(it.choices) or 'VALUE'}" for it in request.unresolved)
    return f"the code does not define {names}; add {options} to `loadlint verify {path}:{request.line}`"


def _launch(prefix: str | None) -> Launch | None:
    try:
        return Launch.of(prefix) if prefix is not None else None
    except ValueError as error:
        raise UnableError(str(error)) from error


def _estimated(estimate: Preflight) -> Iterator[str]:
    yield f"{estimate.answer} (estimated)"
    if estimate.cure:
        yield f"  cure        {estimate.cure.text} (estimated)"
    if estimate.where:
        yield f"  where       {estimate.where}, {estimate.weights.files} files"
    for name, amount in estimate.weights.bytes_by_dtype.items():
        yield f"  checkpoint  {name} {figures.size(amount)} (estimated)"
    if estimate.memory is not None and estimate.private is not None:
        yield f"  loads as    {estimate.dtype or 'the mix of the checkpoint'} (estimated)"
        mapped = f"{figures.size(estimate.memory)} with mapped files and libraries"
        yield f"  host        {figures.size(estimate.private)} private, {mapped} (estimated)"
        yield f"  cache       {figures.size(estimate.cache)} of keys and values, within the private (estimated)"
    if estimate.plan.bytes_per_device:
        yield f"  devices     {facts.shares(estimate.as_json())} (estimated)"
    if estimate.disk is not None:
        free = f"{figures.size(estimate.disk)} of disk are free"
        yield f"  download    {figures.size(estimate.download)}, {free} (estimated)"
    yield from (f"  note        {it}" for it in estimate.notes)


@contextmanager
def _stopping(cancel: threading.Event) -> Iterator[None]:
    """Set `cancel` on Ctrl-C and the end of the terminal or of the job, so that the worker stops too."""
    numbers = [getattr(signal, it) for it in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, it)]
    # `nohup` ignores the end of the terminal, which stays so.
    before = {it: signal.getsignal(it) for it in numbers if signal.getsignal(it) is not signal.SIG_IGN}
    for it in before:
        signal.signal(it, lambda *_: cancel.set())
    try:
        yield
    finally:
        for it, handler in before.items():
            signal.signal(it, handler)


@contextmanager
def _showing(wanted: bool) -> Iterator[Callable[[Json], None]]:
    """Yield a function that shows progress on a terminal's standard error; elsewhere it does nothing."""
    if not wanted or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("starting") as status:
        shown = ("phase", "progress")
        yield lambda it: status.update(escape(visible(_progress(it)))) if it.get("event") in shown else None


def _progress(event: Json) -> str:
    if event["event"] == "phase":
        return str(event["phase"])
    done, total = event.get("done") or 0, event.get("total")
    amounts = [figures.size(it) if event.get("unit") == "B" else f"{it:g}" for it in (done, total) if it]
    return f"{event.get('desc') or 'loading'} {' of '.join(amounts)}"


def _seconds(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not float(text):
        raise argparse.ArgumentTypeError("must be a number of seconds such as 600")
    return float(text)


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError("must be a number of tokens such as 4096")
    return int(text)


def _size(text: str) -> int:
    try:
        return settings.size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
