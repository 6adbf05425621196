"""The jobs: somebody works on them, and none is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from kontor.config.schedule import SILENT_FOR
from kontor.config.ticks import ticks_ahead
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.kernel import clock
from kontor.reports.domain.gauges.jobs import oldest_due_since

WAITS_TOO_LONG = timedelta(minutes=5)


def check_workers() -> Iterator[Finding]:
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - SILENT_FOR).count()
    if alive:
        yield good(f"Workers at work: {alive}.")
    else:
        yield warning("No worker is at work: no mail is fetched or sent.", "Start one: kontor serve, or kontor worker")


def check_jobs() -> Iterator[Finding]:
    now = clock.now()
    stalled = ProcrastinateJob.objects.filter(status="doing").filter(
        Q(worker=None) | Q(worker__last_heartbeat__lt=now - SILENT_FOR)
    )
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if count := stalled.count():
        yield warning(f"Jobs whose worker was killed: {count}.", "A worker takes them up again within a minute.")
    if failed:
        yield warning(f"Jobs that failed for good: {failed}.", "The log of the worker says why.")
    if ahead := ticks_ahead():
        yield bad(
            f"The clock was set back by {ahead.total_seconds() / 3600:.1f} hours: "
            "until then nothing happens by the clock.",
            "A worker that runs notices it within seconds; else start the workers anew.",
        )
    oldest = oldest_due_since()
    if oldest is not None and now - oldest > WAITS_TOO_LONG:
        minutes = int((now - oldest).total_seconds() // 60)
        yield bad(f"The oldest waiting job waits for {minutes} minutes.", "Start a worker, or one more: kontor worker")
    elif not stalled and not failed:
        yield good("No job is stuck.")
