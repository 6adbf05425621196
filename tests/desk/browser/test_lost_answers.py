"""The server does what it was asked for, and its answer is lost on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.routes import hear
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TEXT, STATUS, GUARD = "#reply-text", "[data-draft-status]", "#editor-guard"
SEND, SAVE = "**/reply/send/", "**/reply/save/"


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account, language="de")


@pytest.fixture
def page(window: Window, anna: User, nordlicht: Tenant, mine: Ticket) -> Page:
    """Anna writes an answer."""
    page = window(anna, nordlicht)
    write(page, mine)
    return page


def write(page: Page, ticket: Ticket) -> None:
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    page.keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()


def lost(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort()


def kept(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return str(Draft.objects.get(ticket=ticket).text)


def written(ticket: Ticket) -> tuple[str, str, str]:
    with in_scope(ticket.tenant_id):
        draft = Draft.objects.get(ticket=ticket)
    [(_name, to)], [(_none, cc)] = draft.to, draft.cc
    return to, cc, draft.subject


def test_what_one_typed_oneself_is_nobody_elses_change_and_survives_a_reload(page: Page, mine: Ticket) -> None:
    hear(page, SAVE, lost)
    page.keyboard.type("Erster Satz.")
    expect(page.locator(STATUS)).to_contain_text("Not saved: no connection.")
    page.unroute(SAVE)

    page.keyboard.type(" Zweiter Satz.")

    becomes(lambda: "Erster Satz. Zweiter Satz." in kept(mine), True)
    expect(page.locator(STATUS)).to_contain_text("Saved")
    expect(page.locator(GUARD)).to_be_empty()

    # The words are kept, the page does not hear of it any more, and one types on.
    arrived: list[APIResponse] = []
    hear(page, SAVE, lambda route: arrived.append(route.fetch()))
    page.keyboard.type(" Dritter Satz.")
    becomes(lambda: page.locator(TEXT).count() > 0 and len(arrived) > 0, True)
    assert "Dritter Satz." in kept(mine)
    page.keyboard.type(" Vierter Satz.")
    page.unroute(SAVE)

    page.reload()

    expect(page.locator(TEXT)).to_contain_text("Zweiter Satz. Dritter Satz. Vierter Satz.")
    becomes(lambda: "Zweiter Satz. Dritter Satz. Vierter Satz." in kept(mine), True)
    expect(page.locator(GUARD)).to_be_empty()


def test_what_was_sent_is_not_kept_once_more_and_said_to_be_sent_where_its_answer_was_lost(
    page: Page, billing: Category, anna: User, nordlicht_account: MailAccount
) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rsplit("/", 2)[1]) if "/reply/" in request.url else None
    )
    page.keyboard.type("Geht hinaus.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/inbox/**")
    page.wait_for_selector("html[data-started]")

    assert asked[asked.index("send") :] == ["send"]
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('kontor.undo.'))") == []

    # Its answer is lost.
    other = make_ticket(billing, owner=anna, account=nordlicht_account, language="de")
    write(page, other)
    hear(page, SEND, lost)
    page.keyboard.type("Nur einmal.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast--near")).to_contain_text("The server does not answer.")
    expect(page.locator(STATUS)).to_contain_text("and is not sent again.")
    page.unroute(SEND)

    page.keyboard.press("Control+Enter")

    expect(page.locator("#messages")).to_contain_text("and is not sent again.")
    with in_scope(nordlicht_account.tenant_id):
        assert other.messages.filter(direction=Direction.OUT).count() == 1


def test_what_is_typed_after_something_stopped_the_sending_survives_a_reload(page: Page, mine: Ticket) -> None:
    page.locator("#editor [name=to]").fill("")
    page.locator(TEXT).focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(GUARD)).to_contain_text("The answer has no recipient.")
    with page.expect_response(SAVE):
        page.get_by_role("button", name="Plain text or formatted").click()
        expect(page.locator("#editor [data-is-rich]")).to_have_value("0")
        expect(page.locator(TEXT)).to_be_focused()
    expect(page.locator(STATUS)).to_contain_text("Saved")
    hear(page, SAVE, lambda route: route.abort())
    page.locator(TEXT).focus()
    page.keyboard.type("Ohne Netz getippt.")
    expect(page.locator(STATUS)).to_contain_text("Not saved: no connection.")

    page.reload()

    expect(page.locator(TEXT)).to_contain_text("Ohne Netz getippt.")


def test_recipients_and_subject_that_were_changed_without_a_network_survive_reloads(page: Page, mine: Ticket) -> None:
    hear(page, SAVE, lambda route: route.abort())
    page.locator("#editor .editor__more summary").click()
    page.keyboard.type("kollegin@kunde.example")
    page.locator("#editor [name=to]").fill("andere@kunde.example")
    page.locator("#editor [name=subject]").fill("Ohne Netz benannt")
    expect(page.locator(STATUS)).to_contain_text("Not saved: no connection.")

    for _again in range(2):
        page.reload()
        page.wait_for_selector("html[data-started]")
        expect(page.locator("#editor [name=subject]")).to_have_value("Ohne Netz benannt")
        expect(page.locator("#editor [name=to]")).to_have_value("andere@kunde.example")
        expect(page.locator("#editor [name=cc]")).to_be_visible()
        expect(page.locator("#editor [name=cc]")).to_have_value("kollegin@kunde.example")
    page.unroute(SAVE)

    becomes(lambda: written(mine), ("andere@kunde.example", "kollegin@kunde.example", "Ohne Netz benannt"))
