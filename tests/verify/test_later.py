"""A value that a thread makes: it comes, it is given up, or its error is raised where it is asked for."""

from __future__ import annotations

import threading

import pytest

from loadlint.verify.later import Later

NEVER = threading.Event()


def test_value_comes_when_it_is_made() -> None:
    gate = threading.Event()
    later = Later(lambda: gate.wait() and "made")
    assert (later.is_over(), later.wait(NEVER, 0)) == (False, False)
    gate.set()
    assert later.wait(NEVER)
    assert (later.is_over(), later.value()) == (True, "made")


def test_error_is_raised_where_the_value_is_asked_for() -> None:
    later: Later[int] = Later(lambda: 1 // 0)
    assert later.wait(NEVER)
    with pytest.raises(ZeroDivisionError):
        later.value()


def test_cancel_ends_the_wait() -> None:
    cancel = threading.Event()
    cancel.set()
    assert not Later(lambda: "made").wait(cancel)
