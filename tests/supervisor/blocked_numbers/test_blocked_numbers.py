from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.calls.domain.blocking import block_number, unblock_number
from kontor.calls.models import BlockedNumber, DialledNumber
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.supervisor.blocked_numbers.access import BLOCK
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls, make_system
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = reverse("supervisor:blocked_numbers:list")
NEW = reverse("supervisor:blocked_numbers:new")
REMOVE = reverse("supervisor:blocked_numbers:remove")


@pytest.fixture(autouse=True)
def _connected(nordlicht: Tenant) -> None:
    connect_calls()


def _block(tenant: Tenant, number: str, **more: str) -> BlockedNumber:
    with in_scope(tenant):
        return block_number(tenant, number, by=None, **more)


def _all() -> list[tuple[int, str, str, str]]:
    with everywhere():
        rows = BlockedNumber.objects.order_by("id")
        return [(row.tenant_id, row.number, row.normalized, row.reason) for row in rows]


def test_the_list_shows_those_of_ones_own_tenants(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    _block(nordlicht, "0431 1234567", reason="Werbung für Solarzellen")
    _block(alpina, "+49 30 7654321")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert [word in page for word in ("0431 1234567", "Werbung für Solarzellen", "7654321")] == [True, True, False]


def test_a_blocked_number_is_called_for_the_tenant_that_blocks_it(
    client_for: ClientFor, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    """One sees what both tenants block, telephones for one of them, and works for whichever one chooses."""
    person, reads = make_user("Uwe", username="uwe"), ["supervisor.access", BLOCK]
    make_grant(person, make_role("Both", [*reads, "calls.place"]), nordlicht_system)
    make_grant(person, make_role("Blocks", reads), alpina_system)
    _block(nordlicht, "0431 1234567")
    _block(alpina, "+43 512 7654321")

    page = client_for(person, nordlicht, alpina).get(LIST).content.decode()

    assert page.count("dial__number") == 1
    assert f'name="number" value="+494311234567"><input type="hidden" name="tenant" value="{nordlicht.pk}">' in page
    assert "dial__number" not in client_for(person, alpina).get(LIST).content.decode()


def test_it_is_for_those_who_may_and_while_calls_are_connected(
    client_for: ClientFor, anna: User, sven: User, nordlicht: Tenant
) -> None:
    agent = client_for(anna, nordlicht).get(LIST).status_code
    values = SystemValues.get()
    values.preferences = {}
    values.save(update_fields=["preferences"])
    browser = client_for(sven, nordlicht)

    assert agent == 403
    assert [browser.get(LIST).status_code, browser.get(NEW).status_code, browser.post(REMOVE).status_code] == [404] * 3


def test_the_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    _block(nordlicht, "0431 1234567")
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    for number in ("0431 1234568", "0431 1234569"):
        _block(nordlicht, number)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_a_number_is_blocked_and_unblocked(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(NEW).status_code == 200

    values = {"tenant": nordlicht.pk, "number": " 0431/123 45 67 ", "reason": "Droht"}
    made = browser.post(NEW, values)
    blocked = _all()
    with everywhere():
        row = BlockedNumber.objects.get()
    removed = browser.post(REMOVE, {"selected": [row.pk]})

    assert (made.status_code, removed.status_code) == (302, 302)
    assert blocked == [(nordlicht.pk, "0431/123 45 67", "+494311234567", "Droht")]
    assert row.by_id == sven.pk
    assert _all() == []
    with everywhere():
        actions = AuditEntry.objects.filter(kind="calls.blockednumber").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["created", "deleted"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Enter a phone number."),
        ("anonymous", "contains letters"),
        ("110", "is an emergency number"),
        ("0431 1234567", "0431-1234567 is blocked already."),
        ("+49 431 999999", "is a number of our own"),
    ],
)
def test_what_cannot_be_blocked_is_said(
    client_for: ClientFor, sven: User, nordlicht: Tenant, number: str, sentence: str
) -> None:
    _block(nordlicht, "0431-1234567")
    with in_scope(nordlicht):
        DialledNumber.objects.create(
            tenant=nordlicht, system=make_system(), number="0431 999999", normalized="+49431999999"
        )

    response = client_for(sven, nordlicht).post(NEW, {"tenant": nordlicht.pk, "number": number})

    assert response.status_code in (409, 422)
    assert sentence in response.content.decode()
    assert len(_all()) == 1


def test_other_tenants_numbers_are_out_of_reach(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    theirs = _block(alpina, "+49 30 7654321")
    browser = client_for(sven, nordlicht)

    browser.post(REMOVE, {"selected": [theirs.pk]})
    browser.post(NEW, {"tenant": alpina.pk, "number": "0431 1234567"})

    assert [row[:2] for row in _all()] == [(alpina.pk, "+49 30 7654321")]


def test_who_is_unblocked_twice_is_unblocked_once(nordlicht: Tenant, alpina: Tenant) -> None:
    row = _block(nordlicht, "0431 1234567")
    _block(alpina, "+49 431 1234567")

    with in_scope(nordlicht):
        unblock_number(row, by=None)
        unblock_number(row, by=None)
        with refused("contains letters"):
            block_number(nordlicht, "anna", by=None)

    assert [row[0] for row in _all()] == [alpina.pk]
