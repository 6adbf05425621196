"""What the legal holds in force reach: tickets, calls, and what people who are held wrote on tickets of others."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat, Lower, StrIndex

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address
from kontor.privacy.models import Hold
from kontor.tickets.models import Inquiry, Message, Ticket

PLACES = ("from_address", "reply_to", "to", "cc", "bcc")


def held_tickets() -> Q:
    """The condition of tickets that are held: themselves, with their contact, or because something that is held lies on
    them: what a held contact wrote or was written, and what was moved or merged there from a held ticket."""
    people = Address.objects.filter(customer_id__in=_held_contacts())
    written, asked = _written(Message.objects.filter(ticket=OuterRef("pk"))), _asked(OuterRef("pk"))
    return (
        Q(pk__in=RawSQL(f"{_REACHED}SELECT id FROM reached", []))
        | Q(Exists(written.filter(Exists(_named(people)))))
        | Q(Exists(asked.filter(Exists(_named(people)))))
    )


def held_calls() -> Q:
    """The condition of calls that are held: with their contact, or with their ticket."""
    ticket = Ticket.objects.filter(held_tickets(), pk=OuterRef("ticket_id"))
    return Q(customer_id__in=_held_contacts()) | Q(Exists(ticket))


def is_held(ticket: Ticket) -> bool:
    """Of a locked ticket: nothing of it may go."""
    return Ticket.objects.filter(held_tickets(), pk=ticket.pk).exists()


def hold_of_ticket(ticket: Ticket) -> Hold | None:
    """What keeps this ticket: a hold of its own, else the one of its contact, else one that reaches something on it."""
    if not Hold.objects.in_force().exists():
        return None
    theirs = Address.objects.filter(customer_id=OuterRef(OuterRef("customer_id")))
    before = RawSQL(f"{_BEFORE}SELECT id FROM before", [ticket.pk])
    written, asked = _written(Message.objects.filter(ticket=ticket)), _asked(ticket.pk)
    reached = (
        Q(ticket_id__in=before)
        | Q(customer_id__in=Ticket.objects.filter(pk__in=before, customer__isnull=False).values("customer_id"))
        | Q(customer__isnull=False) & (Q(Exists(written.filter(Exists(_named(theirs))))))
        | Q(customer__isnull=False) & (Q(Exists(asked.filter(Exists(_named(theirs))))))
    )
    nearness = Case(
        When(ticket=ticket, then=0),
        When(customer=ticket.customer_id or 0, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = Hold.objects.in_force().filter(reached).select_related("placed_by")
    return rows.order_by(nearness, "pk").first()


def _held_contacts() -> QuerySet[Hold, Any]:
    return Hold.objects.in_force().filter(customer__isnull=False).values("customer_id")


def _written(messages: QuerySet[Message]) -> QuerySet[Message]:
    """With ``said``: all addresses of the message, each in quotes, so that a longer one that ends alike is another."""
    quote = Value('"')
    first, answers_to, *lists = PLACES
    parts = [quote, first, quote, answers_to, quote, *(Cast(name, TextField()) for name in lists)]
    return messages.annotate(said=Lower(Concat(*parts, output_field=TextField())))


def _asked(ticket: Any) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(ticket=ticket).annotate(said=Lower(Cast("to", TextField())))


def _named(people: QuerySet[Address]) -> QuerySet[Address]:
    """Those of the e-mail addresses that stand in the outer query's ``said``."""
    quoted = Concat(Value('"'), "normalized", Value('"'), output_field=TextField())
    rows = people.filter(kind=AddressKind.EMAIL).annotate(place=StrIndex(OuterRef("said"), quoted))
    return rows.filter(place__gt=0)


_REACHED = """
WITH RECURSIVE reached(id) AS (
    (SELECT ticket_id FROM privacy_hold WHERE lifted_at IS NULL AND ticket_id IS NOT NULL
     UNION
     SELECT ticket.id FROM tickets_ticket ticket JOIN privacy_hold hold ON hold.customer_id = ticket.customer_id
     WHERE hold.lifted_at IS NULL)
  UNION
    SELECT move.target_id FROM tickets_messagemove move JOIN reached ON move.source_id = reached.id
    WHERE move.kind IN ('separate', 'move', 'merge') AND move.undone_at IS NULL
) """
_BEFORE = """
WITH RECURSIVE before(id) AS (
    SELECT %s::bigint
  UNION
    SELECT move.source_id FROM tickets_messagemove move JOIN before ON move.target_id = before.id
    WHERE move.kind IN ('separate', 'move', 'merge') AND move.undone_at IS NULL
) """
