"""The page of one verification in an editor: a heading that stays, with its state and buttons, then the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loadlint.verify.report import VerifyReport
from loadlint.words import visible

from . import pair, single
from .pieces import text

_NOW = "edited since; verify it again for its figures now"


@dataclass(frozen=True, slots=True)
class Shown:
    """A verification as an editor shows it: its state, its report, the one after its fixes, the place by name."""

    state: str
    stale: bool
    report: VerifyReport | None
    fixed: VerifyReport | None = None
    place: str = ""
    alone: bool = False

    @property
    def running(self) -> bool:
        return self.state != "done"

    @property
    def compared(self) -> VerifyReport | None:
        return None if self.alone else self.fixed


def title(shown: Shown) -> str:
    """Return the name of the window."""
    report = shown.report
    name = "load" if report is None else (report.model or {}).get("class") or report.outcome
    mark = " (running)" if shown.running else " (edited since)" if shown.stale else ""
    return visible(f"Verification: {name}{mark}")


def content(shown: Shown) -> str:
    """Return the body of the page; each button names what it does in `data-do`."""
    report = shown.report
    if report is None:
        return f"<main>{_heading(shown, 'verifying', '')}<p>the load is being verified</p></main>"
    state = "rehearsed" if report.rehearsal and report.outcome == "loaded" else report.outcome
    call = f'<pre class="call" tabindex="0" aria-label="the load">{text(str(report.request["call"]))}</pre>'
    fixed = shown.compared
    below = pair.content(report, fixed) if fixed else call + single.content(report)
    return f"<main>{_heading(shown, state, str((report.model or {}).get('class', '')))}{below}</main>"


def _heading(shown: Shown, state: str, name: str) -> str:
    kind = "mixed" if shown.report is None or shown.report.problems else "good"
    kind = "bad" if shown.report is not None and shown.report.outcome != "loaded" else kind
    head = f'<h1><span class="badge {kind}">{text(state)}</span> {text(name)}</h1>'
    return (
        f'<header class="top">{head}{_notice(shown)}<nav aria-label="actions">{"".join(_buttons(shown))}</nav></header>'
    )


def _notice(shown: Shown) -> str:
    if shown.running:
        return '<p class="running" role="status">verifying again: <span data-phase>waiting</span></p>'
    return f'<p class="stale" role="status">{_NOW}</p>' if shown.stale else ""


def _buttons(shown: Shown) -> Iterator[str]:
    yield _button("go", shown.place) if shown.place else ""
    if shown.running:
        yield _button("cancel", "Cancel", primary=True)
        return
    if shown.compared:
        yield _button("apply", "Apply fixes to the file", primary=not shown.stale)
        yield _button("single", "Show single report")
    again = "Verify load" if shown.report is not None and shown.report.rehearsal else "Verify again"
    yield _button("verify", again, primary=shown.stale or not shown.compared)
    if not shown.compared:
        yield _button("both", "Show comparison") if shown.fixed else _button("compare", "Compare with its fixes")
    yield _button("copy", "Copy as JSON")


def _button(what: str, words: str, *, primary: bool = False) -> str:
    return f'<button data-do="{what}"{" class=primary" if primary else ""}>{text(words)}</button>'
