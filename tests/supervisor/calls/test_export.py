"""The list is handed out."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.enums import Outcome
from kontor.calls.models import Call
from kontor.kernel import clock
from kontor.people.models import User
from kontor.supervisor.calls import exports
from kontor.tenants.models import Tenant
from tests.factories.call_records import make_record
from tests.supervisor.calls.conftest import EXPORT, LIST, Clients, records
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.usefixtures("connected")


def test_what_the_list_shows_is_handed_out_for_a_spreadsheet(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    missed = make_record(nordlicht, outcome=Outcome.MISSED, started_at=clock.now() - timedelta(minutes=9))
    later = make_record(nordlicht, outcome=Outcome.MISSED)
    make_record(nordlicht)
    browser = client_for(sven, nordlicht)

    page = browser.get(f"{LIST}?filter=1&filter-outcome=missed&filter-number=040").content.decode()
    action = re.search(r'action="(/supervisor/calls/export/[^"]*)"', page)
    assert action
    response = browser.post(action[1].replace("&amp;", "&"), {"format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["id"] for row in found] == [str(missed.pk), str(later.pk)]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'attachment; filename="kontor-calls-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"])
    with in_scope(nordlicht):
        entry = AuditEntry.objects.get(action="calls exported")
    assert entry.changes == {"format": [None, "csv"], "outcome": [None, "missed"]}, "No numbers in the audit log."


def test_too_many_calls_are_refused_with_a_way_out(
    client_for: Clients, sven: User, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 1)
    make_record(nordlicht)
    make_record(nordlicht)
    browser = client_for(sven, nordlicht)

    response = browser.post(EXPORT, {"format": "csv"}, headers={"accept-language": "en", "HX-Request": "true"})

    assert response.status_code == 409
    assert "kontor calls export" in response.content.decode()
    with in_scope(nordlicht):
        assert not AuditEntry.objects.filter(action="calls exported").exists()


def test_an_export_is_written_down_only_where_calls_were_handed_out(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_record(nordlicht)
    theirs = make_record(alpina)

    response = client_for(ada, nordlicht, alpina).post(f"{EXPORT}?filter-tenant={alpina.pk}", {"format": "jsonl"})

    assert [each["id"] for each in records(response)] == [theirs.pk]
    with everywhere():
        assert [entry.tenant_id for entry in AuditEntry.objects.filter(action="calls exported")] == [alpina.pk]


def test_of_a_filter_that_means_nothing_every_tenant_is_told(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    made = [make_record(nordlicht), make_record(alpina)]

    response = client_for(ada, nordlicht, alpina).post(f"{EXPORT}?filter-tenant=nobody", {"format": "jsonl"})

    assert {each["id"] for each in records(response)} == {call.pk for call in made}
    with everywhere():
        told = {entry.tenant_id for entry in AuditEntry.objects.filter(action="calls exported")}
        assert told == {nordlicht.pk, alpina.pk}
        assert Call.objects.count() == 2
