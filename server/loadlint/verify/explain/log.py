"""Read the errors out of a text: a message, a traceback or a log of any length."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loadlint.verify.known.special import KILLED, READING_WEIGHTS
from loadlint.verify.report import Json

LONGEST_LINE = 2_000  # characters
LONGEST_MESSAGE = 40  # lines
MOST_FRAMES = 400  # lines of one traceback
MOST_FAILURES = 200
MOST_CAUSES = 20  # of one error
NEAR = 5  # lines after the bar of progress of a load, in which its end is that of the load
BARE = 30  # lines of a text that may be a message alone

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# Rank, actor, container, time and test runner, each before the line itself.
PREFIX = re.compile(
    r"(?:\[?(?:default\d+|rank\d+)\]?:|\([\w() =.,:-]{1,60}\bpid=\d+[^)]{0,60}\)|[\w./-]{1,60} {0,20}\|(?= )"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?|E  (?= ))[ ]?"
)
# The head that vllm's logger puts before each line of a traceback, too.
LOGGED = re.compile(r"(?:ERROR|CRITICAL|FATAL) \d\d-\d\d \d\d:\d\d:\d\d \[?[\w./]{1,80}\.py:\d+\] ?")
NAME = r"(?:[a-zA-Z_]\w*\.)*[A-Z]\w*"
LAST = re.compile(rf"(?P<type>{NAME})(?:: ?(?P<message>.*))?$")
HEADER = re.compile(r"(?P<type>(?:[a-zA-Z_]\w*\.)*\w*(?:Error|Exception|Timeout|NotFound))(?:: ?(?P<message>.*))?$")
INSIDE = re.compile(r"(?<![\w.'\"])(?P<type>(?:[a-zA-Z_]\w*\.)*[A-Z]\w*(?:Error|Exception)): (?P<message>.+)$")
_BEFORE = r"\W{0,20}[\d:., TZ-]{0,40}\[?"
SEVERE = re.compile(_BEFORE + r"(?:ERROR|CRITICAL|FATAL|[Ff]atal|Error)\b[]:)| -]{1,8}(?P<message>.+)$")
HARMLESS = re.compile(
    _BEFORE + r"(?:DEBUG|INFO|WARN|WARNING|NOTE|DEPRECATION)\b|.{0,400}Warning: |.{0,20}pip's dependency"
)
# huggingface_hub says what was not found in a paragraph of its own.
HALF = re.compile(r"\b4\d\d Client Error\.[^\n]*\Z")
START = "Traceback (most recent call last)"
LINKED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
RECORD = re.compile(r"\[?\d{2,4}[-/:]\d\d|\W*(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)\b|(?:>>>|\$) |root@")


@dataclass
class Raised:
    """One error of a text: its type, its message, the lines of its traceback, and the line where it stands."""

    type: str
    message: str
    line: int
    frames: str = ""

    @property
    def event(self) -> Json:
        """Return it as the worker reports an error; one without a type is its message alone."""
        return {"type": self.type.rpartition(".")[2] or "Error", "message": self.message}


@dataclass
class Reader:
    """Read line by line what is an error, and link those of one chain."""

    failures: deque[list[Raised]] = field(default_factory=lambda: deque(maxlen=MOST_FAILURES))
    frames: list[str] | None = None
    current: Raised | None = None
    length: int = 0
    linked: bool = False
    loading: list[str] = field(default_factory=list)  # the bar of progress of a load, and the lines after it

    def read(self, line: str, number: int) -> None:
        head = LOGGED.match(line) if line.startswith(("ERROR ", "CRITICAL ", "FATAL ")) else None
        if head and (self.frames is not None or START in line or HEADER.match(line, head.end())):
            line = line[head.end() :]
        if START in line:
            self.current, self.frames = None, []
        elif LINKED.search(line):
            self.current, self.frames, self.linked = None, None, bool(self.failures)
        elif self.frames is not None:
            self._in_traceback(self.frames, line, number)
        elif not self._continues(line):
            self._outside(line, number)

    def _in_traceback(self, frames: list[str], line: str, number: int) -> None:
        match = LAST.match(line)
        if match is None or HARMLESS.match(line):
            _lengthen(frames, line)
            return
        self.frames = None
        self._raise(Raised(match["type"], (match["message"] or "").strip(), number, "\n".join(frames)))

    def _continues(self, line: str) -> bool:
        """Return whether the line belongs to the message before it, which it then joins."""
        current = self.current
        if current is None:
            return False
        ends = self.length >= LONGEST_MESSAGE or HEADER.match(line) or RECORD.match(line)
        blank = not line.strip() and current.message and not HALF.search(current.message)
        if ends or blank:
            self.current = None
            return not line.strip()
        current.message = f"{current.message}\n{line}".strip("\n")
        self.length += 1
        return True

    def _outside(self, line: str, number: int) -> None:
        if "Loading " in line and re.search(READING_WEIGHTS, line):
            # A bar that is full is of a load that has ended.
            self.loading = [] if "100%" in line else [line]
        elif self.loading:
            self.loading = [*self.loading, line] if len(self.loading) < NEAR else []
        if self.loading and re.search(KILLED, line):
            self._raise(Raised("", "\n".join(self.loading), number))
            return
        if HARMLESS.match(line) or not re.search("(?i)err|exception|fatal|critical|timeout|notfound", line):
            return
        match = HEADER.match(line) or INSIDE.search(line)
        if match:
            self._raise(Raised(match["type"], (match["message"] or "").strip(), number))
        elif match := SEVERE.match(line):
            self._raise(Raised("", match["message"].strip(), number))

    def _raise(self, raised: Raised) -> None:
        if self.linked and self.failures:
            self.failures[-1].insert(0, raised)
            del self.failures[-1][MOST_CAUSES:]
        else:
            self.failures.append([raised])
        self.current, self.length, self.linked, self.loading = raised, 0, False, []


def failures(text: str, first: int = 1) -> Sequence[list[Raised]]:
    """Return the errors of a text in their order, each with its causes after it: outermost first.

    A short text without any is taken for a message.
    """
    reader = Reader()
    number = first
    for number, line in enumerate(_lines(text), first):
        reader.read(line, number)
    if reader.failures:
        return list(reader.failures)
    lines = [it for it in _lines(text) if it.strip()]
    if not lines or len(lines) > BARE:
        return []
    return [[Raised("", "\n".join(it for it in lines if not HARMLESS.match(it)), first)]]


def _lines(text: str) -> Iterator[str]:
    for raw in text.split("\n"):
        line = ANSI.sub("", raw[: 2 * LONGEST_LINE])
        # A bar of progress writes over itself.
        line = line.rstrip("\r").rpartition("\r")[2][:LONGEST_LINE].replace("\u2019", "'")
        for _ in range(3):
            match = PREFIX.match(line)
            if match is None:
                break
            line = line[match.end() :]
        yield line


def _lengthen(frames: list[str], line: str) -> None:
    frames.append(line)
    if len(frames) > MOST_FRAMES:
        # The innermost frames come last.
        del frames[MOST_FRAMES // 4 : MOST_FRAMES // 2]
