"""Draw findings and unsafe fixes from public checkouts for a reader to judge.

    python -m bench.sample --seed 20261128 [--findings 100] [--fixes 40] [--ignore RULE] FOLDER [FOLDER ...]

Each folder is one checkout; it is checked as its authors would, from its own root with the releases it pins. Prints a
numbered entry for each finding drawn (place, rule, message, the lines around it) and for each file of unsafe fixes
drawn (its diff). The same seed, checkouts and release of loadlint give the same entries.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

Place = TypeVar("Place")
AROUND = 6
WIDEST = 160


def main() -> int:
    """Print the sample; return 2 if a checkout cannot be checked."""
    options = _options()
    findings = [finding for folder in options.folders for finding in findings_in(folder.resolve(), options.ignore)]
    draw = random.Random(options.seed)
    print(f"{len(findings)} findings in {len(options.folders)} checkouts, seed {options.seed}\n")
    for number, finding in enumerate(_drawn(draw, findings, options.findings), 1):
        print(f"### {number} {_place(finding)} `{finding['rule']}`\n\n{finding['message']}\n")
        print(_context(finding))
    unsafe = [it for it in findings if it["fixes"] and not it["fixes"][0]["safe"]]
    print(f"{len(unsafe)} findings with an unsafe fix\n")
    for number, finding in enumerate(_drawn(draw, unsafe, options.fixes), 1):
        print(f"### fix {number} {_place(finding)} `{finding['rule']}`: {finding['fixes'][0]['title']}\n")
        print(_edited(finding))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.sample", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--findings", type=int, default=100)
    parser.add_argument("--fixes", type=int, default=40)
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE", help="a rule to leave out")
    return parser.parse_args()


def findings_in(folder: Path, ignored: list[str]) -> list[dict[str, Any]]:
    """Return the findings of a checkout, without those of the rules to ignore; each knows its `root`."""
    command = [sys.executable, "-m", "loadlint", "check", "--no-cache", "--output-format", "json", "--exit-zero"]
    command += [option for rule in ignored for option in ("--ignore", rule)]
    done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(f"{folder.name}: {done.stderr.strip()}")
    return [{**finding, "root": str(folder)} for finding in json.loads(done.stdout)]


def is_test(path: Path) -> bool:
    """Return whether a file is a test by its name or its folder."""
    return not {"tests", "test"}.isdisjoint(path.parts) or path.name.startswith("test_")


def of_each(
    draw: random.Random, folders: Iterable[Path], places: Callable[[Path], list[Place]], most: int, count: int
) -> list[Place]:
    """Return so many places, at most so many of each folder, in a drawn order."""
    drawn: list[Place] = []
    for folder in sorted(folders, key=lambda it: it.name):
        here = places(folder)
        draw.shuffle(here)
        drawn += here[:most]
    draw.shuffle(drawn)
    return drawn[:count]


def _drawn(draw: random.Random, findings: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return draw.sample(findings, min(count, len(findings)))


def _place(finding: dict[str, Any]) -> str:
    cell = "" if finding["cell"] is None else f"[{finding['cell']}]"
    return f"{Path(finding['root']).name}/{finding['path']}{cell}:{finding['line']}"


def _lines(finding: dict[str, Any]) -> list[str]:
    text = (Path(finding["root"]) / finding["path"]).read_bytes().decode("utf-8", "replace")
    if finding["cell"] is not None:
        text = "".join(json.loads(text)["cells"][finding["cell"]]["source"])
    lines: list[str] = text.replace("\r\n", "\n").split("\n")
    return lines


def _context(finding: dict[str, Any]) -> str:
    lines = _lines(finding)
    first, last = max(1, finding["line"] - AROUND), min(len(lines), finding["end_line"] + AROUND)
    return "".join(f"    {number}: {lines[number - 1][:WIDEST]}\n" for number in range(first, last + 1))


def _edited(finding: dict[str, Any]) -> str:
    """Return the lines that the first fix of a finding touches, before and after."""
    lines = _lines(finding)
    # From the end, and of two at one place the second first: it then stands after the first.
    own = [it for it in finding["fixes"][0]["edits"] if it.get("cell") == finding["cell"]]
    edits = sorted(own, key=lambda edit: (edit["line"], edit["column"]))[::-1]
    first, last = min(edit["line"] for edit in edits), max(edit["end_line"] for edit in edits)
    before = lines[max(0, first - AROUND) : last + AROUND]
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in edits:
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["end_line"] - 1] + edit["end_column"] - 1
        text = text[:start] + edit["text"] + text[end:]
    added = len(text.split("\n")) - len(lines)
    after = text.split("\n")[max(0, first - AROUND) : last + AROUND + added]
    return "".join([*(f"    - {line[:WIDEST]}\n" for line in before), *(f"    + {line[:WIDEST]}\n" for line in after)])


if __name__ == "__main__":
    sys.exit(main())
