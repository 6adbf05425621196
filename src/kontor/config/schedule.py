"""Everything that happens by the clock, on one page: a cron expression and the task it starts.

The clock is kept by the workers; however many there are, each tick happens once. A task that is still waiting from
the last tick is not enqueued again, so slow tenants do not pile up.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q
from procrastinate import App
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation

from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant

START, RETRY_STALLED = "kontor.config.schedule.start", "kontor.config.schedule.retry_stalled"
SILENT_FOR = timedelta(seconds=45)


class Entry(NamedTuple):
    """``cron`` has five fields (UTC), or six with the seconds at the end.

    ``each_tenant``: one job for each tenant; otherwise one with ``tenant_id`` 0, the installation.
    """

    cron: str
    task: str
    each_tenant: bool = False


SCHEDULE: tuple[Entry, ...] = (
    Entry("* * * * * */10", "kontor.intake.tasks.look_after_waiting"),
    Entry("* * * * *", "kontor.intake.tasks.look_after_scans", each_tenant=True),
    Entry("* * * * *", "kontor.outbox.tasks.requeue_stalled", each_tenant=True),
    Entry("* * * * *", "kontor.letters.tasks.sweep", each_tenant=True),
    Entry("* * * * *", "kontor.intake.tasks.look_for_alarms"),
    Entry("* * * * *", "kontor.answers.tasks.remind_outside", each_tenant=True),
    Entry("40 2 * * *", "kontor.intake.tasks.check_folders"),
    Entry("* * * * *", RETRY_STALLED),
    Entry("* * * * *", "kontor.readiness.tasks.sweep"),
    Entry("* * * * *", "kontor.readiness.tasks.look_after_canaries"),
    Entry("7 4 * * *", "kontor.readiness.tasks.try_letters", each_tenant=True),
    Entry("* * * * *", "kontor.routing.tasks.end_idle_sessions"),
    Entry("* * * * *", "kontor.routing.tasks.begin_absences"),
    Entry("* * * * *", "kontor.routing.tasks.deliver_waiting", each_tenant=True),
    Entry("* * * * *", "kontor.reports.tasks.look_at_alarms", each_tenant=True),
    Entry("*/5 * * * *", "kontor.reports.tasks.take_sample", each_tenant=True),
    Entry("* * * * *", "kontor.escalations.tasks.sweep_rules", each_tenant=True),
    Entry("* * * * * */10", "kontor.routing.tasks.distribute"),
    Entry("* * * * *", "kontor.escalations.tasks.let_overflow", each_tenant=True),
    Entry("17 3 * * *", "kontor.answers.tasks.prune_budgets", each_tenant=True),
    Entry("* * * * *", "kontor.calls.tasks.end_wrap_ups", each_tenant=True),
    Entry("* * * * *", "kontor.calls.tasks.settle_late"),
    Entry("27 3 * * *", "kontor.privacy.tasks.forget_recordings", each_tenant=True),
    Entry("37 * * * *", "kontor.calls.tasks.look_after_records"),
    Entry("47 2 * * *", "kontor.tickets.tasks.sweep_files"),
    Entry("*/5 * * * *", "kontor.tickets.tasks.take_stray_marks", each_tenant=True),
    Entry("7 3 * * *", "kontor.org.tasks.forget_old_changes", each_tenant=True),
    Entry("*/5 * * * *", "kontor.org.tasks.note_ends_of_audit_log"),
    Entry("12 3 * * *", "kontor.org.tasks.forget_old_changes_of_installation"),
    Entry("*/10 * * * *", "kontor.privacy.tasks.wake_waiting", each_tenant=True),
    Entry("57 3 * * *", "kontor.privacy.tasks.tidy", each_tenant=True),
    Entry("7 4 * * *", "kontor.privacy.tasks.begin_retention", each_tenant=True),
    Entry("17 4 * * *", "kontor.privacy.tasks.begin_retention_of_installation"),
    Entry("17 1 * * *", "kontor.routing.tasks.learn_nightly", each_tenant=True),
)


def add_schedule(app: App) -> None:
    """Called by Procrastinate when it is ready. A task that does not exist stops the start."""
    starter = app.task(name=START, queue="clock")(start)
    app.task(name=RETRY_STALLED, queue="clock")(retry_stalled)
    for entry in SCHEDULE:
        if entry.task not in app.tasks:
            raise ImproperlyConfigured(f"The schedule names the task {entry.task}, which does not exist.")
        app.periodic_registry.register_task(
            task=starter,
            cron=entry.cron,
            periodic_id=entry.task,
            configure_kwargs={
                "queueing_lock": f"start:{entry.task}",
                "task_kwargs": {"tenant_id": INSTALLATION, "task": entry.task, "each_tenant": entry.each_tenant},
            },
        )


def start(tenant_id: int, task: str, each_tenant: bool, timestamp: int) -> None:
    """Enqueue the task that is due, unless it is waiting still."""
    for each in every_tenant() if each_tenant else (tenant_id,):
        _enqueue(task, each)


def retry_stalled(tenant_id: int) -> None:
    """Jobs whose worker has not been heard of for a while (it was killed) are done again.

    One whose like is waiting already has its turn after that; it stops no other.
    """
    lost = ProcrastinateJob.objects.filter(status="doing").filter(
        Q(worker=None) | Q(worker__last_heartbeat__lt=clock.now() - SILENT_FOR)
    )
    for job_id in lost.values_list("id", flat=True):
        with suppress(UniqueViolation), transaction.atomic():
            procrastinate_app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())


def _enqueue(task: str, tenant_id: int) -> None:
    """In a savepoint: a job that waits already breaks the transaction it is refused in."""
    try:
        with transaction.atomic():
            procrastinate_app.configure_task(task, queueing_lock=f"{task}:{tenant_id}").defer(tenant_id=tenant_id)
    except AlreadyEnqueued:
        return
