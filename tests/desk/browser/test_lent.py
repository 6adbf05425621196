"""A lent ticket goes back to the lender while the borrower's agent writes an answer to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.loans import end_loan
from kontor.routing.enums import LoanEnd
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.support.axe import breaches
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.browser


def test_it_goes_back_while_an_answer_is_written(
    billing: Category,
    claims: Category,
    carla: User,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_account: object,
    window: Callable[..., Page],
) -> None:
    with in_scope(nordlicht):
        ticket = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk))
    lend_ticket(ticket, claims)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla, assigned_at=clock.now())
    page = window(carla, alpina)
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    page.get_by_role("button", name="Reply").first.click()
    text = page.locator("#editor .tiptap")
    text.fill("Das ist gespeichert.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    expect(page.locator("#draft-version")).not_to_have_value("1")

    with in_scope(nordlicht):
        end_loan(Ticket.objects.get(pk=ticket.pk), LoanEnd.TAKEN_BACK, by=sven)

    expect(page.locator(".ticket__gone")).to_contain_text(
        f"This ticket is back at {nordlicht.name}, which had lent it."
    )
    expect(text).to_have_text("Das ist gespeichert.")
    text.press_sequentially("!")
    expect(page.locator("[data-draft-status]")).to_contain_text("the ticket has left your desk. Copy your text.")
    assert breaches(page, "#ticket") == []
    expect(page.locator("#bell .bell__count")).to_have_text("1")
    with in_scope(nordlicht):
        [note] = Note.objects.filter(ticket=ticket)
    assert note.text == "Nicht gesendet, als die Leihe endete:\n\nDas ist gespeichert."
    page.goto("/desk/notices/")
    expect(page.locator("#notices")).to_contain_text("is back at Nordlicht Energie, which had lent it to you")
