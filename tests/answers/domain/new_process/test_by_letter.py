"""A new process begins with a letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.answers.domain.by_letter import sheet_of_draft
from kontor.answers.domain.new_process import (
    begin_letter,
    save_process,
    send_process,
)
from kontor.answers.domain.proofreading import ticket_to_be
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.models import Draft
from kontor.channels.enums import Channel
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.domain.postal_addresses import delete_postal_address
from kontor.customers.models import Customer
from kontor.kernel.text import one_line
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import MessageChannel, TicketKind, TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.answers.domain.new_process.conftest import VALUES, begun
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.texts import make_template
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.fixture
def by_letter(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])


@pytest.fixture
def paper(by_letter: None, billing: Category, anna: User, nordlicht: Tenant) -> Draft:
    """A letter to somebody who has no e-mail address, with everything that it needs."""
    paula = make_customer(nordlicht, "Paula Papier")
    make_postal_address(paula)
    with in_scope(nordlicht):
        paula.addresses.all().delete()
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        draft = begin_letter(category, author=anna, customer=paula)
        typed = replace(VALUES, to=[], html="<p>Zu ${ticket.number} kommen wir am Montag.</p>")
        return save_process(draft, typed, category=category, process=None, version=draft.version, by=anna)


def test_a_new_process_leaves_by_letter_to_somebody_without_an_address_for_mail(
    paper: Draft, nordlicht: Tenant, anna: User
) -> None:
    with in_scope(nordlicht):
        sent = send_process(paper, final=True, by=anna)
        letter = OutgoingLetter.objects.select_related("message").get()

        number = one_line(format_number(sent.ticket.number))
        assert (sent.ticket.customer, sent.ticket.kind) == (paper.customer, TicketKind.PROCESS)
        answered = HistoryEntry.objects.get(ticket=sent.ticket, action="answered")
        assert (sent.ticket.channel, sentence(answered)) == (Channel.LETTER, f"Written as a letter by {anna.name}")
        assert Ticket.objects.get().state == TicketState.SENDING
        assert letter.address == ["Paula Papier", "Am Kai 7", "24103 Kiel"]
        assert (letter.message.channel, letter.message.subject) == (MessageChannel.LETTER, "Ihr Zähler")
        assert number in one_line(letter.message.text)
        assert not OutgoingMail.objects.exists()


def test_its_template_is_the_one_for_new_processes(
    template: ReplyTemplate, by_letter: None, nordlicht: Tenant, billing: Category, anna: User, customer: Customer
) -> None:
    make_template(nordlicht, "Brief", kind=TemplateKind.LETTER, html="<p>Antwort</p>", categories=(billing,))
    make_postal_address(customer)
    draft = begun(billing, anna)
    with in_scope(billing.tenant_id):
        letter = answer_by_letter(draft, by=anna)

        assert (letter.template, letter.html) == (template, draft.html)


def test_the_letter_is_looked_at_before_it_has_a_number(paper: Draft, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        sheet = sheet_of_draft(ticket_to_be(paper), paper)

    assert (sheet.address, sheet.subject) == (("Paula Papier", "Am Kai 7", "24103 Kiel"), "Ihr Zähler")
    assert [label for label, _value in sheet.information] == ["Bearbeitung"]


def test_a_letter_becomes_a_mail_again_which_needs_a_recipient(paper: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht):
        mail = answer_by_mail(paper, by=anna)

        assert (mail.channel, mail.postal_address, mail.html) == (MessageChannel.MAIL, None, paper.html)
        with refused("The answer has no recipient."):
            send_process(mail, final=True, by=anna)


def test_no_letter_begins_where_nothing_can_be_sent(
    billing: Category, anna: User, customer: Customer, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        with refused("Letters are switched off here. Answer by e-mail."):
            begin_letter(billing, author=anna, customer=customer)
        letters_on()
        prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
        with refused("The contact has no postal address."):
            begin_letter(billing, author=anna, customer=customer)

        assert not Draft.objects.exists()


def test_a_letter_to_an_address_that_was_deleted_opens_no_ticket(paper: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht):
        delete_postal_address(paper.postal_address)
        with refused("The contact has no postal address."):
            send_process(paper, final=True, by=anna)

        assert not Ticket.objects.exists()
