"""Find what a load runs of code of strangers, in its arguments and in the files it reads, and what holds a secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from .files.values import BeyondLimitsError, DamagedError, TooDeepError, parsed
from .report import Json
from .request import SECRETS, Passed

_OFF: tuple[Json, ...] = ({"literal": False}, {"literal": None})
_TRUSTING = {
    "trust_remote_code": "runs code from the model's repository",
    "allow_all_kernels": "fetches and runs kernels of anybody from the hub",
    "use_kernels": "fetches and runs kernels from the hub",
}
_OWN_MODULES = "sentence_transformers."
INDEXES = ("modules.json", "model_index.json")
_UNREAD = "unread"
# `kernels-community/flash-attn`, perhaps with a revision and a function.
_KERNEL = re.compile(r"(paged\|)?[\w.-]+/[\w.-]+([@:].*)?")

Read = Callable[[str], bytes]


def dangers(arguments: Iterable[Passed]) -> Iterator[str]:
    """The arguments that have a library run code of others, in tables and nested loads too."""
    for it in arguments:
        yield from _of_argument(it)
        for key, value in it.value.get("table", ()):
            yield from dangers([Passed(str(key.get("literal")), value)])
        if "load" in it.value:
            load = it.value["load"]
            positional = (Passed(str(number), value, True) for number, value in enumerate(load["positional"]))
            keywords = (Passed(name, value) for name, value in load["keywords"])
            yield from dangers((*positional, *keywords))


def _of_argument(passed: Passed) -> Iterator[str]:
    name, value = passed.name, passed.value
    text = value.get("literal")
    if name in _TRUSTING and value not in _OFF:
        yield f"`{name}=True` {_TRUSTING[name]}"
    if name == "weights_only" and value == {"literal": False}:
        yield "`weights_only=False` runs whatever the pickle file holds"
    if name == "custom_pipeline" and value not in _OFF:
        yield "`custom_pipeline` runs the code of the pipeline that it names"
    if name in ("attn_implementation", "_attn_implementation") and isinstance(text, str) and _KERNEL.fullmatch(text):
        yield f"`{name}` fetches and runs the kernel {text} from the hub"
    # The eighth argument of SentenceTransformer was `trust_remote_code`; no release names all positions.
    if passed.positional and name.isdigit() and (text is True or not (value.keys() & {"literal", "load"})):
        yield f"argument {int(name) + 1} by position may be `trust_remote_code`"


def named(read: Read) -> Iterator[str]:
    """The classes that the indexes of a model name outside the libraries.

    sentence-transformers before 6 and diffusers before 0.36 import them without a question. `read` gives the bytes
    of a file, or raises OSError.
    """
    modules, index = (_json(read, it) for it in INDEXES)
    for file, content in zip(INDEXES, (modules, index), strict=True):
        if content is _UNREAD:
            yield f"{file} is too large to be read, and may name code that would run"
    for module in _entries(modules):
        kind = module.get("type") if isinstance(module, dict) else None
        if isinstance(kind, str) and not kind.startswith(_OWN_MODULES):
            yield f"modules.json names `{kind}`, whose code would run"
    for name, part in index.items() if isinstance(index, dict) else ():
        library = part[0] if isinstance(part, list) and part else None
        if isinstance(library, str) and (name == "_class_name" or _holds(read, f"{name}/{library}.py")):
            yield f"model_index.json names `{library}` for `{name}`, whose code would run"


def secrets(arguments: Iterable[Passed]) -> Iterator[str]:
    for it in arguments:
        text = it.value.get("literal")
        if it.name in SECRETS and isinstance(text, str) and len(text) >= 4:
            yield text


def _holds(read: Read, file: str) -> bool:
    try:
        read(file)
    except OSError:
        return False
    return True


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _json(read: Read, file: str) -> object:
    try:
        return parsed(read(file), file)
    except (TooDeepError, BeyondLimitsError):
        # Another Python may read it.
        return _UNREAD
    except (OSError, DamagedError):
        # The library finds nothing there either, or fails on it before it runs anything.
        return None
