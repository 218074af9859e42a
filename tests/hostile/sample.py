"""One hostile folder: a flawed program, and beside it files as a stranger might send them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

PROGRAM = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("model", torch_dtype=torch.float16)
"""
LINE = 4  # of the load in PROGRAM
LARGEST = 8_000_000  # bytes of one hostile file; larger ones are sparse


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Sparse:
    """A file that claims this many bytes and takes none of the disk."""

    size: int
    head: bytes = b""


@dataclass(frozen=True)
class Fifo:
    """A pipe that nobody writes to."""


@dataclass(frozen=True)
class Folder:
    """An empty folder under the name of a file."""


Content = bytes | Link | Sparse | Fifo | Folder


@dataclass(frozen=True)
class Sample:
    """A folder to make. `file` is the one to open, `model`: its program loads `model/`, `options` are for check.

    `damage` changes each file that an earlier run has left in the cache.
    """

    kind: str
    name: str
    files: Mapping[str, Content]
    file: str = "app.py"
    model: bool = False
    program: str = PROGRAM
    options: tuple[str, ...] = ()
    damage: Callable[[bytes], bytes] | None = None

    def make(self, folder: Path) -> None:
        """Write the files below `folder`."""
        folder.mkdir(parents=True)
        (folder / ".git").mkdir()
        if "app.py" not in self.files:
            (folder / "app.py").write_text(self.program)
        for name, content in self.files.items():
            place = Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name))))
            place.parent.mkdir(parents=True, exist_ok=True)
            _put(place, content)


def model(kind: str, name: str, files: Mapping[str, Content], argument: str = "") -> Sample:
    """Return a program that loads a folder `model/` with these files."""
    inside = {f"model/{it}": content for it, content in files.items()}
    program = PROGRAM.replace('"model"', f'"model", {argument}') if argument else PROGRAM
    return Sample(kind, name, inside, model=True, program=program)


def named(kind: str, file: str, contents: Mapping[str, Content]) -> Iterator[Sample]:
    """Yield a sample for each content of one file beside the program."""
    for name, content in contents.items():
        yield Sample(kind, f"{file} {name}", {file: content})


def mutated(random: Random, sound: bytes, count: int) -> Iterator[bytes]:
    """Yield variants of a sound file: bytes flipped, cut out, doubled, or replaced by what breaks parsers."""
    for _ in range(count):
        data = bytearray(sound)
        for _ in range(random.choice((1, 1, 2, 5))):
            _mutate(random, data)
        yield bytes(data)


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def nested(opening: str, middle: str, closing: str, depth: int) -> bytes:
    return (opening * depth + middle + closing * depth).encode()


TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\x0c", b"\xe2\x80\xa8", b"\x1b[2J", b"1e999"),
    *(b"-1", b"9" * 5_000, b"NaN", b"null", b"[" * 2_000, b'{"a":' * 500, b'"', b"'", b"\\", b"#", b"\n" * 50),
    *(b"(" * 300, b"*a" * 40, b"==", b";", b"[", b"]", b"${HOME}", b"\\ud800", b"../../../../etc/passwd", b"=" * 300),
)


def _mutate(random: Random, data: bytearray) -> None:
    at, length = random.randrange(len(data) + 1), random.randrange(1, 40)
    way = random.randrange(5)
    if way == 0 and data:
        data[min(at, len(data) - 1)] ^= 1 << random.randrange(8)
    elif way == 1:
        del data[at : at + length]
    elif way == 2:
        data[at:at] = data[at : at + length] * random.randrange(1, 20)
    elif way == 3:
        data[at:at] = random.choice(TOKENS)
    else:
        data[at : at + length] = random.choice(TOKENS)


def _put(place: Path, content: Content) -> None:
    if isinstance(content, bytes):
        place.write_bytes(content)
    elif isinstance(content, Link):
        place.symlink_to(content.target)
    elif isinstance(content, Sparse):
        with place.open("wb") as file:
            file.write(content.head)
            file.truncate(content.size)
    elif isinstance(content, Fifo):
        os.mkfifo(place)
    else:
        place.mkdir()
