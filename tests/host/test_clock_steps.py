"""A running worker whose clock is put forward or back: what happens by the clock goes on at once."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Coroutine
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from kontor.config.ticks import AHEAD
from kontor.host import clock_steps
from kontor.host.clock_steps import until_the_clock_is_put
from kontor.host.worker import _work_until_told
from kontor.kernel import clock

REAL_TIME, REAL_NOW = time.time, clock.now
SWEEP = "kontor.outbox.tasks.requeue_stalled"


class Machine:
    """``put`` says how far its clock is from the right time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        monkeypatch.setattr(clock, "now", lambda: REAL_NOW() + self.ahead)
        monkeypatch.setattr(time, "time", lambda: REAL_TIME() + self.ahead.total_seconds())
        monkeypatch.setattr(clock_steps, "LOOK_EVERY", 0.02)

    def put(self, **ahead: float) -> None:
        self.ahead = timedelta(**ahead)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


@pytest.mark.parametrize("days", [3, -3])
def test_what_happens_by_the_clock_goes_on_at_once(committed_db: str, machine: Machine, days: int) -> None:
    async def put_it() -> None:
        await _until(lambda: _goes_by_the_clock() and _was_begun())
        machine.put(days=days)
        await _until(_goes_by_the_clock)
        os.kill(os.getpid(), signal.SIGTERM)

    async def run() -> None:
        await asyncio.gather(_work_until_told(1), put_it())

    _in_a_loop(run())


@pytest.mark.parametrize(("minutes", "ends"), [(3, True), (-3, True), (1, False), (-1, False)])
def test_work_ends_when_the_clock_is_put_by_more_than_can_be_waited_for(
    machine: Machine, minutes: int, ends: bool, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    async def run() -> None:
        work = asyncio.create_task(until_the_clock_is_put(_working(done)))
        await asyncio.sleep(0.1)
        machine.put(minutes=minutes)
        await asyncio.wait({work}, timeout=2 if ends else 0.2)
        assert work.done() == ends
        work.cancel()
        await asyncio.wait({work})

    asyncio.run(run())

    assert done == ["ended"]
    assert (f"The clock was put by {minutes} minutes" in caplog.text) == ends


def test_work_that_takes_its_time_is_done_and_nothing_looks_at_the_clock_any_more(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_steps, "STEP", 0.03)
    done: list[str] = []

    async def working() -> None:
        await asyncio.sleep(0.2)
        done.append("all of it")

    async def run() -> int:
        await until_the_clock_is_put(working())
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert (asyncio.run(run()), done) == (1, ["all of it"])


def test_what_goes_wrong_in_the_work_is_told(machine: Machine) -> None:
    async def failing() -> None:
        raise RuntimeError("as wanted")

    with pytest.raises(RuntimeError, match="as wanted"):
        asyncio.run(until_the_clock_is_put(failing()))


def _in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """Without what the loop of a browser in this process has left to later ones: Django's connection of its test."""
    Context().run(asyncio.run, work)


async def _working(done: list[str]) -> None:
    """It is given the time to end well."""
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.05)
        done.append("ended")


async def _until(holds: Any) -> None:
    def ask() -> bool:
        try:
            return bool(holds())
        finally:
            connections.close_all()

    end = time.monotonic() + 20
    while not await asyncio.to_thread(ask):
        assert time.monotonic() < end, "It did not come to that."
        await asyncio.sleep(0.1)


def _goes_by_the_clock() -> bool:
    """What is done every minute was done in the last two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(defer_timestamp) FROM procrastinate_periodic_defers WHERE periodic_id = %s", [SWEEP])
        (last,) = cursor.fetchone()
    return last is not None and abs(last - time.time()) < AHEAD.total_seconds()


def _was_begun() -> bool:
    """Of what waits to be begun nothing is done a second time, and no tick is noted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s", [f"start:{SWEEP}"]
        )
        return cursor.fetchone() == (0,)
