"""Who takes part in a ticket, who was copied in and who was asked outside."""

from __future__ import annotations

import pytest

from kontor.customers.enums import AddressKind
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.domain.parties import People, parties_of
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.customers import make_address, make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope


@pytest.fixture
def ticket(billing: Category) -> Ticket:
    """Nobody's, and nothing was written in it yet."""
    made = make_ticket(billing)
    with in_scope(made.tenant_id):
        Message.objects.all().delete()
        Ticket.objects.filter(pk=made.pk).update(customer=None)
        return Ticket.objects.get(pk=made.pk)


def _people(ticket: Ticket) -> People:
    with in_scope(ticket.tenant_id):
        return parties_of([Ticket.objects.get(pk=ticket.pk)])[ticket.pk]


def _of(*addresses: str) -> frozenset[str]:
    return frozenset(f"{name}@post.example" for name in addresses)


def _named(*names: str) -> list[list[str]]:
    return [["", f"{name}@post.example"] for name in names]


def test_the_customer_takes_part_with_every_mail_address(ticket: Ticket, nordlicht: Tenant) -> None:
    customer = make_customer(nordlicht, email="kaethe@post.example")
    make_address(customer, "second@post.example")
    make_address(customer, "+49 431 1234", kind=AddressKind.PHONE)
    assert _people(ticket) == People()

    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(customer=customer)

    assert _people(ticket) == People(parties=_of("kaethe", "second"))


def test_who_wrote_takes_part_and_whom_they_addressed_was_copied_in(ticket: Ticket) -> None:
    """Where they want to be answered takes no part, be it that a copy went there."""
    make_message(
        ticket,
        from_address="Kaethe@POST.example",
        reply_to="office@post.example",
        to=_named("service"),
        cc=_named("lawyer", "OFFICE"),
        bcc=_named("friend"),
    )

    assert _people(ticket) == People(parties=_of("kaethe"), copied=_of("service", "lawyer", "friend"))


def test_whom_we_wrote_to_takes_part_and_our_own_address_does_not(ticket: Ticket) -> None:
    make_message(
        ticket,
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        from_address="service@nordlicht.example",
        to=_named("kaethe"),
        cc=_named("lawyer"),
        bcc=_named("friend"),
    )

    assert _people(ticket) == People(parties=_of("kaethe", "lawyer", "friend"))


def test_whom_we_asked_outside_was_asked_and_whom_they_copied_in_was_not(ticket: Ticket) -> None:
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.INQUIRY, to=_named("elke"), from_address="")
    make_message(ticket, kind=MessageKind.INQUIRY_ANSWER, from_address="elke@post.example", to=_named("boss"))

    assert _people(ticket) == People(asked=_of("elke"), answered=_of("elke"))


@pytest.mark.parametrize("kind", [MessageKind.BOUNCE, MessageKind.AUTO_REPLY])
def test_what_machines_wrote_makes_nobody_a_party(ticket: Ticket, kind: MessageKind) -> None:
    make_message(ticket, kind=kind, from_address="daemon@post.example", cc=_named("kaethe"))

    assert _people(ticket) == People()


def test_each_ticket_has_its_own_people(ticket: Ticket, billing: Category) -> None:
    other = make_ticket(billing)
    make_message(ticket, from_address="kaethe@post.example")
    with in_scope(ticket.tenant_id):
        found = parties_of(list(Ticket.objects.order_by("id")))

        assert parties_of([]) == {}
    assert list(found) == [ticket.pk, other.pk]
    assert found[ticket.pk] == People(parties=_of("kaethe"))
    assert len(found[other.pk].parties) == 1
