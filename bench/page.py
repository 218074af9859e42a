"""Format the figures as Markdown and as plots."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import growth, plot
from .crowd import EDITS as CROWD_EDITS
from .crowd import FILES, LINES, Crowd
from .keystrokes import EDITS, FLOOR, Typing
from .peers import ALL
from .process import Summary

Figures = Mapping[str, Any]

_PICTURES = "../images/plots"
_OF_CURVES = "CPU time; each point is a median. The exponent is of the growth between the last two points: 1 is linear."


def heading(command: str, tree: str) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join(peer.title for peer in ALL)
    return (
        f"# Performance\n\nMade by `{command}` on {machine}; tree: {tree}; peers: {versions}.\n"
        "Runs alternate and each figure is a median, so trust the ratios more than the times.\n"
        "The peers run their own rules, so only the relative size means something.\n"
        "MB is the largest process of a run; a tool smaller than the bench itself shows the size of the bench.\n"
    )


def whole(head: str, figures: Figures) -> str:
    """Return the page with the sections that have been measured."""
    return "\n".join([head, *(section(figures[name]) for name, section in _SECTIONS.items() if name in figures)])


def plots(figures: Figures) -> dict[str, str]:
    """Return the plots of the sections that have been measured, by their names."""
    return {title: it for name, draw in _PLOTS.items() if name in figures for title, it in draw(figures[name])}


# --- tables -----------------------------------------------------------------------------------------------


def _one_file(figures: Figures) -> str:
    without, with_loads = (_table(figures[it], 1e3, "ms") for it in ("without", "with"))
    picture = _picture("one-file", "Times of one file with loads, by tool")
    title = "## One file of 500 lines, cold start"
    return f"{title}\n\n{picture}\n\n### Without a load\n\n{without}\n### With loads\n\n{with_loads}"


def _typing(figures: Figures) -> str:
    measured = {
        lines: {name: Typing(**it) for name, it in servers.items()} for lines, servers in figures["lines"].items()
    }
    rows = [
        f"| {lines} | {name} | {it.p50:.1f} | {it.p95:.1f} | {it.p95 / servers['ruff'].p95:.2f} "
        f"| {it.initialize:.0f} | {it.first:.0f} | {it.megabytes:.0f} |"
        for lines, servers in measured.items()
        for name, it in servers.items()
    ]
    note = f"Medians over {figures['sessions']} sessions of {EDITS} letters typed inside an argument of a load.\n"
    if any(name in FLOOR for servers in measured.values() for name in servers):
        note += "The server of pygls shows no findings at all, so it is the least that the library costs.\n"
    head = "| lines | server | p50 ms | p95 ms | p95 / ruff | initialize ms | first diagnostics ms | MB |"
    table = "\n".join([note, head, "|--:|---|--:|--:|--:|--:|--:|--:|", *rows, ""])
    return f"## One keystroke to diagnostics\n\n{_picture('typing', 'Keystrokes beside ruff and pygls')}\n\n{table}"


def _crowd(figures: Figures) -> str:
    measured = {name: Crowd(**it) for name, it in figures.items()}
    rows = [f"| {name} | {it.opening:.1f} | {it.opened:.0f} | {it.edited:.0f} |" for name, it in measured.items()]
    head = "| server | until all are shown, s | MB then | MB after the edits |"
    title = f"## {FILES} files of {LINES} lines open, {CROWD_EDITS:,} edits in them"
    return "\n".join([title, "", head, "|---|--:|--:|--:|", *rows, ""])


def _tree(figures: Figures) -> str:
    cold, unchanged = (_table(figures[it], 1, "s") for it in ("cold", "unchanged"))
    title = f"## A whole tree, {figures['files']:,} files"
    picture = _picture("tree", "Times of a whole tree, by tool")
    return f"{title}\n\n{picture}\n\n### Cold, without a cache\n\n{cold}\n### Unchanged, cached\n\n{unchanged}"


def _files_with_loads(figures: Figures) -> str:
    title = f"## {figures['files']} files with loads, {figures['lines']:,} lines"
    picture = _picture("files-with-loads", "Times of files with loads, by tool")
    return f"{title}\n\n{picture}\n\n{_table(figures['costs'], 1, 's')}"


def _table(costs: Mapping[str, Any], scale: float, unit: str) -> str:
    """Format a table with one row per tool; `scale` converts seconds to `unit`, and ratios are to ruff."""
    summaries = {name: Summary(**it) for name, it in costs.items()}
    base = summaries["ruff"].wall
    rows = [
        f"| {name} | {plot.figure(it.wall * scale)} | {plot.figure(it.cpu * scale)} "
        f"| {it.wall / base:.2f} | {it.megabytes:.0f} | {it.runs} |"
        for name, it in summaries.items()
    ]
    head = f"| tool | wall {unit} | CPU {unit} | wall / ruff | MB | runs |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|", *rows, ""])


# --- curves -----------------------------------------------------------------------------------------------


def _growth_files(figures: Figures) -> str:
    title = f"## Growth with files\n\n{_OF_CURVES}"
    pictures = (_picture("growth-files", "Seconds by files"), _picture("growth-memory", "Megabytes by files"))
    tables = _points(figures["seconds"], "files", "CPU s"), _points(figures["megabytes"], "files", "MB")
    return "\n\n".join([title, pictures[0], tables[0], pictures[1], tables[1]]) + "\n"


def _growth_lines(figures: Figures) -> str:
    picture = _picture("growth-lines", "Seconds by lines")
    return f"## Growth with lines of one file\n\n{picture}\n\n{_points(figures, 'lines', 'CPU s')}\n"


def _growth_loads(figures: Figures) -> str:
    picture = _picture("growth-loads", "Seconds by loads")
    title = f"## Growth with loads\n\nEach load has two findings with fixes; the notebook has {growth.CELLS:,} cells."
    return f"{title}\n\n{picture}\n\n{_points(figures, 'loads', 'CPU s')}\n"


def _growth_documents(figures: Figures) -> str:
    title = f"## Growth with open documents\n\nEach has {growth.OPEN_LINES} lines; letters are typed in one of them."
    kinds = {"milliseconds": ("growth-typing", "ms (p95)"), "megabytes": ("growth-documents", "MB")}
    parts = [
        f"{_picture(name, f'{unit} by documents')}\n\n{_points(figures[kind], 'documents', unit)}"
        for kind, (name, unit) in kinds.items()
        if kind in figures
    ]
    return "\n\n".join([title, *parts]) + "\n"


def _growth_processors(figures: Figures) -> str:
    picture = _picture("growth-processors", "Speed-up by processors")
    note = "On paper: Amdahl's law, with the part that two processes shared in runs on one and on two processors."
    return f"## Growth with processors\n\n{note}\n\n{picture}\n\n{_points(figures, 'processors', 'times as fast')}\n"


def _points(curves: Mapping[str, Any], across: str, up: str) -> str:
    """Format curves as one table: a row a curve, a column a size, and the exponent between the last two."""
    sizes = [size for size, _ in next(iter(curves.values()))]
    rows = [
        f"| {name} | {' | '.join(f'{it:.3g}' for _, it in points)} | {growth.slope(points):.2f} |"
        for name, points in curves.items()
    ]
    head = f"| {up} by {across} | {' | '.join(f'{it:,.0f}' for it in sizes)} | exponent at the end |"
    return "\n".join([head, f"|---|{'--:|' * (len(sizes) + 1)}", *rows])


def _picture(name: str, text: str) -> str:
    return f"![{text}]({_PICTURES}/{name}.svg)"


_SECTIONS: Mapping[str, Callable[[Figures], str]] = {
    "one-file": _one_file,
    "typing": _typing,
    "crowd": _crowd,
    "tree": _tree,
    "files-with-loads": _files_with_loads,
    "growth-files": _growth_files,
    "growth-lines": _growth_lines,
    "growth-loads": _growth_loads,
    "growth-documents": _growth_documents,
    "growth-processors": _growth_processors,
}


# --- plots ------------------------------------------------------------------------------------------------

Drawn = Iterator[tuple[str, str]]


def _draw_one_file(figures: Figures) -> Drawn:
    kinds = {"one file of 500 lines without a load": "without", "one file of 500 lines with loads": "with"}
    groups = {name: {tool: it["wall"] * 1e3 for tool, it in figures[kind].items()} for name, kind in kinds.items()}
    yield "one-file", plot.bars("One file, cold start", "milliseconds", groups)


def _draw_files_with_loads(figures: Figures) -> Drawn:
    group = {tool: it["wall"] for tool, it in figures["costs"].items()}
    title = f"{figures['files']} files with loads"
    yield "files-with-loads", plot.bars(title, "seconds", {f"{figures['lines']:,} lines": group})


def _draw_typing(figures: Figures) -> Drawn:
    groups = {
        f"{lines} lines" if lines[-1].isdigit() else lines: {name: it["p95"] for name, it in servers.items()}
        for lines, servers in figures["lines"].items()
    }
    yield "typing", plot.bars("One keystroke to diagnostics, p95", "milliseconds", groups)


def _draw_tree(figures: Figures) -> Drawn:
    groups = {kind: {tool: it["wall"] for tool, it in figures[kind].items()} for kind in ("cold", "unchanged")}
    yield "tree", plot.bars(f"A tree of {figures['files']:,} files", "seconds", groups)


def _draw_growth_files(figures: Figures) -> Drawn:
    yield "growth-files", plot.curves("Time of a whole tree", "files", "CPU seconds", figures["seconds"])
    yield "growth-memory", plot.curves("Memory of a cold tree", "files", "megabytes", figures["megabytes"])


def _draw_growth_documents(figures: Figures) -> Drawn:
    titles = {"milliseconds": "One keystroke with documents open, p95", "megabytes": "Memory of the server"}
    names = {"milliseconds": "growth-typing", "megabytes": "growth-documents"}
    for kind in (it for it in titles if it in figures):
        yield names[kind], plot.curves(titles[kind], "documents", kind, figures[kind])


_PLOTS: Mapping[str, Callable[[Figures], Drawn]] = {
    "one-file": _draw_one_file,
    "typing": _draw_typing,
    "tree": _draw_tree,
    "files-with-loads": _draw_files_with_loads,
    "growth-files": _draw_growth_files,
    "growth-lines": lambda it: iter([("growth-lines", plot.curves("Time of one file", "lines", "CPU seconds", it))]),
    "growth-loads": lambda it: iter([("growth-loads", plot.curves("Time by loads", "loads", "CPU seconds", it))]),
    "growth-documents": _draw_growth_documents,
    "growth-processors": lambda it: iter(
        [("growth-processors", plot.curves("Cold tree by processors", "processors", "times as fast", it))]
    ),
}
