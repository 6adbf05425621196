"""Answers by letter: where they are offered, what leaves, and that it comes back as it was."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, cast

import pytest
from django.db import transaction

from kontor.answers.domain.by_letter import LetterOffer, letter_offer, letter_subject
from kontor.answers.domain.clearing import release
from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.domain.guard import Finding, GuardStopped, confirm
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.domain.send import send_answer
from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.domain.ways_out import written
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.domain.postal_addresses import delete_postal_address, mark_address_undeliverable
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.domain import switch
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose, TemplateKind
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import MessageChannel, MessageKind, TicketKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.loans import lend_ticket
from tests.factories.reviews import make_review_rule
from tests.factories.stationery import PNG
from tests.factories.texts import make_library_file, make_template
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import in_scope

TYPED = DraftValues(
    to=[["Käthe", "kaethe@post.example"]],
    cc=[],
    bcc=[],
    subject="Re: Lieferung fehlt [#2647 109 358]",
    text="",
    html="<p>Guten Tag,</p><p>wir <b>liefern</b> morgen.</p>",
    rich=True,
)


@pytest.fixture
def by_letter(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])


@pytest.fixture
def address(customer: Customer) -> PostalAddress:
    return make_postal_address(customer)


@pytest.fixture
def mine(by_letter: None, billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)


@pytest.fixture
def draft(mine: Ticket, address: PostalAddress, anna: User) -> Draft:
    """Something typed, to go by letter."""
    with in_scope(mine.tenant_id):
        typed = save_draft(open_draft(mine, author=anna), TYPED, version=1, by=anna)
        return answer_by_letter(typed, by=anna)


def _offer(ticket: Ticket) -> LetterOffer | None:
    with in_scope(ticket.tenant_id):
        return letter_offer(Ticket.objects.select_related("tenant", "customer").get(pk=ticket.pk))


def test_without_its_programs_no_letter_is_offered(
    mine: Ticket, address: PostalAddress, draft: Draft, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch, "_seen", (False, time.monotonic()))
    offer = _offer(mine)

    assert offer is not None
    assert not offer.possible
    assert "apt install" in offer.reason
    with refused(offer.reason):
        _send(draft, anna)


def _send(draft: Draft, by: User, **values: Any) -> Message:
    with in_scope(draft.tenant_id):
        return cast(Message, send_answer(Draft.objects.get(pk=draft.pk), by=by, **values))


def _findings(draft: Draft, by: User) -> list[Finding]:
    """What stops it."""
    with pytest.raises(GuardStopped) as stopped, transaction.atomic():
        _send(draft, by)
    return stopped.value.findings


def _state(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.get(pk=ticket.pk).state


def _letter(message: Message) -> OutgoingLetter:
    with in_scope(message.tenant_id):
        return OutgoingLetter.objects.get(message=message)


def test_letters_are_offered_where_the_installation_the_tenant_and_the_contact_have_them(
    mine: Ticket, nordlicht: Tenant, address: PostalAddress
) -> None:
    offer = _offer(mine)
    assert offer is not None
    assert (offer.addresses, offer.possible) == ([address], True)

    prefer(nordlicht, ENABLED_CHANNELS, ["mail"])
    assert _offer(mine) is None

    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    letters_on(False)
    assert _offer(mine) is None


def test_why_letters_are_not_possible_is_said(
    mine: Ticket, billing: Category, customer: Customer, claims: Category
) -> None:
    nobody = make_ticket(billing)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=nobody.pk).update(customer=None)
    without = _offer(mine)
    make_postal_address(customer)
    lent = make_ticket(billing, customer=customer)
    lend_ticket(lent, claims)

    assert without == LetterOffer(reason="The contact has no postal address.", lacks_address=True)
    assert _offer(nobody) == LetterOffer(reason="The request has no contact to whom a letter could go.")
    assert _offer(lent) == LetterOffer(reason="The request is lent: it is answered by e-mail.")


def test_what_was_typed_stays_and_wears_the_design_for_letters(
    mine: Ticket, address: PostalAddress, billing: Category, nordlicht: Tenant, anna: User
) -> None:
    design = make_template(nordlicht, "Brief", html="<p>Brieftext</p>", kind=TemplateKind.LETTER, categories=(billing,))
    with in_scope(nordlicht):
        typed = save_draft(open_draft(mine, author=anna), TYPED, version=1, by=anna)
        draft = answer_by_letter(typed, by=anna)

    assert (draft.channel, draft.postal_address) == (MessageChannel.LETTER, address)
    assert (draft.html, draft.template, draft.to) == (TYPED.html, design, TYPED.to)
    assert draft.version == 3


def test_an_untouched_answer_begins_with_the_template_for_letters_and_goes_back(
    mine: Ticket, address: PostalAddress, billing: Category, nordlicht: Tenant, anna: User
) -> None:
    mail = make_template(nordlicht, "Mail", html="<p>Mailtext</p>", categories=(billing,))
    design = make_template(nordlicht, "Brief", html="<p>Brieftext</p>", kind=TemplateKind.LETTER, categories=(billing,))
    with in_scope(nordlicht):
        letter = answer_by_letter(open_draft(mine, author=anna), by=anna)
        assert (letter.text, letter.template) == ("Brieftext", design)

        again = answer_by_mail(letter, by=anna)
        assert (again.text, again.template, again.channel) == ("Mailtext", mail, MessageChannel.MAIL)
        assert again.postal_address is None


def test_a_request_that_came_by_letter_is_answered_by_letter(
    mine: Ticket, address: PostalAddress, anna: User, billing: Category, customer: Customer
) -> None:
    came = make_ticket(billing, customer=customer, owner=anna, kind=TicketKind.LETTER)
    other = make_ticket(billing, customer=make_customer(billing.tenant), owner=anna, kind=TicketKind.LETTER)
    with in_scope(mine.tenant_id):
        drafts = [open_draft(ticket, author=anna) for ticket in (mine, came, other)]

    assert [draft.channel for draft in drafts] == ["mail", "letter", "mail"]
    assert drafts[1].postal_address == address


def test_a_letter_is_a_message_to_an_address_with_its_delivery(
    draft: Draft, mine: Ticket, address: PostalAddress, anna: User
) -> None:
    with in_scope(mine.tenant_id):
        attach_file(draft, filename="Plan.pdf", content_type="application/pdf", content=b"%PDF", by=anna)

    message = _send(draft, anna)

    assert (message.channel, message.kind, message.to, message.message_id) == ("letter", MessageKind.REPLY, [], "")
    assert message.postal == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]
    assert (message.subject, message.html) == ("Lieferung fehlt", TYPED.html)
    letter = _letter(message)
    assert (letter.address, letter.country, letter.postal_address_id) == (message.postal, "DE", address.pk)
    assert (letter.state, letter.final, letter.by) == (LetterState.QUEUED, True, anna)
    assert _state(mine) == TicketState.SENDING
    with in_scope(mine.tenant_id):
        assert [file.filename for file in message.attachments.all()] == ["Plan.pdf"]
        assert not OutgoingMail.objects.exists()
        entry = HistoryEntry.objects.filter(ticket=mine, action="answered").get()
    assert sentence(entry) == f"Answered by letter by {anna.name}"


def test_an_intermediate_letter_leaves_the_request_open(draft: Draft, mine: Ticket, anna: User) -> None:
    message = _send(draft, anna, final=False)

    assert (message.kind, _letter(message).final) == (MessageKind.INTERMEDIATE, False)
    assert _state(mine) == TicketState.ASSIGNED


def test_a_letter_needs_no_account(billing: Category, customer: Customer, by_letter: None, anna: User) -> None:
    ticket = make_ticket(billing, customer=customer, owner=anna)
    make_postal_address(customer)
    with in_scope(billing.tenant_id):
        begun = answer_by_letter(open_draft(ticket, author=anna), by=anna)
        draft = save_draft(begun, TYPED, version=begun.version, by=anna)

    assert _send(draft, anna).channel == MessageChannel.LETTER


def test_a_letter_is_refused_once_letters_are_off(draft: Draft, anna: User) -> None:
    letters_on(False)

    with refused("Letters are switched off here. Answer by e-mail."):
        _send(draft, anna)


def test_an_address_that_is_gone_stops_the_letter(draft: Draft, address: PostalAddress, anna: User) -> None:
    make_postal_address(address.customer, city="Eutin", is_default=False)
    with in_scope(draft.tenant_id):
        delete_postal_address(address)

    (finding,) = _findings(draft, anna)

    assert (finding.code, finding.remark.sentence) == ("postal", "The address was deleted in the meantime.")
    with in_scope(draft.tenant_id):
        assert not Message.objects.filter(ticket=draft.ticket_id, channel=MessageChannel.LETTER).exists()


def test_an_address_to_which_letters_came_back_is_asked_about(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        mark_address_undeliverable(address, reason="Moved away")
    (finding,) = _findings(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert finding.code == "postal_doubt"
    assert finding.remark.sentence == "Letters to this address came back as undeliverable. Moved away"
    assert _send(draft, anna).channel == MessageChannel.LETTER


def test_characters_that_a_letter_shows_as_a_box_are_asked_about(
    draft: Draft, address: PostalAddress, anna: User
) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(company="𓀀 GmbH")
        odd = replace(TYPED, html="<p>Guten Tag,</p><p>𓁀 und Grüße</p>")
        save_draft(draft, odd, version=draft.version, by=anna)
    (finding,) = _findings(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert (finding.code, finding.remark.words) == ("glyphs", "𓀀")
    assert finding.remark.sentence.endswith("a box stands in their place: 𓀀 𓁀")
    assert _send(draft, anna).channel == MessageChannel.LETTER


def test_an_address_that_leaves_the_window_stops_the_letter(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(street=f"{'Wasserwirtschaftsweg ' * 9}12")

    (finding,) = [found for found in _findings(draft, anna) if found.code == "postal"]

    assert finding.remark.place == "postal"
    assert finding.remark.sentence.startswith("The address does not lie fully in the window of the envelope")


def test_an_address_that_is_printed_very_small_is_asked_about(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(street=f"{'Wasserwirtschaftsweg ' * 4}12")
    found = _findings(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key for finding in found], by=anna)

    (small,) = [finding for finding in found if "it is printed very small" in finding.remark.sentence]
    assert small.code == "postal_doubt"
    assert _send(draft, anna).channel == MessageChannel.LETTER


LOST = '<img src="cid:gone@kontor" alt="Zähler"><img src="picture:99999" alt="Plan">'


@pytest.mark.parametrize(
    ("html", "said"), [(LOST, "2 pictures are left out"), ('<img alt="Haus">', "One picture is left out")]
)
def test_pictures_that_the_letter_leaves_out_are_asked_about(draft: Draft, anna: User, html: str, said: str) -> None:
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, html=f"<p>Guten Tag,</p><p>{html}</p>"), version=draft.version, by=anna)
    (finding,) = _findings(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert finding.code == "pictures"
    assert finding.remark.sentence.startswith(said)
    assert _send(draft, anna).channel == MessageChannel.LETTER


def test_pictures_that_are_there_are_printed_without_a_word(draft: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(draft.tenant_id):
        own = add_picture(draft, filename="haus.png", content=PNG, by=anna)
        library = make_library_file(
            nordlicht, filename="plan.png", content=PNG, content_type="image/png", purpose=FilePurpose.PICTURE
        )
        shown = f'<img src="cid:{own.content_id}" alt="Haus"><img src="picture:{library.pk}" alt="Plan">'
        save_draft(draft, replace(TYPED, html=f"<p>Guten Tag,</p>{shown}"), version=draft.version, by=anna)

    assert _send(draft, anna).channel == MessageChannel.LETTER


def test_a_mail_is_not_asked_about_pictures_of_letters(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        mail = answer_by_mail(draft, by=anna)
        kept = save_draft(mail, replace(TYPED, html=f"<p>Guten Tag,</p>{LOST}"), version=mail.version, by=anna)

    assert _send(kept, anna).channel == MessageChannel.MAIL


def test_the_address_can_be_another_one_of_the_customer(draft: Draft, address: PostalAddress, anna: User) -> None:
    vienna = make_postal_address(address.customer, postcode="1010", city="Wien", country="AT", is_default=False)
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, postal_address=vienna), version=draft.version, by=anna)

    message = _send(draft, anna)

    assert message.postal == ["Käthe Kunde", "Am Kai 7", "1010 WIEN", "ÖSTERREICH"]
    assert _letter(message).country == "AT"


def test_an_address_of_another_customer_stops_the_letter(draft: Draft, nordlicht: Tenant, anna: User) -> None:
    stranger = make_postal_address(make_customer(nordlicht))
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, postal_address=stranger), version=draft.version, by=anna)

    assert [finding.remark.sentence for finding in _findings(draft, anna)] == [
        "The address is not one of this customer."
    ]


def test_a_letter_is_taken_back_as_it_was(draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    message = _send(draft, anna)
    assert _letter(message).next_attempt_at > message.at  # type: ignore[operator]

    with in_scope(nordlicht):
        again = take_back_answer(message, by=anna)

        assert not OutgoingLetter.objects.exists()
        assert not Message.objects.filter(pk=message.pk).exists()
    assert _state(mine) == TicketState.ASSIGNED
    for name in ("channel", "postal_address_id", "to", "subject", "html", "template_id"):
        assert getattr(again, name) == getattr(draft, name), name


def test_a_letter_that_is_being_made_cannot_be_taken_back(
    draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 10)
    message = _send(draft, anna)
    with in_scope(nordlicht):
        OutgoingLetter.objects.filter(message=message).update(state=LetterState.WRITING, attempts=1)

        with refused("It cannot be taken back any more."):
            take_back_answer(message, by=anna)


def test_a_letter_under_a_rule_is_released_in_its_authors_name(
    draft: Draft, mine: Ticket, nordlicht: Tenant, anna: User, sven: User
) -> None:
    make_review_rule(nordlicht)
    clearance = _send(draft, anna)
    assert isinstance(clearance, Clearance)
    with in_scope(nordlicht):
        assert not OutgoingLetter.objects.exists()
        assert written(mine, Draft.objects.get(pk=draft.pk)).html == TYPED.html

        message = release(clearance, by=sven)

    assert (message.channel, message.author) == (MessageChannel.LETTER, anna)
    assert _letter(message).by == anna


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
