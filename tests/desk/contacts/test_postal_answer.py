"""Saving the postal address that an answer by letter lacked."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import open_draft
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.contacts.test_postal import TYPED, ClientFor, kept, url
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.tickets import make_ticket
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def with_letters(db: None) -> None:
    letters_on()


@pytest.fixture
def answering(
    nordlicht: Tenant, billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount
) -> Ticket:
    """On Anna's desk, with an answer that she has begun to write."""
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    ticket = make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account)
    with in_scope(ticket.tenant_id):
        draft = open_draft(ticket, author=anna)
        Draft.objects.filter(pk=draft.pk).update(text="Ist unterwegs.", html="<p>Ist unterwegs.</p>")
    return ticket


def channel_of(ticket: Ticket) -> tuple[str, str, str]:
    with in_scope(ticket.tenant_id):
        draft = Draft.objects.select_related("postal_address").get(ticket=ticket)
        return draft.channel, draft.postal_address.city if draft.postal_address else "", draft.text


def test_the_answer_for_whose_letter_the_address_was_missing_is_a_letter_then(
    anna: User, customer: Customer, answering: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    page = browser.post(url("add", customer), {**TYPED, "ticket": answering.number}, follow=True).content.decode()

    assert channel_of(answering) == ("letter", "Kiel", "Ist unterwegs.")
    assert 'id="reply-postal"' in page


def test_a_further_address_leaves_the_answer_as_it_goes(
    anna: User, customer: Customer, answering: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    """None was missing: it came meanwhile, or the form was sent once more after the answer had become a mail again."""
    make_postal_address(customer, city="Eutin")

    client_for(anna, nordlicht).post(url("add", customer), {**TYPED, "ticket": answering.number})

    assert channel_of(answering)[0] == "mail"
    assert len(kept(customer)) == 2


def test_an_answer_of_another_ticket_or_somebody_else_goes_as_it_went(
    anna: User, bela: User, customer: Customer, answering: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    stranger = make_customer(nordlicht, "Uwe Petersen")

    client_for(anna, nordlicht).post(url("add", customer), TYPED)
    client_for(anna, nordlicht).post(url("add", stranger), {**TYPED, "ticket": answering.number})
    client_for(bela, nordlicht).post(url("add", customer), {**TYPED, "ticket": answering.number})

    assert channel_of(answering) == ("mail", "", "Ist unterwegs.")
