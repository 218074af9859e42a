"""One report as HTML: four tiles, problems, what is folded away, and where weights and time went."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify import facts, placed
from loadlint.verify.figures import count, seconds, share, size
from loadlint.verify.report import Diagnosis, Failure, Json, VerifyReport

from . import pieces
from .pieces import Part, prose, text

LOG_LINES = 20
LEAST = 0.001  # seconds that a bar of time shows
UNMEASURED = "–"


def content(report: VerifyReport) -> str:
    """Return all of a report but its heading."""
    parts = [failed(report) if report.error else "", *_tiles(report)]
    parts += map(_diagnosed, report.problems)
    parts += [_findings(report), *_notes(report), time(report), device_map(report.model)]
    return "".join([*parts, pieces.table(_rows(report))])


def failed(report: VerifyReport) -> str:
    """Return the error of a report, its cure, and its traceback folded away."""
    error = report.error
    if error is None:
        return ""
    whole = "\n".join(it for it in (error.traceback.rstrip(), *report.log[-LOG_LINES:]) if it)
    details = pieces.table([("phase", error.phase), ("error", f"{error.type}: {error.message}")])
    cure = f'<p class="cure">{prose(error.cure)}</p>' if error.cure else ""
    log = pieces.folded("traceback and log", f'<pre tabindex="0">{text(whole)}</pre>' if whole else "")
    return f'<section class="card bad" aria-label="error"><h3>{prose(_cause(error))}</h3>{cure}{details}{log}</section>'


def _cause(error: Failure) -> str:
    return error.cause or f"{error.type}, which loadlint does not know"


# --- tiles ------------------------------------------------------------------------------------------------


def _tiles(report: VerifyReport) -> Iterator[str]:
    if report.model is None:
        return
    yield '<ul class="tiles">'
    yield _tile("placed", _placed(report.model), "")
    yield _tile("peak memory", *_memory(report.memory))
    yield _tile("load time", *_loading(report))
    yield _tile("tokens/s", *_speed(report.smoke))
    yield "</ul>"


def _tile(name: str, value: str, more: str) -> str:
    below = f"<small>{text(more)}</small>" if more else ""
    shown = value if value.startswith("<") else f"<strong>{text(value)}</strong>"
    return f'<li class="tile"><span>{text(name)}</span>{shown}{below}</li>'


def _placed(model: Json) -> str:
    parts = placement(model)
    named = " and ".join(model["bytes_per_device"]) if len(parts) < 3 else count(len(parts), "device")
    return f"<strong>{text(named or 'no device')}</strong>{pieces.bar(parts)}{pieces.legend(parts)}"


def placement(model: Json) -> list[Part]:
    """Return the bytes on each device as parts of a bar."""
    total, devices = model["bytes"] or 1, model["bytes_per_device"]
    return [Part(it, f"{name} {size(it)} ({share(it, total)})", at) for at, (name, it) in enumerate(devices.items())]


def _memory(memory: Json) -> tuple[str, str]:
    peak, before, devices = memory.get("host_peak"), memory.get("host_before"), memory.get("devices") or {}
    host = size(peak) if peak else UNMEASURED
    over = f"{size(max(peak - before, 0))} over the libraries" if peak and before else ""
    if not devices:
        return host, over
    return ", ".join(f"{name} {size(it)}" for name, it in devices.items()), f"host {host}{f', {over}' if over else ''}"


def _loading(report: VerifyReport) -> tuple[str, str]:
    imported = report.times.get("import", 0)
    return seconds(facts.load_time(report)), f"after {seconds(imported)} of imports" if imported >= LEAST else ""


def _speed(smoke: Json) -> tuple[str, str]:
    token = smoke.get("ms_per_token")
    if not token:
        return UNMEASURED, facts.tried(smoke) if smoke else "not tried"
    return f"{1000 / token:.3g}", f"{facts.each_token(smoke)} a token"


# --- what needs a person, and what does not ---------------------------------------------------------------


def _diagnosed(diagnosis: Diagnosis) -> str:
    head = f"<h3>{text(diagnosis.name)}</h3><p>{prose(diagnosis.evidence)}</p>"
    return (
        f'<section class="card mixed" aria-label="problem">{head}<p class="cure">{prose(diagnosis.cure)}</p></section>'
    )


def _findings(report: VerifyReport) -> str:
    return pieces.items(
        f"{it['severity']} `{it['rule']}`, line {it['line']}: {it['message']}" for it in report.findings
    )


def _notes(report: VerifyReport) -> Iterator[str]:
    notes = [f"{it.name}: {it.evidence}; {it.cure}" for it in report.diagnosis if not it.problem]
    notes += [*(report.request.get("notes") or ()), *((report.preflight or {}).get("notes") or ())]
    yield pieces.folded(count(len(notes), "note"), pieces.items(notes))
    warnings = report.warnings
    yield pieces.folded(f"{count(len(warnings), 'warning')} of the libraries", pieces.items(warnings))


# --- time and place ---------------------------------------------------------------------------------------


def time(report: VerifyReport) -> str:
    """Return the times of a load in their order as one bar; those before it stand beside it, or would hide the rest."""
    times = {it: report.times.get(it, 0) for it in (*facts.LOADING, "first_forward")}
    times["generation"] = (report.smoke.get("tokens") or 0) * (report.smoke.get("ms_per_token") or 0) / 1000
    shown = {name.replace("_", " "): it for name, it in times.items() if it >= LEAST}
    parts = [Part(it, f"{name} {seconds(it)}", at) for at, (name, it) in enumerate(shown.items())]
    earlier = {it: report.times.get(it, 0) for it in ("import", "wait_for_estimate")}
    before = [f"{name.replace('_', ' ')} {seconds(it)}" for name, it in earlier.items() if it >= LEAST]
    if not parts and not before:
        return ""
    drawn = pieces.bar(parts) if parts else ""
    return f'<section class="time"><h3>time</h3>{drawn}{pieces.legend(parts, before)}</section>'


def device_map(model: Json | None) -> str:
    """Return a line for each run of modules on one device, and all modules folded away."""
    placed_map = {name: it for name, it in ((model or {}).get("device_map") or {}).items() if name}
    if not placed_map or model is None:
        return ""
    devices = list(model["bytes_per_device"])
    runs = "".join(
        f'<li class="part-{_color(device, devices)}"><code>{text(placed.span(names))}</code> → {text(device)}</li>'
        for device, names in placed.runs(placed_map)
    )
    every = "".join(
        f'<li class="part-{_color(placed.named(it), devices)}"><code>{text(name)}</code> {text(placed.named(it))}</li>'
        for name, it in placed_map.items()
    )
    all_of = pieces.folded(f"all {count(len(placed_map), 'module')}", f'<ol class="modules">{every}</ol>')
    return f'<section><h3>device map</h3><ol class="runs">{runs}</ol>{all_of if len(placed_map) > 1 else ""}</section>'


def _color(device: str, devices: list[str]) -> int:
    return devices.index(device) % pieces.COLORS if device in devices else 0


def _rows(report: VerifyReport) -> Iterator[tuple[str, str]]:
    estimate = report.preflight or {}
    yield from (it for it in facts.rows(report) if it[0] not in ("time", "device"))
    yield "answer", estimate.get("answer") or ""
    yield "would fit", str(estimate.get("cure") or "")
