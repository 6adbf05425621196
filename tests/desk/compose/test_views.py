from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.models import Draft, DraftFile
from kontor.answers.preferences import CHOOSE_SENDER
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
OF_THE_TEST = 2
"""Statements with which the test's browser enters and leaves a scope of its own around the request."""
WORDS = "Wir schicken Ihnen eine neue Abrechnung."


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account)


@pytest.fixture
def page(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> Browser:
    """Anna's browser without scripts, the editor open."""
    browser = client_for(anna, nordlicht)
    post(browser, "reply", mine)
    return browser


@pytest.fixture
def window(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> HtmxBrowser:
    """Anna's browser, the editor open."""
    browser = htmx_for(anna, nordlicht)
    post(browser, "reply", mine)
    return browser


def post(browser: Browser, name: str, ticket: Ticket, **data: Any) -> HttpResponse:
    return browser.post(reverse(f"desk:compose:{name}", args=[ticket.number]), data)


def typed(version: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "version": version,
        "to": "Käthe Kunde <kaethe@post.example>",
        "subject": "Re: Abrechnung",
        "text": WORDS,
    } | changes


def draft(ticket: Ticket) -> Draft:
    with in_scope(ticket.tenant_id):
        return Draft.objects.get(ticket=ticket)


def state(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.get(pk=ticket.pk).state


def test_reply_opens_the_editor_with_the_suggestion(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    pane = post(htmx_for(anna, nordlicht), "reply", mine).content.decode()

    assert 'id="editor"' in pane
    assert "You answer as <strong>Nordlicht Energie</strong> &lt;service@nordlicht.example&gt;" in pane
    assert "kaethe@post.example" in pane
    assert "data-focus" in pane


def test_what_is_typed_is_kept(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "save", mine, **typed(cc="Ute <ute@post.example>; per@post.example"))

    assert response.json() == {"version": 2}
    assert (draft(mine).text, draft(mine).to) == (WORDS, [["Käthe Kunde", "kaethe@post.example"]])
    assert draft(mine).cc == [["Ute", "ute@post.example"], ["", "per@post.example"]]


@pytest.mark.parametrize("leave", ["other tenant", "sign out"])
def test_draft_survives_that_its_writer_leaves_the_tenant(
    bela: User, ticket: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor, leave: str
) -> None:
    browser = client_for(bela, nordlicht, alpina)
    browser.post(reverse("desk:ticket:take", args=[ticket.number]))
    post(browser, "reply", ticket)
    post(browser, "save", ticket, **typed())

    if leave == "other tenant":
        browser.post(reverse("tenant-choice"), {"tenant": alpina.pk})
        browser.post(reverse("tenant-choice"), {"tenant": nordlicht.pk})
    else:
        browser.post(reverse("sign-out"))
        browser = client_for(bela, nordlicht)
    assert state(ticket) == TicketState.QUEUED
    browser.post(reverse("desk:ticket:take", args=[ticket.number]))

    assert WORDS in browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()


def test_keeping_needs_few_statements(window: HtmxBrowser, mine: Ticket) -> None:
    with statements() as sent:
        post(window, "save", mine, **typed())

    assert len(sent) <= 16, sent  # whether it waits for release is asked under the lock of the draft


def test_second_window_overwrites_nothing_and_sees_both(window: HtmxBrowser, mine: Ticket) -> None:
    post(window, "save", mine, **typed(text="Aus dem ersten Fenster"))

    response = post(window, "save", mine, **typed(text="Aus dem zweiten Fenster"))

    words = response.content.decode()
    assert response.status_code == 409
    assert "Aus dem ersten Fenster" in words
    assert 'data-version="2"' in words
    assert draft(mine).text == "Aus dem ersten Fenster"


def test_second_window_cannot_send_over_the_first(window: HtmxBrowser, mine: Ticket) -> None:
    post(window, "save", mine, **typed(text="Aus dem ersten Fenster"))

    response = post(window, "send", mine, **typed(text="Aus dem zweiten Fenster"))

    assert response.status_code == 409
    assert "draft-version" not in response.content.decode()
    assert (state(mine), draft(mine).text) == (TicketState.ASSIGNED, "Aus dem ersten Fenster")


def test_without_scripts_the_second_window_loses_nothing_either(page: Browser, mine: Ticket) -> None:
    post(page, "save", mine, **typed(text="Aus dem ersten Fenster"))

    response = post(page, "send", mine, **typed(text="Aus dem zweiten Fenster"))

    words = response.content.decode()
    assert response.status_code == 409
    assert "Aus dem zweiten Fenster</textarea>" in words
    assert "Aus dem ersten Fenster</blockquote>" in words


def test_send_closes_the_ticket_once_the_mail_is_out(window: HtmxBrowser, mine: Ticket, anna: User) -> None:
    response = post(window, "send", mine, final="1", **typed())

    assert response.headers["HX-Redirect"] == reverse("desk:inbox:list")
    assert state(mine) == TicketState.SENDING
    with in_scope(mine.tenant_id):
        message = Message.objects.get(ticket=mine, direction=Direction.OUT)
        assert not Draft.objects.filter(ticket=mine).exists()
    words, _, quoted = message.text.partition("\n\nAm ")
    assert quoted.endswith("schrieb Käthe Kunde:\n\n> Guten Tag, meine Abrechnung stimmt nicht.")
    assert (words, message.author, message.from_address) == (WORDS, anna, "service@nordlicht.example")


def test_send_can_keep_the_ticket(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "send", mine, final="0", **typed())

    assert response.headers["HX-Retarget"] == "#ticket-pane"
    assert WORDS in response.content.decode()
    assert state(mine) == TicketState.ASSIGNED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": ""}, "The answer has no recipient."),
        ({"to": "kein Komma"}, "is not an e-mail address."),
        ({"text": "  "}, "The answer is empty."),
        ({"subject": "x" * 500}, "please check the field “Subject”"),
    ],
)
def test_what_stops_the_sending_is_said_and_nothing_is_lost(
    changes: dict[str, str], sentence: str, window: HtmxBrowser, mine: Ticket
) -> None:
    response = post(window, "send", mine, **typed(**changes))

    assert response.status_code in (409, 422)
    assert sentence in response.content.decode()
    assert f'id="draft-version" value="{draft(mine).version}"' in response.content.decode()
    assert state(mine) == TicketState.ASSIGNED


def test_without_scripts_what_was_typed_is_on_the_page_again(page: Browser, mine: Ticket) -> None:
    response = post(page, "send", mine, **typed(to=""))

    assert "The answer has no recipient." in response.content.decode()
    assert f"{WORDS}</textarea>" in response.content.decode()
    assert draft(mine).text == WORDS


def test_new_message_stops_the_sending_until_it_is_read(window: HtmxBrowser, mine: Ticket) -> None:
    make_message(mine, text="Das hat sich erledigt.")

    stopped = post(window, "send", mine, **typed())
    kept = draft(mine)
    post(window, "seen", mine)
    post(window, "send", mine, **typed(version=kept.version))

    assert stopped.status_code == 409
    assert "A new message arrived since you began." in stopped.content.decode()
    assert stopped.headers["HX-Trigger"] == "ticket:refresh"
    assert kept.text == WORDS
    assert state(mine) == TicketState.SENDING


def test_open_editor_warns_of_a_new_message(window: HtmxBrowser, mine: Ticket) -> None:
    make_message(mine)

    pane = window.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "A new message arrived since you began." in pane


def test_send_asks_for_the_closing_code(
    window: HtmxBrowser, mine: Ticket, billing: Category, nordlicht: Tenant
) -> None:
    code = make_closing_code(billing)
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)

    without = post(window, "send", mine, **typed())
    post(window, "send", mine, closing_code=code.pk, **typed(version=draft(mine).version))

    assert "asks for a closing code" in without.content.decode()
    assert state(mine) == TicketState.SENDING


def test_files_are_put_to_the_draft_and_taken_off(window: HtmxBrowser, mine: Ticket) -> None:
    listed = post(window, "attach", mine, files=SimpleUploadedFile("Zähler.txt", b"4711", "text/plain"))
    with in_scope(mine.tenant_id):
        file = DraftFile.objects.get(draft__ticket=mine)
    without = window.post(reverse("desk:compose:detach", args=[mine.number, file.pk]))

    assert "Zähler.txt" in listed.content.decode()
    assert "Zähler.txt" not in without.content.decode()


def test_empty_file_is_refused(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "attach", mine, files=SimpleUploadedFile("leer.txt", b"", "text/plain"))

    assert response.status_code == 409
    assert "leer.txt" in response.content.decode()


def test_discard(window: HtmxBrowser, mine: Ticket) -> None:
    pane = post(window, "discard", mine).content.decode()

    assert 'id="editor"' not in pane
    with in_scope(mine.tenant_id):
        assert not Draft.objects.filter(ticket=mine).exists()


def test_colleague_may_read_and_not_write(
    bela: User, window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(bela, nordlicht)

    assert post(browser, "send", mine, **typed()).status_code == 403
    assert post(browser, "save", mine, **typed()).status_code == 404


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


@pytest.mark.parametrize("name", ["reply", "save", "send", "seen", "discard", "attach"])
def test_ticket_of_another_tenant_is_not_found(
    name: str, carla: User, mine: Ticket, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    assert post(htmx_for(carla, alpina), name, mine, **typed()).status_code == 404


def test_a_message_that_came_after_the_warning_does_not_count_as_read(page: Browser, mine: Ticket) -> None:
    shown = make_message(mine)
    make_message(mine)

    post(page, "seen", mine, message_id=shown.pk)

    assert draft(mine).seen_message_id == shown.pk
