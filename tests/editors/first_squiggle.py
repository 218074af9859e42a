"""Time from the text in sight to its first squiggle, in VS Code: `python -m tests.editors.first_squiggle [ROUNDS]`.

Once with loadlint in the project's `.venv`, once with the copy that the extension brings. The part of loadlint begins
when its item is in the status bar: until then VS Code starts its host of extensions. Browser, server, host and
loadlint share this machine, so a user's own window is faster.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.editors import prepare
from tests.editors.test_vscode import FINDINGS

ROUNDS = 5
# As a user's: nothing of the test's own environment, and compiled modules are stored.
ENVIRONMENT = {"VIRTUAL_ENV": "", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
# Notes when the code is in sight, when loadlint's item is, and when the first squiggle is.
WATCH = """(() => {
  const seen = {};
  const look = () => {
    if (!seen.text && document.querySelector(".view-line span span")) seen.text = performance.now();
    const items = () => [...document.querySelectorAll(".statusbar-item")];
    if (!seen.item && items().some((it) => it.textContent.includes("loadlint"))) seen.item = performance.now();
    if (seen.text && document.querySelector(".squiggly-warning, .squiggly-error")) {
      seen.squiggle = performance.now();
      window.seen = seen;
    } else requestAnimationFrame(look);
  };
  addEventListener("DOMContentLoaded", look);
})()"""


def main() -> int:
    """Print the rounds and their median, for each of the two ways to start."""
    from playwright.sync_api import sync_playwright

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=prepare.browser(), args=["--no-sandbox"])
        for name, installed in (("loadlint in .venv", True), ("the extension's copy", False)):
            times = _times(browser, Path(folder) / name.replace(" ", "-"), installed, rounds)
            print(
                f"{name}: {_listed([whole for whole, _ in times])}; of it loadlint {_listed([own for _, own in times])}"
            )
        browser.close()
    return 0


def _listed(times: list[float]) -> str:
    return f"{', '.join(f'{it:.2f}' for it in times)} s, median {statistics.median(times):.2f} s"


def _times(browser: Any, folder: Path, installed: bool, rounds: int) -> list[tuple[float, float]]:
    from tests.editors.workbench import Workbench

    project = folder / "project"
    environment = project / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    if installed:
        _share(environment)
    (project / "load.py").write_text(FINDINGS)
    bench = Workbench(folder / "bench", [prepare.VSIX], {}, ENVIRONMENT)
    try:
        # The first window fills the caches of VS Code.
        return [_time(browser, bench, project) for _ in range(rounds + 1)][1:]
    finally:
        bench.stop()


def _share(environment: Path) -> None:
    """Give an environment the packages and the sources that run this."""
    (packages,) = (environment / "lib").glob("python*/site-packages")
    shared = [str(prepare.ROOT / it) for it in ("server", "rules")] + [
        it for it in sys.path if it.endswith("-packages")
    ]
    (packages / "shared.pth").write_text("\n".join(shared))
    for name in ("loadlint", "libcst", "pygls"):
        (about,) = (it for place in shared for it in Path(place).glob(f"{name}-*.dist-info"))
        (packages / about.name).symlink_to(about)


def _time(browser: Any, bench: Any, project: Path) -> tuple[float, float]:
    """Return the seconds from the text, and those from the status item, to the squiggle."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(bench.url(project, project / "load.py"))
    page.wait_for_function("window.seen", timeout=60_000)
    seen = page.evaluate("window.seen")
    context.close()
    return (seen["squiggle"] - seen["text"]) / 1000, (seen["squiggle"] - seen["item"]) / 1000


if __name__ == "__main__":
    sys.exit(main())
