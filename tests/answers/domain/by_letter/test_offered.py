"""When letters are offered, and what becomes of the draft."""

from __future__ import annotations

import time

import pytest

from kontor.answers.domain.by_letter import LetterOffer, letter_offer
from kontor.answers.domain.drafts import open_draft, save_draft
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.models import Draft
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.domain import switch
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.tickets.enums import MessageChannel, TicketKind
from kontor.tickets.models import Ticket
from tests.answers.domain.by_letter.conftest import TYPED, sent_by
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.loans import lend_ticket
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def offered(ticket: Ticket) -> LetterOffer | None:
    with in_scope(ticket.tenant_id):
        return letter_offer(Ticket.objects.select_related("tenant", "customer").get(pk=ticket.pk))


def test_without_its_programs_no_letter_is_offered(
    mine: Ticket, address: PostalAddress, draft: Draft, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch, "_seen", (False, time.monotonic()))
    offer = offered(mine)

    assert offer is not None
    assert not offer.possible
    assert "apt install" in offer.reason
    with refused(offer.reason):
        sent_by(draft, anna)


def test_letters_are_offered_where_the_installation_the_tenant_and_the_contact_have_them(
    mine: Ticket, nordlicht: Tenant, address: PostalAddress
) -> None:
    offer = offered(mine)
    assert offer is not None
    assert (offer.addresses, offer.possible) == ([address], True)

    prefer(nordlicht, ENABLED_CHANNELS, ["mail"])
    assert offered(mine) is None

    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    letters_on(False)
    assert offered(mine) is None


def test_why_letters_are_not_possible_is_said(
    mine: Ticket, billing: Category, customer: Customer, claims: Category
) -> None:
    nobody = make_ticket(billing)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=nobody.pk).update(customer=None)
    without = offered(mine)
    make_postal_address(customer)
    lent = make_ticket(billing, customer=customer)
    lend_ticket(lent, claims)

    assert without == LetterOffer(reason="The contact has no postal address.", lacks_address=True)
    assert offered(nobody) == LetterOffer(reason="The ticket has no contact to whom a letter could go.")
    assert offered(lent) == LetterOffer(reason="The ticket is lent: it is answered by e-mail.")


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
