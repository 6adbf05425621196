"""The list of calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.calls.enums import CallState, Direction, Outcome
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.call_records import make_record
from tests.factories.customers import make_customer
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_ticket
from tests.supervisor.calls.conftest import EXPORT, LIST, WHERE, Clients, records, url
from tests.support.scoping import everywhere
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("connected")


def cells(response: Any) -> list[dict[str, Any]]:
    return [{cell.column.key: cell.value for cell in row.cells} for row in response.context["listing"].rows]


def ids(response: Any) -> list[int]:
    return [row.item.pk for row in response.context["listing"].rows]


def test_a_row_leads_to_its_call(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    calls = [make_record(nordlicht) for _ in range(2)]

    rows = client_for(sven, nordlicht).get(LIST).context["listing"].rows

    assert {row.url for row in rows} == {url("show", call.pk) for call in calls}


def test_a_call_in_the_list(client_for: Clients, sven: User, anna: User, nordlicht: Tenant, billing: Category) -> None:
    ticket = make_ticket(billing)
    customer = make_customer(nordlicht, "Jana Petersen")
    make_record(nordlicht, agent=anna, customer=customer, ticket=ticket, dialled_normal="+49405550", wrap_up_seconds=20)

    browser = client_for(sven, nordlicht)
    (found,) = cells(browser.get(LIST, headers={"accept-language": "en"}))
    (chosen,) = cells(browser.get(f"{LIST}?columns-set=1&columns=wrap-up&columns=ring"))

    assert [(key, value) for key, value in chosen.items() if key != "when"] == [("ring", 5), ("wrap-up", 20)]
    when = found.pop("when")
    assert when < clock.now()
    assert found == {
        "direction": "Incoming",
        "number": "040 1234567",
        "customer": "Jana Petersen",
        "tenant": nordlicht,
        "own": "040 5550",
        "agent": anna.name,
        "talk": 40,
        "outcome": "Answered",
        "ticket": {"number": ticket.number, "url": f"/desk/ticket/{ticket.number}/"},
    }


def test_newest_first_with_their_sums(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    now = clock.now()
    old, new = (make_record(nordlicht, started_at=now - timedelta(hours=hours)) for hours in (5, 1))
    missed = make_record(nordlicht, outcome=Outcome.MISSED, started_at=now - timedelta(hours=3))

    response = client_for(sven, nordlicht).get(LIST, headers={"accept-language": "en"})

    assert ids(response) == [new.pk, missed.pk, old.pk]
    assert response.context["totals"] == "3 calls, 1 missed, 1:20 talked"
    assert "3 calls, 1 missed, 1:20 talked" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("filter-direction=out", {"out"}),
        ("filter-outcome=missed", {"missed"}),
        ("filter-outcome=living", {"living"}),
        ("filter-number=089+765%2F4321", {"out"}),
        ("filter-ticket=with", {"answered"}),
        ("filter-ticket=without", {"out", "missed", "living", "old"}),
        ("filter-customer=petersen", {"answered"}),
        ("filter-when=1", {"out", "missed", "living", "answered"}),
        ("filter-when=yesterday", set()),
        ("filter-first=2026-11-20&filter-last=2026-11-20", {"old"}),
        ("filter-first=2026-11-21", {"out", "missed", "living", "answered"}),
        ("filter-last=2026-11-19", set()),
        ("filter-first=yesterday&filter-last=2026-02-31", {"out", "missed", "living", "answered", "old"}),
        ("filter-direction=out&filter-outcome=missed", set()),
    ],
)
def test_filters(
    client_for: Clients, sven: User, nordlicht: Tenant, ticket: Ticket, frozen: Frozen, query: str, wanted: set[str]
) -> None:
    frozen.at = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    petersen = make_customer(nordlicht, "Jana Petersen")
    made = {
        "answered": make_record(nordlicht, ticket=ticket, customer=petersen),
        "missed": make_record(nordlicht, outcome=Outcome.MISSED),
        "living": make_record(nordlicht, state=CallState.TALKING),
        "out": make_record(nordlicht, direction=Direction.OUT, outcome=Outcome.BUSY, remote_normal="+49897654321"),
        "old": make_record(nordlicht, started_at=datetime(2026, 11, 20, 22, 59, tzinfo=UTC)),
    }

    found = ids(client_for(sven, nordlicht).get(f"{LIST}?filter=1&{query}"))

    assert {name for name, call in made.items() if call.pk in found} == wanted


def test_filters_by_agent_and_tenant(
    client_for: Clients, ada: User, anna: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    ours, theirs = make_record(nordlicht, agent=anna), make_record(alpina, agent=carla)
    browser = client_for(ada, nordlicht, alpina)

    assert ids(browser.get(f"{LIST}?filter-agent={anna.pk}")) == [ours.pk]
    assert ids(browser.get(f"{LIST}?filter-tenant={alpina.pk}")) == [theirs.pk]


def test_numbers_are_called_for_the_tenant_of_the_record(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    """One may read both tenants' records, telephone for one of them, and work for whichever one chooses."""
    person, reads = make_user("Uwe", username="uwe"), ["supervisor.access", "calls.read"]
    make_grant(person, make_role("Both", [*reads, "calls.place"]), nordlicht_system)
    make_grant(person, make_role("Reads", reads), alpina_system)
    call = make_record(nordlicht, remote_normal="+49401234567")
    make_record(alpina, remote_normal="+43512123456")
    make_record(nordlicht, remote="", remote_normal="", anonymous=True)
    fields = f'name="number" value="+49401234567"><input type="hidden" name="tenant" value="{nordlicht.pk}">'

    both = client_for(person, nordlicht, alpina)
    shown, record = both.get(LIST).content.decode(), both.get(url("show", call.pk)).content.decode()

    assert (shown.count("dial__number"), record.count("dial__number")) == (1, 1)
    assert fields in shown
    assert fields in record
    assert "dial__number" not in client_for(person, alpina).get(LIST).content.decode()


