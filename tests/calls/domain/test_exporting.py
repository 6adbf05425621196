"""Call records for other programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.domain.exporting import COLUMNS, Format, exported, note_export
from kontor.calls.enums import Direction, Outcome
from kontor.calls.models import Call
from kontor.kernel.spreadsheets import BYTE_ORDER_MARK
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.call_records import make_record
from tests.factories.customers import make_customer
from tests.support.scoping import in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


def records(tenant: Tenant, form: Format, **options: Any) -> list[dict[str, Any]]:
    with in_scope(tenant):
        text = "".join(exported(Call.objects.all(), form, **options))
    if form == Format.JSON_LINES:
        return [json.loads(line) for line in text.splitlines()]
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), delimiter=";"))


def test_a_call_with_all_its_columns(nordlicht: Tenant, anna: User, ticket: Ticket) -> None:
    customer = make_customer(nordlicht, "Jana Petersen")
    call = make_record(
        nordlicht,
        started_at=NOON,
        agent=anna,
        extension="12",
        customer=customer,
        ticket=ticket,
        dialled="040 5550",
        dialled_normal="+49405550",
        trunk="nord",
        queue="Service",
        cause=16,
        wrap_up_seconds=20,
    )

    (found,) = records(nordlicht, Format.JSON_LINES)

    assert list(found) == list(COLUMNS)
    assert found == {
        "id": call.pk,
        "tenant": nordlicht.code,
        "phone_system": "Zentrale",
        "direction": "in",
        "state": "ended",
        "outcome": "answered",
        "cause": 16,
        "started_at": "2026-11-27T11:00:00Z",
        "answered_at": "2026-11-27T11:00:05Z",
        "ended_at": "2026-11-27T11:00:45Z",
        "number": "040 1234567",
        "number_normal": "+49401234567",
        "anonymous": False,
        "dialled_number": "040 5550",
        "dialled_number_normal": "+49405550",
        "signalled_number": "",
        "prefix": "",
        "postfix": "",
        "trunk": "nord",
        "queue": "Service",
        "extension": "12",
        "agent": anna.username,
        "agent_name": anna.name,
        "customer_id": customer.pk,
        "customer_name": "Jana Petersen",
        "ticket": ticket.number,
        "ring_seconds": 5,
        "talk_seconds": 40,
        "wrap_up_seconds": 20,
        "test_call": False,
    }


def test_both_forms_say_the_same(nordlicht: Tenant, anna: User) -> None:
    make_record(nordlicht, agent=anna, started_at=NOON)
    make_record(nordlicht, direction=Direction.OUT, outcome=Outcome.BUSY, cause=17, is_test=True, started_at=NOON)

    of_csv, of_json = records(nordlicht, Format.CSV), records(nordlicht, Format.JSON_LINES)

    assert of_csv == [{name: in_a_cell(value) for name, value in each.items()} for each in of_json]


def in_a_cell(value: object) -> str:
    words = {"None": "", "True": "1", "False": "0"}
    return words.get(str(value), str(value))


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1+cmd|'/C calc'!A0", "'+1+cmd|'/C calc'!A0"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("+49401234567", "+49401234567"),
        ('Ringo; "Star"\r\nKG', 'Ringo; "Star"\r\nKG'),
    ],
)
def test_a_spreadsheet_reckons_with_nothing_that_a_caller_sends(nordlicht: Tenant, told: str, cell: str) -> None:
    make_record(nordlicht, remote=told)

    assert records(nordlicht, Format.CSV)[0]["number"] == cell
    assert records(nordlicht, Format.JSON_LINES)[0]["number"] == told


def test_tickets_of_other_categories_are_not_named(nordlicht: Tenant, ticket: Ticket, billing: Category) -> None:
    make_record(nordlicht, ticket=ticket)

    def named(categories: set[int] | None) -> object:
        return records(nordlicht, Format.JSON_LINES, categories=categories)[0]["ticket"]

    assert [named(None), named({billing.pk}), named(set())] == [ticket.number, ticket.number, None]


def test_customers_of_other_tenants_are_not_named(nordlicht: Tenant, alpina: Tenant) -> None:
    make_record(nordlicht, customer=make_customer(nordlicht, "Jana Petersen"))

    def named(contacts: set[int] | None) -> object:
        return records(nordlicht, Format.JSON_LINES, contacts=contacts)[0]["customer_name"]

    assert [named(None), named({nordlicht.pk}), named({alpina.pk})] == ["Jana Petersen", "Jana Petersen", None]


def test_the_number_of_statements_depends_on_batches_only(nordlicht: Tenant, anna: User) -> None:
    def sent() -> int:
        with in_scope(nordlicht), statements() as found:
            list(exported(Call.objects.all(), Format.CSV))
        return len(found)

    make_record(nordlicht, agent=anna)
    with_one = sent()
    for hours in range(3):
        make_record(nordlicht, agent=anna, started_at=NOON - timedelta(hours=hours))

    assert with_one == sent() == 1


def test_an_export_is_written_down_in_each_tenant(nordlicht: Tenant, alpina: Tenant, sven: User) -> None:
    with in_scope(nordlicht, alpina):
        note_export([nordlicht, alpina], Format.CSV, narrowed={"when": "7"}, by=sven)
        found = AuditEntry.objects.order_by("tenant_id").values_list("action", "tenant_id", "actor_id", "changes")

        changes = {"format": [None, "csv"], "when": [None, "7"]}
        tenants = sorted(tenant.pk for tenant in (nordlicht, alpina))
        assert list(found) == [("calls exported", tenant, sven.pk, changes) for tenant in tenants]
