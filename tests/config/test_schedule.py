"""What happens by the clock."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateJob

from kontor.config import schedule
from kontor.tenants.models import Tenant
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope


def test_every_task_of_the_schedule_exists() -> None:
    assert [entry.task for entry in schedule.SCHEDULE if entry.task not in app.tasks] == []


def test_unknown_task_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SCHEDULE", (schedule.Entry("* * * * *", "kontor.nothing"),))

    with pytest.raises(ImproperlyConfigured, match=r"kontor\.nothing, which does not exist"):
        schedule.add_schedule(DjangoApp(connector=app.connector))


def test_due_task_is_enqueued_for_each_tenant_and_only_once(nordlicht: Tenant, alpina: Tenant) -> None:
    for _tick in range(2):
        schedule.start(tenant_id=0, task="kontor.outbox.tasks.requeue_stalled", each_tenant=True, timestamp=0)

    jobs = ProcrastinateJob.objects.filter(task_name="kontor.outbox.tasks.requeue_stalled")
    assert sorted(job.args["tenant_id"] for job in jobs) == sorted([nordlicht.pk, alpina.pk])


def test_a_lost_job_whose_like_waits_already_stops_no_other(nordlicht: Tenant) -> None:
    locked = app.configure_task("kontor.intake.tasks.drain", queueing_lock="drain:1")
    with in_scope(nordlicht):
        locked.defer(tenant_id=nordlicht.pk)
        app.configure_task("kontor.channels.tasks.test_connection").defer(tenant_id=nordlicht.pk, account_id=1)
        _take_and_lose()
        locked.defer(tenant_id=nordlicht.pk)

        schedule.retry_stalled(tenant_id=0)

    assert [job.task for job in waiting_jobs()] == [
        "kontor.channels.tasks.test_connection",
        "kontor.intake.tasks.drain",
    ]


def _take_and_lose() -> None:
    """A worker has begun all that waits and is gone."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
