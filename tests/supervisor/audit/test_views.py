from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.audit.domain.recording import record_change
from kontor.org.domain.tenants import change_tenant, change_tenant_settings
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values
from kontor.tenants.models import Tenant
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
