"""Calls on the board: only where they are connected, and every figure opens what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from kontor.calls.enums import CallState, Direction, Outcome
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls, make_record
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]
BOARD, WALL = "/supervisor/board/", "/supervisor/board/wall/"


def furnish(tenant: Tenant, agent: User) -> None:
    make_record(tenant, state=CallState.RINGING)
    make_record(tenant, state=CallState.HELD, direction=Direction.OUT, agent=agent)
    make_record(tenant, outcome=Outcome.MISSED)
    make_record(tenant, outcome=Outcome.MISSED)
    make_record(tenant, agent=agent, talk_seconds=75)


def figures_of(page: str) -> dict[str, int]:
    """By where each leads, what it says."""
    found = re.findall(r'<a [^>]*href="(/supervisor/calls/[^"]*)" aria-label="[^"]*: (\d+)"', page)
    return {unescape(url): int(number) for url, number in found}


def rows_of(page: str) -> int:
    return len(re.findall(r"<tr[^>]* data-row", page))


def test_every_figure_opens_as_many_calls_as_it_says(
    client_for: Clients, frozen: Frozen, ada: User, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    frozen.at = datetime(2026, 11, 24, 10, tzinfo=UTC)  # not shortly after midnight
    connect_calls()
    furnish(nordlicht, anna)
    furnish(alpina, anna)
    make_record(alpina)
    browser = client_for(ada, nordlicht, alpina)

    found = figures_of(browser.get(BOARD).content.decode())

    assert sorted(found.values()) == [1, 1, 1, 1, 1, 1, 2, 2, 4, 5]
    assert {url: rows_of(browser.get(url).content.decode()) for url in found} == found


def test_a_figure_opens_its_calls_whichever_columns_were_chosen(
    client_for: Clients, frozen: Frozen, sven: User, anna: User, nordlicht: Tenant
) -> None:
    frozen.at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    connect_calls()
    furnish(nordlicht, anna)
    browser = client_for(sven, nordlicht)
    browser.get("/supervisor/calls/?columns-set=1&columns=customer")

    found = figures_of(browser.get(BOARD).content.decode())

    assert len(found) == 5
    assert {url: rows_of(browser.get(url).content.decode()) for url in found} == found


def test_a_figure_of_the_day_opens_the_calls_of_the_tenants_own_day(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    connect_calls()
    frozen.at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    with in_scope(alpina):
        Tenant.objects.filter(pk=alpina.pk).update(time_zone="Pacific/Auckland")  # its day began at eleven in Europe
    for hours in (11, 15, 22, 25):
        make_record(alpina, started_at=frozen.at - timedelta(hours=hours))
        make_record(nordlicht, started_at=frozen.at - timedelta(hours=hours))
    browser = client_for(ada, nordlicht, alpina)

    found = figures_of(browser.get(BOARD).content.decode())

    assert sorted(found.values()) == [1, 3]
    assert {url: rows_of(browser.get(url).content.decode()) for url in found} == found
    yesterday = f"/supervisor/calls/?filter=1&filter-tenant={alpina.pk}&filter-when=yesterday"
    assert rows_of(browser.get(yesterday).content.decode()) == 1


@pytest.mark.parametrize("page", [BOARD, WALL])
def test_the_board_shows_calls_and_who_has_telephoned(
    client_for: Clients, sven: User, anna: User, nordlicht: Tenant, alpina: Tenant, page: str
) -> None:
    connect_calls()
    furnish(nordlicht, anna)
    furnish(alpina, anna)

    response = client_for(sven, nordlicht).get(page, headers={"accept-language": "en"})

    (line,) = response.context["calls"]
    assert [figure.number for figure in line.figures] == [1, 1, 0, 4, 1, 2, 0, 0]
    text = response.content.decode()
    assert "missed today" in text
    assert "live:call" in text
    assert ("1:15" in text) == (page == BOARD), "The wallboard names nobody."


def test_without_calls_the_board_asks_nothing_more(
    client_for: Clients, sven: User, anna: User, nordlicht: Tenant
) -> None:
    furnish(nordlicht, anna)
    browser = client_for(sven, nordlicht)
    browser.get(BOARD)
    with statements() as without:
        page = browser.get(BOARD, headers={"accept-language": "en"}).content.decode()

    assert not [each for each in without if "calls_" in str(each)]
    assert "missed today" not in page
    assert "calls today" not in page
    assert "live:call" not in page


def test_whoever_may_not_read_records_gets_no_way_to_them(
    client_for: Clients, anna: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    connect_calls()
    furnish(nordlicht, anna)
    wall = make_user("Wand", username="wand")
    make_grant(wall, make_role(permissions=["supervisor.access", "board.read"]), nordlicht_system)

    response = client_for(wall, nordlicht).get(BOARD)

    assert [figure.number for figure in response.context["calls"][0].figures][:2] == [1, 1]
    assert figures_of(response.content.decode()) == {}


def test_the_way_to_records_is_shown_where_one_may_read_them(
    client_for: Clients,
    anna: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    alpina_system: SystemGroup,
) -> None:
    connect_calls()
    furnish(nordlicht, anna)
    furnish(alpina, anna)
    wall = make_user("Wand", username="wand")
    reads = ["supervisor.access", "board.read"]
    make_grant(wall, make_role("Board", reads), alpina_system)
    make_grant(wall, make_role("Board and calls", [*reads, "calls.read"]), nordlicht_system)

    found = figures_of(client_for(wall, nordlicht, alpina).get(BOARD).content.decode())

    assert {re.findall(r"filter-tenant=(\d+)", url)[0] for url in found} == {str(nordlicht.pk)}
