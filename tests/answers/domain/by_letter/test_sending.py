"""A letter is sent."""

from __future__ import annotations

import pytest

from kontor.answers.domain.by_letter import letter_subject
from kontor.answers.domain.drafts import attach_file, open_draft, save_draft
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.models import Draft
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.enums import LetterState
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import MessageChannel, MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.answers.domain.by_letter.conftest import TYPED, letter_row, sent_by, state_of
from tests.factories.customers import make_postal_address
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_a_letter_is_a_message_to_an_address_with_its_delivery(
    draft: Draft, mine: Ticket, address: PostalAddress, anna: User
) -> None:
    with in_scope(mine.tenant_id):
        attach_file(draft, filename="Plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)

    message = sent_by(draft, anna)

    assert (message.channel, message.kind, message.to, message.message_id) == ("letter", MessageKind.REPLY, [], "")
    assert message.postal == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]
    assert (message.subject, message.html) == ("Lieferung fehlt", TYPED.html)
    letter = letter_row(message)
    assert (letter.address, letter.country, letter.postal_address_id) == (message.postal, "DE", address.pk)
    assert (letter.state, letter.final, letter.by) == (LetterState.QUEUED, True, anna)
    assert state_of(mine) == TicketState.SENDING
    with in_scope(mine.tenant_id):
        assert [file.filename for file in message.attachments.all()] == ["Plan.pdf"]
        assert not OutgoingMail.objects.exists()
        entry = HistoryEntry.objects.filter(ticket=mine, action="answered").get()
    assert sentence(entry) == f"Answered by letter by {anna.name}"


def test_an_intermediate_letter_leaves_the_request_open(draft: Draft, mine: Ticket, anna: User) -> None:
    message = sent_by(draft, anna, final=False)

    assert (message.kind, letter_row(message).final) == (MessageKind.INTERMEDIATE, False)
    assert state_of(mine) == TicketState.ASSIGNED


def test_a_letter_needs_no_account(billing: Category, customer: Customer, by_letter: None, anna: User) -> None:
    ticket = make_ticket(billing, customer=customer, owner=anna)
    make_postal_address(customer)
    with in_scope(billing.tenant_id):
        begun = answer_by_letter(open_draft(ticket, author=anna), by=anna)
        draft = save_draft(begun, TYPED, version=begun.version, by=anna)

    assert sent_by(draft, anna).channel == MessageChannel.LETTER


def test_a_letter_is_refused_once_letters_are_off(draft: Draft, anna: User) -> None:
    letters_on(False)

    with refused("Letters are switched off here. Answer by e-mail."):
        sent_by(draft, anna)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Re: Lieferung fehlt [#2647 109 358]", "Lieferung fehlt"),
        ("AW: Re: Lieferung", "Lieferung"),
        ("Regen [#3] im Keller", "Regen [#3] im Keller"),
        ("", ""),
    ],
)
def test_the_subject_of_a_letter_has_no_marks_of_mail(subject: str, expected: str) -> None:
    assert letter_subject(Draft(subject=subject)) == expected
