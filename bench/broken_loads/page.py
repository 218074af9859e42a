"""Write the table of all loads from runs kept as JSON:

    python -m bench.broken_loads --keep new.json
    python -m bench.broken_loads --release 4.57.6 --keep old.json
    python -m bench.broken_loads.page "transformers 5.23.0=new.json" "transformers 4.57.6=old.json"

`before.json` is such a run at commit f1ed1ff, before failures were judged by the facts around them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.tree import ROOT

PAGE = ROOT / "docs" / "evidence" / "broken-loads.md"
BEFORE = Path(__file__).parent / "before.json"
LONGEST = 120
INTRODUCTION = """# Broken and sound loads

Written by `python -m bench.broken_loads.page`; `bench/broken_loads/cases.py` has the loads and the words that an expert
would use, `sound.py` the loads that must pass. A cell holds the exit status, and a cross where the report is not right:
the words are missing, or a sound load has a problem. Models are tiny and made from a seed.
"""
Run = Mapping[str, Mapping[str, Any]]


def main(named: list[str]) -> int:
    runs: dict[str, Run] = {"before, transformers 5.23.0": _read(BEFORE)}
    for it in named:
        title, _, path = it.rpartition("=")
        runs[title] = _read(Path(path))
    PAGE.write_text("\n".join(_page(runs)) + "\n", encoding="utf-8")
    return 0


def _read(path: Path) -> Run:
    content: Run = json.loads(path.read_text(encoding="utf-8"))
    return content


def _page(runs: Mapping[str, Run]) -> Iterator[str]:
    yield INTRODUCTION
    yield from _summary(runs)
    for title, sound in (("Broken or odd loads", False), ("Sound loads", True)):
        names = [it for it in _names(runs) if it.startswith("sound: ") is sound]
        yield f"\n## {title}\n"
        yield f"| load | {' | '.join(runs)} | report |\n|---|{'---|' * (len(runs) + 1)}"
        yield from (_row(it, list(runs.values())) for it in names)


def _summary(runs: Mapping[str, Run]) -> Iterator[str]:
    yield "| | broken or odd: right | exit status 0 although broken | sound: passed |\n|---|---|---|---|"
    for title, run in runs.items():
        odd = {name: it for name, it in run.items() if not name.startswith("sound: ")}
        sound = [it for name, it in run.items() if name.startswith("sound: ")]
        silent = sum(it["status"] == 0 and not it["right"] for it in odd.values())
        right, passed = sum(it["right"] for it in odd.values()), sum(it["right"] for it in sound)
        yield f"| {title} | {right} of {len(odd)} | {silent} | {passed} of {len(sound)} |"


def _names(runs: Mapping[str, Run]) -> list[str]:
    return list(dict.fromkeys(name for run in runs.values() for name in run))


def _row(name: str, runs: list[Run]) -> str:
    cells = [_cell(run.get(name)) for run in runs]
    # The words of the newest release, which a reader of the table has most likely.
    words = " ".join(str((runs[1] if len(runs) > 1 else runs[0]).get(name, {}).get("words", "")).split())
    words = re.sub(r"(?:/[\w.-]+)+/bin/python", "python", words)
    shown = words if len(words) <= LONGEST else f"{words[: LONGEST - 3]}..."
    shown = shown.replace("|", r"\|")
    return f"| {name.removeprefix('sound: ')} | {' | '.join(cells)} | {shown or 'no problem'} |"


def _cell(result: Mapping[str, Any] | None) -> str:
    return "not run" if result is None else f"{result['status']}{'' if result['right'] else ' ✗'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
