"""Values of a request as the worker reads them.

A value travels as tagged JSON, one tag a value: `{"literal": 1}`, `{"symbol": "torch.bfloat16"}`,
`{"list": [...]}`, `{"tuple": [...]}`, `{"set": [...]}`, `{"table": [[key, value], ...]}`,
`{"device": {...}}`, `{"config": {...}}`, `{"choice": {"test", "yes", "no"}}`, `{"scratch": name}`,
`{"load": {...}}` for something loaded before, `{"length": ...}` for the number of its tokens,
`{"local_rank": true}` under a launcher.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from .report import Json


def shown(value: Json) -> str:
    """A tagged value as Python would write it."""
    ((tag, content),) = value.items()
    return _WRITERS[tag](content)


def parse_given(text: str) -> tuple[str, object]:
    """`name=value` of `--set`; the value is a Python or JSON literal, else plain text.

    Raises ValueError when there is no `=`.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"`--set {text}` has no name=value; write for example --set model_id=gpt2")
    return name.strip(), _literal(value.strip())


def from_python(value: object) -> Json:
    """A value given by a person, tagged; a text such as `torch.float16` is the symbol."""
    if isinstance(value, str) and re.fullmatch(r"torch\.[a-z]\w*", value):
        return {"symbol": value}
    if isinstance(value, dict):
        return {"table": [[from_python(key), from_python(it)] for key, it in value.items()]}
    for kind in (list, tuple, set):
        if isinstance(value, kind):
            return {kind.__name__: [from_python(it) for it in value]}
    if value is None or isinstance(value, str | int | float | bool):
        return {"literal": value}
    raise ValueError(f"{value!r} cannot be given to a load")


def _literal(text: str) -> object:
    """A Python literal, JSON's own words for three of them, or the text as it is."""
    words: dict[str, object] = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _call_text(name: str, content: Json) -> str:
    written = [shown(it) for it in content["positional"]]
    return f"{name}({', '.join([*written, *(f'{key}={shown(it)}' for key, it in content['keywords'])])})"


def _comma(values: list[Json]) -> str:
    return ", ".join(shown(it) for it in values)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "literal": repr,
    "symbol": str,
    "list": lambda it: f"[{_comma(it)}]",
    "tuple": lambda it: f"({_comma(it)},)" if len(it) == 1 else f"({_comma(it)})",
    "set": lambda it: f"{{{_comma(it)}}}" if it else "set()",
    "table": lambda it: "{" + ", ".join(f"{shown(key)}: {shown(value)}" for key, value in it) + "}",
    "device": lambda it: _call_text("torch.device", it),
    "config": lambda it: _call_text(it["name"].rpartition(".")[2], it),
    "load": lambda it: _call_text(".".join(it["name"].split(".")[-2:]), it),
    "length": lambda it: f"len({shown(it)})",
    "choice": lambda it: f"{shown(it['yes'])} if {it['test']}() else {shown(it['no'])}",
    "local_rank": lambda _: "local_rank",
    "scratch": lambda _: "<temporary folder>",
}
