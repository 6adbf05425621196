"""The blocked numbers: rows, order, what is found; unblocking several; the bounds of the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.calls.domain.blocking import block_number
from kontor.calls.models import BlockedNumber
from kontor.kernel import clock
from kontor.people.models import User
from kontor.people.permissions import SUPERVISOR
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/blocked-numbers/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    connect_calls()
    return client_for(sven, nordlicht)


def make_blocked(tenant: Tenant, number: str, by: User | None = None, *, reason: str = "", **values: Any) -> Any:
    with in_scope(tenant):
        row = block_number(tenant, number, reason=reason, by=by)
        if values:
            BlockedNumber.objects.filter(pk=row.pk).update(**values)
    return row


def test_a_row_says_who_blocked_why_and_when_the_last_call_came(
    browser: Browser, nordlicht: Tenant, sven: User
) -> None:
    called = clock.now() - timedelta(hours=1)
    row = make_blocked(nordlicht, "040 1234567", sven, reason="Drohungen", called_at=called)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["number"], cells["reason"], cells["by"]) == (row.number, "Drohungen", "Sven Sommer")
    assert (cells["called_at"], cells["tenant"]) == (called, "Nordlicht Energie")
    (shown,) = page.context["listing"].rows
    assert (shown.url, shown.colour, offered(page)) == ("", nordlicht.colour, ["Unblock"])


def test_a_number_that_was_blocked_from_its_call_is_written_as_people_write_it(
    browser: Browser, nordlicht: Tenant
) -> None:
    make_blocked(nordlicht, "+494311234567")

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["number"], ">0431 1234567<" in page.content.decode()) == ("0431 1234567", True)


def test_the_last_one_blocked_stands_first_unless_one_asks_for_another_order(
    browser: Browser, nordlicht: Tenant
) -> None:
    for days, reason in enumerate(("B", "C", "A")):
        made = clock.now() - timedelta(days=days)
        make_blocked(nordlicht, f"040 {9 - days}234567", reason=reason, created_at=made, called_at=made)

    assert ordered(browser, LIST, "", "number", "created_at", "-called_at", key="reason") == {
        "": ["B", "C", "A"],
        "number": ["A", "C", "B"],
        "created_at": ["A", "C", "B"],
        "-called_at": ["B", "C", "A"],
    }


def test_numbers_are_found_by_number_and_reason(browser: Browser, nordlicht: Tenant) -> None:
    make_blocked(nordlicht, "040 1234567", reason="Drohungen")
    make_blocked(nordlicht, "030 7654321", reason="Werbung")

    assert narrowed(browser, LIST, key="reason", number="7654", reason="DROH") == {
        "number": ["Werbung"],
        "reason": ["Drohungen"],
    }


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 number is unblocked."), (2, "2 numbers are unblocked.")])
def test_how_many_were_unblocked_is_said(browser: Browser, nordlicht: Tenant, count: int, sentence: str) -> None:
    _stays, *chosen = [make_blocked(nordlicht, f"040 123456{each}", reason=str(each)) for each in range(count + 1)]

    answer = browser.post(f"{LIST}remove/", {"selected": [row.pk for row in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)
    assert column(browser.get(LIST), "reason") == ["0"]


def test_of_two_tenants_one_sees_and_unblocks_what_one_may(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    connect_calls()
    own, other = make_blocked(nordlicht, "040 1234567", reason="A"), make_blocked(alpina, "040 7654321", reason="B")
    browser = client_of_both(*SUPERVISOR - {"calls.block"})

    shown = column(browser.get(LIST), "reason")
    answer = browser.post(f"{LIST}remove/", {"selected": [own.pk, other.pk]})

    assert (shown, said(answer)) == (["A"], ["You may not do this with all that is chosen. Nothing was changed."])
    with everywhere():
        assert BlockedNumber.objects.count() == 2


def test_blocking_says_the_number_and_keeps_the_reason(browser: Browser, nordlicht: Tenant, sven: User) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "number": "040 1234567", "reason": "Drohungen"})

    with everywhere():
        row = BlockedNumber.objects.get()
    assert (row.normalized, row.reason, row.by_id) == ("+49401234567", "Drohungen", sven.pk)
    assert (said(answer), answer["Location"]) == ([f"Calls from {row.number} are rejected from now on."], LIST)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"number": ""}, "number"), ({"number": "1" * 61}, "number"), ({"reason": "r" * 201}, "reason")],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, wrong: dict[str, str], field: str
) -> None:
    answer = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "number": "040 1234567", **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_there_is_no_such_list_while_calls_are_not_connected(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    row = make_blocked(nordlicht, "040 1234567")
    browser = client_for(sven, nordlicht)

    answers = [browser.get(LIST), browser.get(f"{LIST}new/"), browser.post(f"{LIST}remove/", {"selected": row.pk})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
