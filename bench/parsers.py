"""Feed mutated inputs to each reader of texts and files that strangers write.

`python -m bench.parsers --inputs 10000` takes some minutes. A reader returns, or raises what it documents, within a
number of calls that grows with its input.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from loadlint.check import baseline
from loadlint.editor import capabilities
from loadlint.editor.wire import lenient, transport
from loadlint.errors import LoadlintError
from loadlint.project import config, declared, folders, installs, locks, requirements, settings
from loadlint.source import git_excludes, gitignore, magics, notebook
from loadlint.verify import dangers
from loadlint.verify.estimate import gguf, hub, pickles, shelf, weights
from loadlint.verify.explain import explanation
from loadlint.verify.files import indexes, values
from loadlint.verify.many import lock
from loadlint.verify.run import launch
from loadlint_rules.analysis import suppressions
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.reading.texts import Texts
from tests.hostile import configurations, declarations, gguf_headers, headers, notebooks, patterns, pickled, records
from tests.hostile.sample import PROGRAM, mutated, text

MOST_CALLS, CALLS_A_BYTE = 400_000, 400
Read = Callable[[bytes], object]


@dataclass(frozen=True)
class Parser:
    """A reader, and sound inputs to mutate."""

    name: str
    read: Callable[[Path], Read]
    sound: tuple[bytes, ...]


@dataclass(frozen=True)
class Figures:
    """Counts of one parser's run: inputs, those that it refused, and the most calls and CPU seconds of one."""

    inputs: int
    refused: int
    calls: int
    seconds: float


class BudgetError(AssertionError):
    """An input that costs a reader too many calls."""


def run(parser: Parser, folder: Path, inputs: int, seed: int) -> Figures:
    """Feed a number of inputs to a parser; an exception that it does not document ends the run."""
    read, random = parser.read(folder), Random(f"{parser.name} {seed}")
    refused, most, longest = 0, 0, 0.0
    for number in range(inputs):
        (data,) = mutated(random, random.choice(parser.sound), 1)
        start = time.process_time()
        with counted(MOST_CALLS + CALLS_A_BYTE * len(data)) as calls:
            try:
                read(data)
            except LoadlintError:
                refused += 1
            except Exception as error:
                raise AssertionError(f"{parser.name}, seed {seed}, input {number}: {data[:2_000]!r}") from error
        most, longest = max(most, calls[0]), max(longest, time.process_time() - start)
    return Figures(inputs, refused, most, longest)


