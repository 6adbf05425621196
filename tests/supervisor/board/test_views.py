"""The board: what is shown to whom, and that every figure opens what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from kontor.channels.enums import Channel
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.org import make_agent_group, make_category, make_grant
from tests.factories.people import make_role, make_user
from tests.factories.reports import make_alarm
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
BOARD = "/supervisor/board/"
WALL = "/supervisor/board/wall/"
LIST = "/supervisor/board/tickets/"
HOUR = timedelta(hours=1)


def furnish(category: Category, anna: User) -> None:
    now = clock.now()
    make_ticket(category, received_at=now - HOUR, warn_at=now - HOUR / 2, due_at=now + HOUR)
    make_ticket(category, received_at=now - 5 * HOUR, due_at=now - HOUR)
    make_ticket(category, received_at=now - 30 * HOUR, owner=anna)
    make_ticket(category, received_at=now - 30 * HOUR, channel=Channel.LETTER)
    make_ticket(category, received_at=now - 90 * HOUR, state=TicketState.EXTERNAL_INQUIRED)


def figures_of(page: str) -> list[tuple[str, int]]:
    """Where each figure leads, and what it says: by its accessible name, or as a figure at the top."""
    named = re.findall(r'<a [^>]*href="([^"]*/tickets/[^"]*)" aria-label="[^"]*: (\d+)"', page)
    top = re.findall(r'<a class="figure" href="([^"]*)">.*?figure__value[^>]*>(\d+)<', page, re.DOTALL)
    return [(unescape(url), int(number)) for url, number in named + top]


def rows_of(page: str) -> int:
    return len(re.findall(r"<tr[^>]* data-row", page))


def test_every_figure_opens_as_many_rows_as_it_says(
    client_for: ClientFor,
    sven: User,
    anna: User,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    frozen: Frozen,
) -> None:
    furnish(billing, anna)
    furnish(moving, anna)
    browser = client_for(sven, nordlicht)

    found = figures_of(browser.get(BOARD).content.decode())

    assert len({url for url, _number in found}) >= 20
    assert {url: rows_of(browser.get(url).content.decode()) for url, _number in found} == dict(found)


def test_whoever_has_tickets_leads_to_them_though_they_belong_to_no_tenant(
    client_for: ClientFor, sven: User, ada: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    """Ada has her rights for the installation."""
    furnish(billing, anna)
    make_ticket(billing, owner=ada, subject="Liegt bei Ada")
    browser = client_for(sven, nordlicht)

    (url,) = [url for url, _number in figures_of(browser.get(BOARD).content.decode()) if f"owner={ada.pk}" in url]
    listed = browser.get(url).content.decode()

    assert rows_of(listed) == 1 and "Liegt bei Ada" in listed
    assert f'<option value="{ada.pk}" selected>Ada Ahrens</option>' in listed


@pytest.mark.parametrize("path", [BOARD, WALL])
def test_who_may_count_tickets_and_not_read_them_is_led_nowhere(
    client_for: ClientFor,
    dora: User,
    anna: User,
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    billing: Category,
    path: str,
) -> None:
    """As whoever stands for the screen on the wall."""
    make_grant(dora, make_role("Wand", ["supervisor.access", "board.read"]), nordlicht_system)
    furnish(billing, anna)

    page = client_for(dora, nordlicht).get(path).content.decode()

    assert "Anna Arndt" in page or path == WALL
    assert re.findall(r'<span class="figure__value[^>]*>(\d+)<', page) == ["5", "1"]
    assert "/tickets/?" not in page


def test_what_is_lent_within_the_board_is_open_and_not_more(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    lent = make_ticket(billing)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=lent.pk).update(lent_to=alpina, lent_category=claims)
    browser = client_for(ada, nordlicht, alpina)

    both = browser.get(BOARD).content.decode()
    lender = browser.get(f"{BOARD}?tenant={nordlicht.pk}").content.decode()

    assert "lent out" not in both
    assert "1 more is lent out" in lender


def test_shows_nothing_of_another_tenant(
    client_for: ClientFor, sven: User, nordlicht: Tenant, ticket: Ticket, alpina_ticket: Ticket, carla: User
) -> None:
    browser = client_for(sven, nordlicht)

    board = browser.get(BOARD).content.decode()
    listed = browser.get(LIST).content.decode()

    assert "Abrechnung" in board and "Abrechnung stimmt nicht" in listed
    for word in ("Alpina", "ALPI", "Schaden", "Carla"):
        assert word not in board + listed


def test_shows_only_the_groups_one_supervises(
    client_for: ClientFor,
    nordlicht: Tenant,
    nordlicht_supervisors: object,
    supervisor_role: Role,
    billing: Category,
    nordlicht_service: AgentGroup,
    anna: User,
) -> None:
    other = make_agent_group(nordlicht_service.supervisor_group, "Nordlicht Technik")
    repairs = make_category(other, "Reparatur", internal_name="repairs")
    leader = make_user("Lena Licht", username="lena")
    make_grant(leader, supervisor_role, other)
    make_ticket(billing)
    make_ticket(repairs)
    browser = client_for(leader, nordlicht)

    board, listed = browser.get(BOARD).content.decode(), browser.get(LIST).content.decode()

    assert "Reparatur" in board and "Abrechnung" not in board and "Anna Arndt" not in board
    assert figures_of(board)[-2][1] == 1
    assert rows_of(listed) == 1


def test_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    assert [browser.get(url).status_code for url in (BOARD, WALL, LIST)] == [403, 403, 403]


def test_one_tenant_can_be_chosen(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant, ticket: Ticket, alpina_ticket: Ticket
) -> None:
    browser = client_for(ada, nordlicht, alpina)

    both, one = (browser.get(url).content.decode() for url in (BOARD, f"{BOARD}?tenant={alpina.pk}"))

    assert ("Abrechnung" in both, "Schaden" in both) == (True, True)
    assert ("Abrechnung" in one, "Schaden" in one) == (False, True)
    assert 'href="/supervisor/board/tickets/?filter=1&amp;filter-tenant=' in one


@pytest.mark.parametrize("entered", ["x", "0", "999999", "9" * 5000])
def test_a_tenant_one_does_not_see_is_not_found(
    client_for: ClientFor, sven: User, nordlicht: Tenant, entered: str
) -> None:
    assert client_for(sven, nordlicht).get(f"{BOARD}?tenant={entered}").status_code == 404


def test_another_tenant_is_not_found(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    assert client_for(sven, nordlicht).get(f"{BOARD}?tenant={alpina.pk}").status_code == 404


def test_needs_as_many_statements_for_many(
    client_for: ClientFor,
    ada: User,
    anna: User,
    bela: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    moving: Category,
    claims: Category,
) -> None:
    make_ticket(billing)
    browser = client_for(ada, nordlicht, alpina)
    browser.get(BOARD)
    with statements() as few:
        browser.get(BOARD)
    for category in (billing, moving, claims):
        furnish(category, bela)
    with statements() as many:
        browser.get(BOARD)

    assert len(many) == len(few)


def test_the_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    make_ticket(billing)
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    furnish(billing, anna)
    with statements() as many:
        browser.get(LIST)

    assert len(many) == len(one)


def test_a_borrowed_ticket_is_listed_where_it_stands(
    client_for: ClientFor, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, ticket: Ticket, claims: Category
) -> None:
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(lent_to=alpina, lent_category=claims)

    lender = client_for(sven, nordlicht).get(LIST).content.decode()
    borrower = client_for(ada, alpina).get(LIST).content.decode()

    assert rows_of(lender) == 0
    assert rows_of(borrower) == 1
    assert "Schaden" in borrower and "Abrechnung</" not in borrower and "Nordlicht Energie" not in borrower


def test_htmx_gets_the_figures_alone(htmx_for: ClientFor, sven: User, nordlicht: Tenant, ticket: Ticket) -> None:
    page = htmx_for(sven, nordlicht).get(BOARD).content.decode()

    assert page.strip().startswith('<div id="board"')
    assert "<html" not in page


def test_an_empty_board_says_so(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    page = client_for(sven, nordlicht).get(BOARD).content.decode()

    assert page.count("Nothing is open.") == 2
    assert "Nothing to draw." in page


def test_raised_alarms_stand_above_the_figures(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_alarm(nordlicht, "Zu viel los", raised_at=clock.now())
    make_alarm(nordlicht, "Alles ruhig")
    make_alarm(alpina, "Fremder Alarm", raised_at=clock.now())
    browser = client_for(sven, nordlicht)

    for url in (BOARD, WALL):
        page = browser.get(url).content.decode()
        assert [name in page for name in ("Zu viel los", "Alles ruhig", "Fremder Alarm")] == [True, False, False]


def test_the_outlook_names_the_time_of_day(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    """Three came in three hours: one more at the full hour an hour ahead, two more at the limit two hours ahead."""
    frozen.at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for age in (1, 2, 3):
        make_ticket(billing, received_at=clock.now() - age * HOUR)
    make_alarm(nordlicht, threshold=5)

    page = client_for(sven, nordlicht).get(BOARD).content.decode()

    assert "10:00: about 4 open" in page
    assert "NORD: at this speed the limit of 5 falls (11:00)" in page
