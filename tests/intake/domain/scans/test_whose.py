"""To what a scanned letter belongs."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.enums import Outcome
from kontor.letters.domain.codes import make_code
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.customers import make_postal_address
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.scans.conftest import TEXT, Drop, only_row, only_scan
from tests.support.jobs import run_jobs
from tests.support.scans import page, pdf, pdf_with_text
from tests.support.scoping import everywhere, in_scope


def sent_letter(
    category: Category, *, customer: Customer | None = None, text: str = "Ihr Brief", **values: Any
) -> OutgoingLetter:
    """A letter that went out from a ticket of the category, with its code."""
    ticket = make_ticket(category, **({"customer": customer} if customer else {}))
    of_ours = {"direction": Direction.OUT, "kind": MessageKind.REPLY, "channel": MessageChannel.LETTER, "text": text}
    message = make_message(ticket, **of_ours)
    with in_scope(category.tenant_id):
        sent = OutgoingLetter.objects.create(
            tenant_id=ticket.tenant_id, message=message, code=f"x{message.pk}", **values
        )
        sent.code = make_code(sent.pk, ticket.tenant_id)
        sent.save(update_fields=["code"])
    return sent


def test_our_barcode_finds_the_ticket_and_its_customer(account, drop, billing, customer: Customer):
    sent = sent_letter(billing, customer=customer)
    drop(pdf([page("Danke für Ihren Brief", code=sent.code)]), text="Danke für Ihren Brief")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.reason, row.ticket) == (Outcome.FOLLOW_UP, "letter_code", sent.message.ticket)
    assert row.ticket.customer == customer
    assert only_scan().letter == sent
    assert row.message.evidence["signals"]["letter_code"] == 110


def back(drop: Drop, account: MailAccount, sent: OutgoingLetter, words: str) -> OutgoingLetter:
    """The letter is scanned with these words on it; as it is afterwards."""
    drop(pdf([page(code=sent.code)]), text=words)
    fetch_account(account.owner, account.pk)
    run_jobs()
    with everywhere():
        return OutgoingLetter.objects.select_related("postal_address", "message__ticket").get(pk=sent.pk)


def test_a_letter_that_came_back_is_marked_with_its_address(account, drop, billing, customer: Customer):
    address = make_postal_address(customer)
    sent = sent_letter(
        billing,
        customer=customer,
        state=LetterState.CONFIRMED,
        postal_address=address,
        address=["Gerda Petersen", "Am Alten Hafen 12a", "24103 Kiel"],
        text="Guten Tag,\nIhr Paket ist unterwegs.",
    )
    words = "Gerda Petersen\nEmpfänger  unbekannt verzogen\nZurück an Absender\nGuten Tag, Ihr Paket ist unterwegs."

    row = back(drop, account, sent, words)

    assert (row.state, row.returned_reason) == (LetterState.RETURNED, "Empfänger unbekannt verzogen")
    assert row.postal_address.undeliverable_since is not None
    assert only_row().ticket == sent.message.ticket


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LetterState.CONFIRMED, "Ich bin im Mai verzogen, danke für Ihren Brief."),
        (LetterState.CONFIRMED, "Ihr Brief\nDas Paket kam leider als unzustellbar zurück."),
        (LetterState.CONFIRMED, "Ihr Brief\nEs wurde die\nAnnahme verweigert"),
        (LetterState.CONFIRMED, "Sollte der Brief unzustellbar sein, bitte nachsenden."),
        (LetterState.QUEUED, "unzustellbar"),
    ],
    ids=["a customer has moved", "of a parcel", "of a parcel, on two lines", "the words are ours", "not printed yet"],
)
def test_what_only_looks_like_coming_back_is_an_answer(account, drop, billing, customer, state, words):
    ours = "Sollte der Brief unzustellbar sein, bitte nachsenden." if "nachsenden" in words else ""
    sent = sent_letter(billing, customer=customer, state=state, text=ours)

    assert back(drop, account, sent, words).state == state
    assert only_row().outcome == Outcome.FOLLOW_UP


def test_the_barcode_of_another_tenant_is_nothing_here(account, drop, claims: Category):
    theirs = sent_letter(claims)
    drop(pdf([page(code=theirs.code)]), text="Ein Brief")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.tenant_id, row.ticket.pk != theirs.message.ticket_id) == (
        Outcome.NEW_TICKET,
        account.tenant_id,
        True,
    )
    assert (only_scan().letter, only_scan().codes) == (None, [theirs.code])


def test_a_ticket_number_in_the_text_is_a_suggestion(account, drop, billing):
    known = make_ticket(billing)
    drop(pdf([page()]), text=f"Guten Tag, zu Ihrer Nummer {known.number} habe ich eine Frage.")

    fetch_account(account.owner, account.pk)
    run_jobs()

    row = only_row()
    assert (row.outcome, row.message.evidence["ticket"]) == (Outcome.NEW_TICKET, known.number)


def test_nobody_is_answered_automatically(account, drop):
    drop(pdf_with_text(TEXT))

    fetch_account(account.owner, account.pk)
    run_jobs()

    with everywhere():
        assert Message.objects.filter(direction=Direction.OUT).count() == 0
        assert Ticket.objects.count() == 1
