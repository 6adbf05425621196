"""What the send guard has found, as the editor shows it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.models import Draft, SentAnswer
from kontor.answers.preferences import GUARD_ATTACHMENT
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

PROMISE = "Anbei die Abrechnung."


@pytest.fixture
def mine(
    nordlicht: Tenant, billing: Category, anna: User, customer: Customer, nordlicht_account: MailAccount
) -> Ticket:
    prefer(nordlicht, BEFORE_SENDING, "off")
    return make_ticket(billing, owner=anna, customer=customer, account=nordlicht_account)


@pytest.fixture
def window(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: Callable[..., HtmxBrowser]) -> HtmxBrowser:
    browser = htmx_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    return browser


def send(browser: Browser, ticket: Ticket, **changes: object) -> HttpResponse:
    with in_scope(ticket.tenant_id):
        version = Draft.objects.get(ticket=ticket).version
    typed = {"version": version, "to": "kaethe@post.example", "subject": "Re: x", "text": PROMISE}
    return browser.post(reverse("desk:compose:send", args=[ticket.number]), typed | changes)


def keys(response: HttpResponse) -> list[str]:
    return re.findall(r'name="confirm" value="([^"]+)"', response.content.decode())


def state(ticket: Ticket) -> str:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.get(pk=ticket.pk).state


def test_all_findings_stand_in_the_editor_with_what_to_do(window: HtmxBrowser, mine: Ticket) -> None:
    response = send(window, mine, cc="fremd@anders.example")

    words = response.content.decode()
    assert (response.status_code, state(mine)) == (409, TicketState.ASSIGNED)
    assert "fremd@anders.example took no part in this conversation so far." in words
    assert "The answer speaks of an attachment (“Anbei”), but none is attached." in words
    assert [key.partition(":")[0] for key in keys(response)] == ["recipient", "attachment"]
    assert re.findall(r'data-jump="(\w+)"', words) == ["cc", "files"]


def test_what_is_ticked_is_sent_the_next_time(window: HtmxBrowser, mine: Ticket) -> None:
    stopped = send(window, mine)

    send(window, mine, confirm=keys(stopped))

    assert state(mine) == TicketState.SENDING
    with in_scope(mine.tenant_id):
        assert [entry["code"] for entry in SentAnswer.objects.get().findings] == ["attachment"]


def test_one_tick_is_not_enough_for_two_and_is_remembered(window: HtmxBrowser, mine: Ticket) -> None:
    first = send(window, mine, cc="fremd@anders.example")

    second = send(window, mine, cc="fremd@anders.example", confirm=keys(first)[:1])
    send(window, mine, cc="fremd@anders.example", confirm=keys(first)[1:])

    assert second.status_code == 409
    assert re.findall(r'value="(\w+):\w+" checked', second.content.decode()) == ["recipient"]
    assert state(mine) == TicketState.SENDING


def test_the_browser_does_not_decide(window: HtmxBrowser, mine: Ticket) -> None:
    """A key that was made up, and one of another content, confirm nothing; a stop is never confirmed."""
    of_other = keys(send(window, mine, text="Anbei das andere."))

    made_up = send(window, mine, confirm=["attachment:00000000000000000000", *of_other])
    stop = send(window, mine, text="Liebe ${customer.name}", confirm=["placeholder:1"])

    assert (made_up.status_code, stop.status_code, state(mine)) == (409, 409, TicketState.ASSIGNED)
    assert keys(stop) == []
    assert "The placeholder “customer.name” has no value here." in stop.content.decode()


def test_without_scripts_the_findings_stand_on_the_page(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: Callable[..., Browser]
) -> None:
    page = client_for(anna, nordlicht)
    page.post(reverse("desk:compose:reply", args=[mine.number]))

    stopped = send(page, mine)
    send(page, mine, confirm=keys(stopped))

    assert "Nothing was sent. Please look at this first:" in stopped.content.decode()
    assert state(mine) == TicketState.SENDING


def test_a_hint_is_said_when_it_is_sent(window: HtmxBrowser, mine: Ticket, nordlicht: Tenant) -> None:
    prefer(nordlicht, GUARD_ATTACHMENT, "hint")
    with in_scope(nordlicht):
        Ticket.objects.update(subject="Hinweis")

    send(window, mine)
    page = window.get(reverse("desk:inbox:list")).headers["HX-Trigger"]

    assert state(mine) == TicketState.SENDING
    assert "The answer speaks of an attachment" in page
