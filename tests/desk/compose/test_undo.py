"""Taking an answer back from the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import make_sent_answer, prefer
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(
    nordlicht: Tenant, billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount
) -> Ticket:
    prefer(nordlicht, UNDO_SECONDS, 20)
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account)


@pytest.fixture
def sent(frozen: Frozen, anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> tuple[Browser, str]:
    """Anna's browser after she has sent an answer, and where it is taken back."""
    browser = client_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    typed = {"version": 1, "to": "kaethe@post.example", "subject": "Re: x", "text": "Gern geschehen."}
    browser.post(reverse("desk:compose:send", args=[mine.number]), typed)
    with in_scope(nordlicht):
        message = Message.objects.get(direction=Direction.OUT)
    return browser, reverse("desk:compose:take-back", args=[mine.number, message.pk])


def test_the_next_page_offers_to_take_it_back(sent: tuple[Browser, str]) -> None:
    browser, url = sent

    page = browser.get(reverse("desk:inbox:list")).content.decode()

    assert "leaves in 20 seconds." in page
    assert f'action="{url}?stays=20"' in page


def test_the_ticket_offers_it_too_as_long_as_it_waits_and_to_the_writer_alone(
    sent: tuple[Browser, str], mine: Ticket, sven: User, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    """A page that was loaded again, and another window, have no toast."""
    browser, url = sent
    ticket = reverse("desk:ticket:show", args=[mine.number])
    browser.get(reverse("desk:inbox:list"))

    offered = [
        each.get(ticket).content.decode().count(f'action="{url}"') for each in (browser, client_for(sven, nordlicht))
    ]
    frozen.move(seconds=21)
    late = browser.get(ticket).content.decode()

    assert (offered, f'action="{url}"' in late) == ([1, 0], False)


def test_taken_back_the_ticket_shows_the_draft(sent: tuple[Browser, str], mine: Ticket) -> None:
    browser, url = sent

    response = browser.post(url, follow=True)

    words = response.content.decode()
    assert "Nothing was sent; your draft is here again." in words
    assert "Gern geschehen.</textarea>" in words
    with in_scope(mine.tenant_id):
        assert (OutgoingMail.objects.count(), Ticket.objects.get(pk=mine.pk).state) == (0, TicketState.ASSIGNED)


def test_what_another_window_has_taken_back_is_no_missing_page(sent: tuple[Browser, str], mine: Ticket) -> None:
    browser, url = sent
    browser.post(url, follow=True)

    again = browser.post(url, follow=True)

    assert again.redirect_chain == [(f"{reverse('desk:ticket:show', args=[mine.number])}?write=1", 302)]
    assert "It is taken back already. Nothing was sent." in again.content.decode()
    assert "Gern geschehen.</textarea>" in again.content.decode()


def test_taken_back_the_closing_code_is_still_chosen(
    frozen: Frozen, anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_closing_code(billing, "open", "Offen")
    code = make_closing_code(billing, "done", "Erledigt")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
    browser = client_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    typed = {"version": 1, "to": "kaethe@post.example", "subject": "Re: x", "text": "Gern.", "closing_code": code.pk}
    browser.post(reverse("desk:compose:send", args=[mine.number]), typed)
    with in_scope(nordlicht):
        message = Message.objects.get(direction=Direction.OUT)

    page = browser.post(reverse("desk:compose:take-back", args=[mine.number, message.pk]), follow=True)

    assert re.findall(r'<option value="(\d+)" selected>Erledigt', page.content.decode()) == [str(code.pk)]


def test_too_late_is_said_in_a_sentence(sent: tuple[Browser, str], mine: Ticket) -> None:
    browser, url = sent
    with in_scope(mine.tenant_id):
        OutgoingMail.objects.update(state="sent", attempts=1)

    response = browser.post(url, follow=True)

    assert "The mail is on its way already. It cannot be taken back any more." in response.content.decode()
    with in_scope(mine.tenant_id):
        assert Draft.objects.count() == 0


def test_nobody_else_takes_it_back(
    sent: tuple[Browser, str], bela: User, carla: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    _browser, url = sent

    found = [client_for(bela, nordlicht).post(url).status_code, client_for(carla, alpina).post(url).status_code]

    assert found == [404, 404]


def test_an_answer_of_another_ticket_is_not_found(
    sent: tuple[Browser, str], billing: Category, anna: User, mine: Ticket
) -> None:
    other = make_sent_answer(make_ticket(billing, owner=anna), anna)

    response = sent[0].post(reverse("desk:compose:take-back", args=[mine.number, other.message_id]))

    assert response.status_code == 404
