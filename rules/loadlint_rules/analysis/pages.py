"""A rule's page: the Markdown file beside its module."""

from __future__ import annotations

_BASE = "https://github.com/loadlint/loadlint/blob/main/rules/loadlint_rules"

_added: dict[str, tuple[str, str]] = {}


def page(rule: str) -> str:
    """Return the page of a rule as Markdown. Raise KeyError for a rule without one."""
    if rule in _added:
        return _added[rule][0]
    from importlib.resources import files

    entry = files("loadlint_rules").joinpath(f"{rule.replace('-', '_')}.md")
    if not entry.is_file():
        raise KeyError(rule)
    return entry.read_text(encoding="utf-8")


def summary(rule: str) -> str:
    """Return the first sentence of a rule's page, in lower case and without a full stop."""
    opening = next((it for it in page(rule).split("\n")[1:] if it.strip()), "").replace("`", "").rstrip(".")
    return opening[:1].lower() + opening[1:]


def url(rule: str) -> str:
    """Return the address of a rule's page."""
    if rule in _added:
        return _added[rule][1]
    return f"{_BASE}/{rule.replace('-', '_')}.md"


def add(rule: str, markdown: str, place: str) -> None:
    """Register the page of another package's rule, and its address."""
    _added[rule] = (markdown, place)
