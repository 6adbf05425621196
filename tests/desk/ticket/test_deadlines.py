"""The badge in lists and on the ticket, the clock beside it, and how a deadline explains itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Pause, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def level(nordlicht: Tenant, frozen: Frozen) -> ServiceLevel:
    frozen.at = MONDAY
    level = make_service_level(nordlicht, "Gold", first_response=120, resolution=960)
    choose(nordlicht, SERVICE_LEVEL, level)
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht, "Büro"))
    return level


@pytest.fixture
def mine(level: ServiceLevel, billing: Category, anna: User) -> Ticket:
    return _opened(billing, owner=anna)


def _opened(category: Category, **values: object) -> Ticket:
    with in_scope(category.tenant_id):
        return make_ticket(Category.objects.select_related("tenant").get(pk=category.pk), **values)


def _shown(browser: Browser, address: str) -> str:
    return browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("minutes", "kind", "text"),
    [(0, "quiet", "2 h"), (89, "quiet", "31 min"), (90, "near", "30 min"), (130, "overdue", "10 min over")],
)
def test_the_list_says_how_much_time_is_left(
    anna: User,
    nordlicht: Tenant,
    mine: Ticket,
    frozen: Frozen,
    client_for: ClientFor,
    minutes: int,
    kind: str,
    text: str,
) -> None:
    frozen.move(minutes=minutes)

    page = _shown(client_for(anna, nordlicht), "/desk/inbox/?folder=mine")

    assert f'<time class="badge badge--{kind}" data-due="2026-11-23T11:00:00+00:00"' in page
    assert f"<span>{text}</span>" in page


def test_what_waits_for_the_customer_is_paused(
    anna: User, nordlicht: Tenant, mine: Ticket, client_for: ClientFor
) -> None:
    with in_scope(nordlicht):
        until = MONDAY + timedelta(days=1)
        resubmit_ticket(mine, until=until, to=anna, waits_for_customer=True, by=anna)
        Ticket.objects.filter(pk=mine.pk).update(state=TicketState.ASSIGNED, owner=anna)

    page = _shown(client_for(anna, nordlicht), "/desk/inbox/?folder=mine")

    assert "<span>paused</span>" in page


def test_a_ticket_without_promises_shows_when_it_came(
    anna: User, nordlicht: Tenant, billing: Category, frozen: Frozen, client_for: ClientFor
) -> None:
    make_ticket(billing, owner=anna)

    assert "data-due" not in _shown(client_for(anna, nordlicht), "/desk/inbox/?folder=mine")


def test_the_list_costs_no_statement_more(
    anna: User, nordlicht: Tenant, mine: Ticket, billing: Category, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    _shown(browser, "/desk/inbox/?folder=mine")
    with statements() as one:
        _shown(browser, "/desk/inbox/?folder=mine")
    for _number in range(2):
        _opened(billing, owner=anna)
    with statements() as three:
        _shown(browser, "/desk/inbox/?folder=mine")

    assert len(three) == len(one)


def test_beside_the_ticket_its_clocks_run(
    anna: User, nordlicht: Tenant, mine: Ticket, frozen: Frozen, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    frozen.move(minutes=30)

    page = _shown(browser, f"/desk/ticket/{mine.number}/context/")

    assert "First response" in page and "Resolution" in page
    assert "30 min of 2 h working time" in page
    assert '<progress class="due__bar" max="100" value="25"' in page


def test_the_explanation_adds_up(anna: User, nordlicht: Tenant, mine: Ticket, client_for: ClientFor) -> None:
    page = _shown(client_for(anna, nordlicht), f"/desk/ticket/{mine.number}/deadline/")

    assert "How the deadline is worked out" in page
    assert "Target 2 h of the service level “Gold” (version 1), in the business hours “Büro” (version 1)." in page
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 1  # ten to noon
    assert '<td class="table__number">2 h</td><td class="table__number">2 h</td>' in rows


def test_a_moment_of_the_past_is_explained(
    anna: User, nordlicht: Tenant, mine: Ticket, frozen: Frozen, client_for: ClientFor
) -> None:
    frozen.move(days=3)

    page = _shown(client_for(anna, nordlicht), f"/desk/ticket/{mine.number}/deadline/?at=2026-11-23T11:00")

    assert "The deadline as it was on" in page
    assert "1 h of 2 h" in page  # an hour since ten o'clock in Berlin


@pytest.mark.parametrize("at", ["2999-01-01T00:00", "yesterday"])
def test_a_moment_that_is_none_is_said(
    anna: User, nordlicht: Tenant, mine: Ticket, client_for: ClientFor, at: str
) -> None:
    answer = client_for(anna, nordlicht).get(f"/desk/ticket/{mine.number}/deadline/?at={at}")

    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_nobody_of_another_tenant_sees_it(carla: User, alpina: Tenant, mine: Ticket, client_for: ClientFor) -> None:
    assert client_for(carla, alpina).get(f"/desk/ticket/{mine.number}/deadline/").status_code == 404


def test_a_resubmission_may_wait_for_the_customer(
    anna: User, nordlicht: Tenant, mine: Ticket, client_for: ClientFor
) -> None:
    sent = {"when": "tomorrow", "to": "me", "reason": "", "waits_for_customer": "on"}
    client_for(anna, nordlicht).post(f"/desk/ticket/{mine.number}/resubmit/", sent)

    with in_scope(nordlicht):
        ticket = Ticket.objects.get(pk=mine.pk)
        assert (ticket.state, ticket.waits_for_customer, ticket.due_at) == (TicketState.RESUBMITTED, True, None)
        assert Pause.objects.get(ticket=mine).kind == "customer"
