"""Compare the line-by-line analysis with a parse of whole files, over whole folders.

    python -m bench.equality FOLDER [FOLDER ...]

For every Python file that mentions a load, this compares the logical lines with Python's tokenizer, the calls that
may load with Python's parser, each line that the fast path read with LibCST, and the findings of a
text that was just typed with those of a fresh one. It prints each difference and the counts.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.memory import Memory
from loadlint_rules.analysis.model import Finding, Source
from loadlint_rules.analysis.reading import scan
from loadlint_rules.analysis.reading.prefilter import could_matter
from tests.rules import oracle

_TYPED = ('model.to("cuda")', "(", ")", "\n", '"', "#", "    ", "model = ", '"""', "**kw", ".half()", "😀", "\r\n")
_EDITS = 2


def main(folders: Iterable[str]) -> int:
    """Print each difference and the counts; return 0 when there is none."""
    counts: Counter[str] = Counter()
    for path, text in _texts(folders):
        for what in _differences(text, random.Random(str(path)), counts):
            counts["differences"] += 1
            print(f"{path}: {what}")
    print(", ".join(f"{counts[it]:,} {it}" for it in ("files", "lines", "calls", "readings", "edits", "differences")))
    return int(counts["differences"] > 0)


def _texts(folders: Iterable[str]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.py")):
            data = path.read_bytes() if path.is_file() else b""
            text = data.decode("utf-8", "replace").removeprefix("\ufeff")
            if could_matter(data) and oracle.parses(text):
                yield path, text


def _differences(text: str, chance: random.Random, counts: Counter[str]) -> Iterator[str]:
    lines, calls = oracle.lines(text), oracle.calls(text)
    counts.update(files=1, lines=len(lines), calls=len(calls), edits=_EDITS)
    if [(it.start, it.end) for it in scan.Scan(Source(text)).lines] != lines:
        yield "lines differ"
    if oracle.calls_by_line(text) != calls:
        yield "calls differ"
    for line, quick, slow in oracle.readings(text):
        counts["readings"] += 1
        if quick != slow:
            yield f"LibCST reads another {line!r}"
    memory = Memory()
    for _ in range(_EDITS):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(_TYPED) + text[at:]
        if _typed(text, memory) != _typed(text, Memory()):
            yield f"findings differ after an edit at {at}"


def _typed(text: str, memory: Memory) -> list[Finding]:
    return engine.lint(Source(text), RULES, memory=memory, proven=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