@contextmanager
def counted(limit: int) -> Iterator[list[int]]:
    """Count calls, those of C included; raise BudgetError past the limit."""
    calls = [0]

    def count(_frame: object, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            calls[0] += 1
            if calls[0] > limit:
                sys.setprofile(None)
                raise BudgetError(f"more than {limit:,} calls")

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


# --- readers of projects ----------------------------------------------------------------------------


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _requirement(data: bytes) -> None:
    for line in _text(data).split("\n"):
        named = [requirements.read(it, "here") for it in (line, requirements.from_conda(line))]
        named += [requirements.read(f"torch{it}", "here") for it in requirements.from_poetry(line)]
        requirements.decide([it for it in named if it is not None], "3.12")


def _of_file(name: str, read: Callable[[str], object]) -> Callable[[Path], Read]:
    """Return a reader of a file with this name; `read` takes its folder."""

    def prepared(folder: Path) -> Read:
        def written(data: bytes) -> object:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
            return read(str(folder))

        return written

    return prepared


def _tiers(name: str, folder: str) -> None:
    for tier in declared.tiers(folder, {name}, folder):
        for group in tier:
            requirements.decide([it for it in group if it.library == "torch"], None)


def _tiers_of(name: str) -> Callable[[Path], Read]:
    return _of_file(name, partial(_tiers, name))


def _settings(folder: str) -> None:
    file = config.read(folder)
    if file is not None:
        settings.parse(file)


def _home(folder: str) -> list[str]:
    return folders.lines(os.path.join(folder, "pyvenv.cfg"))


def _patterns(data: bytes) -> None:
    compiled = gitignore.Patterns.compile(data.decode("utf-8", "surrogateescape").split("\n"), "/base")
    for name in patterns.NAMES:
        if compiled is not None:
            compiled.covers(f"/base/{name}")


def _magics(data: bytes) -> None:
    text = _text(data)
    assert len(magics.blank(text)) == len(text)


def _suppressions(data: bytes) -> None:
    suppressions.find(Texts().scanned(Source(_text(data))))


def _installs(data: bytes) -> None:
    installs.brought("/base/x.ipynb", [installs.Text(_text(data), 1)], "/base")


# --- readers of models ------------------------------------------------------------------------------


def _range(data: bytes, start: int, length: int) -> bytes:
    return data[start : start + length]


def _gguf(data: bytes) -> None:
    gguf.tensors(len(data), partial(_range, data))


def _pickle(data: bytes) -> None:
    pickles.tensors(len(data), partial(_range, data))


def _pickle_alone(data: bytes) -> None:
    _pickle(pickled.archive(data))


def _weights(folder: str) -> None:
    weights.read_weights(shelf.Folder(Path(folder)))


def _indexes(data: bytes) -> None:
    list(dangers.named(lambda file: data if file.endswith(".json") else b""))


# --- readers of messages and records ----------------------------------------------------------------


def _initialize(data: bytes) -> None:
    capabilities.answer(data)
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        # The protocol's library refuses it.
        return
    lenient.request("initialize", message.get("params") if isinstance(message, dict) else message)


def _frames(data: bytes) -> None:
    """Read a stream in one part and byte by byte; the bodies must be the same."""
    frames = transport.Frames()
    apart = [body for at in range(len(data)) for body in frames.feed(data[at : at + 1])]
    assert apart == list(transport.Frames().feed(data))


def _configuration(folder: str) -> None:
    git_excludes.places(folder, {"HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"})


def _listed(data: bytes) -> None:
    """Read a list of files as a hub answers it."""
    repository = hub.Repository("acme/tiny", "main", {"HF_ENDPOINT": "http://localhost"})
    repository.get = lambda *_, **__: data  # type: ignore[method-assign]
    assert not any(".." in it.split("/") for it in repository.sizes())


def _events(data: bytes) -> None:
    """Read the events of a worker, and those of one rank of several."""
    ranks = launch.Ranks()
    for line in data.split(b"\n"):
        event = launch.parsed(line)
        if event is not None and "text" in event:
            ranks.event(event)


def _message(params: dict[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()


_GREETING = _message(
    {
        "processId": 1,
        "rootUri": "file:///x",
        "capabilities": {"general": {"positionEncodings": ["utf-8"]}, "notebookDocument": {}, "window": {}},
        "workspaceFolders": [{"uri": "file:///x", "name": "x"}],
    }
)
_LINES = tuple(it.encode() for it in declarations.LINES)
_PATTERNS = tuple(it.encode("utf-8", "replace") for it in patterns.PATTERNS.values() if len(it) < 500)
_LOCK = b'[[package]]\nname = "transformers"\nversion = "4.57.6"\nmarkers = "python_version < \'3.13\'"\n'
_INDEX = text({"weight_map": {"a": "model-00001-of-00002.safetensors"}})
_LOCKED = lock.text([{"path": "a.py", "call": "AutoModel.from_pretrained('m')", "parameters": 5, "class": "GPT2"}])
_TRACEBACK = b"""\
Loading: 100%|####| 2/2
Traceback (most recent call last):
  File "a.py", line 3, in <module>
    model = f()
OSError: gpt3 is not a local folder

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 5, in <module>
    g()
torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB
"""
_LIST = text([{"type": "file", "path": "a/config.json", "size": 5, "lfs": {"oid": "a"}}, {"type": "directory"}])
_EVENTS = b"""{"event": "hello", "world": 2}
{"rank": 1, "more": true, "text": "{\\"event\\": "}
{"rank": 1, "text": "1}"}
"""
_SUPPRESSED = b"x = 1  # loadlint: ignore[a, b-c] why\n# loadlint: ignore-file\ny = f(  # noqa\n)\n"

PARSERS = (
    Parser("requirement", lambda _: _requirement, _LINES),
    Parser("requirements.txt", _tiers_of("requirements.txt"), (b"\n".join(_LINES),)),
    Parser("uv.lock", _of_file("uv.lock", lambda it: list(locks.pins(it, {"uv.lock"}, "3.12"))), (_LOCK,)),
    Parser(
        "pyproject.toml",
        _tiers_of("pyproject.toml"),
        (declarations.SOUND_TOML.encode(),),
    ),
    Parser(
        "setup.cfg",
        _tiers_of("setup.cfg"),
        (b"[options]\ninstall_requires =\n  torch>=2\n[options.extras_require]\na = peft\n",),
    ),
    Parser(
        "setup.py",
        _tiers_of("setup.py"),
        (b"from setuptools import setup\na = ['torch']\nsetup(install_requires=a + a, extras_require={'x': a})\n",),
    ),
    Parser(
        "environment.yml",
        _tiers_of("environment.yml"),
        (b"dependencies:\n - torch=2.1=build\n - pip:\n   - conda-forge::peft>=0.11\n",),
    ),
    Parser(
        "loadlint.toml",
        _of_file("loadlint.toml", _settings),
        (b"select = ['ALL']\nexclude = ['a/']\n[targets]\ntorch = '2.1'\n[verify]\nmemory-limit = '8GB'\n",),
    ),
    Parser("pyvenv.cfg", _of_file("pyvenv.cfg", _home), (b"home = /x\n",)),
    Parser("patterns", lambda _: _patterns, _PATTERNS),
    Parser("notebook", lambda _: notebook.code_cells, (notebooks.sound(),)),
    Parser("magics", lambda _: _magics, (b"%%time\n%pip install torch\nx = !ls\ny?\n'''\n%z\n'''\nf(\n!ls\n)\n",)),
    Parser("installs", lambda _: _installs, (b"!pip install -U 'torch>=2' && pip install peft\n%%bash\nuv add x\n",)),
    Parser("suppressions", lambda _: _suppressions, (_SUPPRESSED, PROGRAM.encode())),
    Parser("safetensors", _of_file("model.safetensors", _weights), (headers.sound(),)),
    Parser("shards", _of_file("model.safetensors.index.json", _weights), (_INDEX,)),
    Parser("config.json", _of_file("config.json", lambda it: shelf.configuration(shelf.Folder(Path(it)))),
           (text(configurations.SOUND),)),
    Parser("gguf", lambda _: _gguf, (gguf_headers.sound(),)),
    Parser("checkpoint", lambda _: _pickle, (pickled.archive(pickled.tensor()),)),
    Parser("pickle", lambda _: _pickle_alone, (pickled.tensor(),)),
    Parser("parts", lambda _: _indexes, (text([{"type": "a.B"}]), text({"unet": ["a", "B"]}))),
    Parser("index of shards", lambda _: partial(indexes.weight_map, name="x"), (_INDEX,)),
    Parser("adapter_config.json", _of_file("a.json", lambda it: values.table(os.path.join(it, "a.json"))),
           (text({"base_model_name_or_path": "gpt2", "revision": None, "r": 8}),)),
    Parser("list of a hub", lambda _: _listed, (_LIST,)),
    Parser("events of a worker", lambda _: _events, (_EVENTS,)),
    Parser("log", lambda _: lambda data: explanation.explain(_text(data)), (_TRACEBACK,)),
    Parser("loadlint.lock", _of_file("loadlint.lock", lambda it: lock.read(os.path.join(it, "loadlint.lock"))),
           (_LOCKED.encode(),)),
    Parser("configuration of git", _of_file(".git/config", _configuration),
           (b"[core]\n\texcludesFile = \"~/a\"\n[include]\n\tpath = config\n", b"[core]\nexcludesfile = \\\n a # b\n")),
    Parser("initialize", lambda _: _initialize, (_GREETING,)),
    Parser("baseline", _of_file("known.json", lambda it: baseline.read(os.path.join(it, "known.json"))),
           (records.baseline(records.KNOWN, records.KNOWN),)),
    Parser("stream", lambda _: _frames, (transport.framed(_GREETING) + transport.framed(b"{}"),)),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.parsers", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="for each parser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    for it in PARSERS:
        if not options.only or it.name in options.only:
            with tempfile.TemporaryDirectory() as folder:
                figures = run(it, Path(folder).resolve(), options.inputs, options.seed)
            print(
                f"{it.name}: {figures.inputs:,} inputs, {figures.refused:,} refused, at most {figures.calls:,} calls "
                f"and {figures.seconds:.2f} s",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
