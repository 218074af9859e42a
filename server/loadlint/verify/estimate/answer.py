"""Answer the question of a person with an estimate: it fits, fits only at a price, or does not fit; and what would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from loadlint.verify import figures
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.findings import what_fits
from loadlint.verify.report import Change, Json
from loadlint.verify.request import Passed, VerifyRequest

from . import quantized
from .weights import FLOATS, Weights

OPENINGS = {
    "ok": "fits",
    "tight": "fits barely",
    "too-big": "does not fit",
    "damaged": "not whole",
    "no-device": "cannot run here",
    "unknown": "not known",
}
HALF = 0.5  # of the room: more is left for the peak while weights are quantized
AGAIN = "reading weights from disk again for each token"
LEAST = 200_000_000  # bytes of weights; a model that is smaller answers no question
HALVES = {"float16", "bfloat16"}
FOUR_BIT = "BitsAndBytesConfig(load_in_4bit=True)"


@dataclass(frozen=True, slots=True)
class Cure:
    """The first change with which a load would fit, as a sentence and perhaps as an edit of the load."""

    text: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A load with one change: the words for it, its request, and the edit."""

    words: str
    request: VerifyRequest
    change: Change | None = None


def sentence(verdict: str, reason: str, price: str | None = None) -> str:
    """Return the first line; `price` is what makes a load fit that has not the room for all of it."""
    if verdict == "tight" and price:
        return f"fits only by {price}: {reason}"
    return f"{OPENINGS[verdict]}: {reason}"


def needs(amount: float, room: int) -> str:
    return f"needs about {figures.size(amount)} of memory that cannot be given back, {figures.size(room)} may be used"


def mapped(amount: int, room: int) -> str:
    return f"{figures.size(amount)} are mapped from files, and {figures.size(room)} are left for them"


def no_disk(download: int, disk: int) -> str:
    return f"fetches {figures.size(download)}, and the disk of the cache has {figures.size(disk)} left"


def first_change(
    request: VerifyRequest,
    weights: Weights,
    config: Configuration,
    dtype: str | None,
    *,
    fits: Callable[[VerifyRequest], int | None],
    room: int | None,
    devices: bool,
) -> Cure | None:
    """Return the first of dtype, 4 bit, device map and a smaller model with which the load would fit.

    `fits` returns the bytes that a changed load needs, None where it does not fit or nothing is known; `room` is what
    weights may use; `devices` says whether this machine has accelerators.
    """
    for it in _alternatives(request, weights, dtype, devices):
        needed = fits(it.request)
        if needed is not None:
            return Cure(f"load with {it.words}: about {figures.size(needed)}, which fits", it.change)
    if room is None:
        return None
    result = quantized.size_of(quantized.Asked("bitsandbytes", 4), weights)
    plain = not quantized.asked(request, config) and request.callee.startswith("transformers.") and not weights.unpacked
    if plain and result is not None and result < HALF * room:
        taken = f"the weights then take about {figures.size(result)}, and the peak on the way is not known"
        return Cure(f"try `quantization_config={FOUR_BIT}`: {taken}")
    if room < LEAST:
        return Cure("free memory first: little more than the libraries themselves would fit")
    return Cure(f"take a smaller model: one of about {0.8 * room / 2e9:.2g} billion parameters in a half dtype fits")


def on_cards(weights: Weights, dtype: str | None, cards: Sequence[Json]) -> Cure:
    """Return the first change with which the weights fit on one of the cards."""
    return Cure(*what_fits.first_that_fits(sum(weights.count_by_dtype.values()), dtype, cards))


def _alternatives(request: VerifyRequest, weights: Weights, dtype: str | None, devices: bool) -> Iterator[Alternative]:
    halves = set(weights.bytes_by_dtype) & FLOATS
    if dtype not in HALVES and not (dtype is None and halves <= HALVES):
        name = "auto" if halves and halves <= HALVES else "bfloat16"
        words = f'`dtype="{name}"`'
        yield Alternative(words, changed(request, "dtype", {"literal": name}), Change("dtype", f'"{name}"'))
    if devices and request.argument("device_map") is None:
        spread = changed(request, "device_map", {"literal": "auto"})
        yield Alternative('`device_map="auto"`', spread, Change("device_map", '"auto"'))


def changed(request: VerifyRequest, name: str, value: Json) -> VerifyRequest:
    """Return the request with one argument set."""
    names = {name, "torch_dtype"} if name == "dtype" else {name}
    others = tuple(it for it in request.arguments if it.name not in names)
    return replace(request, arguments=(*others, Passed(name, value)))
