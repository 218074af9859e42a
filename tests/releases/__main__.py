"""`make proofs`: every claim in every release, as a table in `docs/proofs.md`."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from tests.releases import environments
from tests.releases.claims import CLAIMS
from tests.releases.conftest import run
from tests.tree import ROOT

PAGE = ROOT / "docs" / "proofs.md"
HEAD = """# Proofs

What the pages of the rules claim, run with tiny models against four releases. `make proofs` wrote this page; `make
test` repeats it with the newest release, and with the others where their environments are there and time is left.

Outcomes are what happened, in a few words: the type of the error, the dtype or the device that a model has.
"""


def main() -> int:
    """Makes the environments, runs everything, writes the page if all is as claimed; else 1."""
    parser = argparse.ArgumentParser(prog="make proofs", description=__doc__)
    parser.add_argument("--release", action="append", choices=environments.RELEASES, help="default: all of them")
    chosen = parser.parse_args().release or list(environments.RELEASES)
    found: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in chosen:
            environments.build(release)
            found[release] = run(release, Path(folder) / "outcomes.json", [])
            print(f"{environments.named(release)}: {len(found[release])} claims")
    register()
    wrong = [f"{key} in {it}: {said[key]}" for it, said in found.items() for key in CLAIMS if _differs(key, it, said)]
    print("\n".join(wrong) or "every outcome is the one claimed")
    if len(found) == len(environments.RELEASES) and not wrong:
        PAGE.write_text(table(found), encoding="utf-8")
    return 1 if wrong else 0


def register() -> None:
    """Makes all claims known."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if "prove(__name__)" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"tests.releases.{path.stem}")


def table(found: dict[str, dict[str, str]]) -> str:
    """The page: for each rule its claims and their outcomes, release by release."""
    releases = [environments.named(it) for it in found]
    parts = [HEAD]
    for rule in sorted({it.rule for it in CLAIMS.values()}):
        stem = rule.replace("-", "_")
        parts.append(
            f"\n## {rule}\n\n[page](../rules/loadlint_rules/{stem}.md), [proof](../tests/releases/test_{stem}.py)\n\n"
            f"| claim | {' | '.join(releases)} |\n|{'---|' * (len(releases) + 1)}\n"
        )
        parts += [
            f"| {it.text} | {' | '.join(said[it.key] for said in found.values())} |\n"
            for it in CLAIMS.values()
            if it.rule == rule
        ]
    return "".join(parts)


def _differs(key: str, release: str, said: dict[str, str]) -> bool:
    return said[key] != CLAIMS[key].expected[release]


if __name__ == "__main__":
    sys.exit(main())
