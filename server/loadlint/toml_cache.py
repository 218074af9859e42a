"""Tables of TOML texts, remembered in the cache folder.

To import the parser and to parse a usual pyproject.toml takes twice as long as all else for a clean file. A table is
stored by the fingerprint of its text; whatever is damaged counts as absent. A text that does not parse is parsed each
time, and so is one with a date in it, which `marshal` cannot write.
"""

from __future__ import annotations

import os
import sys

from loadlint import store
from loadlint.source import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Table = dict[str, Any]


def parsed(text: str, parse: Callable[[str], Table]) -> Table:
    """Return the table in a text, which `parse` makes where no earlier run has stored it."""
    folder = store.folder()
    if not folder:
        return parse(text)
    name = f"toml-{sys.implementation.cache_tag}-{store.fingerprint(text.encode('utf-8', 'surrogatepass'))}.cache"
    path = os.path.join(folder, name)
    table = _load(path)
    if table is None:
        table = parse(text)
        _store(path, table)
    return table


def _load(path: str) -> Table | None:
    try:
        table = store.unpacked(regular.read(path)[0])
    except OSError:
        # Absent or out of reach: the text is parsed again.
        return None
    return table if isinstance(table, dict) else None


def _store(path: str, table: Table) -> None:
    try:
        store.replace(path, store.packed(table))
        store.trim(os.path.dirname(path), os.path.basename(path))
    except (OSError, ValueError):
        # A date, or no place for it: the next run parses the text too.
        return
