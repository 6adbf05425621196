"""The editor: what is typed is kept, in one window and in two."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.desk.compose.conftest import WORDS, ClientFor, HtmxFor, draft, post, state, typed
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_reply_opens_the_editor_with_the_suggestion(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    pane = post(htmx_for(anna, nordlicht), "reply", mine).content.decode()

    assert 'id="editor"' in pane
    assert "You answer as <strong>Nordlicht Energie</strong> &lt;service@nordlicht.example&gt;" in pane
    assert "kaethe@post.example" in pane
    assert "data-focus" in pane


def test_who_got_a_copy_of_the_mail_is_offered_for_the_answer(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    with in_scope(nordlicht):
        Message.objects.filter(ticket=mine).update(cc=[["Uwe Kunde", "uwe@post.example"]])

    pane = post(htmx_for(anna, nordlicht), "reply", mine).content.decode()

    assert 'name="cc" value=""' in pane
    assert '<option value="Uwe Kunde &lt;uwe@post.example&gt;"></option>' in pane


def test_what_is_typed_is_kept(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "save", mine, **typed(cc="Ute <ute@post.example>; per@post.example"))

    at = localtime(draft(mine).changed_at)
    assert response.json() == {"version": 2, "time": f"{at:%H:%M}"}
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
