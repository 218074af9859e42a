"""A fault of ours or of a plugin, described in one line."""

from __future__ import annotations

from .system import THIS


def described(error: BaseException) -> str:
    """Return `KeyError in rows.py:12: 'cell'`: the kind, the nearest place and the first line of the message."""
    import traceback  # with what it imports, longer than a rule

    # The machinery of imports is never where the fault is.
    places = [it for it in traceback.extract_tb(error.__traceback__) if not it.filename.startswith("<frozen")]
    words = str(error).partition("\n")[0]
    where = f" in {THIS.with_slashes(places[-1].filename).rpartition('/')[2]}:{places[-1].lineno}" if places else ""
    return f"{type(error).__name__}{where}: {words}"
