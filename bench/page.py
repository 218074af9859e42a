"""Format the measurements as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping

from .crowd import Crowd
from .keystrokes import EDITS, Typing
from .peers import ALL
from .process import Summary


def heading(command: str, tree: str) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join(peer.title for peer in ALL)
    return (
        f"# Performance\n\nMade by `{command}` on {machine}; tree: {tree}; peers: {versions}.\n"
        "Runs alternate and each figure is a median, so trust the ratios more than the times.\n"
        "The peers run their own rules, so only the relative size means something.\n"
        "MB is the largest process of a run; a tool smaller than the bench itself shows the size of the bench.\n"
    )


def table(costs: Mapping[str, Summary], scale: float, unit: str) -> str:
    """Format a table with one row per tool; `scale` converts seconds to `unit`, and ratios are to ruff."""
    base = costs["ruff"].wall
    rows = [
        f"| {name} | {it.wall * scale:.3g} | {it.cpu * scale:.3g} "
        f"| {it.wall / base:.2f} | {it.megabytes:.0f} | {it.runs} |"
        for name, it in costs.items()
    ]
    head = f"| tool | wall {unit} | CPU {unit} | wall / ruff | MB | runs |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|", *rows, ""])


def typing(measured: Mapping[str, Mapping[str, Typing]], sessions: int) -> str:
    rows = [
        f"| {lines} | {name} | {it.p50:.1f} | {it.p95:.1f} | {it.p95 / servers['ruff'].p95:.2f} "
        f"| {it.initialize:.0f} | {it.first:.0f} | {it.megabytes:.0f} |"
        for lines, servers in measured.items()
        for name, it in servers.items()
    ]
    note = f"Medians over {sessions} sessions of {EDITS} letters typed inside an argument of a load.\n"
    head = "| lines | server | p50 ms | p95 ms | p95 / ruff | initialize ms | first diagnostics ms | MB |"
    return "\n".join([note, head, "|--:|---|--:|--:|--:|--:|--:|--:|", *rows, ""])


def crowd(measured: Mapping[str, Crowd]) -> str:
    rows = [f"| {name} | {it.opening:.1f} | {it.opened:.0f} | {it.edited:.0f} |" for name, it in measured.items()]
    head = "| server | until all are shown, s | MB then | MB after the edits |"
    return "\n".join([head, "|---|--:|--:|--:|", *rows, ""])
