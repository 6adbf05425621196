"""Who is copied in, and which recipients deserve a second look."""

from __future__ import annotations

import pytest

from kontor.answers.domain.recipients import copied_in, marked_recipients, nobody_reads
from kontor.channels.domain.own_addresses import own_addresses
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.factories.channels import make_no_reply_address
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    """Of Käthe, who writes from post.example."""
    return make_ticket(billing, customer=customer, account=nordlicht_account)


def marks(ticket: Ticket, *addresses: str) -> list[tuple[str, bool, bool]]:
    with in_scope(ticket.tenant_id):
        found = marked_recipients(
            [["", address] for address in addresses],
            tenant_id=ticket.tenant_id,
            customer_id=ticket.customer_id,
            ticket_id=ticket.pk,
        )
    return [(one.address, one.is_new, one.is_outside) for one in found]


def test_the_customer_needs_no_second_look(mine: Ticket) -> None:
    assert marks(mine, "KAETHE@post.example", "kein-at-zeichen", "") == []


def test_who_never_got_mail_of_ours_and_who_is_elsewhere_are_marked(mine: Ticket) -> None:
    assert marks(mine, "max@post.example", "anwalt@kanzlei.example", "kollegin@nordlicht.example") == [
        ("max@post.example", True, False),
        ("anwalt@kanzlei.example", True, True),
        ("kollegin@nordlicht.example", True, False),
    ]


def test_a_contact_of_the_tenant_is_known_and_that_of_another_is_not(
    mine: Ticket, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_customer(nordlicht, "Max", email="max@post.example")
    make_customer(alpina, "Eva", email="eva@post.example")

    with everywhere():
        found = marked_recipients(
            [["", "max@post.example"], ["", "eva@post.example"]], tenant_id=nordlicht.pk, customer_id=mine.customer_id
        )

    assert [(one.address, one.is_new) for one in found] == [("eva@post.example", True)]


def test_who_got_mail_of_ours_to_this_customer_is_known(mine: Ticket, billing: Category, customer: Customer) -> None:
    earlier = make_ticket(billing, customer=customer)
    make_message(
        earlier,
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        to=[["", "kaethe@post.example"]],
        cc=[["M", "Max@Post.Example"]],
    )
    make_message(mine, cc=[["", "nur-gelesen@post.example"]])

    assert marks(mine, "max@post.example", "nur-gelesen@post.example") == [("nur-gelesen@post.example", True, False)]


def test_marking_takes_one_statement(mine: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), statements() as sent:
        marked_recipients(
            [["", f"{number}@post.example"] for number in range(30)],
            tenant_id=nordlicht.pk,
            customer_id=mine.customer_id,
        )

    assert len(sent) == 1


def test_our_own_addresses_are_the_tenants_and_the_general_ones(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount, alpina_account: MailAccount
) -> None:
    make_no_reply_address(nordlicht, "antwortet-nicht@nordlicht.example")
    with everywhere(), statements() as sent:
        own = own_addresses(nordlicht.pk)

    assert own == {nordlicht_account.address_key, general_account.address_key, "antwortet-nicht@nordlicht.example"}
    assert len(sent) == 1


def test_copies_are_taken_once_without_those_named_and_those_that_nobody_reads(mine: Ticket) -> None:
    message = make_message(
        mine,
        to=[["", "service@nordlicht.example"], ["Max", "max@post.example"]],
        cc=[
            ["", "MAX@post.example"],
            ["", "no-reply@shop.example"],
            ["", "kein Empfänger"],
            ["Eva", "eva@post.example"],
        ],
    )

    copied = copied_in(message, without={"service@nordlicht.example"})

    assert copied == [["Max", "max@post.example"], ["Eva", "eva@post.example"]]


@pytest.mark.parametrize(
    ("address", "unread"),
    [
        ("noreply@a.example", True),
        ("no-reply@a.example", True),
        ("no.reply+x7@a.example", True),
        ("do_not_reply@a.example", True),
        ("donotreply@a.example", True),
        ("bitte-nicht-antworten@a.example", True),
        ("noreplying@a.example", False),
        ("nora.reply@a.example", False),
        ("nicht@antworten.example", False),
    ],
)
def test_addresses_that_say_that_nobody_reads_them(address: str, unread: bool) -> None:
    assert nobody_reads(address) is unread
