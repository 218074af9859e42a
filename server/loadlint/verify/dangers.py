"""Find the arguments of a load that run code of strangers, and those that hold a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .request import SECRETS, Passed


def dangers(arguments: Iterable[Passed]) -> Iterator[str]:
    for it in arguments:
        if it.name == "trust_remote_code" and it.value != {"literal": False} and it.value != {"literal": None}:
            yield "`trust_remote_code=True` runs code from the model's repository"
        if it.name == "weights_only" and it.value == {"literal": False}:
            yield "`weights_only=False` runs whatever the pickle file holds"
        yield from _nested_dangers(it)


def _nested_dangers(passed: Passed) -> Iterator[str]:
    """`pipeline(model_kwargs={...})` hands its items on to the load."""
    if passed.name == "model_kwargs" and "table" in passed.value:
        items = [Passed(str(key.get("literal")), value) for key, value in passed.value["table"]]
        yield from dangers(items)
    if "load" in passed.value:
        yield from dangers(Passed(name, value) for name, value in passed.value["load"]["keywords"])


def secrets(arguments: Iterable[Passed]) -> Iterator[str]:
    for it in arguments:
        text = it.value.get("literal")
        if it.name in SECRETS and isinstance(text, str) and len(text) >= 4:
            yield text
