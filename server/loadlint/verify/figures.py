"""Write figures as people do: bytes, seconds, counts and shares, each by one function."""

from __future__ import annotations

_BYTES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_COUNTS = ((1e9, "billion"), (1e6, "million"))
LEAST_SHARE = 0.001


def size(amount: float | None) -> str:
    """Return bytes in the largest unit that leaves a number of at least 1."""
    if amount is None:
        return "unknown"
    return next((f"{_number(amount / unit)} {name}" for unit, name in _BYTES if amount >= unit), f"{amount:.0f} B")


def seconds(time: float | None) -> str:
    """Return a time in milliseconds below one second, and in seconds from there on."""
    if time is None:
        return "unknown"
    return milliseconds(1000 * time) if time < 1 else f"{time:.1f} s"


def milliseconds(time: float) -> str:
    """Return a time that is given in milliseconds; from a second on it is shown in seconds."""
    if time >= 1000:
        return f"{time / 1000:.1f} s"
    return f"{_number(time)} ms"


def parameters(count: int) -> str:
    """Return a number of parameters."""
    return next((f"{_number(count / unit)} {name}" for unit, name in _COUNTS if count >= unit), f"{count:,}")


def share(part: float, whole: float) -> str:
    """Return a part in per cent; a small part is never shown as nothing."""
    if not whole or not part:
        return "0%"
    return f"{part / whole:.0%}" if part / whole >= 0.01 else f"{max(part / whole, LEAST_SHARE):.1%}"


def change(before: float, after: float) -> str:
    """Return the change from one figure to another in per cent, with its sign."""
    if not before:
        return ""
    return f"{after / before - 1:+.0%}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _number(value: float) -> str:
    """Return three digits, and more only where the number has more before its point."""
    return f"{value:.3g}" if value < 999.5 else f"{value:,.0f}"
