"""Compare two reports of one load: each figure with its change in per cent, and a sentence on gain and cost.

A change within the noise of its figure is not shown as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import facts
from .figures import change, seconds, size
from .report import Json, VerifyReport

NOISE = "within noise"
OF_MEMORY, LEAST_MEMORY = 0.02, 8_000_000
OF_TIME, LEAST_TIME = 0.3, 0.2  # of a time that was measured once
OF_TOKENS = 0.1  # of the fastest token
EXPLAINED = (
    "memory held is that of the loaded model with the libraries; at the peak the pages of the weights' files count too,"
    " which the system can drop and read again"
)
RESULTS = ("weights", "memory held", "load time", "a token")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both reports; `changed` is the change in per cent, `NOISE`, or empty for a text.

    `differs` is false for figures that are equal but for noise.
    """

    label: str
    before: str
    after: str
    changed: str = ""
    differs: bool = False

    def as_json(self) -> Json:
        return {"what": self.label, "before": self.before, "after": self.after, "change": self.changed}


def rows(before: VerifyReport, after: VerifyReport) -> list[Row]:
    """Return the rows, those that differ first."""
    made = [it for it in (*_texts(before, after), *_figures(before, after)) if (it.before, it.after) != ("-", "-")]
    return sorted(made, key=lambda it: not it.differs)


def differences(before: VerifyReport, after: VerifyReport) -> list[Row]:
    """Return the rows that differ once the same load runs with another release or interpreter.

    The times of a load and the memory of imports differ from run to run, so they are no part of it.
    """
    if before.model is None or after.model is None:
        return [it for it in _texts(before, after) if it.label == "outcome" and it.differs]
    figures = [it for it in _figures(before, after) if it.label == "weights" or it.label in _peaks(before, after)]
    figures += [*_places(before, after), _own(before, after)]
    # Tokens that a busy machine slows down are slower in one part of a run only.
    token, (one, other) = _tokens(before, after), (it.smoke.get("fastest_ms") or 0.0 for it in (before, after))
    if token.differs and abs(other - one) > OF_TOKENS * one > 0:
        figures.append(token)
    texts = [it for it in _texts(before, after, more=True) if it.label not in ("load", "findings")]
    return [it for it in (*texts, *figures) if it.differs]


def sentence(before: VerifyReport, after: VerifyReport) -> str:
    """Return gain and cost of the change in one sentence, or why there is none."""
    if after.outcome != "loaded":
        return "no gain: the changed load does not end well"
    if before.outcome != "loaded":
        return "gain: the load works now"
    gone = [it.name for it in before.problems if it.name not in {other.name for other in after.problems}]
    figures = [it for it in _figures(before, after) if it.differs and it.label in (*RESULTS, *_peaks(before, after))]
    gains = [f"`{it}` is gone" for it in gone] + [_short(it) for it in figures if it.changed.startswith("-")]
    costs = [_short(it) for it in figures if it.changed.startswith("+")]
    slower = after.smoke.get("slower")
    if any("a token" in it for it in costs) and slower:
        costs.append(f"{slower['dtype']} takes {slower['factor']:.1f} times as long as float32 here")
    if not gains and not costs:
        return "no gain that could be measured here: every figure is the same, but for noise"
    parts = [f"gain: {', '.join(gains)}" if gains else "no gain here", f"cost: {', '.join(costs)}" if costs else ""]
    return "; ".join(it for it in parts if it)


def _short(row: Row) -> str:
    return f"{row.label} {row.changed}"


def _texts(before: VerifyReport, after: VerifyReport, *, more: bool = False) -> Iterator[Row]:
    pairs = [dict((*_described(it), *(_more(it) if more else ()))) for it in (before, after)]
    for label in dict.fromkeys([*pairs[0], *pairs[1]]):
        one, other = pairs[0].get(label, "-"), pairs[1].get(label, "-")
        yield Row(label, one, other, differs=one != other)


def _described(report: VerifyReport) -> Iterator[tuple[str, str]]:
    yield "load", report.request["call"]
    yield "outcome", report.outcome if report.outcome == "loaded" else f"{report.outcome}: {facts.why_not(report)}"
    yield "problems", ", ".join(it.name for it in report.problems) or "none"
    if report.findings:
        yield "findings", ", ".join(dict.fromkeys(str(it["rule"]) for it in report.findings))
    if report.model:
        yield "class", report.model["class"]
        yield "device", facts.places(report.model)
        yield "dtype", facts.dtypes(report.model)
    if report.smoke.get("text"):
        yield "text", facts.one_line(report.smoke["text"])


