"""Reads of tickets that several callers share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from django.db.models import Q, QuerySet
from django.http import Http404

from kontor.kernel.kept import Kept
from kontor.people.models import User
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.processes import in_process, root_id
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Message, MessageMove, Ticket


class Reader(Protocol):
    """What the look-ups need to know of a person (``org.domain.access.Access``)."""

    user_id: int

    def category_ids(self, permission: str) -> frozenset[int]: ...


def visible_to(access: Reader) -> QuerySet[Ticket]:
    """The tickets a person may read: those on their desk and those of their categories, within the scope.

    A lent one is read where it belongs and where it is lent to.
    """
    readable = list(access.category_ids("tickets.read"))
    return Ticket.objects.filter(
        Q(owner_id=access.user_id) | Q(category_id__in=readable) | Q(lent_category_id__in=readable)
    )


def ticket_by_number(access: Reader, number: str | int) -> Ticket:
    """The ticket with this number, with what its page shows. 404 when there is none the person may read."""
    value = parse_number(str(number))
    found = _by_number(value) if value else []
    if not found or not _is_visible(access, found[0]):
        raise Http404
    return found[0]


def lent_ticket(access: Reader, number: str | int) -> Ticket | None:
    """The ticket with this number if it is lent into a category that the person reads; nothing else of the lender need
    be in the scope."""
    value = parse_number(str(number))
    if value is None:
        return None
    readable = list(access.category_ids("tickets.read"))
    return Ticket.objects.filter(number=value, lent_category_id__in=readable).first()


def question_before(message: Message) -> Message | None:
    """The latest message of the customer that was there when this one was written."""
    rows = Message.objects.filter(ticket_id=message.ticket_id, direction=Direction.IN, kind=MessageKind.CUSTOMER)
    return rows.filter(pk__lt=message.pk).order_by("-id").first()


def last_sent_by(person: User, ticket: Ticket) -> Message | None:
    """What the person sent last for the ticket, to whomever."""
    return Message.objects.filter(ticket=ticket, author=person, direction=Direction.OUT).order_by("-id").first()


def held_for(tenant_ids: Collection[int], *, owner_id: int) -> int:
    """How many tickets lie on the person's desk for these tenants: their own, and those that are lent to them."""
    rows = Ticket.objects.filter(owner_id=owner_id, state=TicketState.ASSIGNED, closed_at=None)
    return rows.filter(Q(lent_to__in=tenant_ids) | Q(lent_to=None, tenant__in=tenant_ids)).count()


def _is_visible(access: Reader, ticket: Ticket) -> bool:
    """As ``visible_to``, of a ticket that is there."""
    readable = access.category_ids("tickets.read")
    return ticket.owner_id == access.user_id or not readable.isdisjoint({ticket.category_id, ticket.place_category_id})


def moves_here(ticket: Ticket, message: Message) -> list[MessageMove]:
    """How the message came to this ticket from others, the latest first; what was undone left out."""
    rows = MessageMove.objects.filter(target=ticket, undone_at=None, moved__messages__contains=[message.pk])
    return list(rows.select_related("source", "by").order_by("-id"))


def move_from(ticket: Ticket, move_id: int) -> MessageMove:
    """The move away from this ticket. 404 when there is none."""
    found = MessageMove.objects.filter(pk=move_id, source=ticket).select_related("target").first()
    if found is None:
        raise Http404
    return found


def tickets_of_process(access: Reader, ticket: Ticket, *, most: int = 50) -> list[Ticket]:
    """The tickets of its process that the person may read, the root first, then by receipt; none when it is alone."""
    root = root_id(ticket)
    rows = list(visible_to(access).filter(in_process(root)).order_by("received_at", "id")[:most])
    return sorted(rows, key=lambda row: row.pk != root) if len(rows) > 1 or ticket.process_id else []


def open_moves(ids: Iterable[int]) -> dict[int, MessageMove]:
    """Of these moves those that were not undone, by id."""
    wanted = set(ids)
    rows = MessageMove.objects.filter(pk__in=wanted, undone_at=None).select_related("source") if wanted else ()
    return {row.pk: row for row in rows}


_by_number = Kept(
    lambda number: Ticket.objects.select_related(
        "tenant", "category", "category__main_category", "customer", "owner", "waits_for"
    ).filter(number=number)
)
