"""The worker: what a job enqueues is part of the job's transaction."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from kontor.host.worker import WorkerConnector
from kontor.tenants.jobs import enter_scope
from kontor.tenants.models import Tenant


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
