"""Run one example for each rule as written, after `--fix`, and after `--fix --unsafe-fixes`, in each release.

`fixes/RULE.md` holds the example, the texts that the fixes leave (where they change it), and the outcome of each
run. `python -m proofs.fixing` writes the outcomes; `--bless` of `tests/rules/test_fixes.py` writes the texts.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.environments import NEWEST, RELEASES, of_version

if TYPE_CHECKING:
    from proofs.claims import Lab

FOLDER = Path(__file__).parent / "fixes"
STAGES = ("as written", "`--fix`", "`--fix --unsafe-fixes`")
UNCHANGED = "unchanged"
# Texts with one of these run with the libraries that lie beside each release.
_NEEDS_MORE = ("from peft import", "from diffusers import", "BitsAndBytesConfig", "load_in_4bit", "load_in_8bit")
# The commit that `main` names in the cache of the examples.
COMMIT = "0123456789abcdef0123456789abcdef01234567"
_BLOCK = re.compile(r"^```python(?: (?P<stage>fixed|unsafe) (?P<releases>[^\n]+))?\n(?P<code>.*?)^```$", re.M | re.S)
_ROW = re.compile(r"^\| (?P<stage>as written|`--fix[^|]*`) \| (?P<cells>.+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """`texts` and `outcomes` have, for each release, the three stages."""

    rule: str
    texts: dict[str, tuple[str, ...]]
    outcomes: dict[str, tuple[str, ...]]

    @property
    def code(self) -> str:
        return self.texts[NEWEST][0]


def examples() -> list[Example]:
    return [read(path) for path in sorted(FOLDER.glob("*.md"))]


def read(path: Path) -> Example:
    markdown = path.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(markdown))
    code = next(it["code"] for it in blocks if not it["stage"])
    texts = {}
    for release in RELEASES:
        left = {it["stage"]: it["code"] for it in blocks if release in (it["releases"] or "").split()}
        fixed = left.get("fixed", code)
        texts[release] = (code, fixed, left.get("unsafe", fixed))
    rows = {it["stage"]: it["cells"].split(" | ") for it in _ROW.finditer(markdown)}
    columns = [rows.get(stage, [""] * len(RELEASES)) for stage in STAGES]
    return Example(path.stem, texts, dict(zip(RELEASES, zip(*columns, strict=True), strict=True)))


def write(example: Example) -> None:
    """Write the file of an example: each text once, with the releases that leave it."""
    parts = [f"# {example.rule}\n\n```python\n{example.code}```\n"]
    for number, stage in ((1, "fixed"), (2, "unsafe")):
        groups: dict[str, list[str]] = {}
        for release, texts in example.texts.items():
            if texts[number] != texts[number - 1]:
                groups.setdefault(texts[number], []).append(release)
        parts += [f"\n```python {stage} {' '.join(releases)}\n{text}```\n" for text, releases in groups.items()]
    parts.append(f"\n| | {' | '.join(RELEASES)} |\n|{'---|' * (len(RELEASES) + 1)}\n")
    for number, stage in enumerate(STAGES):
        parts.append(f"| {stage} | {' | '.join(example.outcomes[it][number] for it in RELEASES)} |\n")
    (FOLDER / f"{example.rule}.md").write_text("".join(parts), encoding="utf-8")


def outcome(example: Example, stage: int, lab: Lab) -> str:
    """Run a text in this release; return the last line it prints, or the type of the error."""
    texts = example.texts[of_version(lab.transformers.__version__)]
    if stage and texts[stage] == texts[stage - 1]:
        return UNCHANGED
    assert lab.hub
    if any(it in texts[stage] for it in _NEEDS_MORE):
        return lab.run_beside(texts[stage])
    shown = io.StringIO()
    with _apart(lab), contextlib.redirect_stdout(shown):
        try:
            exec(compile(texts[stage], example.rule, "exec"), {"__name__": "__main__"})
        except Exception as error:  # any error of a library is an outcome
            return type(error).__name__
    return shown.getvalue().strip().rpartition("\n")[2]


@contextlib.contextmanager
def _apart(lab: Lab) -> Iterator[None]:
    """Undo the changes of a text: variables, the folder, and the default dtype that a failed load leaves."""
    environment, folder, dtype = dict(os.environ), os.getcwd(), lab.torch.get_default_dtype()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        lab.torch.manual_seed(0)
        try:
            yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            lab.torch.set_default_dtype(dtype)


def main() -> int:
    """Build the environments, run every example in every release, and write the outcomes."""
    from proofs import environments
    from proofs.conftest import run

    runs = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in environments.RELEASES:
            environments.build(release)
            environments.build_beside(release)
            runs[release] = run(release, Path(folder) / "outcomes.json", ["test_fixes"])
    for it in examples():
        outcomes = {
            release: tuple(runs[release][f"{it.rule}: {key(number)}"] for number in range(3)) for release in runs
        }
        write(Example(it.rule, it.texts, {**it.outcomes, **outcomes}))
    return 0


def key(stage: int) -> str:
    """Return the claim about a stage of an example."""
    return "the example as written" if stage == 0 else f"the example after {STAGES[stage]}"


if __name__ == "__main__":
    sys.exit(main())
