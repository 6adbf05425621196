"""What happens by the clock."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateJob

from kontor.config import schedule
from kontor.tenants.models import Tenant


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
