"""A ticket, and an answer of ours to its customer."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import LinkKind, MessageKind
from kontor.tickets.models import Message, Ticket, TicketLink
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import everywhere, in_scope

KAETHE = "kaethe@firma.example"


@pytest.fixture
def ticket(nordlicht: Tenant, billing: Category, account: MailAccount) -> Ticket:
    """A ticket of Käthe, of a firm."""
    return make_ticket(billing, customer=make_customer(nordlicht, "Käthe", email=KAETHE), account=account)


@pytest.fixture
def answered(ticket: Ticket) -> str:
    """The Message-ID of our answer to her, which carries the token."""
    sent = make_message(
        ticket, direction="out", kind=MessageKind.REPLY, to=[["Käthe", KAETHE]], from_address="s@n.example"
    )
    name = make_message_id(ticket.pk, sent.pk, "nordlicht.example")
    with in_scope(ticket.tenant_id):
        Message.objects.filter(pk=sent.pk).update(message_id=name)
    return name


def evidence_of(arrival: Arrival) -> dict[str, object]:
    assert arrival.message
    evidence = dict(arrival.message.evidence)
    assert evidence.pop("accounts") == [arrival.account_id]
    return evidence


def suggestions_of() -> list[tuple[int | None, int]]:
    with everywhere():
        rows = TicketLink.objects.filter(kind=LinkKind.SUGGESTED)
        return list(rows.values_list("ticket_id", "other_number"))
