"""Decisions that several rules share: is this model trained, and by which call?"""

from __future__ import annotations

from .model import LoadSite, Program, TrainerCall, TrainingClue
from .values import is_false

# Models beside the one that is trained.
_BESIDE = ("ref_model", "reward_model", "value_model", "teacher_model", "teacher")


def trainer(load: LoadSite, program: Program) -> TrainerCall | None:
    """Return the call that makes a trainer of the loaded model; None without, or where another one is trained."""
    for use in (it for it in load.uses if it.kind == "train"):
        call = next((it for it in program.facts(TrainerCall) if it.span == use.span), None)
        model = call.argument("model") if call is not None else None
        if call is None or model is None:
            continue
        alone = all(it.name not in _BESIDE or is_false(it.value) for it in call.arguments)
        if alone or model.text == load.target or model.value_span.contains(load.call):
            return call
    return None


def has_clue(program: Program, kind: str) -> bool:
    """Return whether the code has a word of this kind."""
    return any(it.kind == kind for it in program.facts(TrainingClue))
