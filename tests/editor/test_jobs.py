"""Threads of our own: what is dropped, what is waited for, and what nobody waits for."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref

import pytest

from loadlint.editor import server as lsp
from loadlint.editor.jobs import Job, Newest, Queue, aside
from loadlint.editor.threads import Worker, importing

PATIENCE = 30.0


def test_of_waiting_work_under_one_key_only_the_newest_is_done() -> None:
    newest, gate, done = Newest(), threading.Event(), []
    newest.submit("first", lambda: done.append(gate.wait(PATIENCE)))
    for number in range(3):
        newest.submit("text", lambda number=number: done.append(number))  # type: ignore[misc]
    newest.submit("other", lambda: done.append("other"))
    finished = threading.Event()
    newest.submit("last", finished.set)
    gate.set()
    assert finished.wait(PATIENCE)
    assert done == [True, 2, "other"]
    assert newest.close(PATIENCE)


def test_what_work_leaves_is_collected_in_the_next_pause() -> None:
    newest, gone = Newest(), threading.Event()
    dropped: list[weakref.ref[Job]] = []

    def work() -> None:
        job = Job("in a circle", lambda _: job.cancelled.set())
        dropped.append(weakref.ref(job, lambda _: gone.set()))

    gc.disable()
    try:
        newest.call(work).result(PATIENCE)
        assert gone.wait(PATIENCE)
        assert newest.close(PATIENCE)
    finally:
        gc.enable()


def test_closing_tells_of_work_that_goes_on() -> None:
    newest, begun, gate = Newest(), threading.Event(), threading.Event()
    newest.submit("long", lambda: (begun.set(), gate.wait(PATIENCE)))  # type: ignore[func-returns-value]
    assert begun.wait(PATIENCE)
    assert not newest.close(timeout=0)
    gate.set()


@pytest.mark.asyncio
async def test_work_aside_gives_its_result_or_its_error() -> None:
    assert await aside(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 7, 0)


@pytest.mark.asyncio
async def test_no_letter_waits_for_what_is_done_in_a_pause() -> None:
    server, loop = lsp.Server(), asyncio.get_running_loop()
    server.loop, session = loop, server.session
    gate, threads = threading.Event(), asyncio.Queue[str]()

    def work() -> None:
        loop.call_soon_threadsafe(threads.put_nowait, threading.current_thread().name)
        gate.wait(PATIENCE)

    session.prepare(0.0, "long", work)
    assert await asyncio.wait_for(threads.get(), PATIENCE) == "loadlint-pauses"
    assert await asyncio.wait_for(session.elsewhere(None, lambda: "linted"), PATIENCE) == "linted"
    gate.set()
    assert session.close()


def test_jobs_are_done_in_order_and_cancelled_by_name() -> None:
    queue, done, gate = Queue("test"), [], threading.Event()
    finished = threading.Event()
    queue.add(Job("a", lambda it: done.append(("a", gate.wait(PATIENCE) and it.is_set()))))
    queue.add(Job("b", lambda it: done.append(("b", it.is_set()))))
    queue.add(Job("c", lambda _: finished.set()))
    assert queue.cancel("b") == ["b"]
    assert queue.cancel("b") == []
    gate.set()
    assert finished.wait(PATIENCE)
    assert done == [("a", False), ("b", True)]
    queue.close(PATIENCE)


def test_a_thread_that_imports_is_abandoned_afterwards() -> None:
    """A library of which a half has been imported fails everybody who imports it later."""
    begun, gate, steps = threading.Event(), threading.Event(), []

    def work(_: Worker) -> None:
        with importing("test"):
            begun.set()
            steps.append(gate.wait(PATIENCE))
            steps.append("imported")
        steps.append("went on")

    worker = Worker(work, "test")
    worker.start()
    assert begun.wait(PATIENCE)
    worker.abandon()
    gate.set()
    worker.join(PATIENCE)
    assert not worker.is_alive()
    assert steps == [True, "imported"]


def test_the_time_of_an_import_is_not_counted() -> None:
    seen: list[float] = []
    whole: list[float] = []

    def work(worker: Worker) -> None:
        with importing("test"):
            end = time.thread_time() + 0.2
            while time.thread_time() < end:
                seen.append(worker.look(0.0))
        seen.append(worker.look(0.0))
        whole.append(worker.seconds())

    worker = Worker(work, "test")
    worker.start()
    worker.join(PATIENCE)
    assert max(seen) < 0.1 < whole[0]


def test_an_import_on_a_thread_of_others_needs_no_watch() -> None:
    with importing("test"):
        assert threading.current_thread() is threading.main_thread()
