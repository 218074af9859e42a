"""`make proofs`: every claim in every release, as a table in `docs/evidence/proofs.md`."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from loadlint_rules import RULES
from proofs import environments, fixing
from proofs.claims import CLAIMS
from proofs.conftest import run
from tests.tree import ROOT

PAGE = ROOT / "docs" / "evidence" / "proofs.md"
HEAD = """# Proofs

What the pages of the rules claim, run with tiny models against four releases. `make proofs` wrote this page; `make
test` repeats it with the newest release, and with the others where their environments are there and time is left.

Outcomes are what happened, in a few words: the type of the error, the dtype or the device that a model has. No GPU was
there. Claims about diffusers, peft and bitsandbytes ran beside each release with {beside}.
`needs a GPU` is the answer of a release that refuses a CPU; an empty outcome is that of a text that prints nothing.

## Rules

Each rule with the releases it speaks for, and one [example](../../proofs/fixes) run in each release: as it is
written, after `--fix` where that changes it, and after `--fix --unsafe-fixes` where that changes it further.
"""


def main() -> int:
    """Build the environments, run every claim, and write the page if all hold; else return 1."""
    parser = argparse.ArgumentParser(prog="make proofs", description=__doc__)
    parser.add_argument("--release", action="append", choices=environments.RELEASES, help="default: all of them")
    chosen = parser.parse_args().release or list(environments.RELEASES)
    outcomes: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in chosen:
            environments.build(release)
            environments.build_beside(release)
            outcomes[release] = run(release, Path(folder) / "outcomes.json", [])
            print(f"{environments.named(release)}: {len(outcomes[release])} claims")
    register()
    wrong = [
        f"{key} in {it}: {them[key]}" for it, them in outcomes.items() for key in CLAIMS if _differs(key, it, them)
    ]
    print("\n".join(wrong) or "every outcome is the one claimed")
    if len(outcomes) == len(environments.RELEASES) and not wrong:
        PAGE.write_text(table(outcomes), encoding="utf-8")
    return 1 if wrong else 0


def register() -> None:
    """Import every module of claims, which registers them."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if "prove(__name__)" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"proofs.{path.stem}")


def table(outcomes: dict[str, dict[str, str]]) -> str:
    """Return the page: a table of all rules, then the claims of each rule and their outcomes per release."""
    releases = [environments.named(it) for it in outcomes]
    parts = [HEAD.format(beside=_beside()), f"\n| rule | severity | speaks for | proof | {' | '.join(releases)} |\n"]
    parts.append(f"|{'---|' * (len(releases) + 4)}\n")
    parts += [_glance(it, outcomes) for it in fixing.examples()]
    for rule in sorted({it.rule for it in CLAIMS.values()}):
        stem = rule.replace("-", "_")
        parts.append(
            f"\n## {rule}\n\n[page](../../rules/loadlint_rules/{stem}.md), [proof](../../proofs/test_{stem}.py)\n\n"
            f"| claim | {' | '.join(releases)} |\n|{'---|' * (len(releases) + 1)}\n"
        )
        parts += [
            f"| {it.text} | {' | '.join(them[it.key] for them in outcomes.values())} |\n"
            for it in sorted(CLAIMS.values(), key=lambda it: it.module)
            if it.rule == rule
        ]
    return "".join(parts)


def _beside() -> str:
    """Return the releases of the other libraries that are paired with those of transformers."""
    libraries: dict[str, list[str]] = {"diffusers": [], "peft": [], "bitsandbytes": []}
    for packages in environments.BESIDE.values():
        for package in packages:
            name, _, version = package.partition("==")
            libraries.get(name, []).append(version)
    return " and ".join(f"{name} {', '.join(dict.fromkeys(versions))}" for name, versions in libraries.items())


def _glance(example: fixing.Example, outcomes: dict[str, dict[str, str]]) -> str:
    from tests.rules.test_fixes import speaks

    stem, severity = example.rule.replace("-", "_"), next(it.severity for it in RULES if it.name == example.rule)
    named = [environments.named(it) for it in outcomes if speaks(example, it)]
    spoken = "all" if len(named) == len(outcomes) else ", ".join(named)
    cells = (_stages([them[f"{example.rule}: {fixing.key(it)}"] for it in range(3)]) for them in outcomes.values())
    return (
        f"| [{example.rule}](#{example.rule}) | {severity} | {spoken} | [proof](../../proofs/test_{stem}.py) "
        f"| {' | '.join(cells)} |\n"
    )


def _stages(outcomes: list[str]) -> str:
    names = ("", "fixed: ", "unsafely fixed: ")
    return "; ".join(f"{name}{it}" for name, it in zip(names, outcomes, strict=True) if it != fixing.UNCHANGED)


def _differs(key: str, release: str, outcomes: dict[str, str]) -> bool:
    return outcomes[key] != CLAIMS[key].expected[release]


if __name__ == "__main__":
    sys.exit(main())
