"""What waits, on resubmission or for a colleague, comes to its desk or returns to the queue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.domain.absences import stand_ins
from kontor.people.domain.sessions import signed_in
from kontor.people.domain.users import stays_active
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.assign import to_queue
from kontor.routing.preferences import WAIT_HOURS
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.attendance import may_have, may_stand_in
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.returning import note_substitute
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import WAITING_STATES, NoticeKind, TicketState
from kontor.tickets.models import Ticket

AT_ONCE = 200
"""So many are moved in one go; the next minute moves the next ones."""


def waits_until(tenant: Tenant, since: datetime) -> datetime:
    """How long a ticket waits for somebody who is not there."""
    return since + timedelta(hours=WAIT_HOURS.get(cast(Holder, system_values()), cast(Holder, tenant)))


def deliver_waiting(tenant_id: int) -> int:
    """Everything of the tenant whose time has come, in its scope. Returns how many were moved.

    A resubmission that is due goes to its person if they are there; so does what was forwarded to somebody who has
    come. Of somebody who is away, whoever stands in gets it in the same way. What nobody came for in time, and what
    waits for nobody or for somebody who left, goes to the queue. Rows that somebody else moves at this moment are
    passed over.
    """
    now = clock.now()
    rows = Ticket.objects.filter(
        Q(state=TicketState.RESUBMITTED, held_until__lte=now) | Q(state=TicketState.INTERNAL_FORWARDED),
        tenant_id=tenant_id,
    )
    waiting = list(rows.order_by("held_until", "id").values_list("pk", "waits_for_id", "lent_to_id"))
    instead = stand_ins([user_id for _pk, user_id, _lent_to in waiting if user_id])
    takers = [(lent_to or tenant_id, _taker_id(user_id, instead)) for _pk, user_id, lent_to in waiting if user_id]
    there = _who_is_there([(place, user_id) for place, user_id in takers if user_id])
    return _deliver([pk for pk, *_others in waiting], there, instead, now) if waiting else 0


def _taker_id(user_id: int, instead: Mapping[int, User | None]) -> int | None:
    """The person, or whoever stands in for them."""
    substitute = instead.get(user_id)
    return user_id if user_id not in instead else substitute.pk if substitute else None


def _who_is_there(waited_for: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these pairs of tenant and person those who work for that tenant at this moment."""
    people: dict[int, set[int]] = {}
    for tenant_id, user_id in waited_for:
        people.setdefault(tenant_id, set()).add(user_id)
    return {(tenant_id, user_id) for tenant_id, ids in people.items() for user_id in signed_in(ids, tenant_id)}


def welcome(user: User, tenant_ids: Iterable[int]) -> int:
    """The person works for these tenants from now on: what has waited for them lies on their desk. Enters the scope.

    What was lent to these tenants comes with ``deliver_waiting`` of the lender, a minute later at most, and so does
    what they get for somebody for whom they stand in.
    """
    tenant_ids = tuple(tenant_ids)
    if not tenant_ids:
        return 0
    with scope(*tenant_ids):
        now = clock.now()
        due = Q(state=TicketState.RESUBMITTED, held_until__lte=now) | Q(state=TicketState.INTERNAL_FORWARDED)
        rows = Ticket.objects.filter(due, waits_for=user).order_by("id")
        waiting = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        there = {(tenant_id, user.pk) for tenant_id in tenant_ids}
        return _deliver(waiting, there, stand_ins([user.pk]), now) if waiting else 0


@transaction.atomic(savepoint=False)
def fetch_waiting(ticket: Ticket, *, by: User) -> Ticket:
    """Put a ticket that waits on the person's desk before its time."""
    ticket = lock(ticket)
    if ticket.state not in WAITING_STATES:
        if ticket.owner and ticket.owner != by:
            raise Refused(_("%(name)s has this ticket in the meantime.") % {"name": ticket.owner.name})
        raise Refused(_("This ticket does not wait any more."))
    change_state(ticket, TicketState.ASSIGNED, owner=by, assigned_at=clock.now())
    record(ticket, "fetched", by=by)
    return ticket


def _deliver(
    ticket_ids: Collection[int],
    there: Collection[tuple[int, int]],
    instead: Mapping[int, User | None],
    now: datetime,
) -> int:
    """People are locked before tickets, so that nobody is deleted while something is put on their desk."""
    rows = Ticket.objects.filter(pk__in=ticket_ids, state__in=WAITING_STATES)
    waits_for = {user_id for user_id in rows.values_list("waits_for_id", flat=True) if user_id}
    substitutes = {person.pk for user_id, person in instead.items() if person and user_id in waits_for}
    active = {user_id for user_id in sorted(waits_for | substitutes) if stays_active(user_id)}
    locked = rows.select_for_update(of=("self",), skip_locked=True).order_by("held_until", "id")
    moved = 0
    for ticket in locked.select_related("tenant", "category", "waits_for"):
        moved += _deliver_one(ticket, active=active, there=there, instead=instead, now=now)
        if moved == AT_ONCE:
            break
    return moved


def _deliver_one(
    ticket: Ticket,
    *,
    active: Collection[int],
    there: Collection[tuple[int, int]],
    instead: Mapping[int, User | None],
    now: datetime,
) -> bool:
    waited_for = person = ticket.waits_for
    due = ticket.held_until or now
    if ticket.state == TicketState.RESUBMITTED and due > now:
        return False
    if waited_for and waited_for.pk in instead and waited_for.pk in active:
        person = instead[waited_for.pk]
        if person is None or person.pk not in active or not may_stand_in(person, ticket):
            to_queue(ticket)
            note_substitute(ticket, None, waited_for)
            return True
    if person is None:
        to_queue(ticket)
        record(ticket, "resubmission_queued", by=None)
    elif person.pk not in active or not may_have(person, ticket):
        to_queue(ticket)
        record(ticket, "returned_gone", by=None, owner=person.name)
    elif (ticket.place_tenant_id, person.pk) in there:
        _put_on_desk(ticket, person)
        if waited_for and waited_for != person:
            note_substitute(ticket, person, waited_for)
    elif now >= (waits_until(ticket.tenant, due) if ticket.state == TicketState.RESUBMITTED else due):
        to_queue(ticket)
        record(ticket, "returned_absent", by=None, owner=person.name)
    else:
        return False
    return True


def _put_on_desk(ticket: Ticket, person: User) -> None:
    due = ticket.state == TicketState.RESUBMITTED
    sender = ticket.last_owner.name if ticket.last_owner else ""
    reason = ticket.wait_reason
    change_state(ticket, TicketState.ASSIGNED, owner=person, assigned_at=clock.now(), unread=True)
    record(ticket, "resubmission_due" if due else "passed_on_arrived", by=None, to=person.name)
    kind = NoticeKind.RESUBMITTED if due else NoticeKind.PASSED_ON
    notify_person(person.pk, kind, ticket=ticket, by=sender, reason=reason)
