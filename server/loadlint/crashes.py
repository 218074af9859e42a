"""What went wrong inside, in one line: for faults of ours and of plugins."""

from __future__ import annotations

import os
import traceback


def described(error: BaseException) -> str:
    """`KeyError in rows.py:12: 'cell'`: the kind, the place nearest to it and the first line of its words."""
    # The machinery of imports is never where the fault is.
    places = [it for it in traceback.extract_tb(error.__traceback__) if not it.filename.startswith("<frozen")]
    words = str(error).partition("\n")[0]
    where = f" in {places[-1].filename.replace(os.sep, '/').rpartition('/')[2]}:{places[-1].lineno}" if places else ""
    return f"{type(error).__name__}{where}: {words}"
