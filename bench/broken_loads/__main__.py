"""Make loads that are broken, wrong or sound, verify each, and print the reports in short.

    python -m bench.broken_loads [--release 4.57.6] [--only NAME] [--full] [--keep FILE]

A case is right when the report holds the words an expert would use, and a sound load when its exit status is 0.
The models are made from a seed, the newest transformers at hand makes them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.broken_loads import cases, libraries, models, sound
from bench.broken_loads.cases import Case
from loadlint.verify import render
from loadlint.verify.building import build
from loadlint.verify.estimate.preflight import estimate
from loadlint.verify.report import VerifyReport
from loadlint.verify.run.job import Job
from loadlint.verify.run.processes import environment
from loadlint.verify.run.verdict import Account
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads
from proofs import environments
from tests.verify.libraries import PYTHON, present

RUNNER = Path(__file__).parent / "runner.py"


@dataclass(frozen=True)
class Result:
    """One case with its report, or with the reason why it was not run."""

    case: Case
    report: VerifyReport | None
    words: str
    right: bool
    status: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.broken_loads")
    parser.add_argument("--release", default=environments.NEWEST, help="a release that `make proofs` has built")
    parser.add_argument("--python", help="another interpreter with the libraries")
    parser.add_argument("--only", action="append", default=[], help="cases whose name holds this")
    parser.add_argument("--keep", metavar="FILE", help="write each case's exit status and words as JSON")
    parser.add_argument("--full", action="store_true", help="print the whole reports")
    options = parser.parse_args()
    chosen = [it for it in _every() if not options.only or any(name in it.name for name in options.only)]
    with tempfile.TemporaryDirectory(prefix="loads-") as folder:
        results = run(chosen, Path(folder), options.python or environments.python(options.release))
    for it in results:
        _print(it, options.full)
    if options.keep:
        kept = {it.case.name: {"status": it.status, "words": it.words, "right": it.right} for it in results}
        Path(options.keep).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    counts = Counter((it.case.name.startswith("sound"), it.right) for it in results)
    print(
        f"broken or odd: {counts[False, True]} right, {counts[False, False]} not;"
        f" sound: {counts[True, True]} passed, {counts[True, False]} false alarms"
    )
    return 1 if counts[False, False] + counts[True, False] else 0


def _every() -> list[Case]:
    return [*cases.cases(), *libraries.cases(), *sound.cases()]


def run(chosen: list[Case], folder: Path, python: str) -> list[Result]:
    """Verify every case below `folder`, those that need more libraries in the environment that has them."""
    bases = folder / "bases"
    models.make(bases)
    if present():
        script = Path(__file__).parent / "adapters.py"
        subprocess.run([str(PYTHON), str(script), str(bases / "llama"), str(bases)], check=True, capture_output=True)
    plain = [it for it in chosen if it.library is None]
    more = [it for it in chosen if it.library is not None and present()]
    old = _release(python).startswith("4.")
    results = _verified(plain, folder / "plain", bases, python, old=old)
    return [*results, *(_verified(more, folder / "more", bases, str(PYTHON), old=False) if more and not old else [])]


def _verified(chosen: list[Case], folder: Path, bases: Path, python: str, *, old: bool) -> list[Result]:
    release = _release(python)
    jobs = [_job(it, folder / f"{at}", bases, python, release) for at, it in enumerate(chosen)]
    wanted = [it for it in jobs if not _is_refused(it)]
    outcome = iter(_carried_out(wanted, python))
    reports = [None if _is_refused(it) else _account(it, next(outcome)).report() for it in jobs]
    return [_judged(case, job, report, old) for case, job, report in zip(chosen, jobs, reports, strict=True)]


def _is_refused(job: Job) -> bool:
    return bool(job.request.unresolved or (job.request.dangers and not job.request.confirmed))


def _job(case: Case, folder: Path, bases: Path, python: str, release: str) -> Job:
    folder.mkdir(parents=True)
    if case.base:
        shutil.copytree(bases / case.base, folder / "model")
        if case.damage:
            case.damage(folder / "model")
    for name in libraries.BESIDE:
        if case.library and (bases / name).exists():
            shutil.copytree(bases / name, folder / name)
    (folder / "load.py").write_text(case.text)
    program = loads.find(Source(case.text))
    site = [it for it in program.loads if it.loader.kind not in ("tokenizer", "config")][-1]
    request = replace(build(program, site, path="load.py", values={}), confirmed=case.confirmed)
    checked = estimate(replace(request, offline=True), cwd=folder, transformers=release)
    return Job(request, python, str(folder), estimate=checked)


def _carried_out(jobs: list[Job], python: str) -> list[dict[str, Any]]:
    orders = [{"folder": it.cwd, "request": {**it.request.as_json(), "scratch": it.cwd}} for it in jobs]
    quiet = {"HF_ENDPOINT": "http://127.0.0.1:9", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "0"}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        done = subprocess.run(
            [python, "-W", "ignore", str(RUNNER), str(out)],
            input=json.dumps(orders), env={**environment(os.environ, offline=False), **quiet},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        results: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return results


def _account(job: Job, outcome: dict[str, Any]) -> Account:
    seen = {it["event"]: it for it in outcome["events"]}
    phases = [it["phase"] for it in outcome["events"] if it["event"] == "phase"]
    log = tuple(it for it in outcome["log"] if it.strip())
    return Account(job, seen, (phases or ["starting"])[-1], 1.0, log, outcome["returncode"])


def _judged(case: Case, job: Job, report: VerifyReport | None, old: bool) -> Result:
    if report is None:
        words = " ".join([*job.request.dangers, *(f"asks for {it.name}" for it in job.request.unresolved)])
        return Result(case, None, words, case.is_right(3, words, old=old), 3)
    parts = [f"{it.name}: {it.evidence} {it.cure}" for it in report.problems]
    if report.error:
        parts.append(f"{report.error.cause} -> {report.error.cure}" if report.error.cause else "")
    words = "; ".join(parts)
    return Result(case, report, words, case.is_right(report.status, words, old=old), report.status)


def _release(python: str) -> str:
    script = "from importlib.metadata import version; print(version('transformers'))"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def _print(result: Result, full: bool) -> None:
    mark = "right" if result.right else "WRONG"
    words = " ".join(result.words.split()) or "no problem"
    if result.report and result.report.error and not result.report.error.cause:
        error = result.report.error
        words = f"unknown: {error.type}: {' '.join(error.message.split())[:200]}"
    print(f"{mark} {result.status} {result.case.name}: {words[:300]}")
    if full and result.report:
        print(render.full(result.report))


if __name__ == "__main__":
    sys.exit(main())
