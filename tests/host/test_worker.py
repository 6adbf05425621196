"""The worker: what a job enqueues is part of the job's transaction, and one that was given up goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.contrib.django.utils import connector_params

from kontor.config.schedule import RETRY_STALLED
from kontor.host.worker import AFTER_AN_OUTAGE, STEADY_AFTER, Waits, WorkerConnector, _work_until_told
from kontor.tenants.jobs import enter_scope
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION


@pytest.fixture
def app(committed_db: str) -> DjangoApp:
    """Jobs of the test alone: ``first`` enqueues ``second`` and fails when it is told to."""
    app = DjangoApp(connector=WorkerConnector(kwargs=connector_params()))

    @app.task(name="second")
    def second(tenant_id: int) -> None: ...

    @app.task(name="first", queue="first")
    def first(tenant_id: int, fails: bool) -> None:
        app.configure_task("second").defer(tenant_id=tenant_id)
        if fails:
            raise RuntimeError("as wanted")

    return app


@pytest.mark.parametrize(("fails", "enqueued"), [(False, 1), (True, 0)])
def test_job_that_fails_enqueues_nothing(app: DjangoApp, nordlicht: Tenant, fails: bool, enqueued: int) -> None:
    _run(app, tenant_id=nordlicht.pk, fails=fails)

    assert ProcrastinateJob.objects.filter(task_name="second").count() == enqueued


def _run(app: DjangoApp, **arguments: Any) -> None:
    async def work() -> None:
        async with app.open_async():
            await app.configure_task("first").defer_async(**arguments)
            await app.run_worker_async(
                wait=False, queues=["first"], install_signal_handlers=False, task_middleware=[enter_scope]
            )

    asyncio.run(work())


def test_work_that_ends_as_soon_as_it_began_is_begun_anew_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the database is full: it answers, and each attempt fails and says so."""
    waits, now = Waits(), 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    def after(seconds: float | None) -> float:
        nonlocal now
        if seconds is not None:
            waits.begins()
            now += seconds
        return waits.next()

    assert [after(each) for each in (None, None)] == [AFTER_AN_OUTAGE] * 2  # it does not answer
    assert [after(0.1) for _attempt in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert {after(0.1) for _attempt in range(1200)} == {30}, "for a night"
    assert [after(STEADY_AFTER + 1), after(0.1), after(0.1)] == [1, 1, 2]
    assert after(None) == AFTER_AN_OUTAGE


def test_a_worker_that_was_taken_for_dead_begins_anew(committed_db: str, caplog: pytest.LogCaptureFixture) -> None:
    """It hung, or its machine slept, and another one has struck it off."""

    async def run() -> None:
        work = asyncio.create_task(_work_until_told(1))
        await asyncio.to_thread(_until, lambda: _workers() != set())
        struck_off = await asyncio.to_thread(_strike_off)
        await asyncio.to_thread(_until, lambda: bool(_workers() - struck_off) or work.done())
        if not work.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await work

    Context().run(asyncio.run, run())

    assert "Another worker took this one for dead" in caplog.text


def _workers() -> set[int]:
    return set(ProcrastinateWorker.objects.values_list("pk", flat=True))


def _strike_off() -> set[int]:
    """Whoever asks for the next job is struck off."""
    try:
        before = _workers()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_workers")
            procrastinate_app.configure_task(RETRY_STALLED).defer(tenant_id=INSTALLATION)
        return before
    finally:
        connections.close_all()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    try:
        while not holds():
            assert time.monotonic() < end, "It did not come to that."
            time.sleep(0.05)
    finally:
        connections.close_all()
