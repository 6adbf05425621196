"""Processing in the shadow: the mail of some days is read by the present parser, and what would be stored otherwise is
listed. Nothing changes until somebody repairs it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.channels.models import MailAccount
from kontor.intake.domain.ledger import within_days
from kontor.intake.domain.rereading import differences
from kontor.intake.enums import ShadowState
from kontor.intake.models import Arrival, ShadowDifference, ShadowRun
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tenants.scope import scope
from kontor.tickets.models import Attachment, Blob

TASK = "kontor.intake.tasks.go_on_in_shadow"
LONGEST = 92
"""Days at once."""
TOGETHER = 25
BATCHES = 20
"""Batches of one job; then it makes room for others."""
OPEN = (ShadowState.WAITING, ShadowState.RUNNING)


@transaction.atomic(savepoint=False)
def ask_for_shadow(
    tenant_id: int, *, first: date, last: date, account: MailAccount | None = None, by: User | None
) -> ShadowRun:
    """Have the tenant's mail of these days looked at by a worker. Refused while one is going on, and for an account of
    another tenant."""
    if account and account.owner not in (0, tenant_id):
        raise Refused(_("The account “%(name)s” belongs to another tenant.") % {"name": account.name})
    if first > last or (last - first).days >= LONGEST:
        raise Refused(_("Choose a period of at most %(days)s days, its beginning before its end.") % {"days": LONGEST})
    if ShadowRun.objects.filter(tenant_id=tenant_id, state__in=OPEN).exists():
        raise Refused(_("Mail of this tenant is being looked at already."))
    run = ShadowRun(
        tenant_id=tenant_id,
        account=account,
        account_owner=account.owner if account else None,
        first_day=first,
        last_day=last,
        asked_by=by,
        asked_at=clock.now(),
    )
    run.total = _rows(run).count()
    run.save()
    _enqueue(run)
    return run


def go_on(tenant_id: int, run_id: int) -> None:
    """Look at the next mails, a batch a transaction, until all are looked at or the run is cancelled.

    A worker that dies loses one batch: the next one goes on behind the last that was finished.
    """
    for _batch in range(BATCHES):
        with scope(tenant_id):
            run = ShadowRun.objects.select_for_update(of=("self",)).filter(pk=run_id, state__in=OPEN).first()
            if run is None or not _look_at_next(run):
                return
    with scope(tenant_id):
        _enqueue(ShadowRun.objects.get(pk=run_id))


@transaction.atomic(savepoint=False)
def cancel(run: ShadowRun) -> None:
    """Stop after the present batch. What was found stays."""
    rows = ShadowRun.objects.filter(pk=run.pk, state__in=OPEN)
    rows.update(state=ShadowState.CANCELLED, finished_at=clock.now())


def shadow_runs(tenant_ids: tuple[int, ...]) -> QuerySet[ShadowRun]:
    """The runs of these tenants, the latest first."""
    rows = ShadowRun.objects.filter(tenant_id__in=tenant_ids)
    return rows.select_related("tenant", "account", "asked_by").order_by("-id")


def _look_at_next(run: ShadowRun) -> bool:
    """One batch. Returns whether there may be more."""
    rows = _rows(run).filter(pk__gt=run.position).select_related("message").order_by("id")
    arrivals = list(rows[:TOGETHER])
    if not arrivals:
        ShadowRun.objects.filter(pk=run.pk).update(state=ShadowState.DONE, finished_at=clock.now())
        return False
    _compare(run, arrivals)
    progress = {"position": arrivals[-1].pk, "looked_at": F("looked_at") + len(arrivals)}
    ShadowRun.objects.filter(pk=run.pk).update(state=ShadowState.RUNNING, **progress)
    return True


def _compare(run: ShadowRun, arrivals: list[Arrival]) -> None:
    files: dict[int, list[Attachment]] = {}
    messages = [arrival.message_id for arrival in arrivals if arrival.message_id]
    for file in Attachment.objects.filter(message_id__in=messages).select_related("blob").defer("blob__data"):
        files.setdefault(file.message_id, []).append(file)
    found = []
    for arrival in arrivals:
        arrival.raw = Blob.objects.get(pk=arrival.raw_id or 0)  # one at a time: fifty large mails would not fit
        changes = differences(arrival, arrival.message, files.get(arrival.message_id or 0, []))
        arrival.raw = None
        if changes:
            found.append(_difference(run, arrival, changes))
    ShadowDifference.objects.bulk_create(found, ignore_conflicts=True)


def _difference(run: ShadowRun, arrival: Arrival, changes: dict[str, list[object]]) -> ShadowDifference:
    return ShadowDifference(
        tenant_id=run.tenant_id, run=run, arrival=arrival, message_id=arrival.message_id, changes=changes
    )


def _rows(run: ShadowRun) -> QuerySet[Arrival]:
    """Mail that is here as a whole. Copies on a second account share their message: they are looked at once each."""
    rows = within_days(Arrival.objects.filter(tenant_id=run.tenant_id), run.first_day, run.last_day)
    rows = rows.filter(raw__size=F("size"))
    return rows.filter(account_id=run.account_id) if run.account_id else rows


def _enqueue(run: ShadowRun) -> None:
    app.configure_task(TASK, queue="shadow", lock="shadow").defer(tenant_id=run.tenant_id, run_id=run.pk)
