"""A tenant that suddenly sends far more than usual is held back: a fault, a loop, or a stolen password.

Automatic mail has the lower limit and is held first, while what people write still goes out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.persons import people_with
from kontor.outbox.domain.results import locked
from kontor.outbox.domain.turns import Queue, line_up
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail, Storm
from kontor.outbox.preferences import STORM_AUTOMATIC, STORM_MAILS, STORM_MINUTES
from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope
from kontor.tickets.domain.closing import reopen_after_failure
from kontor.tickets.domain.notices import tell_people
from kontor.tickets.enums import NoticeKind

DISCARD = "kontor.outbox.tasks.discard_held"
WATCH = "deliveries.read"
BATCH = 50


def hold_back(tenant_id: int, system: Holder) -> None:
    """Begin a storm where a limit is passed, and hold what is queued while one goes on. In the tenant's scope."""
    since = clock.now() - timedelta(minutes=STORM_MINUTES.get(system))
    rows = Storm.objects.filter(tenant_id=tenant_id).filter(Q(ended_at=None) | Q(ended_at__gt=since))
    storms = list(rows.select_for_update(of=("self",)).order_by("id"))  # nobody ends one before all of this is held
    going_on = {storm.automatic_only for storm in storms if storm.ended_at is None}
    if False not in going_on:
        since = max([since, *(storm.ended_at for storm in storms if storm.ended_at)])
        going_on |= _begin(tenant_id, system, going_on, since)
    if going_on:
        queued = OutgoingMail.objects.filter(tenant_id=tenant_id, state=DeliveryState.QUEUED)
        _of_kind(queued, automatic_only=False not in going_on).update(state=DeliveryState.HELD)


@transaction.atomic(savepoint=False)
def release(storm: Storm, *, by: User) -> None:
    """What was held goes out. The count begins anew, so that the next mail does not hold it back again."""
    _end(storm, by=by, discarded=False)
    held = _held(storm)
    accounts = list(held.values_list("account_id", flat=True).distinct())
    held.update(state=DeliveryState.QUEUED, next_attempt_at=clock.now())
    for account_id in accounts:
        line_up(Queue(storm.tenant_id, account_id))


@transaction.atomic(savepoint=False)
def discard(storm: Storm, *, by: User) -> None:
    """What was held is withdrawn, by a job. Tickets whose answer it was come back to their agents.

    It is marked now by having no next attempt: what a later storm holds is none of it.
    """
    _end(storm, by=by, discarded=True)
    _held(storm).update(next_attempt_at=None)
    app.configure_task(DISCARD, queue="mail").defer(tenant_id=storm.tenant_id)


def discard_held(tenant_id: int) -> None:
    """The job of ``discard``: one mail after the other, each in a transaction of its own."""
    while True:
        with scope(tenant_id):
            marked = OutgoingMail.objects.filter(tenant_id=tenant_id, state=DeliveryState.HELD, next_attempt_at=None)
            ids = list(marked.order_by("id").values_list("id", flat=True)[:BATCH])
        if not ids:
            return
        for outgoing_id in ids:
            with suppress(OutgoingMail.DoesNotExist), scope(tenant_id):  # its author has taken it back meanwhile
                _withdraw(locked(outgoing_id))


def storms_of(tenant_ids: list[int]) -> QuerySet[Storm]:
    """What goes on and what was, the newest first."""
    return Storm.objects.filter(tenant_id__in=tenant_ids).select_related("tenant", "ended_by")


def held_figures(storms: list[Storm]) -> dict[int, int]:
    """How many mails each storm that goes on holds back."""
    return {storm.pk: _held(storm).count() for storm in storms if storm.ended_at is None}


def _begin(tenant_id: int, system: Holder, going_on: set[bool], since: datetime) -> set[bool]:
    until = clock.now() + clock.DIFFER  # what is of later was sent while the clock was ahead, over who knows how long
    rows = OutgoingMail.objects.filter(tenant_id=tenant_id, created_at__gt=since, created_at__lte=until)
    counts = rows.aggregate(all=Count("id"), automatic=Count("id", filter=Q(automatic=True)))
    tenant = cast(Holder, Tenant.objects.get(pk=tenant_id))
    limits = {False: (counts["all"], STORM_MAILS), True: (counts["automatic"], STORM_AUTOMATIC)}
    begun = set()
    for automatic_only, (count, limit) in limits.items():
        most = limit.get(system, tenant)
        if automatic_only not in going_on and most and count > most:
            # Another queue may have seen it as well. Locked: nobody ends it before all of this is held.
            storm, is_new = Storm.objects.select_for_update(of=("self",)).get_or_create(
                tenant_id=tenant_id,
                automatic_only=automatic_only,
                ended_at=None,
                defaults={"mails": count, "minutes": STORM_MINUTES.get(system), "began_at": clock.now()},
            )
            begun.add(automatic_only)
            if is_new:
                _tell(storm)
    return begun


def _tell(storm: Storm) -> None:
    with scope(INSTALLATION, storm.tenant_id):
        people = [person.pk for person in people_with(WATCH, tenant_id=storm.tenant_id)]
        tell_people(people, NoticeKind.DELIVERY_FAILED, tenants=[storm.tenant_id], sentence="storm", count=storm.mails)


def _held(storm: Storm) -> QuerySet[OutgoingMail]:
    held = OutgoingMail.objects.filter(
        tenant_id=storm.tenant_id, state=DeliveryState.HELD, next_attempt_at__isnull=False
    )
    return _of_kind(held, automatic_only=storm.automatic_only)


def _of_kind(rows: QuerySet[OutgoingMail], *, automatic_only: bool) -> QuerySet[OutgoingMail]:
    return rows.filter(automatic=True) if automatic_only else rows


def _end(storm: Storm, *, by: User, discarded: bool) -> None:
    rows = Storm.objects.filter(pk=storm.pk, ended_at=None)
    if not rows.update(ended_at=clock.now(), ended_by=by, discarded=discarded):
        raise Refused(_("Somebody else has decided on these mails in the meantime."))
    action = "held mails discarded" if discarded else "held mails released"
    record_change(action, storm, by=by, tenant_id=storm.tenant_id, changes={}, label=storm.tenant.name)


def _withdraw(mail: OutgoingMail) -> None:
    if mail.state != DeliveryState.HELD:
        return
    mail.state = DeliveryState.CANCELLED
    mail.save(update_fields=["state"])
    if not mail.automatic:
        reopen_after_failure(
            mail.message.ticket,
            author=mail.message.author,
            recipients=", ".join(mail.recipients),
            reason=_("A supervisor discarded it: too many mails at once."),
        )
