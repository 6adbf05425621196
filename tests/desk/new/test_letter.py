"""A new process by letter: begun from a contact, switched while one writes, looked at and sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.domain.new_process import begin_letter
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_postal_address
from tests.support.client import Browser, HtmxBrowser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def address(customer: Customer, nordlicht: Tenant) -> PostalAddress:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    return make_postal_address(customer)


@pytest.fixture
def page(
    anna: User, nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, client_for: ClientFor
) -> Browser:
    """Anna's browser; she may begin new processes in one category."""
    return client_for(anna, nordlicht)


@pytest.fixture
def draft(address: PostalAddress, customer: Customer, billing: Category, anna: User) -> Draft:
    with in_scope(billing.tenant_id):
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        return begin_letter(category, author=anna, customer=customer)


def only(tenant: Tenant) -> Draft:
    with in_scope(tenant):
        return Draft.objects.select_related("category", "customer").get()


def url(name: str, draft: Draft) -> str:
    return reverse(f"desk:new:{name}", args=[draft.pk])


def begin(customer: Customer) -> str:
    return reverse("desk:new:begin-letter", args=[customer.pk])


def typed(draft: Draft, **changes: Any) -> dict[str, Any]:
    return {
        "version": draft.version,
        "to": "Käthe Kunde <kaethe@post.example>",
        "subject": "Ihr Termin",
        "text": "Wir kommen am Montag.",
        "category": draft.category_id,
        **changes,
    }


def test_a_contact_with_a_postal_address_offers_it_and_says_where_the_letter_goes(
    page: Browser, customer: Customer, address: PostalAddress
) -> None:
    contact = page.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()
    asked = page.get(begin(customer)).content.decode()

    assert begin(customer) in contact
    assert "Käthe Kunde<br>Am Kai 7<br>24103 Kiel" in asked


def test_it_begins_as_a_letter_to_the_contact(
    page: Browser, customer: Customer, address: PostalAddress, billing: Category, nordlicht: Tenant
) -> None:
    answer = page.post(begin(customer), {"category": billing.pk})

    draft = only(nordlicht)
    assert (answer.status_code, answer["Location"]) == (302, url("write", draft))
    assert (draft.channel, draft.customer, draft.postal_address_id) == (MessageChannel.LETTER, customer, address.pk)


def test_categories_of_other_tenants_are_no_choice(
    page: Browser, customer: Customer, address: PostalAddress, claims: Category
) -> None:
    assert page.post(begin(customer), {"category": claims.pk}).status_code == 422


def test_without_an_address_the_contact_offers_nothing_and_the_page_says_why(
    page: Browser, address: PostalAddress, nordlicht: Tenant
) -> None:
    other = make_customer(nordlicht)

    assert begin(other) not in page.get(reverse("desk:contacts:show", args=[other.pk])).content.decode()
    assert "The contact has no postal address." in page.get(begin(other)).content.decode()


def test_contacts_of_other_tenants_and_letters_that_are_switched_off_are_not_there(
    page: Browser, customer: Customer, alpina: Tenant, address: PostalAddress
) -> None:
    foreign = page.get(begin(make_customer(alpina)))
    letters_on(False)
    off = page.get(begin(customer))

    assert (foreign.status_code, off.status_code) == (404, 404)


def test_the_editor_shows_the_address_and_sends_without_a_mail_account(
    anna: User, nordlicht: Tenant, client_for: ClientFor, draft: Draft, address: PostalAddress
) -> None:
    page = client_for(anna, nordlicht)
    shown = page.get(url("write", draft)).content.decode()
    answer = page.post(url("send", draft), typed(draft, final="1", postal=address.pk))

    assert "Käthe Kunde, Am Kai 7, 24103 Kiel" in shown
    assert "Nordlicht Energie</strong>, by letter" in shown
    assert answer.status_code == 302
    with in_scope(nordlicht):
        assert OutgoingLetter.objects.get().message.ticket == Ticket.objects.get()


def test_what_was_typed_stays_when_the_channel_changes_there_and_back(
    page: Browser, draft: Draft, nordlicht: Tenant
) -> None:
    mail = page.post(url("channel", draft), typed(draft, channel="mail"))
    as_mail = only(nordlicht)
    page.post(url("channel", draft), typed(as_mail, channel="letter"))
    as_letter = only(nordlicht)

    assert mail["Location"] == url("write", draft)
    assert (as_mail.channel, as_mail.postal_address, as_mail.text) == ("mail", None, "Wir kommen am Montag.")
    assert (as_letter.channel, as_letter.text) == ("letter", "Wir kommen am Montag.")
    assert as_letter.postal_address_id == draft.postal_address_id


def test_an_address_that_belongs_to_no_contact_gets_no_letter(
    page: Browser, address: PostalAddress, billing: Category, nordlicht: Tenant
) -> None:
    page.post("/desk/new/", {"category": billing.pk, "to": "neu@post.example"})
    draft = only(nordlicht)
    shown = page.get(url("write", draft)).content.decode()
    page.post(url("channel", draft), typed(draft, to="neu@post.example", channel="letter"))

    assert "A letter needs a contact with a postal address. This address belongs to none." in shown
    assert only(nordlicht).channel == MessageChannel.MAIL


def test_the_preview_keeps_what_was_typed_and_shows_the_real_letter(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor, draft: Draft
) -> None:
    htmx = htmx_for(anna, nordlicht)
    dialog = htmx.post(url("letter", draft), typed(draft)).content.decode()
    pages = htmx.get(url("letter-pages", draft)).content.decode()

    assert url("letter-pages", draft) in dialog
    assert url("write", draft) in dialog
    assert only(nordlicht).text == "Wir kommen am Montag."
    assert "data:image/png;base64," in pages


def test_a_mail_has_no_letter_to_look_at(page: Browser, draft: Draft) -> None:
    page.post(url("channel", draft), typed(draft, channel="mail"))

    assert page.post(url("letter", draft), typed(draft)).status_code == 404
    assert page.get(url("letter-pages", draft)).status_code == 404
    assert page.get(url("letter-pdf", draft)).status_code == 404


def test_the_letter_of_somebody_else_is_not_there(
    bela: User, nordlicht: Tenant, client_for: ClientFor, draft: Draft
) -> None:
    stranger = client_for(bela, nordlicht)

    assert stranger.get(url("letter-pdf", draft)).status_code == 404
    assert stranger.post(url("channel", draft), typed(draft, channel="mail")).status_code == 404
