"""Jobs and the workers that do them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from kontor.kernel import clock
from kontor.reports.domain.gauges.gauge import Gauge, age, single

COUNTED = ("todo", "doing", "failed")


def read(_tenants: Mapping[int, str]) -> Iterator[Gauge]:
    counted = ProcrastinateJob.objects.filter(status__in=COUNTED).values_list("status").annotate(Count("pk"))
    found = dict(counted.order_by())
    yield Gauge("kontor_jobs", "Jobs by state.", {(state,): found.get(state, 0) for state in COUNTED}, ("state",))
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=clock.now()), status="todo")
    oldest = due.aggregate(oldest=Min("procrastinateevent__at"))["oldest"]
    yield single("kontor_job_oldest_due_age_seconds", "Time for which the oldest job that is due waits.", age(oldest))
    workers = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"), count=Count("pk"))
    yield single("kontor_workers", "Workers that have signed on and not off.", workers["count"])
    if workers["last"]:
        yield single(
            "kontor_worker_heartbeat_age_seconds", "Time since any worker gave a sign of life.", age(workers["last"])
        )
