"""What becomes of the mail of blocked senders."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import unblock
from kontor.intake.enums import BlockAction
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import acknowledging
from tests.factories.tickets import make_ticket
from tests.intake.domain.blocking.conftest import as_it_is, put_on_list, sentences_of
from tests.intake.domain.conftest import Receive
from tests.support.letters import delivery_report, letter
from tests.support.scoping import everywhere, in_scope


@pytest.mark.parametrize("value", ["kaethe@post.example", "post.example", "example.example"])
def test_mail_of_a_blocked_sender_goes_into_the_spam_folder(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, value: str
) -> None:
    acknowledging(billing)
    entry = put_on_list(nordlicht, value)

    arrival = receive(account, letter(sender="kaethe@post.example"))

    blocked = value != "example.example"
    assert arrival.outcome == "new_ticket"
    assert arrival.ticket is not None
    assert arrival.ticket.state == (TicketState.SPAM if blocked else TicketState.QUEUED)
    assert arrival.details.get("blocked_by") == (entry.pk if blocked else None)
    assert as_it_is(entry).hits == int(blocked)


def test_spam_says_why_and_is_not_acknowledged(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    put_on_list(nordlicht, "post.example")

    ticket = receive(account, letter()).ticket

    assert sentences_of(ticket) == ["Filed as spam: the sender is on the block list"]
    with everywhere():
        assert list(Message.objects.filter(direction="out")) == []
        assert HistoryEntry.objects.get(action="not_acknowledged").details == {"why": "spam"}


def test_ignored_mail_makes_no_ticket_and_the_ledger_names_the_entry(
    frozen: Frozen, receive: Receive, account: MailAccount, nordlicht: Tenant
) -> None:
    entry = put_on_list(nordlicht, "post.example", BlockAction.IGNORE)

    arrival = receive(account, letter())

    assert (arrival.outcome, arrival.reason, arrival.ticket) == ("ignored", "blocked", None)
    assert arrival.details["blocked_by"] == entry.pk
    assert arrival.raw is not None
    entry = as_it_is(entry)
    assert (entry.hits, entry.last_hit_at) == (1, frozen())


def test_nearest_entry_decides(receive: Receive, account: MailAccount, nordlicht: Tenant) -> None:
    put_on_list(nordlicht, "post.example", BlockAction.IGNORE)
    near = put_on_list(nordlicht, "kaethe@post.example", BlockAction.SPAM)

    arrival = receive(account, letter())

    assert (arrival.outcome, arrival.details["blocked_by"]) == ("new_ticket", near.pk)


def test_after_unblocking_mail_waits_in_the_queue_again(
    receive: Receive, account: MailAccount, nordlicht: Tenant
) -> None:
    entry = put_on_list(nordlicht, "post.example")
    with in_scope(nordlicht):
        unblock(entry, by=None)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert ticket.state == TicketState.QUEUED


def answer_to(ticket: Ticket) -> bytes:
    return letter("Re: Anliegen", In_Reply_To=make_message_id(ticket.pk, 1, "nordlicht.example"))


def test_follow_up_of_a_blocked_sender_leaves_the_ticket_alone(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, anna: User, customer: object
) -> None:
    ticket = make_ticket(billing, account=account, owner=anna, customer=customer)  # type: ignore[arg-type]
    entry = put_on_list(nordlicht, "post.example")

    arrival = receive(account, answer_to(ticket))

    assert arrival.ticket != ticket
    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM
    assert as_it_is(entry).hits == 1
    with everywhere():
        assert ticket.messages.count() == 1


def test_follow_up_to_spam_stays_there(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, customer: object
) -> None:
    ticket = make_ticket(billing, account=account, customer=customer, state=TicketState.SPAM)  # type: ignore[arg-type]
    put_on_list(nordlicht, "post.example")

    arrival = receive(account, answer_to(ticket))

    assert arrival.ticket == ticket
    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM


def test_report_of_a_blocked_server_still_finds_its_mail(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, anna: User
) -> None:
    ticket = make_ticket(billing, account=account, owner=anna)
    with in_scope(nordlicht):
        message = ticket.messages.create(
            tenant=nordlicht,
            direction="out",
            kind="reply",
            at=ticket.received_at,
            message_id="<ours@nordlicht.example>",
        )
    put_on_list(nordlicht, "mx.post.example")

    arrival = receive(account, delivery_report(message.message_id, "kaethe@post.example"))

    assert (arrival.outcome, arrival.ticket) == ("bounce", ticket)


@pytest.mark.parametrize("claimed", [True, False])
def test_follow_up_of_a_blocked_sender_goes_where_rules_lead_else_where_its_ticket_lies(
    receive: Receive,
    nordlicht_account: MailAccount,
    billing: Category,
    moving: Category,
    nordlicht: Tenant,
    customer: Customer,
    claimed: bool,
) -> None:
    ticket = make_ticket(moving, account=nordlicht_account, customer=customer)
    put_on_list(nordlicht, "post.example")
    if claimed:
        with in_scope(nordlicht):
            set_fallback(nordlicht_account, billing, by=None)

    filed = receive(nordlicht_account, answer_to(ticket)).ticket

    assert filed is not None
    assert (filed.category, filed.state) == (billing if claimed else moving, TicketState.SPAM)
