"""Files that loadlint writes itself and finds again, damaged: baselines and caches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from .headers import ESCAPES
from .sample import Content, Fifo, Folder, Link, Sample, Sparse, mutated, nested, text

BASELINES, CACHES = "baseline", "cache"
KNOWN = {"path": "app.py", "rule": "deprecated-torch-dtype", "identity": "0" * 32}


def samples(random: Random) -> Iterator[Sample]:
    for name, content in _baselines(random).items():
        yield Sample(BASELINES, name, {"known.json": content}, options=("--baseline", "known.json"))
    for name in _WAYS:
        yield Sample(CACHES, name, {}, damage=_Damage(name, random.random()))


def baseline(*findings: object, version: object = 2) -> bytes:
    return text({"version": version, "findings": list(findings)})


def _baselines(random: Random) -> dict[str, Content]:
    return {
        "empty": b"",
        "list": b"[]",
        "deep": nested("[", "", "]", 100_000),
        "digits": b'{"version": ' + b"9" * 10_000 + b', "findings": []}',
        "version of a text": baseline(version="2"),
        "version 10**400": baseline(version=10**400),
        "findings of a table": text({"version": 2, "findings": {"a": KNOWN}}),
        "findings of anything": baseline(None, 5, [], "x"),
        "members of anything": baseline({**KNOWN, "path": ["app.py"]}, {**KNOWN, "rule": None}),
        "names with escapes": baseline({**KNOWN, "path": ESCAPES, "rule": ESCAPES}),
        "names of null bytes": baseline({**KNOWN, "path": "\0"}, {**KNOWN, "path": "\ud800"}),
        "200,000 findings": baseline(*([KNOWN] * 200_000)),
        "not UTF-8": b"\xff\xfe{}",
        "a device": Link("/dev/zero"),
        "a pipe": Fifo(),
        "a folder": Folder(),
        "a tera of zeros": Sparse(1 << 40),
        **{f"mutation {at}": it for at, it in enumerate(mutated(random, baseline(KNOWN, KNOWN), 8))},
    }


class _Damage:
    """Damage one file of the cache in a named way."""

    def __init__(self, way: str, share: float) -> None:
        self.way, self.share = way, share

    def __call__(self, data: bytes) -> bytes:
        return _WAYS[self.way](data, int(self.share * len(data)))


_WAYS: dict[str, Callable[[bytes, int], bytes]] = {
    "empty": lambda data, at: data[:0],  # noqa: ARG005
    "cut short": lambda data, at: data[:at],
    "a bit": lambda data, at: data[:at] + bytes([it ^ 4 for it in data[at : at + 1]]) + data[at + 1 :],
    "zeros": lambda data, at: bytes(len(data)),  # noqa: ARG005
    "doubled": lambda data, at: data + data,  # noqa: ARG005
    "its checksum alone": lambda data, at: data[:4],  # noqa: ARG005
    "another's": lambda data, at: text({"by": "somebody"}),  # noqa: ARG005
    "a list with a sound checksum": lambda data, at: _signed([]),  # noqa: ARG005
    "tables of anything with a sound checksum": lambda data, at: _signed({"by": 1, "folders": 5, "listings": None}),  # noqa: ARG005
    "noise": lambda data, at: Random(at).randbytes(100_000),  # noqa: ARG005
}  # fmt: skip


def _signed(value: Any) -> bytes:
    """Return a cache with a checksum that fits."""
    import marshal
    import zlib

    data = marshal.dumps(value)
    return zlib.crc32(data).to_bytes(4, "big") + data
