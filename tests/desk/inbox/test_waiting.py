"""Several chosen tickets are put away for a time, or forwarded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Ticket
from tests.conftest import Frozen
from tests.factories.org import make_member
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


@pytest.fixture
def two(anna: User, bela: User, billing: Category) -> list[Ticket]:
    return [make_ticket(billing, owner=anna), make_ticket(billing, owner=anna)]


def send(browser: Browser, action: str, tickets: list[Ticket], **entered: Any) -> HttpResponse:
    data = {"selected": [ticket.pk for ticket in tickets], **entered}
    return browser.post(reverse(f"desk:inbox:selection-{action}"), data)


def said(response: HttpResponse) -> list[tuple[str, str]]:
    return [(str(item), item.extra_tags or "") for item in get_messages(response.wsgi_request)]


def now(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("category", "owner", "waits_for").get(pk=ticket.pk)


def states(tickets: list[Ticket]) -> list[tuple[str, User | None]]:
    return [(now(ticket).state, now(ticket).owner) for ticket in tickets]


@pytest.mark.parametrize(
    ("action", "fields"), [("resubmit", ("when", "at", "to", "reason")), ("pass-on", ("to", "note"))]
)
def test_it_is_asked_first_and_nothing_is_done(
    anna: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor, action: str, fields: tuple[str, ...]
) -> None:
    answer = send(htmx_for(anna, nordlicht), action, two)
    page = answer.content.decode()

    assert answer.status_code == 200
    for field in fields:
        assert f'name="{field}"' in page
    assert "This is missing." not in page
    assert page.count('name="selected"') == 2
    assert states(two) == [(TicketState.ASSIGNED, anna)] * 2


def test_both_come_back_at_the_time_and_can_be_taken_back(
    frozen: Frozen, anna: User, bela: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    done = send(browser, "resubmit", two, entered="1", when="hour", to=bela.pk, reason="Ableser")
    [(sentence, undo)] = said(done)
    between = [(now(each).state, now(each).waits_for, now(each).held_until, now(each).wait_reason) for each in two]
    browser.post(undo)

    assert sentence.startswith("2 tickets come back: ")
    assert between == [(TicketState.RESUBMITTED, bela, frozen.at + timedelta(hours=1), "Ableser")] * 2
    assert states(two) == [(TicketState.ASSIGNED, anna)] * 2
    assert [now(ticket).held_until for ticket in two] == [None, None]


def test_both_go_to_a_colleague_with_the_note(
    anna: User, bela: User, two: list[Ticket], moving: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)

    [(sentence, undo)] = said(send(browser, "pass-on", two, entered="1", to=bela.pk, note="Bitte prüfen."))
    between = [(now(ticket).state, now(ticket).waits_for) for ticket in two]
    browser.post(undo)

    assert sentence == f"2 tickets are forwarded to {bela.name}."
    assert between == [(TicketState.INTERNAL_FORWARDED, bela)] * 2
    with everywhere():
        assert list(Note.objects.values_list("text", flat=True)) == ["Bitte prüfen."] * 2
    assert states(two) == [(TicketState.ASSIGNED, anna)] * 2


def test_both_go_to_the_queue_of_a_category(
    anna: User, two: list[Ticket], moving: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    send(client_for(anna, nordlicht), "pass-on", two, entered="1", category=moving.pk)

    assert states(two) == [(TicketState.QUEUED, None)] * 2
    assert [now(ticket).category for ticket in two] == [moving, moving]


def test_what_is_missing_is_said_in_the_dialog(
    anna: User, two: list[Ticket], nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    answer = send(htmx_for(anna, nordlicht), "pass-on", two, entered="1")

    assert answer.status_code == 422
    assert "Choose a colleague, a category, or both." in answer.content.decode()
    assert states(two) == [(TicketState.ASSIGNED, anna)] * 2


@pytest.mark.parametrize("action", ["resubmit", "pass-on"])
def test_what_lies_in_the_queue_is_not_put_away(
    anna: User, two: list[Ticket], billing: Category, nordlicht: Tenant, htmx_for: HtmxFor, action: str
) -> None:
    queued = make_ticket(billing)

    answer = send(htmx_for(anna, nordlicht), action, [*two, queued], entered="1", when="hour", to="me")

    assert answer.status_code == 409
    assert "You may not do this with" in answer.content.decode()
    assert states(two) == [(TicketState.ASSIGNED, anna)] * 2


@pytest.mark.parametrize("action", ["resubmit", "pass-on"])
def test_tickets_of_several_tenants_are_refused(
    anna: User,
    two: list[Ticket],
    claims: Category,
    alpina_service: AgentGroup,
    agent_role: Role,
    nordlicht: Tenant,
    alpina: Tenant,
    htmx_for: HtmxFor,
    action: str,
) -> None:
    make_member(anna, alpina_service, agent_role)
    theirs = make_ticket(claims, owner=anna)

    answer = send(htmx_for(anna, nordlicht, alpina), action, [*two, theirs])

    assert answer.status_code == 409
    assert "Choose tickets of one tenant for this. Nothing was changed." in answer.content.decode()


def test_the_bar_has_the_keys_of_one_ticket(
    anna: User, two: list[Ticket], nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(reverse("desk:inbox:list")).content.decode()
    bar = page.split('class="inbox__bar"', 1)[1].split("</div>", 1)[0]

    for key, action in (("s", "resubmit"), ("p", "pass-on")):
        assert f'formaction="{reverse(f"desk:inbox:selection-{action}")}"' in bar
        assert f'data-hotkey="{key}"' in bar
