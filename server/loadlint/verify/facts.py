"""Write each fact of a report as a label and a text: the model, times, memory, the estimate and the first try."""

from __future__ import annotations

from collections.abc import Iterator

from .figures import count, milliseconds, parameters, seconds, share, size
from .rehearsal import marks
from .report import Json, VerifyReport

LOADING = ("resolve", "download", "load", "dispatch", "processor", "move")


def rows(report: VerifyReport) -> list[tuple[str, str]]:
    """Return label and text of each fact of a report."""
    texts: list[tuple[str, str]] = []
    if report.rehearsal:
        texts += marks.rows(report.rehearsal)
    if report.model:
        texts += _model_rows(report.model)
    if report.model or report.outcome != "refused":
        texts += [("time", _times(report.times))] if len(report.times) > 1 else []
        texts += [("memory", memory(report.memory))] if report.memory.get("host_peak") else []
    texts += [("rank", _rank(it)) for it in report.ranks if len(report.ranks) > 1]
    if report.preflight:
        texts.append(("estimated", _estimated(report.preflight)))
    if report.smoke:
        texts.append(("first try", tried(report.smoke)))
    if report.environment:
        texts.append(("environment", _environment(report.environment)))
    return texts


def load_time(report: VerifyReport) -> float:
    """Return the seconds of a load alone, without imports and the first try."""
    return sum(float(report.times.get(it, 0.0)) for it in LOADING)


def shares(preflight: Json) -> str:
    """Return the estimated bytes of weights on each device, and what is free there."""
    free = {it["device"]: it["free"] for it in preflight.get("devices") or () if it.get("free") is not None}
    texts = [
        f"{name} {size(amount)}{f' of {size(free[name])} free' if name in free else ''}"
        for name, amount in preflight["bytes_per_device"].items()
    ]
    return ", ".join(texts) + ("; simulated devices" if preflight.get("simulated") else "")


def places(model: Json, *, amounts: bool = False) -> str:
    if not amounts:
        return "on " + " and ".join(model["bytes_per_device"] or ["no device"])
    total = model["bytes"] or 1
    return ", ".join(f"{name} {size(it)} ({share(it, total)})" for name, it in model["bytes_per_device"].items())


def dtypes(model: Json, *, amounts: bool = False) -> str:
    if not amounts:
        return " and ".join(model["dtypes"])
    return ", ".join(f"{name} {size(it['bytes'])}" for name, it in model["dtypes"].items())


def quantization(asked: Json) -> str:
    """Return method, bits and the dtype of computing."""
    bits = f", {asked['bits']} bits a weight" if asked.get("bits") else ""
    computes = f", computes in {asked['compute_dtype']}" if asked.get("compute_dtype") else ""
    return f"{asked.get('method')}{bits}{computes}{'' if asked.get('applied', True) else ', not applied'}"


def adapter(adapted: Json, total: int) -> str:
    """Return the names, the rank and the share that training would change."""
    rank = f", rank {adapted['rank']}" if adapted.get("rank") else ""
    trained = adapted.get("trainable") or 0
    part = f"{parameters(trained)} of {parameters(total)} parameters trainable ({share(trained, total)})"
    return f"{', '.join(adapted.get('names') or ())}{rank}, {part if trained else 'no parameter trainable'}"


def memory(measured: Json) -> str:
    """Return the peak of private memory, and what came over the libraries and from mapped files."""
    peak, before = measured["host_peak"], measured.get("host_before")
    text = f"host peak {size(peak)} of its own (measured)"
    if before:
        text += f", {size(max(peak - before, 0))} over the {size(before)} before the load"
    if measured.get("host_resident_peak"):
        text += f"; {size(measured['host_resident_peak'])} with mapped files"
    devices = measured.get("devices") or {}
    return text + "".join(f"; {name} peak {size(it)}" for name, it in devices.items())


def each_token(smoke: Json) -> str:
    """Return the time of a token; that of zeros is an estimate of the true one."""
    return f"{'estimated ' if smoke.get('estimated') else ''}{milliseconds(smoke['ms_per_token'])}"