def _more(report: VerifyReport) -> Iterator[tuple[str, str]]:
    model = report.model or {}
    if model.get("missing_count") is not None:
        names = [f"{kind}: {', '.join(model.get(f'{kind}_keys') or ())}" for kind in ("missing", "unexpected")]
        counts = [model[f"{kind}_count"] for kind in ("missing", "unexpected")]
        yield (
            "keys",
            "; ".join(it for it, number in zip(names, counts, strict=True) if number) or "all as they should be",
        )
    if model:
        yield "attention", str(model.get("attention") or "-")
        yield "quantization", facts.quantization(model["quantization"]) if model.get("quantization") else "none"
    if report.outcome == "loaded":
        yield "warnings", "; ".join(facts.one_line(it) for it in report.warnings) or "none"


def _places(before: VerifyReport, after: VerifyReport) -> Iterator[Row]:
    """Compare the weights on each device, where there are several."""
    one, other = ((it.model or {}).get("bytes_per_device") or {} for it in (before, after))
    for name in {**one, **other} if len({**one, **other}) > 1 and one and other else ():
        yield _sizes(f"weights on {name}", one.get(name, 0), other.get(name, 0))


def _own(before: VerifyReport, after: VerifyReport) -> Row:
    """Compare the private memory that a load took over that of the libraries."""
    one, other = (_over_libraries(it.memory) for it in (before, after))
    differs = one is not None and other is not None and abs(other - one) > max(OF_MEMORY * one, LEAST_MEMORY)
    return _row(
        "peak of its own", one, other, (_bytes(one), _bytes(other)), differs and bool(before.model and after.model)
    )


def _over_libraries(memory: Json) -> int | None:
    peak, start = memory.get("host_peak"), memory.get("host_before")
    return max(peak - start, 0) if peak and start else None


def _figures(before: VerifyReport, after: VerifyReport) -> Iterator[Row]:
    one, other = before.model or {}, after.model or {}
    yield _sizes("weights", one.get("bytes"), other.get("bytes"))
    yield _memory("memory held", "host_resident", before, after)
    yield _memory("peak memory", "host_resident_peak", before, after)
    for name in _peaks(before, after):
        peaks = [(it.memory.get("devices") or {}).get(name.removesuffix(" peak")) for it in (before, after)]
        yield _sizes(name, *peaks)
    if one or other:
        yield _times("load time", *(facts.load_time(it) if it.model else None for it in (before, after)))
        yield _times("first forward", *(it.times.get("first_forward") for it in (before, after)))
    yield _tokens(before, after)


def _peaks(before: VerifyReport, after: VerifyReport) -> list[str]:
    return [f"{it} peak" for it in {**(before.memory.get("devices") or {}), **(after.memory.get("devices") or {})}]


def _sizes(label: str, one: int | None, other: int | None) -> Row:
    differs = one is not None and other is not None and abs(other - one) > max(OF_MEMORY * one, 1)
    return _row(label, one, other, (_bytes(one), _bytes(other)), differs)


def _memory(label: str, name: str, before: VerifyReport, after: VerifyReport) -> Row:
    """Compare all memory, private and mapped together: a fix can move bytes from one to the other."""
    one, other = (it.memory.get(name) for it in (before, after))
    texts = (_bytes(one), _bytes(other))
    differs = one is not None and other is not None and abs(other - one) > max(OF_MEMORY * one, LEAST_MEMORY)
    return _row(label, one, other, texts, differs)


def _times(label: str, one: float | None, other: float | None) -> Row:
    differs = one is not None and other is not None and abs(other - one) > max(OF_TIME * one, LEAST_TIME)
    texts = ("-" if one is None else seconds(one), "-" if other is None else seconds(other))
    return _row(label, one, other, texts, differs)


def _tokens(before: VerifyReport, after: VerifyReport) -> Row:
    """Compare the medians; they differ where the middle halves of the tokens do not touch."""
    one, other = before.smoke, after.smoke
    first, second = (it.get("quartile_ms") for it in (one, other))
    apart = first and second and (first[1] < second[0] or second[1] < first[0])
    texts = [facts.token(it) if it.get("ms_per_token") else "-" for it in (one, other)]
    return _row("a token", one.get("ms_per_token"), other.get("ms_per_token"), (texts[0], texts[1]), bool(apart))


def _row(label: str, one: float | None, other: float | None, texts: tuple[str, str], differs: bool) -> Row:
    if one is None or other is None:
        return Row(label, *texts, "", texts[0] != texts[1])
    same = NOISE if texts[0] != texts[1] else ""
    return Row(label, *texts, change(one, other) if differs else same, differs)


def _bytes(amount: int | None) -> str:
    return "-" if amount is None else size(amount)
