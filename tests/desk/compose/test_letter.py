"""The editor of an answer by letter, and the letter before it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.models import Clearance, Draft
from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.models import Customer, PostalAddress
from kontor.letters.models import OutgoingLetter
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_postal_address
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def mine(
    billing: Category, customer: Customer, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User
) -> Ticket:
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)
    with in_scope(ticket.tenant_id):
        open_draft(ticket, author=anna)
    return ticket


@pytest.fixture
def address(customer: Customer) -> PostalAddress:
    return make_postal_address(customer)


@pytest.fixture
def draft(mine: Ticket, address: PostalAddress, anna: User) -> Draft:
    with in_scope(mine.tenant_id):
        return answer_by_letter(Draft.objects.get(ticket=mine), by=anna)


def url(name: str, ticket: Ticket) -> str:
    return reverse(f"desk:compose:{name}", args=[ticket.number])


def show(ticket: Ticket) -> str:
    return reverse("desk:ticket:show", args=[ticket.number])


@pytest.fixture
def fresh(
    billing: Category, customer: Customer, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User
) -> Ticket:
    """Nobody has begun to answer it."""
    letters_on()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)


BEGIN = 'data-hotkey="Alt+b" data-hotkey-label="Answer by letter"'


def test_a_letter_is_begun_at_once(
    fresh: Ticket, address: PostalAddress, anna: User, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    page = client_for(anna, nordlicht).get(show(fresh)).content.decode()
    editor = htmx_for(anna, nordlicht).post(url("reply", fresh), {"channel": "letter"}).content.decode()

    assert BEGIN in page
    assert f'<option value="{address.pk}" selected>' in editor
    assert "data-focus" in editor
    with in_scope(fresh.tenant_id):
        assert Draft.objects.get(ticket=fresh).postal_address_id == address.pk


def test_a_letter_to_nobodys_address_is_neither_offered_nor_begun(
    fresh: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    page = client_for(anna, nordlicht).get(show(fresh)).content.decode()
    answer = htmx_for(anna, nordlicht).post(url("reply", fresh), {"channel": "letter"})

    assert BEGIN not in page
    assert (answer.status_code, "The contact has no postal address." in answer.content.decode()) == (409, True)
    with in_scope(fresh.tenant_id):
        assert not Draft.objects.filter(ticket=fresh).exists()


def test_a_process_begun_by_letter_may_go_on_by_letter(
    fresh: Ticket, address: PostalAddress, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    """What came by letter is answered by letter anyway; this came from us."""
    with in_scope(fresh.tenant_id):
        Ticket.objects.filter(pk=fresh.pk).update(kind=TicketKind.PROCESS, channel=Channel.LETTER)

    assert BEGIN in client_for(anna, nordlicht).get(show(fresh)).content.decode()


def test_beginning_by_letter_is_not_offered_where_nobody_writes_letters(
    fresh: Ticket, address: PostalAddress, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    offered = BEGIN in browser.get(show(fresh)).content.decode()
    prefer(nordlicht, ENABLED_CHANNELS, ["mail"])

    assert (offered, BEGIN in browser.get(show(fresh)).content.decode()) == (True, False)


def typed(draft: Draft, **values: Any) -> dict[str, Any]:
    return {
        "version": draft.version,
        "to": "Käthe <kaethe@post.example>",
        "cc": "",
        "bcc": "",
        "subject": "Re: Lieferung",
        "html": "<p>Wir liefern morgen.</p>",
        "text": "",
        "rich": "1",
        "postal": draft.postal_address_id or "",
        **values,
    }


def kept(ticket: Ticket) -> Draft:
    with in_scope(ticket.tenant_id):
        return Draft.objects.get(ticket=ticket)


def test_the_editor_offers_the_letter_and_says_why_not(
    mine: Ticket, customer: Customer, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    without = browser.get(show(mine)).content.decode()
    make_postal_address(customer)
    possible = browser.get(show(mine)).content.decode()
    letters_on(False)
    off = browser.get(show(mine)).content.decode()

    assert "The contact has no postal address." in without
    assert f'href="{reverse("desk:contacts:add-postal", args=[customer.pk])}?ticket={mine.number}"' in without
    assert "Answer by letter" not in without
    assert "Answer by letter" in possible
    assert "The contact has no postal address." not in possible
    assert "Answer by letter" not in off
    assert "Look at the letter" not in off


def test_why_there_is_no_letter_is_said_to_whoever_asks(
    mine: Ticket, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(show(mine)).content.decode()

    reason = page.index("The contact has no postal address.")
    assert 'id="letter-why" popover' in page[:reason]
    assert 'aria-describedby="letter-reason"' in page


def test_what_was_typed_is_kept_when_the_answer_becomes_a_letter(
    mine: Ticket, address: PostalAddress, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)

    answer = browser.post(url("channel", mine), typed(kept(mine), channel="letter"))

    draft = kept(mine)
    page = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#ticket-pane"
    assert (draft.channel, draft.html, draft.postal_address_id) == ("letter", "<p>Wir liefern morgen.</p>", address.pk)
    assert f'<option value="{address.pk}" selected>Käthe Kunde, Am Kai 7, 24103 Kiel</option>' in page
    assert re.search(r'<input type="hidden" id="reply-to" name="to" value="[^"]*kaethe@post.example', page)
    assert "The letter says “Lieferung”; its number stands beside the address." in page

    browser.post(url("channel", mine), typed(draft, channel="mail"))
    again = kept(mine)
    assert (again.channel, again.html, again.to) == ("mail", draft.html, [["Käthe", "kaethe@post.example"]])


def test_a_stale_window_switches_nothing(
    mine: Ticket, address: PostalAddress, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    answer = htmx_for(anna, nordlicht).post(url("channel", mine), typed(kept(mine), version=99, channel="letter"))

    assert answer.status_code == 409
    assert kept(mine).channel == "mail"


def test_the_letter_is_shown_as_it_would_leave(
    mine: Ticket, draft: Draft, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)

    dialog = browser.post(url("letter", mine), typed(draft)).content.decode()
    pages = browser.get(url("letter-pages", mine)).content.decode()
    pdf = browser.get(url("letter-pdf", mine))

    assert f'hx-get="{url("letter-pages", mine)}"' in dialog
    assert f'id="draft-version" value="{kept(mine).version}" hx-swap-oob="true"' in dialog
    assert kept(mine).html == "<p>Wir liefern morgen.</p>"
    assert "1 page" in pages
    assert re.findall(r'src="(data:image/png;base64,)[^"]{2000,}"', pages) == ["data:image/png;base64,"]
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Type"] == "application/pdf"
    with in_scope(nordlicht):
        assert not OutgoingLetter.objects.exists()


def test_characters_that_no_font_has_are_named(
    mine: Ticket, draft: Draft, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)

    browser.post(url("letter", mine), typed(draft, html="<p>Gruß \U00012000</p>"))
    pages = browser.get(url("letter-pages", mine)).content.decode()

    assert "No font on the server has these characters" in pages


def test_a_mail_has_no_pages(mine: Ticket, nordlicht: Tenant, anna: User, htmx_for: HtmxFor) -> None:
    browser = htmx_for(anna, nordlicht)

    assert browser.post(url("letter", mine), typed(kept(mine))).status_code == 404
    assert browser.get(url("letter-pages", mine)).status_code == 404
    assert browser.get(url("letter-pdf", mine)).status_code == 404


def test_another_tenants_agent_meets_nothing(
    mine: Ticket, draft: Draft, alpina: Tenant, carla: User, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(carla, alpina)

    assert [browser.post(url(name, mine), typed(draft)).status_code for name in ("channel", "letter")] == [404, 404]
    assert [browser.get(url(f"letter-{name}", mine)).status_code for name in ("pages", "pdf")] == [404, 404]


def test_a_letter_is_sent_from_the_editor(
    mine: Ticket, draft: Draft, nordlicht: Tenant, anna: User, htmx_for: HtmxFor
) -> None:
    htmx_for(anna, nordlicht).post(url("send", mine), {**typed(draft), "final": "1"})

    with in_scope(nordlicht):
        letter = OutgoingLetter.objects.select_related("message").get()
        assert letter.message.html == "<p>Wir liefern morgen.</p>"
    assert letter.address == ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]


def test_the_page_of_a_letter_needs_as_many_statements_for_three_addresses(
    mine: Ticket, draft: Draft, customer: Customer, nordlicht: Tenant, anna: User, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    browser.get(show(mine))
    with statements() as one:
        browser.get(show(mine))
    for city in ("Eutin", "Plön"):
        make_postal_address(customer, city=city, is_default=False)
    with statements() as three:
        browser.get(show(mine))

    assert len(three) == len(one)


def test_whoever_releases_sees_the_letter(
    mine: Ticket, draft: Draft, nordlicht: Tenant, anna: User, sven: User, htmx_for: HtmxFor, client_for: ClientFor
) -> None:
    make_review_rule(nordlicht)
    htmx_for(anna, nordlicht).post(url("send", mine), {**typed(draft), "subject": "Re: Umzug [#123 456]", "final": "1"})
    with in_scope(nordlicht):
        clearance = Clearance.objects.get()
    browser = client_for(sven, nordlicht)

    page = browser.get(reverse("desk:clearance:show", args=[clearance.pk])).content.decode()
    pages = browser.get(reverse("desk:clearance:letter-pages", args=[clearance.pk])).content.decode()
    pdf = browser.get(reverse("desk:clearance:letter-pdf", args=[clearance.pk]))

    assert "The letter as it goes" in page
    assert "Käthe Kunde, Am Kai 7, 24103 Kiel" in page
    assert "<dt>Subject</dt><dd>Umzug</dd>" in page
    assert "kaethe@post.example" not in page
    assert "data:image/png;base64," in pages
    assert pdf.content.startswith(b"%PDF-")
