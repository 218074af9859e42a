"""Draw curves and bars as SVG, legible on dark and on light pages: a picture brings its own background."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

Points = Sequence[Sequence[float]]

_WIDTH, _HEIGHT = 760, 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 190, 56, 58
_COLORS = ("#3987e5", "#d97b29", "#2f9e6e", "#b65fcf", "#d9534f", "#8b8f98")
_STYLE = """\
text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 } .small { font-size: 12px; fill: #59636e }
.page { fill: #ffffff; stroke: #d1d9e0 } .grid { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9198a1 } .page { fill: #0d1117; stroke: #3d444d } .grid { stroke: #30363d }
}"""
_ROW, _BAR, _GAP = 21, 15, 16


def curves(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """Return a plot of several lines, both axes logarithmic; each line has its name at its end."""
    xs, ys = (
        _Axis([it[0] for line in lines.values() for it in line]),
        _Axis([it[1] for line in lines.values() for it in line]),
    )
    inner = [
        _text(_LEFT, 28, title, "title"),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, across, "small", "middle"),
        _text(_LEFT - 52, _TOP - 10, up, "small"),
        *_grid(xs, ys),
    ]
    ends = _apart([(_y(ys, line[-1][1]), name) for name, line in lines.items()])
    for color, (name, line) in zip(_COLORS, lines.items(), strict=False):
        points = " ".join(f"{_x(xs, x):.1f},{_y(ys, y):.1f}" for x, y in line)
        inner.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        inner += [f'<circle cx="{_x(xs, x):.1f}" cy="{_y(ys, y):.1f}" r="3.5" fill="{color}"/>' for x, y in line]
        inner += [_dot(_WIDTH - _RIGHT + 14, ends[name], color), _text(_WIDTH - _RIGHT + 24, ends[name] + 4, name)]
    return _picture(title, _HEIGHT, inner)


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Return groups of horizontal bars on one logarithmic scale, each with its figure at its end."""
    axis = _Axis([it for group in groups.values() for it in group.values()], least=0.5)
    colors = dict(zip(dict.fromkeys(tool for group in groups.values() for tool in group), _COLORS, strict=False))
    inner, at = [_text(24, 28, title, "title"), _text(24, 48, f"{unit}, logarithmic", "small")], 74.0
    for name, group in groups.items():
        inner.append(_text(24, at + 4, name, "small"))
        at += 12
        for tool, it in group.items():
            width = max(2.0, axis.part(it) * (_WIDTH - 240))
            inner.append(f'<rect x="120" y="{at}" width="{width:.1f}" height="{_BAR}" rx="2" fill="{colors[tool]}"/>')
            inner += [_text(112, at + 12, tool, anchor="end"), _text(128 + width, at + 12, figure(it), "small")]
            at += _ROW
        at += _GAP
    return _picture(title, round(at) + 6, inner)


class _Axis:
    """A logarithmic axis that ends at whole powers of ten, or nearer where that leaves much room."""

    def __init__(self, values: Sequence[float], least: float = 1.0) -> None:
        present = [it for it in values if it > 0]
        self.low = math.floor(math.log10(min(present)) / least) * least
        self.high = max(math.ceil(math.log10(max(present)) / least) * least, self.low + least)

    def part(self, value: float) -> float:
        """Return where a value lies, from 0 to 1."""
        return (math.log10(value) - self.low) / (self.high - self.low) if value > 0 else 0.0

    def ticks(self) -> list[float]:
        return [10.0**it for it in range(math.ceil(self.low), math.floor(self.high) + 1)]


def _grid(xs: _Axis, ys: _Axis) -> Iterator[str]:
    left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
    for tick in xs.ticks():
        at = _x(xs, tick)
        yield f'<line class="grid" x1="{at:.1f}" y1="{top}" x2="{at:.1f}" y2="{bottom}"/>'
        yield _text(at, bottom + 18, _number(tick), "small", "middle")
    for tick in ys.ticks():
        at = _y(ys, tick)
        yield f'<line class="grid" x1="{left}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}"/>'
        yield _text(left - 8, at + 4, _number(tick), "small", "end")


def _apart(ends: list[tuple[float, str]]) -> dict[str, float]:
    """Return heights for the names of lines, none of which covers another."""
    places: dict[str, float] = {}
    lowest = 0.0
    for at, name in sorted(ends):
        places[name] = lowest = max(at, lowest + 18)
    return places


def _x(axis: _Axis, value: float) -> float:
    return _LEFT + axis.part(value) * (_WIDTH - _RIGHT - _LEFT)


def _y(axis: _Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - axis.part(value) * (_HEIGHT - _BOTTOM - _TOP)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def figure(value: float) -> str:
    """Return a figure to three places, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _dot(x: float, y: float, color: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{color}"/>'


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    named = f' class="{style}"' if style else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _picture(title: str, height: int, inner: Sequence[str]) -> str:
    page = f'<rect class="page" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
    return "\n".join(
        [f'{head} aria-label="{escape(title)}">', f"<style>\n{_STYLE}\n</style>", page, *inner, "</svg>", ""]
    )
