"""Refresh the pictures of the documents from the ones that the tests have just taken: `make pictures`.

A picture with few colors is small and still accurate, so each gets its own palette.
"""

from __future__ import annotations

import sys

from PIL import Image

from tests.editors.prepare import CACHE, ROOT, browser

SHOTS = CACHE / "shots"
IMAGES = ROOT / "editors" / "vscode" / "images"
# Pictures of the extension's readme and walkthrough, and below them all that the evidence shows.
OURS = ("findings", "quick-fix", "report", "loads")
EVIDENCE = ROOT / "docs" / "images" / "editors"
SEEN = (
    *OURS,
    *("compared", "progress", "report-narrow", "report-dark", "stale", "failed", "status", "settings", "walkthrough"),
    *("install", "no-torch", "untrusted", "all-loads", "consent"),
)
CHOSEN = [*((it, IMAGES) for it in OURS), *((it, EVIDENCE) for it in SEEN)]
COLOURS = 96
ICON = 128  # pixels


def main() -> int:
    """Write each chosen picture and the icon; 1 when a picture is missing."""
    missing = [it for it in SEEN if not (SHOTS / f"{it}.png").exists()]
    if missing:
        print(f"no {', '.join(missing)} in {SHOTS.relative_to(ROOT)}, run make test-editors first", file=sys.stderr)
        return 1
    EVIDENCE.mkdir(parents=True, exist_ok=True)
    for name, folder in CHOSEN:
        target = folder / f"{name}.png"
        with Image.open(SHOTS / f"{name}.png") as shot:
            shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} kB")
    _icon()
    return 0


def _icon() -> None:
    """The icon from its drawing; the marketplace takes no SVG."""
    from playwright.sync_api import sync_playwright

    drawing = (IMAGES / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        shown = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = shown.new_page(viewport={"width": ICON, "height": ICON})
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
        page.screenshot(path=IMAGES / "icon.png", omit_background=True)
        shown.close()


if __name__ == "__main__":
    sys.exit(main())
