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


def test_the_buttons_of_a_long_dialog_stay_in_sight(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    mine, *_others = (make_ticket(billing, owner=anna, customer=customer, subject="Umzug nach Kiel") for _ in range(8))
    page = window(anna, nordlicht, width=390)
    page.set_viewport_size({"width": 390, "height": 480})
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.locator("#subject").focus()

    page.keyboard.press("m")

    expect(page.get_by_role("radio")).to_have_count(7)
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_in_viewport(ratio=1)


def test_contacts_keep_the_distance_of_the_heading(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, customer: Customer
) -> None:
    page = window(anna, nordlicht, width=390)
    page.goto("/desk/contacts/")

    heading, name = (page.locator(where).first.bounding_box() for where in ("h1", "tbody a"))

    assert heading
    assert name
    assert name["x"] == heading["x"]


def test_the_name_of_a_text_module_has_the_room_and_not_its_group(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    long = "Donaudampfschifffahrtselektrizitaetenwerk"
    make_module(nordlicht, f"Anschrift {long}", group=f"Gruppe {long}", categories=(billing,))
    mine = make_ticket(billing, owner=anna, customer=customer)
    page = window(anna, nordlicht, width=390)
    page.goto(f"/desk/ticket/{mine.number}/")
    page.wait_for_selector("html[data-started]")
    page.locator("#subject").focus()
    page.keyboard.press("r")
    expect(page.locator(".editor .tiptap")).to_be_focused()

    page.keyboard.press("Control+Space")

    line = page.get_by_role("option", name="Anschrift")
    expect(line).to_be_visible()
    name, whole = line.locator("span").first.bounding_box(), line.bounding_box()
    assert name
    assert whole
    assert name["width"] > whole["width"] / 2


def test_the_buttons_below_an_answer_stay_in_sight(
    window: Callable[..., Page],
    anna: User,
    nordlicht: Tenant,
    billing: Category,
    customer: Customer,
) -> None:
    """Also on a screen of 1440 by 900 with everything twice as large."""
    mine = make_ticket(billing, owner=anna, customer=customer, subject="Umzug nach Kiel und weiter")
    page = window(anna, nordlicht, width=390)
    for width, height in ((390, 600), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/desk/ticket/{mine.number}/")
        page.wait_for_selector("html[data-started]")
        page.locator("#subject").focus()

        page.keyboard.press("r")

        expect(page.locator(".editor .tiptap")).to_be_focused()
        expect(page.locator(".editor__foot")).to_be_in_viewport(ratio=1)


def test_on_paper_a_ticket_has_its_number_and_its_whole_subject(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category
) -> None:
    mine = make_ticket(billing, owner=anna, subject="Umzug nach Kiel und weiter " * 6)
    page = window(anna, nordlicht, width=794)  # A4
    page.goto(f"/desk/ticket/{mine.number}/")
    number = page.locator(".ticket__number")
    expect(number).to_be_hidden()

    page.emulate_media(media="print")

    expect(number).to_be_visible()
    assert page.locator("#subject").evaluate("subject => subject.scrollWidth <= subject.clientWidth")


def test_on_paper_every_message_is_unfolded(
    window: Callable[..., Page], anna: User, nordlicht: Tenant, billing: Category
) -> None:
    mine = make_ticket(billing, owner=anna)
    for number in range(4):
        make_message(mine, text=f"Das ist die Nachricht {number}.\n\n> Das hatten Sie geschrieben.\n> Und das.")
    page = window(anna, nordlicht, width=794)
    page.goto(f"/desk/ticket/{mine.number}/")
    first = page.get_by_text("Das ist die Nachricht 0.").last
    expect(first).to_be_hidden()

    page.emulate_media(media="print")

    expect(first).to_be_visible()
    expect(page.locator(".message__peek").first).to_be_hidden()
