"""A planned absence begins: what lies on the desk goes to whoever stands in, or to the queue. Drafts stay.

What waits for the person on resubmission or as an internal forward stays where it is; on its day ``waiting.py`` gives
it to whoever stands in then. So does ``tickets.domain.returning`` with answers from outside and failed deliveries.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from kontor.kernel import clock
from kontor.live.notify import told
from kontor.org.models import Membership
from kontor.people.domain.absences import stand_ins
from kontor.people.domain.users import stays_active
from kontor.people.models import Absence, AgentState, User
from kontor.routing.domain.assign import to_queue
from kontor.routing.domain.waiting import waits_until
from kontor.tenants.scope import every_tenant, scope
from kontor.tickets.domain.attendance import is_there, may_stand_in
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notices import notify_person, tell_people
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.returning import note_substitute
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket


def workers_of(tenant_ids: Iterable[int]) -> QuerySet[User]:
    """Everybody active who works some category of one of these tenants: whose absence is planned, who can stand in."""
    members = Membership.objects.filter(tenant_id__in=list(tenant_ids), agent_group__deleted_at=None)
    return User.objects.living().filter(pk__in=members.values("user_id"), active=True).order_by("sort_key")


def substitutes_among(people: QuerySet[User], absence: Absence | None) -> QuerySet[User]:
    """Who of these people can be chosen to stand in, and who is chosen already."""
    if absence is None:
        return people
    chosen = Q(pk__in=people.values("pk")) | Q(pk=absence.substitute_id)
    return User.objects.filter(chosen).exclude(pk=absence.user_id).order_by("sort_key")


def begin_absences() -> int:
    """Begin every absence whose time has come, each in a transaction of its own. Returns how many tickets moved."""
    moved = 0
    for absence_id in list(_due().order_by("since", "id").values_list("pk", flat=True)):
        with scope(*every_tenant()):
            moved += len(_begin(absence_id))
    return moved


@transaction.atomic(savepoint=False)
def begin_at_once(absence: Absence) -> list[Ticket]:
    """Begin an absence that was just planned, if its time has come. Returns what left the desk, as it is now."""
    with scope(*every_tenant()):
        return _begin(absence.pk)


def _due() -> QuerySet[Absence]:
    now = clock.now()
    return Absence.objects.filter(begun_at=None, since__lte=now, until__gt=now)


def _begin(absence_id: int) -> list[Ticket]:
    """At most once: whoever marks it first does it, and with the mark everything is undone when the worker dies.

    The locks are taken as everywhere: people, the absence, states, tickets. What is being given to the person at this
    moment lies on their desk before it is looked at.
    """
    absence = Absence.objects.select_related("user").filter(pk=absence_id).first()
    substitute = stand_ins([absence.user_id]).get(absence.user_id) if absence else None
    if substitute and not stays_active(substitute.pk):
        substitute = None
    if absence is None or not _due().filter(pk=absence_id).update(begun_at=clock.now()):
        return []
    _lock_states(absence.user)
    told(absence.user_id, "state")
    handed = [ticket for ticket in _on_desk(absence.user) if _hand_over(ticket, absence.user, substitute)]
    if substitute:
        _tell(substitute, absence.user, [ticket for ticket in handed if ticket.owner_id or ticket.waits_for_id])
    return handed


def _lock_states(user: User) -> None:
    list(AgentState.objects.filter(user=user).select_for_update(of=("self",), no_key=True).order_by("id"))


def _on_desk(user: User) -> list[Ticket]:
    tickets = Ticket.objects.filter(owner=user, state=TicketState.ASSIGNED, closed_at=None).order_by("id")
    return [lock(ticket) for ticket in tickets]


def _hand_over(ticket: Ticket, absent: User, substitute: User | None) -> bool:
    """To the substitute, who finds it on coming when they are not there; else to the queue, at its place."""
    if ticket.owner_id != absent.pk or ticket.state != TicketState.ASSIGNED:
        return False
    if substitute is None or not may_stand_in(substitute, ticket):
        to_queue(ticket)
        note_substitute(ticket, None, absent)
    elif is_there(substitute.pk, ticket):
        _put_on_desk(ticket, absent, substitute)
        note_substitute(ticket, substitute, absent)
    else:
        _let_wait(ticket, absent, substitute)
        record(ticket, "substitute_waits", by=None, to=substitute.name, owner=absent.name)
    return True


def _put_on_desk(ticket: Ticket, absent: User, substitute: User) -> None:
    now = clock.now()
    changes = {"owner": substitute, "last_owner_id": absent.pk, "assigned_at": now, "unread": True}
    change_state(ticket, TicketState.ASSIGNED, **changes)


def _let_wait(ticket: Ticket, absent: User, substitute: User) -> None:
    change_state(
        ticket,
        TicketState.INTERNAL_FORWARDED,
        owner=None,
        last_owner_id=absent.pk,
        assigned_at=None,
        waits_for=substitute,
        held_until=waits_until(ticket.tenant, clock.now()),
    )


def _tell(substitute: User, absent: User, tickets: list[Ticket]) -> None:
    """One line in each tenant where the substitute finds them: of one ticket with the way to it, of several their
    numbers."""
    by_place: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        by_place.setdefault(ticket.place_tenant_id, []).append(ticket)
    for tenant_id, found in by_place.items():
        if len(found) == 1:
            details = {"sentence": "standing_in", "absent": absent.name}
            notify_person(substitute.pk, NoticeKind.PASSED_ON, ticket=found[0], **details)
            continue
        numbers = ", ".join(format_number(ticket.number) for ticket in found)
        more = {"sentence": "standing_in_many", "absent": absent.name, "numbers": numbers}
        tell_people([substitute.pk], NoticeKind.PASSED_ON, tenants=[tenant_id], **more)
