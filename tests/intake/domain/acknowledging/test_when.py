"""When a request is acknowledged."""

from __future__ import annotations

import pytest

from kontor.answers.preferences import (
    ACKNOWLEDGE,
    ACKNOWLEDGE_FOLLOW_UPS,
)
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import acknowledging, make_text, prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_address
from tests.factories.tickets import make_ticket
from tests.intake.domain.acknowledging.conftest import acknowledgements, reasons
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import in_scope


@pytest.mark.parametrize("level", ["nowhere", "tenant", "category"])
def test_it_is_switched_on_for_tenant_or_category(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, level: str
) -> None:
    make_text(nordlicht)
    if level != "nowhere":
        prefer(nordlicht if level == "tenant" else billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert len(acknowledgements()) == (0 if level == "nowhere" else 1)
    assert reasons() == []


def test_category_can_switch_off_what_the_tenant_wishes(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    make_text(nordlicht)
    prefer(nordlicht, ACKNOWLEDGE, True)
    prefer(billing, ACKNOWLEDGE, False)

    receive(account, letter())

    assert acknowledgements() == []


def _answered(ticket: Ticket, **more: str) -> bytes:
    return letter("Re: Abrechnung", In_Reply_To=make_message_id(ticket.pk, 1, "nordlicht.example"), **more)


def test_follow_up_is_not_acknowledged(receive: Receive, account: MailAccount, billing: Category, anna: User) -> None:
    acknowledging(billing)
    ticket = make_ticket(billing, account=account, owner=anna)

    receive(account, _answered(ticket))

    assert (acknowledgements(), reasons()) == ([], [])


def test_follow_up_is_acknowledged_where_that_is_wished_with_growing_pauses(
    frozen: Frozen, receive: Receive, account: MailAccount, billing: Category, anna: User
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    ticket = make_ticket(billing, account=account, owner=anna)

    for sender in ("kaethe@post.example", "max@post.example"):
        receive(account, _answered(ticket, sender=sender))

    assert len(acknowledgements()) == 1
    assert reasons() == ["budget_ticket"]


def test_follow_up_is_not_acknowledged_to_an_address_that_only_its_reply_to_names(
    receive: Receive, account: MailAccount, billing: Category, customer: Customer, anna: User
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    ticket = make_ticket(billing, customer=customer, account=account, owner=anna)

    receive(account, _answered(ticket, Reply_To="elsewhere@post.example"))
    before = (acknowledgements(), reasons())
    make_address(customer, "elsewhere@post.example")
    receive(account, _answered(ticket, Reply_To="elsewhere@post.example"))

    assert before == ([], ["address_unknown"])
    assert [address for message in acknowledgements() for _name, address in message.to] == ["elsewhere@post.example"]


def test_mail_to_two_addresses_of_a_tenant_is_acknowledged_once(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    second = make_account(nordlicht, "second@nordlicht.example")
    mail = letter(to=f"{account.address}, {second.address}")

    receive(account, mail)
    receive(second, mail)

    assert (len(acknowledgements()), reasons()) == (1, [])


def test_acknowledgement_does_not_hide_that_the_customer_wrote_last(
    receive: Receive, account: MailAccount, billing: Category, anna: User
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    ticket = make_ticket(billing, account=account, owner=anna, state=TicketState.SENDING)
    receive(account, _answered(ticket))
    assert len(acknowledgements()) == 1

    with in_scope(billing.tenant_id):
        assert close_after_sending(ticket).state == TicketState.ASSIGNED
