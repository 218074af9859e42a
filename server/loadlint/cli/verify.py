"""`loadlint verify`: run one load of a file, as it is or after its fixes."""

from __future__ import annotations

import argparse
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .verifying import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadlint.verify.run.fork_server import SharedImports

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
    if not _is_for_many(options):
        return one(options)
    with _importing():
        from . import verify_many
    return verify_many.main(options)


def one(options: argparse.Namespace, imports: SharedImports | None = None) -> int:
    """Run the command on one load; `imports` may have begun."""
    with _importing():
        from .verifying.single import Command
    with running.first_sign(running.READING):
        command = Command(options, options.places[0], imports)
        prepared = command.prepared()
    return command.carry_out(prepared)


@contextmanager
def _importing() -> Iterator[None]:
    """Show a first sign on a terminal while modules are imported, which takes longer than a person waits for one."""
    with running.first_sign(running.READING):
        from loadlint import codegen_cache

        with codegen_cache.remembered("verify"):
            yield


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
    from loadlint.project import settings

    try:
        return settings.size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
