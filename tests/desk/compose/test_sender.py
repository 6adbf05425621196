"""As whom the answer is sent."""

from __future__ import annotations

import re
from html import unescape

from django.urls import reverse

from kontor.answers.preferences import CHOOSE_SENDER
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Message, Ticket
from tests.desk.compose.conftest import HtmxFor, draft, post, state, typed
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

OF_THE_TEST = 2
"""Statements with which the test's browser enters and leaves a scope of its own around the request."""


def test_another_tenants_account_cannot_be_chosen(
    bela: User, alpina_account: MailAccount, billing: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, owner=bela)
    browser = htmx_for(bela, nordlicht, alpina)
    post(browser, "reply", ticket)

    response = post(browser, "save", ticket, **typed(account=alpina_account.pk))

    assert response.status_code == 422
    assert draft(ticket).account is None


def senders(pane: str) -> list[str]:
    """What the select of the editor offers, the chosen one marked."""
    select = re.search(r'<select[^>]*name="account">(.*?)</select>', pane)
    options = re.findall(r'<option value="\d*"( selected)?>(.*?)</option>', select[1]) if select else []
    return [unescape(label) + (" *" if selected else "") for selected, label in options]


def test_editor_offers_the_accounts_the_tenant_can_write_from(
    window: HtmxBrowser,
    mine: Ticket,
    nordlicht: Tenant,
    general_account: MailAccount,
    alpina_account: MailAccount,
) -> None:
    technik = make_account(nordlicht, "technik@nordlicht.example", name="Technik")
    make_account(nordlicht, "ruht@nordlicht.example", active=False)
    show = reverse("desk:ticket:show", args=[mine.number])
    suggested, general = "service@nordlicht.example", "info@kontor.example (general)"

    before = window.get(show).content.decode()
    kept = post(window, "save", mine, **typed(account=technik.pk))
    after = window.get(show).content.decode()

    assert "You answer as <strong>Nordlicht Energie</strong></label>" in before
    assert senders(before) == [suggested, "Technik <technik@nordlicht.example>", general]
    assert (kept.status_code, draft(mine).account_id) == (200, technik.pk)
    assert senders(after) == [suggested, "Technik <technik@nordlicht.example> *", general]


def test_choice_costs_the_ticket_no_statement(
    window: HtmxBrowser, page: Browser, mine: Ticket, nordlicht: Tenant
) -> None:
    def needed(browser: Browser) -> int:
        show = reverse("desk:ticket:show", args=[mine.number])
        browser.get(show)
        with statements() as sent:
            browser.get(show)
        return len(sent)

    before = needed(window), needed(page)
    for _number in range(3):
        make_account(nordlicht)

    assert (needed(window), needed(page)) == before
    assert before[0] - OF_THE_TEST <= 15


def test_keeping_a_choice_needs_few_statements(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    other = make_account(nordlicht)
    with statements() as sent:
        post(window, "save", mine, **typed(account=other.pk))

    assert len(sent) - OF_THE_TEST <= 18, "\n".join(sent)


def test_without_a_choice_the_sender_is_only_shown(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    make_account(nordlicht)
    with in_scope(nordlicht):
        CHOOSE_SENDER.set_on(nordlicht, False)  # type: ignore[arg-type]
        nordlicht.save()

    pane = window.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert senders(pane) == []
    assert "You answer as <strong>Nordlicht Energie</strong> &lt;service@nordlicht.example&gt;" in pane


def test_answer_leaves_through_the_chosen_account(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    technik = make_account(nordlicht, "technik@nordlicht.example")

    post(window, "send", mine, **typed(account=technik.pk))

    with in_scope(nordlicht):
        assert Message.objects.get(ticket=mine, direction=Direction.OUT).from_address == "technik@nordlicht.example"


def test_account_that_was_switched_off_meanwhile_is_said(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    asleep = make_account(nordlicht, "ruht@nordlicht.example", active=False)

    saved = post(window, "save", mine, **typed(account=asleep.pk))
    sent = post(window, "send", mine, **typed(account=asleep.pk))

    sentence = "Answers to this ticket cannot be sent from “ruht@nordlicht.example”. Choose another sender."
    assert (saved.status_code, saved.json()) == (422, {"sentence": sentence})
    assert (sent.status_code, sentence in sent.content.decode()) == (409, True)
    assert state(mine) == TicketState.ASSIGNED


def test_without_scripts_the_choice_is_on_the_page_again(page: Browser, mine: Ticket, nordlicht: Tenant) -> None:
    technik = make_account(nordlicht, "technik@nordlicht.example")

    response = post(page, "send", mine, **typed(to="", account=technik.pk))

    assert senders(response.content.decode()) == ["service@nordlicht.example", "technik@nordlicht.example *"]


def test_second_window_sees_the_sender_of_the_first(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    technik = make_account(nordlicht)
    post(window, "save", mine, **typed(account=technik.pk))

    response = post(window, "save", mine, **typed())

    assert f'data-account="{technik.pk}"' in response.content.decode()


def test_another_tenants_account_is_not_sent_through(
    bela: User, alpina_account: MailAccount, billing: Category, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, owner=bela)
    browser = htmx_for(bela, nordlicht, alpina)
    post(browser, "reply", ticket)

    response = post(browser, "send", ticket, **typed(account=alpina_account.pk))

    assert response.status_code == 422
    assert "please check the field “From”" in response.content.decode()
    assert state(ticket) == TicketState.ASSIGNED
