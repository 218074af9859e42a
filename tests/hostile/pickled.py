"""Pickled checkpoints: zip files, and what the pickle in them makes of memory and time."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections.abc import Iterator
from random import Random

from .headers import CONFIGURATION
from .sample import LARGEST, Sample, Sparse, model, mutated

KIND = "pickle"
FILE = "pytorch_model.bin"
# `torch._utils._rebuild_tensor_v2(storage, 0, size, ...)`, with the storage by its persistent id.
_REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"
_STORAGE = b"(X\x07\0\0\0storagectorch\nFloatStorage\n"


def archive(table: bytes, *, name: str = "archive/data.pkl", way: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", way) as opened:
        opened.writestr(name, table)
        opened.writestr("archive/data/0", b"\0" * 16)
    return file.getvalue()


def tensor(key: bytes = b"X\x01\0\0\x000", shape: bytes = b"(K\x04t") -> bytes:
    """Return a table of one tensor, from the pickle of its storage's key and of its shape."""
    storage = _STORAGE + key + b"X\x03\0\0\0cpuK\x04tQ"
    arguments = b"(" + storage + b"K\0" + shape + b"(K\x01t\x89}t"
    return b"\x80\x02}X\x01\0\0\0a" + _REBUILD + arguments + b"Rs."


def samples(random: Random) -> Iterator[Sample]:
    for name, table in {**_costs(), **_calls(), **_broken()}.items():
        yield model(KIND, name, {FILE: archive(table), "config.json": CONFIGURATION})
    for name, data in _archives().items():
        yield model(KIND, name, {FILE: data, "config.json": CONFIGURATION})
    for number, data in enumerate(mutated(random, archive(tensor()), 8)):
        yield model(KIND, f"mutated archive {number}", {FILE: data})
    for number, table in enumerate(mutated(random, tensor(), 16)):
        yield model(KIND, f"mutated pickle {number}", {FILE: archive(table)})


def _costs() -> dict[str, bytes]:
    """Return small pickles whose values are large."""
    long = b"\x8b" + struct.pack("<i", 4_000) + b"\x7f" * 4_000
    doubling = b"K\x01" + b"2\x86" * 30
    return {
        "key that doubles thirty times": tensor(key=doubling),
        "key of half a million digits": tensor(key=b"\x8b" + struct.pack("<i", 1_000_000) + b"\x7f" * 1_000_000),
        "shape of 4,000 long numbers": tensor(shape=b"(" + long + b"2" * 4_000 + b"t"),
        "shape of a text": tensor(shape=b"(K\x04t0X\x05\0\0\0aaaaa"),
        "shape that doubles": tensor(shape=doubling),
        "shape of a long number and a text": tensor(shape=b"(X\x09\0\0\0aaaaaaaaa" + long + b"t"),
        "four million empty lists": b"\x80\x02(" + b"]" * 4_000_000 + b"l.",
        "four million marks": b"\x80\x02" + b"(" * 4_000_000 + b".",
        "four million memos": b"\x80\x04N" + b"\x94" * 4_000_000 + b".",
        "a million tables": b"\x80\x02" + b"}" * 1_000_000 + b"s" * 999_999 + b".",
        "nested 100,000 times": b"\x80\x02" + b"]" + b"a".join([b"]"] * 100_000) + b"a" * 2 + b".",
        "tuples nested a million times": b"\x80\x02)" + b"\x85" * 1_000_000 + b".",
        "text of 4 GB": b"\x80\x02X\xff\xff\xff\xff.",
        "text of 2**63 bytes": b"\x80\x04\x8d" + struct.pack("<Q", 2**63 - 1) + b".",
        "frame of 2**62 bytes": b"\x80\x04\x95" + struct.pack("<Q", 2**62) + b".",
        "buffer of 2**62 bytes": b"\x80\x05\x96" + struct.pack("<Q", 2**62) + b".",
        "number of 2 GB": b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b".",
        "number as a million digits": b"L" + b"9" * 1_000_000 + b"L\n.",
        "memo at 2**31": b"\x80\x02Nr\xff\xff\xff\x7f.",
        "list that holds itself": b"\x80\x02]q\0h\0a.",
    }


def _calls() -> dict[str, bytes]:
    """Return pickles that call what they name."""
    return {
        "os.system": b"cos\nsystem\n(X\x04\0\0\0truetR.",
        "builtins.exec": b"cbuiltins\nexec\n(X\x08\0\0\0raise 1+tR.",
        "stack global": b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.",
        "extension": b"\x80\x02\x82\x01.",
        "build": tensor()[:-1] + b"}X\x01\0\0\0aK\x01sb.",
        "class": b"(ios\nsystem\n.",
        "object of a class": b"\x80\x02cos\nsystem\n)\x81.",
        "storage that is no tuple": b"\x80\x02K\x01Q.",
        "storage of a long tuple": b"\x80\x02(X\x07\0\0\0storage" + b"K\x01" * 1_000 + b"tQ.",
        "storage of an unhashable kind": b"\x80\x02(X\x07\0\0\0storage]]K\x01tQ.",
        "tensor of no arguments": b"\x80\x02" + _REBUILD + b")R.",
        "tensor without a storage": b"\x80\x02" + _REBUILD + b"(NNNNt" + b"R.",
        "next buffer": b"\x80\x05\x97.",
    }


def _broken() -> dict[str, bytes]:
    return {
        "empty": b"",
        "stop alone": b".",
        "no stop": b"\x80\x02}",
        "pop of nothing": b"\x80\x020000.",
        "mark that is not there": b"\x80\x02t.",
        "protocol 255": b"\x80\xff}.",
        "unknown opcode": b"\x80\x02\xff.",
        "unhashable key": b"\x80\x02}]Ns.",
        "line without an end": b"cos",
        "number of no digits": b"Iabc\n.",
        "text not in UTF-8": b"\x80\x02X\x02\0\0\0\xff\xfe.",
        "table that is a list": pickle.dumps([1, 2, 3]),
        "table with a number as a name": pickle.dumps({1: 2}),
        "negative shape": tensor(shape=b"(J\xff\xff\xff\xfft"),
        "shape of floats": tensor(shape=b"(G?\xf0\0\0\0\0\0\0t"),
        "shape of None": tensor(shape=b"N"),
    }


def _archives() -> dict[str, bytes | Sparse]:
    table = tensor()
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as opened:
        for at in range(20_000):
            opened.writestr(f"archive/data/{at}", b"")
        opened.writestr("archive/data.pkl", table)
    whole = archive(table)
    return {
        "bomb of 8 MB": archive(b"\0" * LARGEST, way=zipfile.ZIP_DEFLATED),
        "bomb of empty lists": archive(b"(" + b"]" * LARGEST + b"l.", way=zipfile.ZIP_DEFLATED),
        "20,000 members": many.getvalue(),
        "no list": archive(table, name="archive/other.pkl"),
        "name with dots": archive(table, name="../../archive/data.pkl"),
        "legacy pickle": b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.",
        "end alone": b"PK\x05\x06" + b"\xff" * 18,
        "end that claims 2**32 members": whole[:-22] + b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 12 + b"\0\0",
        "way of packing unknown": whole.replace(b"\x14\0\0\0\0\0", b"\x14\0\0\0\x63\0"),
        "encrypted": whole.replace(b"\x14\0\0\0\0\0", b"\x14\0\1\0\0\0"),
        "wrong checksum": whole.replace(b"_rebuild_tensor_v2", b"_rebuild_tensor_v3"),
        "empty": b"",
        "html": b"<html>not found</html>",
        "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "zeros without end": Sparse(1 << 40),
    }
