"""The desk in a small window: nothing sticks to its edge, and what ends a dialog stays in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.texts import make_module
from tests.factories.tickets import make_message, make_ticket

pytestmark = pytest.mark.browser


def test_what_ends_a_dialog_or_an_answer_stays_in_sight_and_names_have_their_room(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    long = "Donaudampfschifffahrtselektrizitaetenwerk"
    make_module(nordlicht, f"Anschrift {long}", group=f"Gruppe {long}", categories=(billing,))
    subject = "Umzug nach Kiel und weiter"
    mine, *_others = (make_ticket(billing, owner=anna, customer=customer, subject=subject) for _ in range(8))
    page = window(anna, nordlicht, width=390)
    page.set_viewport_size({"width": 390, "height": 480})
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.locator("#subject").focus()

    page.keyboard.press("m")

    expect(page.get_by_role("radio")).to_have_count(7)
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    # The second is a screen of 1440 by 900 with everything twice as large.
    for width, height in ((390, 600), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.locator("#subject").focus()
        page.keyboard.press("r")
        expect(page.locator(".editor .tiptap")).to_be_focused()
        expect(page.locator(".editor__foot"), f"{width} by {height}").to_be_in_viewport(ratio=1)

    page.set_viewport_size({"width": 390, "height": 900})
    page.keyboard.press("Control+Space")
    line = page.get_by_role("option", name="Anschrift")
    expect(line).to_be_visible()
    name, whole = line.locator("span").first.bounding_box(), line.bounding_box()
    assert name
    assert whole
    assert name["width"] > whole["width"] / 2

    page.goto("/desk/contacts/")
    heading, name = (page.locator(where).first.bounding_box() for where in ("h1", "tbody a"))
    assert heading
    assert name
    assert name["x"] == heading["x"]


def test_on_paper_a_ticket_has_its_number_its_whole_subject_and_every_message(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category
) -> None:
    mine = make_ticket(billing, owner=anna, subject="Umzug nach Kiel und weiter " * 6)
    for number in range(4):
        make_message(mine, text=f"Das ist die Nachricht {number}.\n\n> Das hatten Sie geschrieben.\n> Und das.")
    page = window(anna, nordlicht, width=794)  # A4
    page.goto(f"/desk/ticket/{mine.number}/")
    number_of_it, first = page.locator(".ticket__number"), page.get_by_text("Das ist die Nachricht 0.").last
    expect(number_of_it).to_be_hidden()
    expect(first).to_be_hidden()

    page.emulate_media(media="print")

    expect(number_of_it).to_be_visible()
    assert page.locator("#subject").evaluate("subject => subject.scrollWidth <= subject.clientWidth")
    expect(first).to_be_visible()
    expect(page.locator(".message__peek").first).to_be_hidden()
