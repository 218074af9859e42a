"""`loadlint explain`: the cause and the cure of an error, from its text, a traceback or a log."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from loadlint.errors import UsageError
from loadlint.verify.explain.explanation import Explanation, explain
from loadlint.verify.secrets import hide, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadlint.verify.explain.log import Raised

HEAD, TAIL = 4 << 20, 12 << 20  # bytes of a log that are read
NO_TEXT = "there is no text; pass the error, or pipe a log"
PAGES = "https://github.com/loadlint/loadlint/blob/main/docs/errors"
LONGEST = 300  # characters of a message that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint explain`."""
    words = "the error, or - for a traceback or a log from standard input (default: -)"
    parser.add_argument("text", nargs="?", default="-", metavar="TEXT", help=words)
    parser.add_argument(
        "--output-format", choices=("full", "json"), default="full", help="how to print it (default: full)"
    )


def main(options: argparse.Namespace) -> int:
    """Print cause and cure and return 0, or 1 for an error that is not known. Raise UsageError for no text."""
    texts = _standard_input() if options.text == "-" else [(options.text, 1)]
    if not any(text.strip() for text, _ in texts):
        raise UsageError(NO_TEXT)
    if options.text != "-" and "\n" not in options.text and _is_file(options.text):
        raise UsageError(f"{options.text} is a file; pipe it: loadlint explain < {options.text}")
    explanation = _explained(texts)
    if options.output_format == "json":
        print(json.dumps(_row(explanation), indent=1))
    else:
        print(printable("\n".join(_lines(explanation))))
    return 0 if explanation.cause else 1


def _is_file(text: str) -> bool:
    try:
        return os.path.isfile(text)
    except ValueError:
        # A message may hold a null character, and no path does.
        return False


def _explained(texts: Sequence[tuple[str, int]]) -> Explanation:
    """Explain the end of a log, and its beginning only where the end has no error that is known."""
    end = explain(*texts[-1])
    beginning = explain(*texts[0]) if not end.cause and len(texts) > 1 else None
    if beginning is None or (not beginning.cause and end.error):
        return end
    return replace(beginning, later=end.error or beginning.later)


def _standard_input() -> list[tuple[str, int]]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(NO_TEXT)
    head, dropped, tail = read(sys.stdin.buffer)
    # PowerShell writes UTF-16 into a file.
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if not dropped:
        return [((head + tail).decode(encoding, "replace"), 1)]
    first = head.count(b"\n") + dropped + 1
    return [(head.decode(encoding, "replace"), 1), (tail.decode(encoding, "replace"), first)]


def read(stream: BinaryIO) -> tuple[bytes, int, bytes]:
    """Return the beginning of a stream, how many line ends are left out after it, and its end."""
    head, tail, dropped = stream.read(HEAD), bytearray(), 0
    while part := stream.read(1 << 20):
        tail += part
        if len(tail) > 2 * TAIL:
            dropped += _shorten(tail)
    return head, dropped + (_shorten(tail) if len(tail) > TAIL else 0), bytes(tail)


def _shorten(tail: bytearray) -> int:
    """Drop all but the last whole lines, and return how many were dropped."""
    end = tail.find(b"\n", len(tail) - TAIL) + 1 or len(tail) - TAIL
    dropped = tail.count(b"\n", 0, end)
    del tail[:end]
    return max(dropped, 1)


def _lines(explanation: Explanation) -> list[str]:
    error, later = explanation.error, explanation.later
    lines = [_sentence(error)] if error else ["the text holds no error"]
    if not explanation.cause:
        return [*lines, "  cause   not known"]
    lines += [f"  cause   {explanation.cause}", f"  cure    {explanation.cure}"]
    if error and error.line > 1:
        lines.append(f"  line    {error.line}")
    if explanation.page:
        lines.append(f"  page    {PAGES}/{explanation.page}.md")
    return [*lines, f"  later   {_sentence(later)} (line {later.line}), whose cause is not known"] if later else lines


def _sentence(error: Raised) -> str:
    text = " ".join((f"{error.type}: {error.message}" if error.type else error.message).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _row(explanation: Explanation) -> dict[str, object]:
    cause, cure = explanation.cause, explanation.cure
    return {
        "known": bool(cause),
        "error": _error(explanation.error),
        "cause": hide(cause) if cause else None,
        "cure": hide(cure) if cure else None,
        "page": f"{PAGES}/{explanation.page}.md" if explanation.page else None,
        "later": _error(explanation.later),
    }


def _error(error: Raised | None) -> dict[str, object] | None:
    return {"type": hide(error.type), "message": hide(error.message), "line": error.line} if error else None
