"""Print of a ticket, and a mail as PDF/A: the dialog, the files, and who gets none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.letters.rendering import process
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.letters.rendering.measuring import pages_of, text_of
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    with everywhere():
        letters_on()
    return make_ticket(billing, owner=anna, subject="Zähler steht")


@pytest.fixture
def message(mine: Ticket) -> Message:
    return make_message(mine, text="Der Zähler steht seit Montag.")


def words(content: bytes) -> str:
    return " ".join(text_of(page) for page in pages_of(content))


def test_the_dialog_offers_each_note_and_chooses_none(
    mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor
):
    make_note(mine, anna, "Bitte anrufen.")
    page = client_for(anna, nordlicht).get(reverse("desk:ticket:print", args=[mine.number])).content.decode()

    assert "Bitte anrufen." in page and page.count('name="notes"') == 1 and " checked" not in page


def test_a_ticket_without_notes_says_so(mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor):
    page = client_for(anna, nordlicht).get(reverse("desk:ticket:print", args=[mine.number])).content.decode()

    assert 'name="notes"' not in page and "The ticket has no notes." in page


def test_the_pdf_has_the_chosen_notes(mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor):
    chosen, _other = make_note(mine, anna, "Bitte anrufen."), make_note(mine, anna, "Nur für uns.")
    response = client_for(anna, nordlicht).get(
        reverse("desk:ticket:printed", args=[mine.number]), {"notes": [chosen.pk]}
    )

    assert response["Content-Type"] == "application/pdf"
    assert f'filename="{mine.number}.pdf"' in response["Content-Disposition"]
    assert "Zähler steht" in words(response.content)
    assert "Bitte anrufen." in words(response.content) and "Nur für uns." not in words(response.content)


def test_a_note_of_another_ticket_is_no_choice(
    mine: Ticket, billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor
):
    other = make_note(make_ticket(billing), anna)
    response = client_for(anna, nordlicht).get(
        reverse("desk:ticket:printed", args=[mine.number]), {"notes": [other.pk]}
    )

    assert response.status_code == 404


def test_a_message_is_saved_as_pdf(
    mine: Ticket, message: Message, anna: User, nordlicht: Tenant, client_for: ClientFor
):
    url = reverse("desk:ticket:archived", args=[mine.number, message.pk])
    browser = client_for(anna, nordlicht)

    assert url in browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    assert "Der Zähler steht seit Montag." in words(browser.get(url).content)


def test_a_message_of_another_ticket_is_not_found(
    mine: Ticket, message: Message, billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor
):
    other = make_ticket(billing)
    url = reverse("desk:ticket:archived", args=[other.number, message.pk])

    assert client_for(anna, nordlicht).get(url).status_code == 404


def test_a_person_of_another_tenant_gets_nothing(
    mine: Ticket, message: Message, carla: User, alpina: Tenant, client_for: ClientFor
):
    browser = client_for(carla, alpina)
    urls = [
        reverse("desk:ticket:print", args=[mine.number]),
        reverse("desk:ticket:printed", args=[mine.number]),
        reverse("desk:ticket:archived", args=[mine.number, message.pk]),
    ]

    assert [browser.get(url).status_code for url in urls] == [404] * 3


def test_without_letters_nothing_is_offered_and_nothing_found(
    billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor
):
    ticket = make_ticket(billing, owner=anna)
    browser = client_for(anna, nordlicht)
    url = reverse("desk:ticket:print", args=[ticket.number])

    assert url not in browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    assert browser.get(url).status_code == 404


def test_a_pdf_that_does_not_come_out_is_said_in_a_sentence(
    mine: Ticket, anna: User, nordlicht: Tenant, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
):
    process._workers.stop()
    monkeypatch.setattr(process, "START", "raise SystemExit(3)")
    browser = client_for(anna, nordlicht)
    response = browser.get(reverse("desk:ticket:printed", args=[mine.number]), follow=True)

    assert "cannot be rendered" in response.content.decode()
