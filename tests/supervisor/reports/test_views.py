"""Reports: which days, divided by what, shown to whom, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from kontor.org.domain.closing_codes import create_closing_code
from kontor.org.models import Category, ClosingCode, SystemGroup
from kontor.people.models import User
from kontor.reports.domain.periods import Period, days_of
from kontor.supervisor.reports.period import LONGEST
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.org import make_grant, make_main_category
from tests.factories.people import make_role
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
URL = "/supervisor/reports/"
FILE = "/supervisor/reports/figures/"
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _evening(frozen: Frozen) -> None:
    frozen.at = NOON + 6 * HOUR


def closed(category: Category, by: User, *, at: datetime = NOON, code: ClosingCode | None = None) -> Ticket:
    ticket = make_ticket(category, received_at=at - 2 * HOUR)
    make_message(ticket, direction=Direction.OUT, kind=MessageKind.REPLY, author=by, at=at)
    with in_scope(category.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(
            state=TicketState.CLOSED, closed_at=at, last_owner=by, due_at=None, closing_code=code
        )
    return ticket


def shown(browser: Browser, query: str = "") -> list[tuple[str, int, int, int]]:
    """The lines of the page: name, received, answered, closed."""
    lines = browser.get(URL + query).context["lines"]
    return [(line.name, line.work.came, line.work.answered, line.work.closed) for line in lines]


def table(browser: Browser, query: str = "") -> list[list[str]]:
    content = browser.get(FILE + query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


def test_thirty_days_by_category_are_what_one_sees_first(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    closed(billing, anna)
    make_ticket(moving, received_at=NOON)
    make_ticket(moving, received_at=NOON - timedelta(days=30))

    browser = client_for(sven, nordlicht)

    assert shown(browser) == [(nordlicht.name, 2, 1, 1), (billing.name, 1, 1, 1), (moving.name, 1, 0, 0)]
    assert shown(browser, "?period=last-month") == [(nordlicht.name, 1, 0, 0), (moving.name, 1, 0, 0)]


def test_by_day_each_day_has_a_line(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    closed(billing, anna)

    browser = client_for(sven, nordlicht)
    query = "?by=day&period=days&first=2026-03-09&last=2026-03-11"

    assert [line[1:] for line in shown(browser, query)] == [(0, 0, 0), (1, 1, 1), (0, 0, 0)]
    page = browser.get(URL + query).content.decode()
    assert ("All together" in page, 'name="tenant"' in page) == (True, False)


def test_by_agent_and_by_closing_code(
    client_for: ClientFor, sven: User, anna: User, bela: User, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    with in_scope(nordlicht):
        late, early, _unused = (
            create_closing_code(nordlicht, code=code, name=name, by=ada)
            for code, name in (("V", "Verzogen"), ("OK", "Erledigt"), ("X", "Sonstiges"))
        )
    closed(billing, bela, code=late)
    closed(billing, bela, code=early)
    closed(billing, anna)

    browser = client_for(sven, nordlicht)

    assert shown(browser, "?by=agent") == [(anna.name, 0, 1, 1), (bela.name, 0, 2, 2)]
    assert shown(browser, "?by=code") == [
        ("OK Erledigt", 0, 0, 1),
        ("V Verzogen", 0, 0, 1),
        ("without closing code", 0, 0, 1),
    ]


def test_a_deleted_category_keeps_what_was_done_in_it(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    closed(billing, anna)
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(deleted_at=NOON)

    assert shown(client_for(ada, nordlicht), f"?tenant={nordlicht.pk}")[1:] == [(f"{billing.name} (deleted)", 1, 1, 1)]


def test_categories_stand_by_their_main_categories(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    for category, name in ((billing, "Wohnen"), (moving, "Haus")):
        with in_scope(nordlicht):
            Category.objects.filter(pk=category.pk).update(main_category=make_main_category(nordlicht, name))
        make_ticket(category, received_at=NOON)

    assert [line[0] for line in shown(client_for(sven, nordlicht))[1:]] == [moving.name, billing.name]


def test_the_file_has_the_lines_of_the_page(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(name="=1+1")
    closed(billing, anna)

    heads, *rows = table(client_for(sven, nordlicht))

    assert heads[4:9] == ["Name", "new", "answered", "to the 2nd level", "closed"]
    assert rows == [
        ["2026-02-09", "2026-03-10", nordlicht.name, "", "", "1", "1", "0", "1", "120", "0", "0"],
        ["2026-02-09", "2026-03-10", nordlicht.name, "", "'=1+1", "1", "1", "0", "1", "120", "0", "0"],
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2026-03-11&last=2026-03-10", "The last day is before the first."),
        ("first=2025-01-01&last=2026-03-10", f"A report has at most {LONGEST} days."),
        ("first=1026-01-01&last=2026-03-10", "Enter a day of the years 2000 to 2100."),
        ("first=yesterday&last=2026-03-10", "Enter a day that exists."),
        ("first=2026-03-10&last=tomorrow", "Enter a day that exists."),
    ],
)
def test_days_that_make_no_report_are_said(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, query: str, sentence: str
) -> None:
    browser = client_for(sven, nordlicht)

    page = browser.get(f"{URL}?period=days&{query}")

    assert sentence in page.content.decode()
    assert "report" not in page.context
    assert browser.get(f"{FILE}?period=days&{query}")["Location"] == f"{URL}?period=days&{query}"


def test_days_of_another_choice_do_not_matter(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    """What was typed stays in the address when another period is chosen."""
    page = client_for(sven, nordlicht).get(f"{URL}?period=today&first=2026-03-11&last=2026-03-01")

    assert page.context["days"] == (NOON.date(), NOON.date())


def test_a_tenant_one_does_not_see_is_not_found(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    browser, without = client_for(sven, nordlicht), client_for(anna, nordlicht)

    urls = [f"{url}?tenant={tenant.pk}" for url in (URL, FILE) for tenant in (nordlicht, alpina)]
    assert [browser.get(url).status_code for url in urls] == [200, 404, 200, 404]
    assert [without.get(url).status_code for url in (URL, FILE)] == [403, 403]


def test_what_stays_in_the_address_of_days_not_chosen_hides_nothing(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    assert "report" in client_for(sven, nordlicht).get(f"{URL}?period=today&first=0202-01-01&last=x").context


def test_the_file_leaves_empty_what_is_not_counted_by_agent(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    closed(billing, anna)
    browser = client_for(sven, nordlicht)

    assert "stands with its own tenant." in browser.get(f"{URL}?by=agent").content.decode()
    assert table(browser, "?by=agent")[1][4:] == [anna.name, "", "1", "0", "1", "120", "", ""]


def test_all_tenants_have_one_line_together(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    closed(billing, anna)
    closed(claims, anna)
    browser = client_for(ada, nordlicht, alpina)

    page = browser.get(URL).content.decode()

    assert 'name="tenant"' in page
    assert [line[0] for line in shown(browser)] == [alpina.name, claims.name, nordlicht.name, billing.name]
    assert "All together" in page
    assert "All together" not in browser.get(f"{URL}?tenant={alpina.pk}").content.decode()


def test_the_screen_on_the_wall_does_not_see_what_agents_did(
    client_for: ClientFor, dora: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    make_grant(dora, make_role("Wand", ["supervisor.access", "board.read"]), nordlicht_system)
    browser = client_for(dora, nordlicht)

    assert [browser.get(url).status_code for url in ("/supervisor/board/", URL, FILE)] == [200, 403, 403]


@pytest.mark.parametrize("by", ["category", "day", "agent", "code"])
def test_more_lines_take_no_more_statements(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category, moving: Category, by: str
) -> None:
    browser = client_for(sven, nordlicht)
    closed(billing, anna)
    with statements() as one:
        browser.get(f"{URL}?by={by}")
    for category in (billing, moving, moving):
        closed(category, sven)

    with statements() as many:
        browser.get(f"{URL}?by={by}")

    assert len(many) == len(one)


TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, TODAY, TODAY),
        (Period.YESTERDAY, date(2026, 3, 9), date(2026, 3, 9)),
        (Period.THIS_WEEK, date(2026, 3, 9), TODAY),
        (Period.LAST_WEEK, date(2026, 3, 2), date(2026, 3, 8)),
        (Period.LAST_7_DAYS, date(2026, 3, 4), TODAY),
        (Period.LAST_30_DAYS, date(2026, 2, 9), TODAY),
        (Period.THIS_MONTH, date(2026, 3, 1), TODAY),
        (Period.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Period.THIS_YEAR, date(2026, 1, 1), TODAY),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods(period: Period, first: date, last: date) -> None:
    assert days_of(period, TODAY) == (first, last)
