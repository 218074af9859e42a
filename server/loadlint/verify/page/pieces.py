"""Pieces of HTML that every page is made of; texts of others are escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from loadlint.words import visible

COLORS = 6  # in the style sheet; further parts begin again with the first
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its amount, its words, and the number of its color."""

    amount: float
    words: str
    color: int


def text(value: str) -> str:
    """Return a text as it is shown."""
    return escape(visible(value))


def prose(value: str) -> str:
    """Return a sentence whose code in backquotes looks like code."""
    return _CODE.sub(r"<code>\1</code>", text(value))


def bar(parts: Sequence[Part], kind: str = "bar") -> str:
    """Return parts in their proportions as a picture with words for those who do not see it."""
    whole = sum(it.amount for it in parts) or 1
    ends = [*accumulate((100 * it.amount / whole for it in parts), initial=0.0)]
    drawn = "".join(
        f'<rect class="part-{it.color % COLORS}" x="{start:.2f}" width="{end - start:.2f}" height="10"/>'
        for it, start, end in zip(parts, ends, ends[1:], strict=False)
    )
    words = ", ".join(it.words for it in parts)
    return (
        f'<svg class="{kind}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{text(words)}">'
        f"{drawn}</svg>"
    )


def legend(parts: Iterable[Part], more: Iterable[str] = ()) -> str:
    """Return the words of a bar's parts beside their colors; `more` stands before them without one."""
    items = [f'<li class="apart">{text(it)}</li>' for it in more]
    items += [f'<li class="part-{it.color % COLORS}">{text(it.words)}</li>' for it in parts]
    return f'<ul class="legend">{"".join(items)}</ul>'


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Return labels and texts, or nothing where there are none."""
    lines = [f'<tr><th scope="row">{text(label)}</th><td>{text(value)}</td></tr>' for label, value in rows if value]
    return f'<table class="facts"><tbody>{"".join(lines)}</tbody></table>' if lines else ""


def grid(kind: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """Return rows of HTML under heads, in a table that can be scrolled where the page is narrow."""
    cells = "".join(f'<th scope="col">{text(it)}</th>' for it in heads)
    inner = f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<div class="wide" tabindex="0"><table class="{kind}">{inner}</table></div>'


def folded(title: str, content: str, *, opened: bool = False) -> str:
    """Return content under a title that opens it."""
    return f"<details{' open' if opened else ''}><summary>{text(title)}</summary>{content}</details>" if content else ""


def items(texts: Iterable[str]) -> str:
    """Return sentences as a list, or nothing where there are none."""
    lines = "".join(f"<li>{prose(it)}</li>" for it in texts)
    return f'<ul class="lines">{lines}</ul>' if lines else ""
