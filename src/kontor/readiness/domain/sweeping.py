"""What a killed worker left of trials: they go on, or are given up; their mails are removed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.kernel import clock
from kontor.readiness.domain.trial_mails import left_over
from kontor.readiness.domain.trials import GIVEN_UP_AFTER, enqueue, give_up
from kontor.readiness.models import Trial
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

CLEAN = "kontor.readiness.tasks.clean_up"
SILENT_AFTER = timedelta(minutes=1)


def sweep() -> None:
    """For the whole installation, tenant by tenant, and general accounts."""
    for tenant_id in every_tenant():
        _sweep_trials(tenant_id)
    for owner in (INSTALLATION, *every_tenant()):
        _sweep_mails(owner)


def _sweep_trials(tenant_id: int) -> None:
    now = clock.now()
    with scope(tenant_id, INSTALLATION):
        rows = Trial.objects.filter(finished_at=None, touched_at__lt=now - SILENT_AFTER).select_related("account")
        silent = list(rows)
        for trial in silent:
            if trial.asked_at >= now - GIVEN_UP_AFTER:
                enqueue(trial)
    for trial in silent:
        if trial.asked_at < now - GIVEN_UP_AFTER:
            give_up(trial)


def _sweep_mails(owner: int) -> None:
    """Mails that came late, or that could not be removed when it was tried."""
    with scope(owner):
        for account_id in left_over().values_list("account_id", flat=True).distinct().order_by("account_id"):
            name = f"trial-mails:{account_id}"
            with suppress(AlreadyEnqueued), transaction.atomic():
                job = app.configure_task(CLEAN, queue="mailboxes", lock=name, queueing_lock=name)
                job.defer(tenant_id=owner, account_id=account_id)
