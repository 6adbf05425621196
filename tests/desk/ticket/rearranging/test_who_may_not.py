"""Who may not, and what is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.ticket.rearranging.conftest import ClientFor, HtmxFor, address_of, newest_of, tickets_of
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_what_lies_on_a_colleagues_desk_is_left_there(
    bela: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    shown, browser = newest_of(mine), client_for(bela, nordlicht)

    assert browser.get(address_of("why", mine, shown.pk)).status_code == 200
    assert browser.post(address_of("separate", mine, shown.pk)).status_code == 403
    assert browser.post(address_of("move", mine, shown.pk), {"target": str(other.number)}).status_code == 403
    assert browser.post(address_of("merge", mine), {"target": str(other.number)}).status_code == 403
    assert tickets_of(shown) == [mine.pk]


def test_strangers_find_nothing(carla: User, mine: Ticket, alpina: Tenant, client_for: ClientFor) -> None:
    shown, browser = newest_of(mine), client_for(carla, alpina)

    assert browser.get(address_of("why", mine, shown.pk)).status_code == 404
    assert [browser.post(address_of(name, mine, shown.pk)).status_code for name in ("separate", "move")] == [404, 404]
    assert browser.post(address_of("merge", mine)).status_code == 404


def test_a_message_of_another_ticket_is_not_found(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    foreign = newest_of(other)

    assert client_for(anna, nordlicht).get(address_of("why", mine, foreign.pk)).status_code == 404
    assert client_for(anna, nordlicht).post(address_of("separate", mine, foreign.pk)).status_code == 404


def test_a_refusal_is_shown(anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=other.pk).update(state=TicketState.SENDING)

    answer = htmx_for(anna, nordlicht).post(address_of("merge", mine), {"target": str(other.number)})

    assert answer.status_code == 409
    assert "is on its way" in answer.content.decode()


def test_a_ticket_with_a_begun_answer_is_not_merged_away(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    client_for(anna, nordlicht).post(reverse("desk:compose:reply", args=[mine.number]))

    answer = htmx_for(anna, nordlicht).post(address_of("merge", mine), {"target": str(other.number)})

    assert answer.status_code == 409
    assert "begun an answer" in answer.content.decode()
    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=mine.pk).merged_into_id is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dialog_needs_few_statements(
    rows: int, anna: User, mine: Ticket, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for _row in range(rows):
        make_ticket(billing, subject="Umzug")
    browser = client_for(anna, nordlicht)
    url = address_of("move", mine, newest_of(mine).pk)
    browser.get(url, {"words": "Umzug"})  # which contacts are the latest is looked up once an hour

    with statements() as sent:
        browser.get(url, {"words": "Umzug"})

    assert len(sent) <= 17, "\n".join(sent)
