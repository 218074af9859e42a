"""Whether a stream gets colors."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from loadlint.options import Options


def may_color(out: object, options: Options) -> bool:
    """Whether colors are wanted on a stream: by the environment, or else where it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return not options.output_file
    terminal = getattr(out, "isatty", lambda: False)()
    return bool(terminal) and os.environ.get("TERM") != "dumb" and not options.output_file
