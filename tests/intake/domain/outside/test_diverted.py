"""Whoever writes as the customer and wants answers at an address of their own gets no answer of people outside."""

from __future__ import annotations

import pytest

from kontor.answers.domain.forward import forward, forward_letter
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import InquiryState, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.channels import make_account
from tests.factories.customers import make_address
from tests.factories.tickets import make_message
from tests.intake.domain.conftest import Receive
from tests.intake.domain.outside.conftest import answer_comes, as_it_is, state_of, steps_of
from tests.support.letters import KAETHE, letter
from tests.support.scoping import everywhere, in_scope

ELSEWHERE = "elsewhere@post.example"


@pytest.fixture
def forwarding(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "weiterleitung@nordlicht.example", kind=AccountKind.REPLY)


@pytest.fixture(autouse=True)
def _written_again(mine: Ticket, account: MailAccount, receive: Receive) -> None:
    """A mail as from the customer that has the ticket's number, and asks for answers elsewhere."""
    subject = f"Re: Zähler [#{format_number(mine.number)}]"
    assert receive(account, letter(subject, sender=KAETHE, Reply_To=ELSEWHERE)).ticket == mine


def _answered_by_elke(ticket: Ticket, forwarding: MailAccount, by: User, receive: Receive) -> Inquiry:
    with in_scope(ticket.tenant_id):
        letter_out = forward_letter(ticket, to=[["Elke", "elke@experts.example"]])
        sent = forward(ticket, letter_out, closing=False, by=by)
        forwarded = Inquiry.objects.select_related("message").get(message=sent)
    receive(forwarding, answer_comes(forwarded))
    return forwarded


def _passed_on(ticket: Ticket) -> list[list[list[str]]]:
    with everywhere():
        return [message.to for message in Message.objects.filter(ticket=ticket, kind=MessageKind.REPLY)]


def test_an_address_that_only_a_reply_to_names_gets_no_answer_unseen(
    mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    asked = _answered_by_elke(mine, forwarding, anna, receive)

    assert _passed_on(mine) == []
    [step] = [step for step in steps_of(mine) if step.action == "answer_not_passed_on"]
    assert step.details["why"] == "address_unknown"
    assert (as_it_is(mine).state, as_it_is(mine).owner) == (TicketState.ASSIGNED, anna)
    assert state_of(asked) == InquiryState.ANSWERED


def test_one_that_the_contact_has_gets_it(mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive) -> None:
    make_address(mine.customer, ELSEWHERE)

    _answered_by_elke(mine, forwarding, anna, receive)

    assert [[address for _name, address in to] for to in _passed_on(mine)] == [[ELSEWHERE]]


def test_one_that_was_written_to_before_gets_it(
    mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    make_message(mine, direction="out", kind=MessageKind.REPLY, to=[["", ELSEWHERE]])

    _answered_by_elke(mine, forwarding, anna, receive)

    assert [[address for _name, address in to] for to in _passed_on(mine)] == [[ELSEWHERE]] * 2


def test_one_to_which_only_a_machine_of_ours_wrote_gets_none(
    mine: Ticket, forwarding: MailAccount, anna: User, receive: Receive
) -> None:
    make_message(mine, direction="out", kind=MessageKind.ACKNOWLEDGEMENT, to=[["", ELSEWHERE]])

    _answered_by_elke(mine, forwarding, anna, receive)

    assert _passed_on(mine) == []
