"""The lock of loads: what each load is, as a text that can be reviewed, and what has changed since.

It leaves out what differs from run to run: times, peaks of memory, line numbers.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from loadlint import store
from loadlint.errors import LoadlintError
from loadlint.project import config, hub_cache
from loadlint.source import regular
from loadlint.verify import facts, placed
from loadlint.verify.figures import count, parameters, size
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.secrets import printable
from loadlint.words import shown

NAME = "loadlint.lock"
VERSION = 1
AGAIN = "loadlint verify . --write-lock"
_HEAD = f"""\
# Written by `loadlint verify --write-lock`; `loadlint verify --locked` reports what has changed since.
version = {VERSION}
"""
_KEY = ("path", "call", "number")

Entry = dict[str, object]
Key = tuple[str, str, int]


class LockError(LoadlintError):
    """A lock that is not there or cannot be read; the message names the cure."""


def entries(reports: Iterable[VerifyReport]) -> list[Entry]:
    """Return an entry for each load, in the order of paths and calls."""
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for report in reports:
        path, call = shown(str(report.site["path"])), printable(str(report.request["call"]))
        seen[path, call] += 1
        number: Entry = {"number": seen[path, call]} if seen[path, call] > 1 else {}
        made.append({"path": path, "call": call, **number, **dict(_facts(report))})
    return sorted(made, key=_key)


def text(locked: Iterable[Entry]) -> str:
    """Return the text of a lock: a table for each load, a line for each fact."""
    tables = ["".join(f"{name} = {_value(value)}\n" for name, value in it.items()) for it in locked]
    return _HEAD + "".join(f"\n[[load]]\n{it}" for it in tables)


def read(path: str) -> list[Entry]:
    """Return the entries of a lock; raises LockError."""
    try:
        written = regular.read(path)[0].decode()
    except FileNotFoundError:
        raise LockError(f"there is no {path}; write it with --write-lock") from None
    except (OSError, UnicodeDecodeError):
        raise LockError(f"{path} cannot be read as a lock; write it with `{AGAIN}`") from None
    try:
        table = config.toml(written, path)
    except config.ConfigError as error:
        raise LockError(f"{error}; write it with `{AGAIN}`") from None
    if table.get("version") != VERSION:
        number = table.get("version")
        raise LockError(f"{path} is a lock of version {number}, not {VERSION}; write it with `{AGAIN}`")
    loads = table.get("load", [])
    if not isinstance(loads, list) or not all(_is_entry(it) for it in loads):
        raise LockError(f"{path} is damaged; write it with `{AGAIN}`")
    return loads


def merged(before: Iterable[Entry], after: Iterable[Entry], places: Sequence[str]) -> list[Entry]:
    """Return the entries of this run, and the earlier ones of files that it did not look at."""
    return sorted([*(it for it in before if not _is_below(it, places)), *after], key=_key)


def changes(before: Iterable[Entry], after: Iterable[Entry], places: Sequence[str]) -> Iterator[str]:
    """Yield a line for each fact that is not as it was locked."""
    one = {_key(it): it for it in before if _is_below(it, places)}
    other = {_key(it): it for it in after}
    gone, new = ([it for it in these if it not in those] for these, those in ((one, other), (other, one)))
    became = _pairs(gone, new)
    for key in sorted({*one, *other} - {*became.values()}):
        named, now = f"{key[0]}: {key[1]}", became.get(key, key)
        if now not in other:
            yield f"{named} is gone"
        elif key not in one:
            yield f"{named} is new"
        else:
            yield from [f"{named} is now {now[1]}"] if now != key else []
            yield from (f"{key[0]}: {now[1]}: {it}" for it in _differences(one[key], other[now]))


def _pairs(gone: Iterable[Key], new: Iterable[Key]) -> dict[Key, Key]:
    """Return the loads whose call alone changed, each with what it became: of one file and function, the most alike."""
    left, pairs = list(new), {}
    for key in gone:
        same = [it for it in left if (it[0], _function(it)) == (key[0], _function(key))]
        if same:
            pairs[key] = max(same, key=lambda it: _alike(it[1], key[1]))
            left.remove(pairs[key])
    return pairs


def _function(key: Key) -> str:
    return key[1].partition("(")[0]


def _alike(one: str, other: str) -> int:
    """Return how many characters two calls share at their ends."""
    return sum(
        sum(1 for _ in takewhile(lambda it: it[0] == it[1], zip(one[::step], other[::step], strict=False)))
        for step in (1, -1)
    )


def _facts(report: VerifyReport) -> Iterator[tuple[str, object]]:
    yield "outcome", report.outcome
    if report.outcome != "loaded":
        yield "cause", printable(facts.why_not(report))
    if report.problems:
        yield "problems", sorted({it.name for it in report.problems})
    commit = _commit(report)
    if commit:
        yield "commit", commit
    if report.model:
        yield from _model(report.model)
    generated = report.smoke.get("text")
    if generated and not report.rehearsal:
        # Greedy, so the same on one machine; the text itself would be long.
        yield "tokens", store.fingerprint(generated.encode("utf-8", "surrogatepass"))


def _model(model: Json) -> Iterator[tuple[str, object]]:
    yield "class", model["class"]
    yield "parameters", model["parameters"]
    yield "dtypes", {name: it["bytes"] for name, it in sorted(model["dtypes"].items())}
    if model.get("quantization"):
        yield "quantization", facts.quantization(model["quantization"])
    if model.get("adapter"):
        yield "adapter", facts.adapter(model["adapter"], model["parameters"])
    yield "devices", dict(sorted(model["bytes_per_device"].items()))
    if len(set(model.get("device_map", {}).values())) > 1:
        yield "device_map", _runs(model["device_map"])
    if model.get("missing_count") is not None:
        yield "keys", {"missing": model["missing_count"], "unexpected": model["unexpected_count"]}


def _commit(report: VerifyReport) -> str | None:
    """Return the commit of the checkpoint on the hub; None for a folder."""
    if report.rehearsal:
        models = report.rehearsal.get("models") or [{}]
        commit: str | None = models[0].get("commit")
        return commit
    named = {it["name"]: it["value"].get("literal") for it in report.request["arguments"]}
    name = named.get("pretrained_model_name_or_path") or named.get("model") or named.get("model_name_or_path")
    if not isinstance(name, str) or os.path.isdir(name) or not hub_cache.is_name(name):
        return None
    return hub_cache.find(name, str(named.get("revision") or "main")).commit


def _runs(device_map: Mapping[str, str]) -> list[str]:
    """Return neighbors on one device as one item, as in `model.layers.0 to model.layers.11: cuda:0`."""
    runs = [(f"{names[0]} to {names[-1]}" if len(names) > 1 else names[0], it) for it, names in placed.runs(device_map)]
    return [f"{names}: {device}" for names, device in runs]


# --- differences ------------------------------------------------------------------------------------------


def _differences(one: Entry, other: Entry) -> Iterator[str]:
    for name in dict.fromkeys([*one, *other]):
        if name not in _KEY and one.get(name) != other.get(name):
            yield f"{name} was {_words(name, one.get(name))}, is {_words(name, other.get(name))}"


def _words(name: str, value: object) -> str:
    if value is None:
        return "none"
    if name in ("dtypes", "devices") and isinstance(value, dict):
        return " and ".join(f"{key} {size(it)}" for key, it in value.items()) or "none"
    if name == "keys" and isinstance(value, dict):
        return ", ".join(f"{it} {key}" for key, it in value.items())
    if name == "parameters" and isinstance(value, int):
        return parameters(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) if len(value) < 4 else count(len(value), "part")
    return str(value)


# --- text -------------------------------------------------------------------------------------------------


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_text(name)} = {_value(it)}" for name, it in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _key(entry: Entry) -> Key:
    number = entry.get("number", 1)
    return str(entry["path"]), str(entry["call"]), number if isinstance(number, int) else 1


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(it), str) for it in ("path", "call", "outcome"))


def _is_below(entry: Entry, places: Sequence[str]) -> bool:
    """Return whether a run over these places looks at the file of an entry."""
    path = str(entry["path"])
    return any(it == "." or path == it or path.startswith(f"{it}/") for it in map(shown, places))
