"""Work for the first pause: the first findings are shown, and few people type already."""

from __future__ import annotations

from . import threads

# From the start of a session, or from the opening of a text.
SECONDS = 2.0


def prepare() -> None:
    """Import the features that the first findings do not wait for, so that the first request does not either."""
    with threads.importing("answers"):
        from .features import code_action, code_lens, completion, environment, hover, report, verification  # noqa: F401
        from .workspace import inlay_hint, listing  # noqa: F401
