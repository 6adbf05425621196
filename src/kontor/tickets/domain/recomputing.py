"""Deadlines of many tickets are computed anew, in jobs, because a calendar, a service level or a choice was edited."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q, QuerySet
from procrastinate.contrib.django import app

from kontor.kernel import clock
from kontor.live import notify
from kontor.org.models import Category
from kontor.preferences.types import Holder
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import Cause
from kontor.tickets.models import Recomputation, Ticket

TASK = "kontor.tickets.tasks.recompute_deadlines"
TOGETHER, BATCHES = 200, 25
"""Tickets a transaction, and transactions a job; then it makes room for others."""


@transaction.atomic(savepoint=False)
def recompute_for(
    *,
    calendar: BusinessCalendar | None = None,
    level: ServiceLevel | None = None,
    category: Category | None = None,
    tenant: Tenant | None = None,
) -> Recomputation | None:
    """To be called in the transaction of the edit of exactly one of these; for a choice made or dropped, with whose
    choice it is. None when no open ticket is concerned.

    An earlier walk for the same that has not ended is ended: the new one does all of it. One whose batch is being
    computed is not waited for, since it may wait for what was edited; it walks on, and does no harm.
    """
    thing = calendar or level or category or tenant
    assert thing is not None
    run = Recomputation(
        tenant_id=thing.pk if tenant else thing.tenant_id,  # type: ignore[union-attr]
        cause=_cause(calendar, level, category),
        thing=thing.pk,
        begun_at=clock.now(),
    )
    same = Recomputation.objects.unfinished().filter(tenant_id=run.tenant_id, cause=run.cause, thing=run.thing)
    free = list(same.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Recomputation.objects.filter(pk__in=free).update(ended_at=run.begun_at)
    run.total = _concerned(run).count()
    if not run.total:
        return None
    run.save()
    _go_on(run)
    return run


def recompute_edited(thing: BusinessCalendar | ServiceLevel) -> None:
    """Business hours or a service level were edited: what is open follows."""
    if isinstance(thing, BusinessCalendar):
        recompute_for(calendar=thing)
    else:
        recompute_for(level=thing)


def recompute_chosen(holder: Holder) -> None:
    """A tenant or a category has chosen another service level or other business hours."""
    if isinstance(holder, Tenant):
        recompute_for(tenant=holder)
    elif isinstance(holder, Category):
        recompute_for(category=holder)


def latest_for(
    *,
    calendar: BusinessCalendar | None = None,
    level: ServiceLevel | None = None,
    category: Category | None = None,
    tenant: Tenant | None = None,
) -> Recomputation | None:
    """The walk that is not finished, for showing how far it is."""
    thing = calendar or level or category or tenant
    assert thing is not None
    rows = Recomputation.objects.unfinished().filter(cause=_cause(calendar, level, category), thing=thing.pk)
    return rows.order_by("-begun_at").first()


def go_on(tenant_id: int, run_id: int) -> None:
    """Batch after batch, each in a transaction of its own; another job goes on when there is more.

    Enters scopes by itself. Killed in between it loses a batch at most; twice at once does no harm: the row is locked,
    and says how far it is.
    """
    for _batch in range(BATCHES):
        with scope(tenant_id):
            run = Recomputation.objects.select_for_update(of=("self",)).unfinished().filter(pk=run_id).first()
            if run is None or not _some(run):
                return
    with scope(tenant_id):
        run = Recomputation.objects.unfinished().filter(pk=run_id).first()
        if run:
            _go_on(run)


def _some(run: Recomputation) -> bool:
    """False when it was the last batch."""
    rows = _concerned(run).filter(pk__gt=run.last_ticket).order_by("pk")
    lent_to = dict(rows.values_list("pk", "lent_to_id")[:TOGETHER])
    ids = list(lent_to)
    recompute(ids)
    for ticket_id, borrower_id in lent_to.items():
        for tenant_id in filter(None, (run.tenant_id, borrower_id)):
            notify.changed(tenant_id, "ticket", ticket_id)
    more = len(ids) == TOGETHER
    run.done, run.last_ticket = F("done") + len(ids), ids[-1] if ids else run.last_ticket
    run.ended_at = None if more else clock.now()
    run.save(update_fields=["done", "last_ticket", "ended_at"])
    return more


def _concerned(run: Recomputation) -> QuerySet[Ticket]:
    """The open tickets whose promises are of it, or will be. Where a ticket is lent changes nothing."""
    rows = Ticket.objects.open().filter(tenant_id=run.tenant_id)
    if run.cause == Cause.CATEGORY:
        return rows.filter(category_id=run.thing)
    if run.cause == Cause.TENANT:
        return rows
    key = BUSINESS_HOURS.key if run.cause == Cause.CALENDAR else SERVICE_LEVEL.key
    if Tenant.objects.filter(pk=run.tenant_id, **{f"preferences__{key}": run.thing}).exists():
        return rows
    chosen = Category.objects.filter(tenant_id=run.tenant_id, **{f"preferences__{key}": run.thing}).values("pk")
    return rows.filter(Q(category__in=chosen))


def _cause(calendar: BusinessCalendar | None, level: ServiceLevel | None, category: Category | None) -> Cause:
    if calendar:
        return Cause.CALENDAR
    if level:
        return Cause.LEVEL
    return Cause.CATEGORY if category else Cause.TENANT


def _go_on(run: Recomputation) -> None:
    app.configure_task(TASK, queue="upkeep", priority=-5).defer(tenant_id=run.tenant_id, run_id=run.pk)
