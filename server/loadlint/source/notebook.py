"""Notebooks (.ipynb, nbformat 4): their code cells as text, and changed cells put back into the same JSON.

A changed cell is written into the text of the file, so that whatever was not changed (outputs,
metadata, indentation, the way characters are escaped) stays byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .magics import blank
from .walk import Unreadable

_SPACE = re.compile(r"[ \t\n\r]*")
# A line of a string as JSON writes it, with the escaped line end.
_RAW_LINE = re.compile(r"(?:[^\\]|\\[^n])+(?:\\n)?|\\n", re.DOTALL)
# Python converts no whole number of more than 4,300 digits.
_DECODER = json.JSONDecoder(strict=False, parse_int=float)
MOST = 50_000  # cells; a larger notebook takes seconds, and nobody has written one by hand
_PYTHON = frozenset(("python", "python2", "python3", "ipython", ""))


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its 0-based number among all cells, its text, and the same text with magics blanked."""

    index: int
    text: str
    python: str


def code_cells(data: bytes) -> tuple[Cell, ...]:
    """The code cells in order; none when the kernel is not Python. Raises Unreadable."""
    notebook = _parsed(data)
    if notebook is None or not _is_python(_mapping(notebook.get("metadata"))):
        return ()
    cells = enumerate(notebook["cells"])
    return tuple(_cell(number, it) for number, it in cells if isinstance(it, dict) and _is_code(it))


def cell_of(text: str, number: int = 0) -> Cell:
    """Return a code cell with a text, which may be that of a whole file."""
    return Cell(number, text, blank(text))


def code_texts(data: bytes) -> tuple[tuple[int, str], ...]:
    """Return the number and text of each code cell, magics and all; none where it is not a notebook we read."""
    try:
        return tuple((it.index, it.text) for it in code_cells(data))
    except Unreadable:
        # Whoever lints it says what is wrong.
        return ()


def rewritten(data: bytes, texts: Mapping[int, str]) -> bytes:
    """The notebook with the text of some cells replaced; `texts` maps the number of a cell to its new text."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(bom) :].decode("utf-8")
    escape = text.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", text) is not None
    places = _source_places(text)
    for number in sorted(texts, reverse=True):
        start, end = places[number]
        text = text[:start] + _source(text[start:end], texts[number], escape) + text[end:]
    return bom + text.encode("utf-8")


def restored(cell: Cell, python: str) -> str:
    """The cell's own text after its blanked text became `python`: the magics are put back where they were."""
    if cell.text == cell.python:
        return python
    old, new = _lines(cell.python), _lines(python)
    own = _split_alike(cell.text, old)
    parts: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kept = tag == "equal"
        parts.append(
            "".join(own[i1:i2]) if kept else _merged("".join(own[i1:i2]), "".join(old[i1:i2]), "".join(new[j1:j2]))
        )
    text = "".join(parts)
    if blank(text) != python:
        raise Unreadable("a fix touches a line with a magic; apply it by hand")
    return text


# --- reading ------------------------------------------------------------------------------------


def _parsed(data: bytes) -> dict[str, Any] | None:
    if not data.strip():
        return None
    try:
        notebook = _loaded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("not a notebook: it is not in UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not a notebook: line {error.lineno} column {error.colno}: {_lower(error.msg)}") from None
    except RecursionError:
        raise Unreadable("not a notebook: its JSON is nested too deeply") from None
    if not isinstance(notebook, dict):
        raise Unreadable("not a notebook: its JSON is not an object")
    _check_format(notebook)
    return notebook


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Some output holds a number with more digits than Python converts to an integer.
        return json.loads(text, parse_int=float)


def _check_format(notebook: dict[str, Any]) -> None:
    version = notebook.get("nbformat")
    if isinstance(version, int) and version < 4:
        raise Unreadable(
            f"the notebook is in nbformat {version}: convert it with 'jupyter nbconvert --to notebook --inplace'"
        )
    if not isinstance(notebook.get("cells"), list):
        raise Unreadable("not a notebook: it has no list of cells")
    if len(notebook["cells"]) > MOST:
        raise Unreadable(f"more than {MOST:,} cells")


def _is_python(metadata: dict[str, Any]) -> bool:
    kernel, language = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    name = kernel.get("language") or language.get("name") or ""
    return str(name).lower() in _PYTHON


def _is_code(cell: dict[str, Any]) -> bool:
    editor = _mapping(_mapping(cell.get("metadata")).get("vscode")).get("languageId", "python")
    return cell.get("cell_type") == "code" and editor == "python"


def _cell(number: int, cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return cell_of(text, number)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# --- putting magics back ------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    return [it for it in re.split(r"(?<=\n)", text) if it]


def _split_alike(text: str, lines: list[str]) -> list[str]:
    """`text` cut into pieces as long as `lines`."""
    pieces, start = [], 0
    for line in lines:
        pieces.append(text[start : start + len(line)])
        start += len(line)
    return pieces


def _merged(own: str, old: str, new: str) -> str:
    """`new`, with the characters it shares with `old` taken from `own`."""
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return "".join(own[i1:i2] if tag == "equal" else new[j1:j2] for tag, i1, i2, j1, j2 in opcodes)


# --- surgery on the JSON text -------------------------------------------------------------------


def _source_places(text: str) -> list[tuple[int, int]]:
    """For each cell, where the value of its "source" lies."""
    start, _ = _member(text, _SPACE.match(text).end(), "cells")  # type: ignore[union-attr]
    return [_member(text, it, "source") if text[it] == "{" else (it, it) for it, _ in _elements(text, start)]


def _member(text: str, start: int, key: str) -> tuple[int, int]:
    """Where the value of `key` lies in the object at `start`; the last one counts, as for a parser."""
    place = (start, start)
    for name, value, end in _members(text, start):
        place = (value, end) if name == key else place
    return place


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    place = _skip(text, start + 1)
    while text[place] != "}":
        name, place = _DECODER.raw_decode(text, place)
        value = _skip(text, _skip(text, place) + 1)
        end = _end(text, value)
        yield name, value, end
        place = _past_comma(text, end)


def _elements(text: str, start: int) -> Iterator[tuple[int, int]]:
    place = _skip(text, start + 1)
    while text[place] != "]":
        end = _end(text, place)
        yield place, end
        place = _past_comma(text, end)


def _end(text: str, start: int) -> int:
    """Where the value that begins at `start` ends."""
    return _DECODER.raw_decode(text, start)[1]


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _past_comma(text: str, place: int) -> int:
    place = _skip(text, place)
    return _skip(text, place + 1) if text[place] == "," else place


def _source(old: str, new: str, escape: bool) -> str:
    """The JSON value of a source, list or string as before; lines that stay keep their very characters."""
    places = list(_elements(old, 0)) if old.startswith("[") else []
    raw = [old[start + 1 : end - 1] for start, end in places] or _RAW_LINE.findall(old[1:-1])
    written = {json.loads(f'"{it}"', strict=False): it for it in raw}
    lines = _lines(new)
    items = [written[it] if it in written else json.dumps(it, ensure_ascii=escape)[1:-1] for it in lines]
    if not places:
        return '"' + "".join(items) + '"' if old.startswith('"') else json.dumps(lines, ensure_ascii=escape)
    return old[: places[0][0]] + _between(old, places).join(f'"{it}"' for it in items) + old[places[-1][1] :]


def _between(old: str, places: list[tuple[int, int]]) -> str:
    if len(places) > 1:
        return old[places[0][1] : places[1][0]]
    return "," + (old[1 : places[0][0]] or " ")
