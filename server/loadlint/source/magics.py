"""Cells as IPython reads them: what is no Python is blanked out, so that every offset stays true."""

from __future__ import annotations

import re

# Cell magics whose body is Python that runs in the notebook's own namespace. After any other, the
# whole cell belongs to another language or another process.
_PYTHON_CELL_MAGICS = frozenset(
    ["time", "timeit", "capture", "prun", "memit", "lprun", "mprun", "debug", "heat", "snakeviz", "scalene", "wandb"]
)
# Line magics that run the Python written after them.
_RUNNING = re.compile(r"%(?:time|timeit|prun|memit|lprun|mprun)\b(?:[ \t]+-[a-zA-Z]+(?:[ \t]*\d+)?)*[ \t]+(?=[^\s-])")
_HINT = re.compile(r"^[ \t]*(?:[%!?]|pip3?[ \t]|conda[ \t])|\?[ \t]*(?:#.*)?$|=[ \t]*[!%]", re.MULTILINE)
# Colab takes one after comments too, such as the title of a form.
CELL_MAGIC = re.compile(r"\s*(?:#[^\r\n]*[\r\n]\s*)*%%([\w!]*)[^\r\n]*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMAND = re.compile(r"[ \t]*(?:[%!?]|(?:pip3?|conda)[ \t]+(?:install|uninstall|list|show|freeze)\b)")
_HELP = re.compile(r"[ \t]*%{0,2}[^\W\d][\w.*\[\]]*\?{1,2}[ \t]*(?:#.*)?$")
_ASSIGNED = re.compile(r"[ \t]*[^\W\d][\w., \t\[\]*]*=[ \t]*(?=[!%])")
_TOKEN = re.compile(
    r"(?P<triple>'''|\"\"\")|'(?:\\.|[^'\\\r\n])*'|\"(?:\\.|[^\"\\\r\n])*\"|#[^\r\n]*|(?P<open>[\[({])|(?P<close>[\])}])"
)
_VISIBLE = re.compile(r"[^\r\n]")


def blank(text: str) -> str:
    """The Python in a code cell: magics, shell lines and help requests replaced, at equal length.

    `x = !ls` keeps the assignment (of a name nobody knows), `%time f()` keeps the call.
    """
    start = 0
    while (magic := CELL_MAGIC.match(text, start)) is not None:
        if magic[1] not in _PYTHON_CELL_MAGICS:
            return _spaces(text)
        start = magic.end()
    body = text[start:]
    return _spaces(text[:start]) + (_Lines(body).blanked() if _HINT.search(body) else body)


class _Lines:
    """One pass over the lines of a cell, minding where strings, brackets and backslashes run on."""

    def __init__(self, text: str) -> None:
        self._lines = [it for it in _LINE.findall(text) if it]
        self._delimiter: str | None = None
        self._depth = 0
        self._continued = False

    def blanked(self) -> str:
        done: list[str] = []
        command = False
        for line in self._lines:
            if command:
                done.append(_spaces(line))
            elif self._starts_statement() and (new := _command(line)) is not None:
                command = True
                done.append(new)
            else:
                self._read_on(line)
                done.append(line)
                continue
            command = line.rstrip("\r\n").endswith("\\")
        return "".join(done)

    def _starts_statement(self) -> bool:
        return self._delimiter is None and self._depth == 0 and not self._continued

    def _read_on(self, line: str) -> None:
        place = 0
        while place < len(line):
            place = self._out_of_string(line, place) if self._delimiter else self._to_next_token(line, place)
        self._continued = self._delimiter is None and line.rstrip("\r\n").endswith("\\")

    def _out_of_string(self, line: str, place: int) -> int:
        end = re.compile(rf"(?:\\.|[^\\])*?{self._delimiter}", re.DOTALL).match(line, place)
        if end is None:
            return len(line)
        self._delimiter = None
        return end.end()

    def _to_next_token(self, line: str, place: int) -> int:
        token = _TOKEN.search(line, place)
        if token is None:
            return len(line)
        self._delimiter = token["triple"]
        self._depth = max(0, self._depth + bool(token["open"]) - bool(token["close"]))
        return token.end()


def _command(line: str) -> str | None:
    """The line as Python, when it is a command for IPython; else None."""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    running = _RUNNING.match(line, len(indent))
    if running is not None:
        # A statement before the kept one, on the same line, leaves the indentation as it was.
        return f"{indent}0;".ljust(running.end()) + line[running.end() :]
    if _COMMAND.match(line) or _HELP.match(line.rstrip("\r\n")):
        return _filled(indent, line)
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        return assigned[0] + re.sub(r"[^\r\n]", "_", line[assigned.end() :])
    return None


def _filled(indent: str, line: str) -> str:
    """An indented command may be the only statement of its block, so something has to stand there."""
    if not indent:
        return _spaces(line)
    body = line.rstrip("\r\n")
    return f"{indent}0".ljust(len(body)) + line[len(body) :]


def _spaces(text: str) -> str:
    return _VISIBLE.sub(" ", text)