def test_a_record_calls_back_for_its_request(
    client_for: Clients, sven: User, nordlicht: Tenant, ticket: Ticket
) -> None:
    call = make_record(nordlicht, ticket=ticket)

    page = client_for(sven, nordlicht).get(url("show", call.pk)).content.decode()

    assert f'<input type="hidden" name="ticket" value="{ticket.number}">' in page


def test_while_calls_are_not_connected_there_is_nothing(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht, recording_url=WHERE)
    browser = client_for(sven, nordlicht)
    shown = LIST in browser.get("/supervisor/board/").content.decode()
    with everywhere():
        SystemValues.objects.update(preferences={})

    assert shown
    assert LIST not in browser.get("/supervisor/board/").content.decode()
    asked = [browser.get(LIST), browser.get(url("show", call.pk)), browser.get(url("recording", call.pk))]
    assert [each.status_code for each in [*asked, browser.post(EXPORT)]] == [404] * 4


def test_agents_of_the_desk_may_not(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht)
    browser = client_for(anna, nordlicht)

    assert browser.get(LIST).status_code == 403
    assert browser.get(url("show", call.pk)).status_code == 403
    assert browser.post(EXPORT).status_code == 403


def test_calls_of_another_tenant_are_not_there(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    ours = make_record(nordlicht)
    theirs = make_record(alpina, recording_url=WHERE)
    browser = client_for(sven, nordlicht)

    assert ids(browser.get(LIST)) == [ours.pk]
    assert ids(browser.get(f"{LIST}?filter-tenant={alpina.pk}")) in ([ours.pk], [])
    assert browser.get(url("show", theirs.pk)).status_code == 404
    assert browser.get(url("recording", theirs.pk)).status_code == 404
    assert [each["id"] for each in records(browser.post(EXPORT, {"format": "jsonl"}))] == [ours.pk]


def test_the_right_in_one_tenant_shows_nothing_of_another_one_works_for(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_service: AgentGroup
) -> None:
    """Whoever supervises the one and answers for the other reads the records of the one."""
    person = make_user("Uwe", username="uwe")
    make_grant(person, make_role(permissions=["supervisor.access", "calls.read", "calls.export"]), nordlicht_system)
    make_grant(person, make_role(permissions=["tickets.read"]), alpina_service)
    ours, theirs = make_record(nordlicht), make_record(alpina)
    browser = client_for(person, nordlicht, alpina)

    assert ids(browser.get(LIST)) == [ours.pk]
    assert browser.get(url("show", theirs.pk)).status_code == 403
    assert [each["id"] for each in records(browser.post(EXPORT, {"format": "jsonl"}))] == [ours.pk]


def test_customers_and_requests_are_named_to_those_who_may_see_them(
    client_for: Clients, nordlicht: Tenant, nordlicht_system: SystemGroup, ticket: Ticket
) -> None:
    person = make_user("Uwe", username="uwe")
    make_grant(person, make_role(permissions=["supervisor.access", "calls.read", "calls.export"]), nordlicht_system)
    call = make_record(nordlicht, ticket=ticket, customer=make_customer(nordlicht, "Jana Petersen"))
    browser = client_for(person, nordlicht)

    (found,) = cells(browser.get(LIST))
    page = browser.get(url("show", call.pk)).content.decode()

    assert (found["customer"], found["ticket"]) == ("", None)
    assert "Petersen" not in page
    assert str(ticket.number)[4:] not in page.replace(" ", "")
    (handed_out,) = records(browser.post(EXPORT, {"format": "jsonl"}))
    assert [handed_out[name] for name in ("ticket", "customer_id", "customer_name")] == [None, None, None]


def test_neither_a_filter_nor_an_order_tells_of_customers_whom_one_may_not_see(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    """The same customer calls both tenants; at the second the person may read calls, but no contacts."""
    person, other = make_user("Uwe", username="uwe"), make_user("Udo", username="udo")
    reads = ["supervisor.access", "calls.read", "calls.export"]
    make_grant(person, make_role("Both", [*reads, "contacts.read"]), nordlicht_system)
    make_grant(person, make_role("Calls", reads), alpina_system)
    make_grant(other, make_role("Only calls", reads), alpina_system)
    ours, theirs = (make_record(one, customer=make_customer(one, "Jana Petersen")) for one in (nordlicht, alpina))
    make_record(nordlicht, customer=make_customer(nordlicht, "Bo"), started_at=clock.now() - timedelta(hours=9))

    both, calls_only = client_for(person, nordlicht, alpina), client_for(other, alpina)
    asked = f"{LIST}?filter-customer=petersen"

    assert ids(both.get(asked)) == [ours.pk]
    assert [each["id"] for each in records(both.post(f"{EXPORT}?filter-customer=petersen", {"format": "jsonl"}))] == [
        ours.pk
    ]
    assert ids(calls_only.get(asked)) == ids(calls_only.get(f"{LIST}?filter-customer=nobody")) == [theirs.pk]
    assert "filter-customer" not in calls_only.get(f"{LIST}?filter=1").content.decode()
    assert ids(both.get(f"{LIST}?sort=customer")) == ids(both.get(LIST))
    assert "sort=customer" not in both.get(LIST).content.decode()


def test_the_list_asks_the_same_for_three_as_for_one(
    client_for: Clients, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    def one_more() -> None:
        customer, ticket = make_customer(nordlicht), make_ticket(billing)
        make_record(nordlicht, agent=anna, customer=customer, ticket=ticket)

    browser = client_for(sven, nordlicht)
    one_more()
    browser.get(LIST)
    with statements() as for_one:
        browser.get(LIST)
    one_more()
    one_more()
    with statements() as for_three:
        assert len(ids(browser.get(LIST))) == 3

    assert len(for_three) == len(for_one)
