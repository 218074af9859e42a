"""Facts beside the loads of a text. A new one is a module here, a line in `FACTS`, and its value in `model.py`.

Each module has a function `gather` from the text to the facts. It looks for plain words first, so that only
lines that have one are parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ... import model
from . import (
    fixed_devices,
    imports,
    late_settings,
    map_reads,
    mixed_precisions,
    open_reads,
    removed_imports,
    tokens,
    training,
    untrained_models,
)
from .reading import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """How one kind of fact is gathered, and whether it matters only in a text that has loads."""

    gather: Callable[[Text], Iterable[Any]]
    beside_loads: bool = True


FACTS: Mapping[type, Fact] = {
    model.EnvironmentSetting: Fact(late_settings.gather, beside_loads=False),
    model.WrittenToken: Fact(tokens.gather, beside_loads=False),
    model.Import: Fact(imports.gather, beside_loads=False),
    model.FixedDevice: Fact(fixed_devices.gather),
    model.RemovedImport: Fact(removed_imports.gather, beside_loads=False),
    model.MixedPrecision: Fact(mixed_precisions.gather),
    model.Untrained: Fact(untrained_models.gather),
    model.MapRead: Fact(map_reads.gather),
    model.OpenRead: Fact(open_reads.gather),
    model.AdapterCall: Fact(training.adapter_calls),
    model.TrainerCall: Fact(training.trainer_calls),
    model.TrainingClue: Fact(training.clues),
}


class Facts:
    """The facts of one text by their type, each kind gathered when first asked for."""

    def __init__(self, text: Text, loads: Sequence[object], *, may_load: bool) -> None:
        self._text = text
        self._loads = loads
        self._may_load = may_load
        self._gathered: dict[type, tuple[Any, ...]] = {}

    def __call__(self, kind: type[Any]) -> tuple[Any, ...]:
        # A function sees the imports at the margin, but no other facts of the rest of the text.
        self._text.names.trail.reached_out |= kind is not model.Import
        if kind not in self._gathered:
            self._gathered[kind] = self._gather(FACTS[kind])
        return self._gathered[kind]

    def _gather(self, fact: Fact) -> tuple[Any, ...]:
        """Gather facts before the loads are counted, as most texts have none and reading loads is expensive."""
        if fact.beside_loads and not self._may_load:
            return ()
        facts = tuple(fact.gather(self._text))
        return facts if facts and (not fact.beside_loads or len(self._loads)) else ()
