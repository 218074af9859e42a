"""The stage that all rehearsals of one command share, so that nothing is fetched twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from loadlint.errors import UsageError
from loadlint.verify.rehearsal import place
from loadlint.verify.rehearsal.stage import CannotRehearseError, Stage


@contextmanager
def stage(*, wanted: bool) -> Iterator[Stage | None]:
    """Yield a stage, or None where no rehearsal is wanted; raises UsageError where there is no room for one."""
    if not wanted:
        yield None
        return
    try:
        with place.opened() as opened:
            yield opened
    except CannotRehearseError as error:
        raise UsageError(error.line) from error
