"""A report for people: whole, in one line, or beside another one.

Lines are made as (text, style) pairs first, so that plain and coloured output are one layout.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TextIO

from .report import Diagnosis, Failure, Json, VerifyReport

Line = list[tuple[str, str]]
LABEL = 14
WIDTH = 100
_STYLES = {"loaded": "bold green", "cancelled": "bold yellow"}
_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def line(report: VerifyReport) -> str:
    """The outcome in one line, for a lens, a diagnostic or the end of a run."""
    if report.outcome != "loaded" or report.model is None:
        return f"not loaded: {_why_not(report)}"
    named = f"{report.model['class']} {_places(report.model)}"
    text = f"loaded {named}, {_dtypes(report.model)}, {_speed(report)}"
    problems = report.problems
    return text if not problems else f"{text}; {_count(len(problems), 'problem')}: {problems[0].evidence}"


def full(report: VerifyReport, width: int = WIDTH) -> str:
    """The whole report as plain text."""
    return "".join("".join(text for text, _ in it).rstrip() + "\n" for it in _report(report, width))


def compare(before: VerifyReport, after: VerifyReport, width: int = WIDTH) -> str:
    """Two reports side by side, what differs first, as plain text."""
    return "".join("".join(text for text, _ in it).rstrip() + "\n" for it in _comparison(before, after, width))


def write(report: VerifyReport, out: TextIO) -> None:
    """Print the whole report, in colour where `out` is a terminal."""
    _paint(_report(report, _width(out)), out)


def write_comparison(before: VerifyReport, after: VerifyReport, out: TextIO) -> None:
    """Print two reports side by side, in colour where `out` is a terminal."""
    _paint(_comparison(before, after, _width(out)), out)


def size(amount: float | None) -> str:
    """Bytes as people write them."""
    if amount is None:
        return "unknown"
    for unit, name in _UNITS:
        if amount >= unit:
            return f"{amount / unit:.3g} {name}" if amount < 1000 * unit else f"{amount / unit:.0f} {name}"
    return f"{amount:.0f} B"


def shares(preflight: Json) -> str:
    """Estimated bytes of weights on each device, and what is free there."""
    free = {it["device"]: it["free"] for it in preflight.get("devices") or () if it.get("free") is not None}
    told = [
        f"{name} {size(amount)}{f' of {size(free[name])} free' if name in free else ''}"
        for name, amount in preflight["bytes_per_device"].items()
    ]
    return ", ".join(told) + ("; simulated devices" if preflight.get("simulated") else "")


def seconds(time: float | None) -> str:
    if time is None:
        return "unknown"
    return f"{time * 1000:.0f} ms" if time < 1 else f"{time:.1f} s"


def load_time(report: VerifyReport) -> float:
    """The seconds of a load alone, without imports and the first try."""
    return sum(
        float(report.times.get(it, 0.0)) for it in ("resolve", "download", "load", "dispatch", "processor", "move")
    )


# --- one report -------------------------------------------------------------------------------------------


def _report(report: VerifyReport, width: int) -> Iterator[Line]:
    style = _STYLES.get(report.outcome, "bold red")
    yield [(report.outcome, style), ("  ", ""), (report.request["call"], "bold")]
    yield [(f"{' ' * len(report.outcome)}  {_where(report)}", "cyan")]
    yield []
    for label, text in rows(report):
        yield from _wrapped(label, text, width)
    for note in report.request.get("notes") or ():
        yield from _wrapped("note", note, width)
    for warning in report.warnings:
        yield from _wrapped("warning", warning, width)
    for found in report.diagnosis:
        yield from _found(found, width)
    if report.error:
        yield from _failed(report.error, report, width)
    yield []
    yield [(line(report), style if not report.problems else "bold yellow")]


def rows(report: VerifyReport) -> list[tuple[str, str]]:
    """Label and text of each fact of a report."""
    found: list[tuple[str, str]] = []
    if report.model:
        found += _model_rows(report.model)
    if report.model or report.outcome != "refused":
        found += [("time", _times(report.times))] if len(report.times) > 1 else []
        found += [("memory", _memory(report.memory))] if report.memory.get("host_peak") else []
    found += [("rank", _rank(it)) for it in report.ranks if len(report.ranks) > 1]
    if report.preflight:
        found.append(("estimated", _estimated(report.preflight)))
    if report.smoke:
        found.append(("first try", _smoke(report.smoke)))
    if report.environment:
        found.append(("environment", _environment(report.environment)))
    return found


def _model_rows(model: Json) -> Iterator[tuple[str, str]]:
    yield "class", f"{model['class']}, {_short(model['parameters'])} parameters, {size(model['bytes'])}"
    yield "device", _places(model, amounts=True)
    yield "dtype", _dtypes(model, amounts=True)
    if model.get("missing_count") is None:
        yield "keys", "not known with this release of transformers"
    elif model["missing_count"] or model["unexpected_count"]:
        yield "keys", f"{model['missing_count']} missing, {model['unexpected_count']} unexpected"


def _places(model: Json, *, amounts: bool = False) -> str:
    if not amounts:
        return "on " + " and ".join(model["bytes_per_device"] or ["no device"])
    total = model["bytes"] or 1
    return ", ".join(f"{name} {size(it)} ({it / total:.0%})" for name, it in model["bytes_per_device"].items())


def _dtypes(model: Json, *, amounts: bool = False) -> str:
    if not amounts:
        return " and ".join(model["dtypes"])
    return ", ".join(f"{name} {size(it['bytes'])}" for name, it in model["dtypes"].items())


def _speed(report: VerifyReport) -> str:
    load = load_time(report)
    token = report.smoke.get("ms_per_token")
    return f"in {seconds(load)}" + (f", {token:.3g} ms a token" if token else "")


def _times(times: Json) -> str:
    names = ("load", "resolve", "download", "dispatch", "processor", "move", "first_forward", "import", "total")
    shown = [(it, times[it]) for it in names if times.get(it, 0) >= 0.001]
    return ", ".join(f"{name.replace('_', ' ')} {seconds(value)}" for name, value in shown)


def _memory(memory: Json) -> str:
    peak, before = memory["host_peak"], memory.get("host_before")
    text = f"host peak {size(peak)} of its own (measured)"
    if before:
        text += f", {size(max(peak - before, 0))} over the {size(before)} before the load"
    if memory.get("host_resident_peak"):
        text += f"; {size(memory['host_resident_peak'])} with mapped files"
    devices = memory.get("devices") or {}
    return text + "".join(f"; {name} peak {size(it)}" for name, it in devices.items())


def _rank(rank: Json) -> str:
    text = f"{rank['rank']} on {rank['host']}: {rank['outcome']}"
    text += "".join(f", {name} {size(it)}" for name, it in (rank.get("bytes_per_device") or {}).items())
    peak = (rank.get("memory") or {}).get("host_peak")
    text += f", host peak {size(peak)}" if peak else ""
    return text + (f", {_one_line(rank['error'])}" if rank.get("error") else "")


def _estimated(preflight: Json) -> str:
    if preflight.get("host_memory_private") is None:
        return f"nothing: {preflight['reason']}"
    stored = ", ".join(f"{name} {size(it)}" for name, it in preflight["bytes_by_dtype"].items())
    text = f"checkpoint {stored}; {size(preflight['host_memory_private'])} of private host memory"
    free = preflight.get("host_memory_available")
    text += f", {size(free)} may be used" if free is not None else ""
    text += f"; weights on {shares(preflight)}" if preflight.get("bytes_per_device") else ""
    return text + "".join(f"; {it}" for it in preflight["notes"])


def _smoke(smoke: Json) -> str:
    if smoke.get("error"):
        return "failed"
    if smoke.get("skipped"):
        return f"none: {smoke['skipped']}"
    if smoke.get("width"):
        return f"an embedding of {smoke['width']} numbers"
    if smoke.get("tokens") is None:
        return "a forward pass went through"
    speed = f", {smoke['ms_per_token']:.3g} ms each" if smoke.get("ms_per_token") else ""
    text = f"{_count(smoke['tokens'], 'token')}{speed}"
    return f'{text}: "{_one_line(smoke["text"])}"' if smoke.get("text") else text


def _environment(environment: Json) -> str:
    versions = environment.get("versions") or {}
    named = [f"{it} {versions[it]}" for it in ("torch", "transformers", "accelerate") if it in versions]
    if not versions:
        return str(environment.get("interpreter", "unknown"))
    devices = [f"{it['device']} {it['name']}" for it in environment.get("devices") or []] or ["no GPU"]
    return ", ".join([f"Python {environment['python']}", *named, *devices, str(environment["interpreter"])])


def _found(found: Diagnosis, width: int) -> Iterator[Line]:
    yield []
    label, style = ("problem", "bold yellow") if found.problem else ("note", "bold blue")
    first, *rest = _folded(f"{found.name}: {found.evidence}", width)
    yield [(f"  {label:<{LABEL}}", style), (first, "")]
    yield from ([(" " * (LABEL + 2) + it, "")] for it in rest)
    yield from _wrapped("cure", found.cure, width)


def _failed(error: Failure, report: VerifyReport, width: int) -> Iterator[Line]:
    yield []
    yield from _wrapped("phase", error.phase, width)
    yield from _wrapped("error", f"{error.type}: {error.message}", width, "red")
    if error.cause:
        yield from _wrapped("cause", error.cause, width)
        yield from _wrapped("cure", error.cure or "", width, "green")
        return
    yield from _wrapped("cause", "unknown to loadlint, so here is all of it", width)
    for text in error.traceback.rstrip().split("\n"):
        yield [(f"    {text}", "dim")]
    for text in report.log[-20:]:
        yield [(f"    log: {text}", "dim")]


# --- two reports ------------------------------------------------------------------------------------------


def _comparison(before: VerifyReport, after: VerifyReport, width: int) -> Iterator[Line]:
    column = max((width - LABEL - 6) // 2, 24)
    yield _columns("", "before", "after", column, "bold")
    yield [("  " + "-" * (LABEL + 2 * column + 2), "dim")]
    pairs = [(label, *texts) for label, texts in _paired(before, after)]
    for label, one, other in sorted(pairs, key=lambda it: it[1] == it[2]):
        yield from _side_by_side(label, one, other, column)
    yield []
    yield [("before: ", "bold"), (line(before), "")]
    yield [("after:  ", "bold"), (line(after), "")]


def _paired(before: VerifyReport, after: VerifyReport) -> Iterator[tuple[str, tuple[str, str]]]:
    one, other = dict(_compared(before)), dict(_compared(after))
    for label in dict.fromkeys([*one, *other]):
        yield label, (one.get(label, "-"), other.get(label, "-"))


def _compared(report: VerifyReport) -> Iterator[tuple[str, str]]:
    """One figure a row, for figures are compared and sentences are not."""
    yield "load", report.request["call"]
    yield "outcome", report.outcome if report.outcome == "loaded" else f"{report.outcome}: {_why_not(report)}"
    yield "problems", ", ".join(it.name for it in report.problems) or "none"
    if report.model:
        yield "class", report.model["class"]
        yield "weights", size(report.model["bytes"])
        yield "device", _places(report.model, amounts=True)
        yield "dtype", _dtypes(report.model)
    peak, start = report.memory.get("host_peak"), report.memory.get("host_before")
    if peak and start:
        resident = report.memory.get("host_resident_peak")
        mapped = f", {size(resident)} in all with mapped files" if resident else ""
        yield "host memory", f"{size(max(peak - start, 0))} over the libraries{mapped}"
    yield from ((f"{name} peak", size(it)) for name, it in (report.memory.get("devices") or {}).items())
    yield from _compared_times(report)
    if report.smoke.get("text"):
        yield "text", _one_line(report.smoke["text"])


def _compared_times(report: VerifyReport) -> Iterator[tuple[str, str]]:
    load = sum(report.times.get(it, 0.0) for it in ("resolve", "download", "load", "dispatch", "processor", "move"))
    if report.model:
        yield "load time", seconds(load)
        yield "first forward", seconds(report.times.get("first_forward"))
    if report.smoke.get("ms_per_token"):
        yield "a token", f"{report.smoke['ms_per_token']:.3g} ms"


def _side_by_side(label: str, one: str, other: str, column: int) -> Iterator[Line]:
    left, right = _folded(one, column, 0), _folded(other, column, 0)
    style = "" if one == other else "yellow"
    for index, (first, second) in enumerate(zip_longest(left, right, fillvalue="")):
        yield _columns("" if index else label, first, second, column, style)


def _columns(label: str, one: str, other: str, column: int, style: str) -> Line:
    return [(f"  {label:<{LABEL}}", "cyan"), (f"{one:<{column}}  ", style), (other, style)]


# --- text -------------------------------------------------------------------------------------------------


def _wrapped(label: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    first, *rest = _folded(text, width)
    yield [(f"  {label:<{LABEL}}", "cyan"), (first, style)]
    yield from ([(" " * (LABEL + 2) + it, style)] for it in rest)


def _folded(text: str, width: int, indent: int = LABEL + 2) -> list[str]:
    """Lines that fit beside a label; lines of the text stay lines."""
    folded: list[str] = []
    for part in text.split("\n"):
        folded += textwrap.wrap(part, max(width - indent, 20), break_on_hyphens=False) or [""]
    return folded


def _where(report: VerifyReport) -> str:
    site = report.site
    cell = f"cell {site['cell']}, " if site.get("cell") is not None else ""
    return f"{site['path']}:{cell}{site['line']}"


def _why_not(report: VerifyReport) -> str:
    error = report.error
    if error is None:
        return report.outcome
    return error.cause or f"{error.type}: {_one_line(error.message)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(count: int) -> str:
    for unit, name in ((10**9, "billion"), (10**6, "million")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count:,}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _width(out: TextIO) -> int:
    if not out.isatty():
        return WIDTH
    import shutil

    return max(60, shutil.get_terminal_size((WIDTH, 24)).columns)


def _paint(lines: Iterable[Line], out: TextIO) -> None:
    if not out.isatty():
        for it in lines:
            out.write("".join(text for text, _ in it).rstrip() + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for it in lines:
        console.print(Text.assemble(*it))
