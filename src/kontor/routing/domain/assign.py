"""Tickets change desks: opened from the queue, assigned by a supervisor, given back, taken back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import GroupCategory, Membership
from kontor.people.domain.absences import require_present
from kontor.people.domain.users import stays_active
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.states import change_state, lock, lock_as_seen, require_same_place
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def open_from_queue(ticket: Ticket, *, by: User) -> Ticket:
    """Take this ticket from the queue. Refused, with the name, when a colleague was quicker, and when it was lent
    or came back meanwhile."""
    seen, ticket = ticket, lock(ticket)
    require_same_place(seen, ticket)
    if ticket.state != TicketState.QUEUED:
        if ticket.owner_id == by.pk:
            return ticket
        if ticket.owner:
            raise Refused(_("%(name)s has taken this ticket in the meantime.") % {"name": ticket.owner.name})
        raise Refused(_("This ticket is not in the queue any more."))
    change_state(ticket, TicketState.ASSIGNED, owner=by, assigned_at=clock.now())
    record(ticket, "taken", by=by)
    return ticket


@transaction.atomic(savepoint=False)
def assign_ticket(ticket: Ticket, *, to: User, by: User | None) -> Ticket:
    """Put the ticket on an agent's desk, from the queue or from another desk. The agent must work its category.

    Refused while an answer is on its way or waits for release, for somebody who has left, and for one who is away,
    unless they take it themselves.
    """
    require_active(to)
    if to != by:
        require_present(to)
    ticket = lock_as_seen(ticket)
    if not works_category(to, ticket.place_category_id):
        raise Refused(
            _("%(name)s does not work the category “%(category)s”.")
            % {"name": to.name, "category": ticket.category.name}
        )
    if ticket.state == TicketState.SENDING:
        raise Refused(_("The answer to this ticket is being sent. It can be assigned when that has ended."))
    if ticket.state == TicketState.CLEARANCE:
        raise Refused(_("An answer to this ticket waits for release. It can be assigned when that is decided."))
    if ticket.owner_id == to.pk and ticket.state == TicketState.ASSIGNED:
        return ticket
    change_state(
        ticket,
        TicketState.ASSIGNED,
        last_owner_id=ticket.owner_id,
        owner=to,
        assigned_at=clock.now(),
        touched_at=clock.now() if to == by else None,
    )
    record(ticket, "assigned", by=by, to=to.name)
    if by is None:
        notify_person(to.pk, NoticeKind.ASSIGNED, ticket=ticket, sentence="assigned_by_rule")
    elif to.pk != by.pk:
        notify_person(to.pk, NoticeKind.ASSIGNED, ticket=ticket, by=by.name)
    return ticket


@transaction.atomic(savepoint=False)
def release_ticket(ticket: Ticket, *, by: User) -> Ticket:
    """Give the ticket back to the queue; its place is that of its receipt. Drafts stay."""
    ticket = lock_as_seen(ticket)
    if ticket.state == TicketState.CLEARANCE:
        raise Refused(_("An answer to this ticket waits for release. It stays until that is decided."))
    owner = ticket.owner
    to_queue(ticket)
    if owner and owner.pk != by.pk:
        record(ticket, "taken_back", by=by, owner=owner.name)
        notify_person(owner.pk, NoticeKind.TAKEN_BACK, ticket=ticket, by=by.name)
    else:
        record(ticket, "released", by=by)
    return ticket


def require_active(person: User) -> None:
    """Refused for somebody deleted or switched off. Locks the person's row: before any ticket's."""
    if not stays_active(person.pk):
        raise Refused(_("%(name)s cannot sign in any more. Choose somebody else.") % {"name": person.name})


def to_queue(ticket: Ticket) -> None:
    """A locked ticket goes back to the queue, remembering who had it."""
    change_state(
        ticket,
        TicketState.QUEUED,
        last_owner_id=ticket.owner_id or ticket.last_owner_id,
        owner=None,
        assigned_at=None,
    )


def works_category(user: User, category_id: int) -> bool:
    """The user is a member of an agent group that works the category."""
    groups = GroupCategory.objects.filter(category_id=category_id, agent_group__deleted_at=None)
    return Membership.objects.filter(user=user, agent_group_id__in=groups.values("agent_group_id")).exists()


def colleagues_for(category_ids: list[int]) -> list[User]:
    """Who works all of these categories: the choice when a ticket is assigned."""
    chosen: set[int] | None = None
    for category_id in category_ids:
        groups = GroupCategory.objects.filter(category_id=category_id, agent_group__deleted_at=None)
        members = Membership.objects.filter(agent_group_id__in=groups.values("agent_group_id"))
        ids = set(members.values_list("user_id", flat=True))
        chosen = ids if chosen is None else chosen & ids
    return list(User.objects.filter(pk__in=chosen or set(), deleted_at=None, active=True).order_by("sort_key"))


def colleagues_in(tenant_id: int) -> QuerySet[User]:
    """Everybody who works some category of the tenant: the choice when a ticket is forwarded."""
    members = Membership.objects.filter(tenant_id=tenant_id, agent_group__deleted_at=None)
    rows = User.objects.filter(pk__in=members.values("user_id"), deleted_at=None, active=True)
    return rows.order_by("sort_key")
