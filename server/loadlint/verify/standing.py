"""Find what stands around a load in its code and changes it: contexts, settings, and changes of what is passed.

Whatever is plain is replayed with the load; the rest becomes a note.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loadlint_rules.analysis.model import Argument, LoadSite, Program

from .report import Json
from .tagged import from_python

HARMLESS = re.compile(r"torch\.(?:no_grad|inference_mode)\(|warnings\.|\bopen\(|suppress\(|tempfile\.|Timer|timer")
OF_LIBRARIES = re.compile(r"\b(?:torch|accelerate|deepspeed|transformers|init_|no_init|skip_init|zero)")
DEVICE = re.compile(r"(?:torch\.)?device\(\s*([\"'])(?P<name>[\w:]+)\1\s*\)")
EMPTY = re.compile(r"(?:accelerate\.)?init_empty_weights\(\s*\)")
SETTERS = re.compile(r"torch\.(?P<name>set_default_dtype|set_default_device)\((?P<value>.+)\)\s*(?:#.*)?$")
VARIABLE = re.compile(r"os\.environ\[([\"'])(?P<name>\w+)\1\]\s*=\s*(?P<value>.+?)\s*(?:#.*)?$")
VARIABLES = {"CUDA_VISIBLE_DEVICES", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "PYTORCH_CUDA_ALLOC_CONF"}
FOLDER = re.compile(r"os\.chdir\(")
SIMPLE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Standing:
    """The contexts and settings that are replayed, in source order, and notes on those that are not."""

    replayed: tuple[Json, ...] = ()
    notes: tuple[str, ...] = ()


def around(program: Program, load: LoadSite) -> Standing:
    """The contexts that a load stands in, and the settings made before it."""
    replayed, notes = [], []
    for number, line in _lines_that_count(program.source.text, load.statement.start):
        effect = _context(line) if line.startswith(("with ", "async with ")) else _setting(line)
        if isinstance(effect, dict):
            replayed.append(effect)
        elif effect:
            notes.append(f"{effect} on line {number} is left out")
    return Standing(tuple(replayed), tuple(notes))


def attributes(program: Program, argument: Argument, load: LoadSite) -> list[tuple[str, Json]] | None:
    """The plain values that the code sets on an object before it is passed; None where one is not plain."""
    if not SIMPLE.fullmatch(argument.text):
        return []
    pattern = re.compile(rf"^[ \t]*{argument.text}\.(\w+)[ \t]*=(?!=)[ \t]*(.+?)[ \t]*(?:#.*)?$", re.MULTILINE)
    changes = []
    for match in pattern.finditer(program.source.text, 0, load.call.start):
        value = _plain(match[2])
        if value is None:
            return None
        changes.append((match[1], value))
    return changes


def load_named(program: Program, name: str, load: LoadSite) -> LoadSite | None:
    """The last load before this one, or before what is done to it, that a name holds."""
    if not SIMPLE.fullmatch(name):
        return None
    before = [it for it in program.loads if it.call.start < load.call.end and it is not load]
    return next((it for it in reversed(before) if _target(program, it) == name), None)


def _target(program: Program, load: LoadSite) -> str | None:
    """The name that a load is assigned to; tokenizers and configurations are not followed."""
    statement = program.source.text[load.statement.start : load.call.start]
    match = re.match(r"\s*([A-Za-z_]\w*)\s*(?::[^=]+)?=\s*$", statement)
    return load.target or (match[1] if match else None)


def _lines_that_count(text: str, end: int) -> Iterator[tuple[int, str]]:
    """Lines before the load, each without its indentation, in the blocks that the load itself stands in."""
    lines = text[:end].split("\n")
    depth = len(lines[-1]) - len(lines[-1].lstrip()) if lines[-1].strip() else len(lines[-1])
    kept = []
    for number in range(len(lines) - 1, 0, -1):
        line = lines[number - 1]
        stripped = line.lstrip()
        indent = len(line) - len(stripped)
        if not stripped or stripped.startswith("#") or indent > depth:
            continue
        opens = stripped.rstrip().endswith(":")
        if indent < depth and not opens and indent:
            continue  # the end of a statement over several lines
        depth = min(depth, indent)
        kept.append((number, stripped.rstrip()))
    return reversed(kept)


def _context(line: str) -> Json | str | None:
    """The context of a `with`: its replay, its name where it is not replayed, None where it does not matter."""
    inside = line.partition("with ")[2].rstrip(": ")
    device = DEVICE.match(inside)
    if device:
        return {"device": device["name"]}
    if EMPTY.match(inside):
        return {"empty": True}
    if HARMLESS.search(inside) or not OF_LIBRARIES.search(inside):
        return None
    return f"`with {inside}`"


def _setting(line: str) -> Json | str | None:
    setter, variable = SETTERS.match(line), VARIABLE.match(line)
    if setter:
        value = _plain(setter["value"])
        return {setter["name"]: value} if value else f"`{line}`"
    if variable and variable["name"] in VARIABLES:
        value = _plain(variable["value"])
        text = (value or {}).get("literal")
        return {"variable": [variable["name"], text]} if isinstance(text, str) else f"`{line}`"
    return f"`{line}`" if FOLDER.match(line) else None


def _plain(text: str) -> Json | None:
    """A literal or a dtype of torch as a tagged value; None for anything else."""
    text = text.strip()
    if re.fullmatch(r"torch\.[a-z]\w*", text):
        return {"symbol": text}
    try:
        return from_python(ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
