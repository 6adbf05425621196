"""Jobs and the workers that do them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from kontor.kernel import clock
from kontor.reports.domain.gauges.gauge import Gauge, age, single

COUNTED = ("todo", "doing", "failed")


def read(_tenants: Mapping[int, str]) -> Iterator[Gauge]:
    counted = ProcrastinateJob.objects.filter(status__in=COUNTED).values_list("status").annotate(Count("pk"))
    found = dict(counted.order_by())
    yield Gauge("kontor_jobs", "Jobs by state.", {(state,): found.get(state, 0) for state in COUNTED}, ("state",))
    yield single(
        "kontor_job_oldest_due_age_seconds", "Time for which the oldest job that is due waits.", age(oldest_due_since())
    )
    workers = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"), count=Count("pk"))
    yield single("kontor_workers", "Workers that have signed on and not off.", workers["count"])
    if workers["last"]:
        yield single(
            "kontor_worker_heartbeat_age_seconds", "Time since any worker gave a sign of life.", age(workers["last"])
        )


def oldest_due_since() -> datetime | None:
    """Since when the job waits that is due for the longest: from its hour on where it has one, else from the start."""
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=clock.now()), status="todo")
    since = Coalesce("scheduled_at", Min("procrastinateevent__at"))
    found: datetime | None = due.annotate(since=since).aggregate(oldest=Min("since"))["oldest"]
    return found
