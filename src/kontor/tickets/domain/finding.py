"""Tickets to which something could be moved: by number, subject or customer."""

from __future__ import annotations

from django.db.models import Case, Q, QuerySet, When

from kontor.customers.domain.queries import find_customers
from kontor.kernel.text import one_line
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.processes import in_process, root_id
from kontor.tickets.domain.queries import Reader, visible_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

MOST = 20
LATEST = 3_000
"""In the subjects of so many tickets is looked, the latest first; by number and customer all are found."""


def possible_targets(access: Reader, ticket: Ticket, words: str = "", *, other_processes: bool = False) -> list[Ticket]:
    """Tickets of the same tenant that the person may read, those of its customer before others, the latest first.
    Without words, those that are linked to this one and those of its customer. None that is spam or was merged into
    another. With ``other_processes`` none that belongs to the ticket's process already."""
    rows = visible_to(access).filter(tenant_id=ticket.tenant_id, merged_into=None)
    rows = rows.exclude(pk=ticket.pk).exclude(state=TicketState.SPAM).select_related("customer", "category", "owner")
    if other_processes:
        rows = rows.exclude(in_process(root_id(ticket)))
    words = one_line(words)
    number = parse_number(words)
    if number:
        return list(rows.filter(number=number))
    wanted = _named(rows, words, ticket.tenant_id) if words else _near(ticket)
    theirs = Case(When(customer_id=ticket.customer_id, then=0), default=1)
    return list(rows.filter(wanted).order_by(theirs, "-received_at", "-id")[:MOST])


def _near(ticket: Ticket) -> Q:
    linked = Q(number__in=ticket.links.values_list("other_number", flat=True))
    return linked | Q(customer_id=ticket.customer_id) if ticket.customer_id else linked


def _named(rows: QuerySet[Ticket], words: str, tenant_id: int) -> Q:
    """Every word stands in a late ticket's subject, or a customer is found by them."""
    latest = rows.order_by("-received_at", "-id").values_list("pk", "subject")[:LATEST]
    parts = words.casefold().split()
    ids = [pk for pk, subject in latest if all(part in subject.casefold() for part in parts)][:MOST]
    customers = find_customers(words, [tenant_id], most=MOST)
    return Q(pk__in=ids) | Q(customer_id__in=[customer.pk for customer in customers])
