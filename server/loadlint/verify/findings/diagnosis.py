"""Judge a load by all that is known of it: each diagnosis with its evidence and its cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from loadlint import crashes
from loadlint.verify.report import Diagnosis, Json

from . import asked, devices, failures, tries, weights


def findings(
    model: Json, smoke: Json, environment: Json, request: Json, preflight: Json | None, python: str = "python"
) -> tuple[Diagnosis, ...]:
    """Everything worth knowing about a model that did load, problems first."""
    checks: list[Callable[[], Iterator[Diagnosis]]] = [
        lambda: weights.from_place(model),
        lambda: asked.otherwise(model, request),
        lambda: devices.offloaded(model),
        lambda: devices.held(model, environment),
        lambda: devices.beside_a_gpu(model, environment, request),
        lambda: devices.precision(model, environment),
        lambda: devices.default_dtype(model, environment, request, preflight),
        lambda: weights.from_keys(model, request),
        lambda: weights.from_adapter(model),
        lambda: weights.from_kind(model, environment),
        lambda: tries.from_tokenizer(smoke, _tokenizer_cause(smoke, python)),
        lambda: tries.from_try(smoke, model, preflight),
    ]
    diagnoses = [it for check in checks for it in _safely(check)]
    return tuple(sorted(diagnoses, key=lambda it: not it.problem))


def _tokenizer_cause(smoke: Json, python: str) -> tuple[str, str] | None:
    chain = (smoke.get("tokenizer_error") or {}).get("chain")
    return failures.known(chain, python) if chain else None


def _safely(check: Callable[[], Iterator[Diagnosis]]) -> list[Diagnosis]:
    """The findings of one check; a fault of ours is a note and ends nothing."""
    try:
        return list(check())
    except Exception as error:  # the facts come from libraries of any release
        evidence = f"a check of this load failed in loadlint itself ({crashes.described(error)})"
        return [Diagnosis("check-failed", evidence, "report it to loadlint", problem=False)]
