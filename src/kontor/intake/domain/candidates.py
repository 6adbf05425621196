"""Which tickets a held mail may belong to: what a person searches for, or what its sender has written before."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from kontor.customers.models import Address
from kontor.intake.domain.clues import names_number
from kontor.intake.domain.paper import mail_of, scans_of
from kontor.intake.models import Arrival
from kontor.kernel.text import normalize_email
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

MOST = 10
NOT_OPEN = (TicketState.CLOSED, TicketState.SPAM)


def find_candidates(words: str, tenant_ids: Sequence[int]) -> list[Ticket]:
    """The open tickets of these tenants with this number, of this sender (an address), or with this in the subject or
    the customer's name; the latest first."""
    words = words.strip()
    if not words:
        return []
    number = parse_number(words)
    if number is not None:
        return list(_open(tenant_ids).filter(number=number))
    if "@" in words:
        return list(_of_address(normalize_email(words), tenant_ids)[:MOST])
    named = Q(subject__icontains=words) | Q(customer__name__icontains=words)
    return list(_open(tenant_ids).filter(named)[:MOST])


def likely_tickets(arrival: Arrival, tenant_ids: Sequence[int]) -> list[Ticket]:
    """Those that the mail names by number, then the latest of its sender."""
    if arrival.raw is None:
        return []
    mail = mail_of(arrival, scans_of([arrival]))
    named = list(_open(tenant_ids).filter(number__in=names_number(mail)))
    sender = mail.sender.normalized if mail.sender else ""
    theirs = list(_of_address(sender, tenant_ids)[:MOST]) if sender else []
    return list({ticket.pk: ticket for ticket in [*named, *theirs]}.values())[:MOST]


def _open(tenant_ids: Sequence[int]) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(tenant_id__in=tenant_ids, merged_into=None).exclude(state__in=NOT_OPEN)
    return rows.select_related("customer", "tenant", "category").order_by("-id")


def _of_address(address: str, tenant_ids: Sequence[int]) -> QuerySet[Ticket]:
    people = Address.objects.filter(tenant_id__in=tenant_ids, kind="email", normalized=address)
    return _open(tenant_ids).filter(customer_id__in=people.values("customer_id"))