def token(smoke: Json) -> str:
    """Return the time of a token, and between which times half of them lay."""
    text, spread = each_token(smoke), smoke.get("quartile_ms")
    return f"{text}, half of them {milliseconds(spread[0])} to {milliseconds(spread[1])}" if spread else text


def tried(smoke: Json) -> str:
    """Return the outcome of the first try."""
    if smoke.get("error"):
        return "failed"
    if smoke.get("skipped"):
        return f"none: {smoke['skipped']}"
    if smoke.get("width"):
        return f"an embedding of {smoke['width']} numbers"
    if smoke.get("tokens") is None:
        return "a forward pass went through"
    speed = f", {each_token(smoke)} each" if smoke.get("ms_per_token") else ""
    spread = smoke.get("quartile_ms")
    speed += f" (half of them {milliseconds(spread[0])} to {milliseconds(spread[1])})" if speed and spread else ""
    text = f"{count(smoke['tokens'], 'token')}{speed}"
    return f'{text}: "{one_line(smoke["text"])}"' if smoke.get("text") else text


def one_line(text: str) -> str:
    return " ".join(text.split())


def why_not(report: VerifyReport) -> str:
    """Return the cause of a failure, or the error itself, or the outcome."""
    error = report.error
    if error is None:
        return report.outcome
    return error.cause or f"{error.type}: {one_line(error.message)}"


def _model_rows(model: Json) -> Iterator[tuple[str, str]]:
    yield "class", f"{model['class']}, {parameters(model['parameters'])} parameters, {size(model['bytes'])}"
    yield "device", places(model, amounts=True)
    yield "dtype", dtypes(model, amounts=True)
    if model.get("quantization"):
        yield "quantization", quantization(model["quantization"])
    if model.get("adapter"):
        yield "adapter", adapter(model["adapter"], model["parameters"])
    if model.get("attention"):
        yield "attention", str(model["attention"])
    if model.get("missing_count") is None:
        if not model.get("pipeline"):
            yield "keys", "missing and unexpected keys are not reported by this release"
    elif model["missing_count"] or model["unexpected_count"]:
        yield "keys", f"{model['missing_count']} missing, {model['unexpected_count']} unexpected"


def _times(times: Json) -> str:
    loading = ("load", "resolve", "download", "dispatch", "processor", "move")
    names = (*loading, "first_forward", "import", "wait_for_estimate", "total")
    shown = [(it, times[it]) for it in names if times.get(it, 0) >= 0.001]
    return ", ".join(f"{name.replace('_', ' ')} {seconds(value)}" for name, value in shown)


def _rank(rank: Json) -> str:
    text = f"{rank['rank']} on {rank['host']}: {rank['outcome']}"
    text += "".join(f", {name} {size(it)}" for name, it in (rank.get("bytes_per_device") or {}).items())
    peak = (rank.get("memory") or {}).get("host_peak")
    text += f", host peak {size(peak)}" if peak else ""
    return text + (f", {one_line(rank['error'])}" if rank.get("error") else "")


def _estimated(preflight: Json) -> str:
    if preflight.get("host_memory_private") is None:
        return f"nothing: {preflight['reason']}"
    stored = ", ".join(f"{name} {size(it)}" for name, it in preflight["bytes_by_dtype"].items())
    text = f"checkpoint {stored}; {size(preflight['host_memory_private'])} of private host memory"
    free = preflight.get("host_memory_available")
    text += f", {size(free)} may be used" if free is not None else ""
    text += f"; weights on {shares(preflight)}" if preflight.get("bytes_per_device") else ""
    return text + "".join(f"; {it}" for it in preflight["notes"])


def _environment(environment: Json) -> str:
    versions = environment.get("versions") or {}
    named = [f"{it} {versions[it]}" for it in ("torch", "transformers", "accelerate") if it in versions]
    if not versions:
        return str(environment.get("interpreter", "unknown"))
    devices = [f"{it['device']} {it['name']}" for it in environment.get("devices") or []] or ["no GPU"]
    return ", ".join([f"Python {environment['python']}", *named, *devices, str(environment["interpreter"])])
