"""The lists of erasures and of holds: rows, order, filters, what is said; whose rows one sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure, Hold
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer
from tests.factories.privacy import make_erasure, make_hold, make_ticket_hold
from tests.factories.tickets import make_ticket
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:privacy:{name}", args=args)


def aged(row: Erasure | Hold, days: int, **values: Any) -> None:
    at = clock.now() - timedelta(days=days)
    with everywhere():
        if isinstance(row, Hold):
            Hold.objects.filter(pk=row.pk).update(placed_at=at, **values)
        else:
            Erasure.objects.filter(pk=row.pk).update(asked_at=at, **values)


def test_an_erasure_says_whose_and_why(browser: Browser, nordlicht: Tenant, ada: User) -> None:
    make_erasure(nordlicht, 4711, asked_by=ada)

    (row,) = rows_of(browser.get(url("list")))

    assert (row["what"], row["state"], row["reason"]) == ("Contact 4711", ErasureState.DONE.label, "Article 17")
    assert (row["asked_by"], row["tenant"]) == ("Ada Ahrens", "Nordlicht Energie")


def test_the_end_of_a_retention_says_whether_it_is_a_tenants(browser: Browser, nordlicht: Tenant) -> None:
    for days, tenant in enumerate((nordlicht, None)):
        aged(make_erasure(tenant, None, kind=ErasureKind.RETENTION), days)

    page = browser.get(url("list"))

    assert column(page, "what") == ["End of retention", "End of retention: mail that came to no tenant"]
    assert [row.colour for row in page.context["listing"].rows] == [nordlicht.colour, None]


def test_the_last_erasure_stands_first_unless_one_asks_for_another_order(browser: Browser, nordlicht: Tenant) -> None:
    for days, reason in enumerate(("B", "C", "A")):
        aged(make_erasure(nordlicht, days + 1, reason=reason), days, ended_at=clock.now() + timedelta(days=days))

    assert ordered(browser, url("list"), "", "asked_at", "ended_at", key="reason") == {
        "": ["B", "C", "A"],
        "asked_at": ["A", "C", "B"],
        "ended_at": ["B", "C", "A"],
    }
    assert narrowed(browser, url("list"), key="reason", reason="c", state=ErasureState.CANCELED) == {
        "reason": ["C"],
        "state": [],
    }


def test_a_hold_says_of_what_and_who_placed_it(
    browser: Browser, nordlicht: Tenant, billing: Category, ada: User
) -> None:
    contact, ticket = make_hold(make_customer(nordlicht, "Käthe"), "A"), make_ticket_hold(make_ticket(billing), "B")
    aged(contact, 1, placed_by=ada)
    aged(ticket, 2, lifted_at=clock.now())

    held, lifted = rows_of(browser.get(url("holds")))

    assert (held["reason"], held["placed_by"], held["lifted_at"]) == ("A", "Ada Ahrens", None)
    assert (lifted["reason"], lifted["placed_by"], lifted["lifted_at"] is None) == ("B", None, False)
    assert ordered(browser, url("holds"), "placed_at", key="reason") == {"placed_at": ["B", "A"]}
    assert narrowed(browser, url("holds"), key="reason", reason="b") == {"reason": ["B"]}


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 hold is lifted."), (2, "2 holds are lifted.")])
def test_how_many_holds_were_lifted_is_said(browser: Browser, nordlicht: Tenant, count: int, sentence: str) -> None:
    stays, *chosen = [make_hold(make_customer(nordlicht)) for _ in range(count + 1)]

    answer = browser.post(url("lift"), {"selected": [hold.pk for hold in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], url("holds"))
    with everywhere():
        assert list(Hold.objects.filter(lifted_at=None)) == [stays]


def test_one_sees_and_lifts_what_one_may(client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant) -> None:
    own, other = [make_hold(make_customer(tenant), tenant.code) for tenant in (nordlicht, alpina)]
    for tenant in (nordlicht, alpina):
        make_erasure(tenant, reason=tenant.code)
    looking, stranger = client_of_both("privacy.read"), client_of_both("tickets.read")

    shown = [
        [sorted(column(browser.get(url(name)), "reason")) for name in ("holds", "list")]
        for browser in (looking, stranger)
    ]
    lifted = looking.post(url("lift"), {"selected": [own.pk, other.pk]})

    assert shown == [[["ALPI", "NORD"]] * 2, [["NORD"]] * 2]
    assert ["Nothing was changed." in sentence for sentence in said(lifted)] == [True]
    with everywhere():
        assert Hold.objects.filter(lifted_at=None).count() == 2


def test_who_has_no_right_there_sees_no_list(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht)
    browser = client_for(sven, nordlicht)

    pages = [url(name) for name in ("list", "holds", "tenants")]
    pages += [url("show", erasure.pk), url("retention", nordlicht.pk)]

    assert [browser.get(page).status_code for page in pages] == [403] * 5


def test_a_new_hold_is_offered_to_who_may_place_one(client_for: ClientFor, ada: User, browser: Browser) -> None:
    page = browser.get(url("holds"))

    assert (page.context["new_url"], offered(page)) == (url("new-hold"), ["Lift"])


def test_a_ticket_of_a_tenant_where_one_may_only_look_is_not_held(
    client_of_both: ClientFor, claims: Category, billing: Category
) -> None:
    browser = client_of_both("privacy.read", "tickets.read")
    own, other = make_ticket(billing), make_ticket(claims)

    answers = [browser.post(url("new-hold"), {"number": str(each.number), "reason": "X"}) for each in (other, own)]

    assert [answer.status_code for answer in answers] == [422, 302]
    with everywhere():
        assert [hold.ticket_id for hold in Hold.objects.all()] == [own.pk]


@pytest.mark.parametrize(("state", "may"), [(ErasureState.WAITING, [True, False]), (ErasureState.DONE, [False, False])])
def test_an_erasure_is_stopped_by_who_may_while_it_goes_on(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant, state: ErasureState, may: list[bool]
) -> None:
    browser = client_of_both("privacy.read")
    rows = [make_erasure(tenant, state=state) for tenant in (nordlicht, alpina)]

    pages = [browser.get(url("show", row.pk)) for row in rows]

    assert [page.context["may_cancel"] for page in pages] == may
    assert [page.context["erasure"] for page in pages] == rows
    assert browser.post(url("cancel", rows[1].pk)).status_code == 403


def test_stopping_says_that_what_is_gone_stays_gone(browser: Browser, nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht, state=ErasureState.WAITING)

    answer = browser.post(url("cancel", erasure.pk))

    assert said(answer) == ["Nothing more is erased. What is gone already stays gone."]
    assert answer["Location"] == url("show", erasure.pk)


def test_without_a_certificate_there_is_nothing_to_hand_out(browser: Browser, nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht, state=ErasureState.WAITING)

    assert [browser.get(url(name, erasure.pk)).status_code for name in ("certificate", "certificate-pdf")] == [404, 404]
    assert browser.get(url("show", erasure.pk)).context["certificate"] == {}


def test_who_has_one_tenant_is_led_to_what_would_go_there(
    client_of_both: ClientFor, browser: Browser, nordlicht: Tenant, alpina: Tenant
) -> None:
    led, both = client_of_both("tickets.read").get(url("tenants")), client_of_both("privacy.read").get(url("tenants"))

    assert led["Location"] == url("retention", nordlicht.pk)
    assert sorted(each.code for each in both.context["tenants"]) == ["ALPI", "NORD"]
    assert [len(page.context["of_installation"]) for page in (both, browser.get(url("tenants")))] == [0, 1]


@pytest.mark.parametrize("months", ["0", "241", "x", ""])
def test_a_length_to_try_is_between_one_month_and_twenty_years(
    browser: Browser, nordlicht: Tenant, months: str
) -> None:
    page = browser.get(url("retention", nordlicht.pk), {"months": months})

    assert (page.status_code, page.context["tried"]) == (422, None)


def test_categories_that_are_kept_for_ever_are_counted(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    context = browser.get(url("retention", nordlicht.pk)).context

    assert (context["for_ever"], context["total"], context["tried"]) == (2, 0, None)


def test_what_stays_is_said_beside_what_goes_and_is_no_part_of_it(
    browser: Browser, nordlicht: Tenant, billing: Category
) -> None:
    long_ago = clock.now() - timedelta(days=400)
    gone, held, also_held = (make_ticket(billing, state="closed", closed_at=long_ago) for _number in range(3))
    for ticket in (held, also_held):
        make_ticket_hold(ticket)

    page = browser.get(url("retention", nordlicht.pk), {"months": 12}).content.decode()

    cells = re.findall(r'data-label="(Tickets|stay: held or not done)">(\d+)<', page)
    assert cells == [("Tickets", "1"), ("stay: held or not done", "2")]
    assert str(gone.number)[-4:] in page


def test_where_it_is_set_how_long_general_mail_is_kept_is_one_step_away(client_for: ClientFor, ada: User) -> None:
    browser = client_for(ada)
    page = browser.get(reverse("supervisor:privacy:tenants")).content.decode()

    address, _sign, place = re.findall(r'href="([^"]*keep_general_mail_months)"', page)[0].partition("#")

    assert f'id="{place}"' in browser.get(address).content.decode()
