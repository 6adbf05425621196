"""Which tickets a mail names: looked up for a batch, or for whoever asks later."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.lookups import KnownTickets, context_for
from kontor.intake.domain.verdicts import OutsideClue, TicketRef
from kontor.intake.parsing import Address, AutoMarkers, ParsedMail
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.numbers import format_number, number_for
from kontor.tickets.domain.tokens import TokenClaim, make_message_id, make_token
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.tickets import make_inquiry, make_message, make_ticket
from tests.support.scoping import everywhere, in_scope

ELKE = Address("Elke", "elke@experts.example")


@pytest.fixture
def inquiry(ticket: Ticket, anna: User) -> Inquiry:
    """Elke was asked about the ticket, in a mail with our token."""
    asked = make_inquiry(ticket, anna, to=ELKE.email)
    with in_scope(ticket.tenant_id):
        name = make_message_id(ticket.pk, asked.message_id, "nordlicht.example")
        Message.objects.filter(pk=asked.message_id).update(message_id=name)
        return Inquiry.objects.select_related("message").get(pk=asked.pk)


def _ref(ticket: Ticket) -> TicketRef:
    return TicketRef(ticket.pk, ticket.tenant_id)


def test_what_was_not_learned_is_looked_up_when_it_is_asked_for(account: MailAccount, ticket: Ticket) -> None:
    known = make_message(ticket, message_id="<known@post.example>")
    with in_scope(account.owner):
        context = context_for(account, KnownTickets())

        assert context.find_by_token(TokenClaim(ticket.pk, known.pk)) == _ref(ticket)
        assert context.find_by_token(TokenClaim(0, 0)) is None
        assert context.find_by_message_ids(["<unknown@post.example>", "<known@post.example>"]) == _ref(ticket)
        assert context.find_by_message_ids(["<unknown@post.example>"]) is None


def test_of_the_numbers_in_a_subject_those_count_that_a_ticket_has(account: MailAccount, inquiry: Inquiry) -> None:
    unknown = format_number(number_for(inquiry.ticket_id + 1_000, key=b"tests"))
    with in_scope(account.owner):
        number = format_number(Ticket.objects.get().number)
        mails = [ParsedMail(raw=b"", sender=ELKE, subject=subject) for subject in (f"{unknown} {number}", unknown)]
        known = KnownTickets()
        known.learn(mails)
        context = context_for(account, known)

        assert [ticket.ref.ticket_id for ticket in known.by_number(mails[0])] == [inquiry.ticket_id]
        ticket = TicketRef(inquiry.ticket_id, inquiry.tenant_id)
        assert [context.outside(mail) for mail in mails] == [OutsideClue(ticket, None), None]


@pytest.mark.parametrize("by", ["name", "token", "renamed"])
def test_what_answers_a_question_to_people_outside_names_it(account: MailAccount, inquiry: Inquiry, by: str) -> None:
    """By its Message-ID; by our token alone; or by a Message-ID of which a program left only our part."""
    token = make_token(inquiry.ticket_id, inquiry.message_id)
    mail = {
        "name": ParsedMail(raw=b"", sender=ELKE, in_reply_to=inquiry.message.message_id),
        "token": ParsedMail(raw=b"", sender=ELKE, auto=AutoMarkers(own_token=token)),
        "renamed": ParsedMail(raw=b"", sender=ELKE, in_reply_to=f"<{token}@relay.example>"),
    }[by]
    with in_scope(account.owner):
        known = KnownTickets()
        known.learn([mail])

        clue = context_for(account, known).outside(mail)

    assert clue == OutsideClue(TicketRef(inquiry.ticket_id, inquiry.tenant_id), inquiry.message_id)


def test_a_mail_that_names_nothing_answers_nobody(account: MailAccount, inquiry: Inquiry) -> None:
    mail = ParsedMail(raw=b"", sender=ELKE, subject="Frage")
    with in_scope(account.owner):
        known = KnownTickets()
        known.learn([mail])
        context = context_for(account, known)

        assert (context.outside(mail), list(context.candidates(mail)), known.named_by(mail)) == (None, [], [])


def test_a_ticket_stands_for_those_that_were_merged_into_it_as_long_as_it_is_there(
    account: MailAccount, billing: Category, ticket: Ticket
) -> None:
    target = make_ticket(billing)
    with in_scope(account.owner):
        Ticket.objects.filter(pk=ticket.pk).update(merged_into=target)
        claim = TokenClaim(ticket.pk, 1)

        assert context_for(account, KnownTickets()).find_by_token(claim) == _ref(target)

        Ticket.objects.filter(pk=target.pk).update(erased_at=target.received_at)
        assert context_for(account, KnownTickets()).find_by_token(claim) is None


def test_a_ticket_stands_for_those_that_were_merged_one_after_the_other(
    account: MailAccount, billing: Category, ticket: Ticket
) -> None:
    second, third, last = (make_ticket(billing) for _ticket in range(3))
    with in_scope(account.owner):
        for merged, target in ((ticket, second), (second, third), (third, last)):
            Ticket.objects.filter(pk=merged.pk).update(merged_into=target)

        assert context_for(account, KnownTickets()).find_by_token(TokenClaim(ticket.pk, 1)) == _ref(last)


@pytest.mark.parametrize("works", [True, False])
def test_an_account_of_all_tenants_leads_to_none_that_is_switched_off(
    general_account: MailAccount, alpina_ticket: Ticket, alpina_account: MailAccount, works: bool
) -> None:
    with everywhere():
        alpina_ticket.tenant.active = works
        alpina_ticket.tenant.save(update_fields=["active"])
        mail = ParsedMail(raw=b"", subject=format_number(alpina_ticket.number))
        known = KnownTickets()
        known.learn([mail])

        named = [list(context_for(each, known).candidates(mail)) for each in (general_account, alpina_account)]

    found = [[candidate.ticket for candidate in candidates] for candidates in named]
    assert found == [[_ref(alpina_ticket)] if works else [], [_ref(alpina_ticket)]]
