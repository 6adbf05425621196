"""What is learned from: a tenant's closed tickets, the customer's first words and the category it ended in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Left

from kontor.kernel.text import normalize_email
from kontor.routing.learning.features import Sample
from kontor.tenants.scope import scope
from kontor.tickets.enums import Direction, LinkKind, MessageKind, TicketKind, TicketState
from kontor.tickets.models import Message, Ticket, TicketLink

MOST = 12_000
"""The newest so many tickets are learned from."""
LEAST, LEAST_OF_CATEGORY = 60, 10
_TOGETHER = 200
_LONGEST = 50_000

OwnText = Callable[[str], str]
"""Takes the quotes out of a text."""


class Example(NamedTuple):
    """A closed ticket that can be learned from."""

    ticket_id: int
    category_id: int
    account_id: int | None
    language: str


def usable_tickets(tenant_id: int) -> QuerySet[Ticket]:
    """The tenant's own closed mail tickets in categories that live. Not spam, and not what went to another tenant."""
    handed_over = TicketLink.objects.filter(ticket=OuterRef("pk"), kind=LinkKind.HANDED_OVER_TO)
    rows = Ticket.objects.filter(tenant_id=tenant_id, state=TicketState.CLOSED, kind=TicketKind.MAIL)
    return rows.filter(~Exists(handed_over), category__deleted_at=None)


def examples_of(tenant_id: int) -> list[Example]:
    """The newest tickets, oldest of them first; none of categories that have too few."""
    rows = usable_tickets(tenant_id).order_by("-received_at", "-id")
    columns = rows.values_list("pk", "category_id", "account_id", "language")[:MOST]
    found = [Example(*row) for row in columns]
    sizes = Counter(example.category_id for example in found)
    return [example for example in reversed(found) if sizes[example.category_id] >= LEAST_OF_CATEGORY]


def newest_end(tenant_id: int) -> datetime | None:
    """When the last of the tickets was closed."""
    return usable_tickets(tenant_id).order_by("-closed_at").values_list("closed_at", flat=True).first()


def samples_of(tenant_id: int, examples: Iterable[Example], own_text: OwnText) -> Iterator[tuple[Example, Sample]]:
    """The examples with their mails, a few at a time, each few in a scope of their own.

    Left out is what does not begin with words of a customer: automatic mail, reports of mail servers.
    """
    waiting = iter(examples)
    while together := list(islice(waiting, _TOGETHER)):
        with scope(tenant_id):
            messages = _first_messages(tenant_id, together)
        for example in together:
            message = messages.get(example.ticket_id)
            if message and message.kind == MessageKind.CUSTOMER:
                yield example, _sample(example, message, own_text)


def domain_of(address: str) -> str:
    return normalize_email(address).rpartition("@")[2]


def _first_messages(tenant_id: int, examples: list[Example]) -> dict[int, Message]:
    ids = [example.ticket_id for example in examples]
    rows = Message.objects.filter(tenant_id=tenant_id, ticket_id__in=ids, direction=Direction.IN)
    rows = rows.order_by("ticket_id", "at", "id").distinct("ticket_id")
    rows = rows.annotate(beginning=Left("text", _LONGEST)).only("ticket_id", "kind", "subject", "from_address")
    return {message.ticket_id: message for message in rows}


def _sample(example: Example, message: Message, own_text: OwnText) -> Sample:
    return Sample(
        subject=message.subject,
        text=own_text(message.beginning),  # type: ignore[attr-defined]
        domain=domain_of(message.from_address),
        account=str(example.account_id or ""),
        language=example.language,
    )
