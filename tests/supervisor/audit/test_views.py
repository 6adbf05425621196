from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.urls import reverse

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.org.domain.tenants import change_tenant, change_tenant_settings
from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

Clients = Callable[..., Browser]
LOG = "supervisor:audit:log"


def rows(page: object) -> list[str]:
    return [row.item.label for row in page.context["listing"].rows]  # type: ignore[attr-defined]


def test_a_change_shows_who_what_old_and_new(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    change_tenant(nordlicht, description="Strom", active=False, version=1, by=ada)
    change_tenant_settings(nordlicht, {"answers.copy_incoming_cc": True}, version=2, by=ada)

    newest, older = client_for(ada).get(reverse(LOG)).context["listing"].rows

    cells = {cell.column.key: cell.value for cell in older.cells}
    assert (cells["person"], cells["kind"], cells["action"]) == ("Ada Ahrens", "Tenant", "changed")
    assert sorted((change.field, change.old, change.new) for change in cells["changes"].changes) == [
        ("active", "Yes", "No"),
        ("description", "–", "Strom"),
    ]
    [setting] = next(cell.value for cell in newest.cells if cell.column.key == "changes").changes
    assert (setting.old, setting.new) == ("inherited", "Yes")


def test_a_change_of_the_system_names_it_in_words(client_for: Clients, ada: User) -> None:
    with everywhere():
        change_system_values({"answers.copy_incoming_cc": True}, version=1, by=ada)

    [row] = client_for(ada).get(reverse(LOG), headers={"accept-language": "de"}).context["listing"].rows

    assert [cell.value for cell in row.cells if cell.column.key == "label"] == ["System"]


def test_a_tenants_supervisor_sees_their_tenants_rows_only(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    change_tenant(nordlicht, description="N", version=1, by=ada)
    change_tenant(alpina, description="A", version=1, by=ada)
    with everywhere():
        record_change("changed", ada, by=ada, tenant_id=None)

    assert rows(client_for(sven, nordlicht).get(reverse(LOG))) == ["Nordlicht Energie"]
    assert rows(client_for(ada).get(reverse(LOG))) == ["Ada Ahrens", "Alpina Versicherung", "Nordlicht Energie"]


def test_who_may_read_the_log_of_one_tenant_reads_no_others(
    client_for: Clients,
    ada: User,
    bela: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_service: AgentGroup,
) -> None:
    """Bela works for both and has another right for the installation: row security would show all of it."""
    make_grant(bela, make_role(permissions=["audit.read"]), nordlicht_service)
    make_grant(bela, make_role(permissions=["users.read"]))
    change_tenant(nordlicht, description="N", version=1, by=ada)
    change_tenant(alpina, description="A", version=1, by=ada)
    with everywhere():
        record_change("changed", ada, by=ada, tenant_id=None)

    assert rows(client_for(bela, nordlicht, alpina).get(reverse(LOG))) == ["Nordlicht Energie"]


def test_the_log_is_narrowed_by_kind_person_and_time(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    change_tenant(nordlicht, description="N", version=1, by=ada)
    change_tenant(alpina, description="A", version=1, by=None)
    with everywhere():
        record_change("changed", ada, by=ada, tenant_id=None)

    page = client_for(ada).get(
        reverse(LOG), {"filter-kind": "tenants.tenant", "filter-person": "ahrens", "filter-at": "7"}
    )

    assert rows(page) == ["Nordlicht Energie"]


def test_the_history_of_one_thing(client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    change_tenant(nordlicht, description="N", version=1, by=ada)
    change_tenant(alpina, description="A", version=1, by=ada)
    browser = client_for(ada)

    page = browser.get(reverse("supervisor:audit:of", args=["tenants.tenant", nordlicht.pk]))

    assert rows(page) == ["Nordlicht Energie"]


def test_the_log_needs_as_many_statements_for_many_rows(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    change_tenant(nordlicht, description="1", version=1, by=ada)
    browser = client_for(ada)
    browser.get(reverse(LOG))
    with statements() as one:
        browser.get(reverse(LOG))
    change_tenant(nordlicht, description="2", version=2, by=ada)
    change_tenant(nordlicht, description="3", version=3, by=ada)

    with statements() as three:
        browser.get(reverse(LOG))

    assert len(three) == len(one)


def test_an_agent_may_not_read_it(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(reverse(LOG)).status_code == 403


def test_the_log_is_narrowed_by_action_and_words(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    change_tenant(nordlicht, description="Strom und Gas", version=1, by=ada)
    change_tenant(nordlicht, description="Wasser", version=2, by=ada)
    with everywhere():
        record_change("deleted", ada, by=ada, tenant_id=None, reason="Gast, kein Gas")
    browser = client_for(ada)

    by_action = browser.get(reverse(LOG), {"filter-action": "deleted"})
    by_words = browser.get(reverse(LOG), {"filter-changes": "gas"})

    assert rows(by_action) == ["Ada Ahrens"]
    assert rows(by_words) == ["Ada Ahrens", "Nordlicht Energie", "Nordlicht Energie"]
    assert "Gast, kein Gas" in by_words.content.decode()
    assert rows(browser.get(reverse(LOG), {"filter-changes": "Strom", "filter-action": "changed"})) == [
        "Nordlicht Energie",
        "Nordlicht Energie",
    ]


def exported(browser: Browser, query: str = "", form: str = "csv") -> str:
    answer = browser.post(f"{reverse('supervisor:audit:export')}{query}", {"format": form})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_what_the_filters_leave_is_handed_out_and_that_is_written_down(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    change_tenant(nordlicht, description="=SUM(1)", version=1, by=ada)
    change_tenant(alpina, description="A", version=1, by=ada)
    browser = client_for(ada)

    table = list(csv.DictReader(io.StringIO(exported(browser, "?filter-label=nordlicht")), delimiter=";"))
    lines = [json.loads(line) for line in exported(browser, "?filter-label=alpina", "jsonl").splitlines()]

    assert [(row["tenant"], row["label"], json.loads(row["changes"])) for row in table] == [
        (nordlicht.code, "Nordlicht Energie", {"description": ["", "'=SUM(1)"]})
    ]
    assert [line["tenant"] for line in lines] == [alpina.code]
    with everywhere():
        noted = AuditEntry.objects.filter(action="log exported", tenant=nordlicht).order_by("id").first()
        assert noted is not None
        assert noted.changes == {"format": [None, "csv"], "label": [None, "nordlicht"]}


def test_a_cell_that_a_spreadsheet_would_reckon_with_is_text(client_for: Clients, ada: User) -> None:
    with everywhere():
        record_change("changed", ada, by=ada, tenant_id=None, label="=1+1")

    rows_of_table = list(csv.DictReader(io.StringIO(exported(client_for(ada))), delimiter=";"))

    assert rows_of_table[0]["label"] == "'=1+1"


def test_the_chains_are_looked_at(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    change_tenant(nordlicht, description="N", version=1, by=ada)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    page = client_for(ada).get(reverse("supervisor:audit:chains"))

    looked_at = {tenant.code if tenant else "-": verdict for tenant, verdict, _said in page.context["lines"]}
    assert (looked_at[nordlicht.code].rows, looked_at[nordlicht.code].holds) == (1, True)
    assert looked_at["-"].holds
    assert "As it was written" in page.content.decode()


def test_a_broken_chain_says_where(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    """The end of the transaction has not come yet, so the entry has no number: as if put in past the chain."""
    change_tenant(nordlicht, description="N", version=1, by=ada)

    page = client_for(ada).get(reverse("supervisor:audit:chains")).content.decode()

    assert "Not as it was written" in page
    assert "An entry was put in past the chain" in page


def test_who_may_export_the_log_of_one_tenant_exports_and_checks_no_others(
    client_for: Clients, bela: User, nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup
) -> None:
    """Bela works for both and has another right for the installation: only the right in one tenant keeps them apart."""
    make_grant(bela, make_role(permissions=["audit.read", "audit.export"]), nordlicht_service)
    make_grant(bela, make_role(permissions=["users.read"]))
    browser = client_for(bela, nordlicht, alpina)

    exported(browser)
    page = browser.get(reverse("supervisor:audit:chains"))

    with everywhere():
        noted = AuditEntry.objects.filter(action="log exported").values_list("tenant__name", flat=True)
        assert list(noted) == ["Nordlicht Energie"]
    assert [tenant for tenant, _verdict, _said in page.context["lines"]] == [nordlicht]


def test_who_only_reads_neither_exports_nor_checks(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    assert "audit-export" not in browser.get(reverse(LOG)).content.decode()
    assert browser.post(reverse("supervisor:audit:export")).status_code == 403
    assert browser.get(reverse("supervisor:audit:chains")).status_code == 403


def test_the_log_is_narrowed_by_days(client_for: Clients, ada: User, frozen: Frozen) -> None:
    with everywhere():
        for day in (1, 2, 3):
            frozen.at = datetime(2026, 11, day, 22, 30, tzinfo=UTC)  # half past eleven at night in Berlin
            record_change("changed", ada, by=ada, tenant_id=None, label=f"Tag {day}")
    browser = client_for(ada)

    def found(query: str) -> list[str]:
        page = browser.get(f"/supervisor/audit/?{query}").content.decode()
        return [f"Tag {day}" for day in (1, 2, 3) if f"Tag {day}" in page]

    assert found("filter-from=2026-11-02") == ["Tag 2", "Tag 3"]
    assert found("filter-until=2026-11-02") == ["Tag 1", "Tag 2"]
    assert found("filter-from=2026-11-02&filter-until=2026-11-02") == ["Tag 2"]
    assert found("filter-from=gestern") == ["Tag 1", "Tag 2", "Tag 3"]
    assert "Tag 1" not in exported(browser, "?filter-from=2026-11-02")


def test_days_stay_when_the_list_is_sorted_or_turned(client_for: Clients, ada: User) -> None:
    with everywhere():
        record_change("changed", ada, by=ada, tenant_id=None)

    page = client_for(ada).get("/supervisor/audit/?filter-from=2020-11-02&sort=at", headers={"accept-language": "en"})

    text = page.content.decode()
    assert "filter-from=2020-11-02" in text.partition('id="sort-person"')[2][:300]
    assert '<input type="hidden" name="sort" value="at">' in text.partition('id="audit-days"')[2]
    assert 'value="2020-11-02"' in text.partition('id="audit-days"')[2]
