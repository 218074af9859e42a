"""`loadlint verify`: run one load of a file, as it is or after its fixes."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

from loadlint.project import settings
from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint.verify import facts, figures, render, session
from loadlint.verify.estimate.preflight import HOPELESS, Preflight
from loadlint.verify.report import VerifyReport
from loadlint.verify.run.fork_server import SharedImports
from loadlint.words import visible

from .verifying import against, chosen, preparing, running
from .verifying.chosen import UnableError
from .verifying.preparing import Preparing

FORMATS = ("full", "json", "jsonl", "junit", "markdown", "html")
PAGE = "loadlint-verify.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint verify`."""
    add = parser.add_argument
    places = "a file, and the line where it has several loads (notebook: CELL:LINE), or a folder"
    add("places", nargs="+", metavar="FILE[:LINE]|FOLDER", help=places)
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
    add("--on", type=_cluster, metavar="ray[://HOST:PORT]", help="run the loads on this Ray cluster")
    add("--on-each", action="store_true", help="run each load on every kind of accelerator of the cluster")
    add("--runtime-env", metavar="FILE", help="packages and variables of the nodes, as Ray reads them (YAML or JSON)")
    add("--tokens", type=_count, metavar="N", help="length of text to estimate the cache of keys and values for (512)")
    add("--resume", action="store_true", help="take up the loads that an interrupted run left")
    add("--write-lock", action="store_true", help="write what each load is to loadlint.lock")
    add("--locked", action="store_true", help="report what is not as loadlint.lock has it")
    add("--output-format", choices=FORMATS, default="full", help="how to report")
    add("-o", "--output-file", metavar="FILE", help="where the report goes instead of standard output")
    add("--open", action="store_true", help="show the report in the browser; implies --output-format html")


def main(options: argparse.Namespace) -> int:
    """Run the command and return the exit status of the report (0 to 3), or the worst of several."""
    if options.open:
        options.output_format = "html"
        options.output_file = options.output_file or PAGE
    if _is_for_many(options):
        from . import verify_many

        return verify_many.main(options)
    return one(options)


def one(options: argparse.Namespace, imports: SharedImports | None = None) -> int:
    """Run the command on one load; `imports` may have begun."""
    with imports or SharedImports() as shared:
        return _Command(options, options.places[0], shared).run()


def _is_for_many(options: argparse.Namespace) -> bool:
    """Return whether the answer is about several loads, or in a form that only a run over several has."""
    places = options.places
    whole = options.output_format not in ("full", "json") or options.output_file
    whole = (
        whole
        or options.resume
        or options.write_lock
        or options.locked
        or options.on
        or options.on_each
        or options.runtime_env
    )
    return len(places) > 1 or os.path.isdir(places[0]) or bool(whole)


class _Command:
    """One run of the command."""

    def __init__(self, options: argparse.Namespace, place: str, imports: SharedImports) -> None:
        self.options, self.imports = options, imports
        self.path, self.numbers = chosen.split_place(place)
        projects = Projects(Wishes(python=options.python))
        self.preparing = Preparing(options, projects.at(os.path.dirname(self.path) or "."))
        self.cancel = threading.Event()

    def run(self) -> int:
        load = chosen.choose(self.path, self.numbers)
        values = preparing.values(self.options.set)
        wanted = [load] if not self.options.fixed or self.options.compare else []
        wanted += [self.preparing.fixed(load)] if self.options.fixed or self.options.compare else []
        # Two loads import once, and what is compared then differs in the code alone.
        surroundings = replace(self.preparing.surroundings(), imports=self.imports if self.options.compare else None)
        return self.carry_out([self.prepare(it, values, surroundings) for it in wanted])

    def carry_out(self, prepared: list[session.Prepared]) -> int:
        if len(prepared) == 2 and prepared[0].is_same_load(prepared[1]):
            print("nothing to compare: no quick-fix changes this load, so it is verified once", file=sys.stderr)
            prepared = prepared[:1]
        with running.stopping(self.cancel):
            if self.options.preflight:
                return self.show_estimates(prepared)
            self.preparing.require_consent()
            if self.options.against:
                as_json = self.options.output_format == "json"
                return against.compare(prepared[-1], self.options.against, self.verify, self.cancel, as_json=as_json)
            return self.show([self.verify(it) for it in prepared])

    def prepare(
        self, load: chosen.Chosen, values: dict[str, object], surroundings: session.Surroundings
    ) -> session.Prepared:
        try:
            return self.preparing.prepare(load, values, surroundings)
        except session.UnresolvedError as error:
            raise UnableError(preparing.asking(error.request, self.path)) from error
        except ValueError as error:
            raise UnableError(str(error)) from error

    # --- carrying out

    def verify(self, prepared: session.Prepared) -> VerifyReport:
        with running.showing(self.options.output_format == "full") as show:
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
        return 3 if estimates[-1].verdict in HOPELESS and not self.options.yes else 0


# --- helpers ------------------------------------------------------------------------------------------------


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


def _cluster(text: str) -> str:
    if not re.fullmatch(r"ray(://\S+:\d+)?", text):
        raise argparse.ArgumentTypeError("must be ray, or ray://HOST:PORT of a cluster")
    return text


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
