"""The form that asks why: as a page and as a dialog, and that it sends everything once more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.org.preferences import REASONS
from kontor.people.models import Role, User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere

EN = {"accept-language": "en"}
URL = "/supervisor/tenants/delete/"


@pytest.fixture
def browser(client_for: Any, ada: User, nordlicht: Tenant, billing: Category) -> Any:
    ask("tenants", "roles")
    return client_for(ada, nordlicht)


def ask(*deeds: str) -> None:
    with everywhere():
        change_system_values({REASONS.key: list(deeds)}, version=system_values().version)


def is_there(tenant: Tenant) -> bool:
    with everywhere():
        return Tenant.objects.living().filter(pk=tenant.pk).exists()


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_the_page_asks_and_sends_the_same_once_more(browser: Any) -> None:
    tenant = make_tenant("Fort")

    asked = browser.post(URL, {"selected": tenant.pk}, headers=EN)
    page = asked.content.decode()

    assert asked.status_code == 409
    assert "Say why. For this a reason is asked: Deleting a tenant." in page
    assert f'action="{URL}"' in page
    assert fields(page)["selected"] == str(tenant.pk)
    assert is_there(tenant)
    answer = browser.post(URL, {"selected": fields(page)["selected"], "audit-reason": "Vertrag beendet"})
    assert answer.status_code == 302
    assert not is_there(tenant)
    with everywhere():
        row = AuditEntry.objects.get(kind="tenants.tenant", object_id=tenant.pk, action="deleted")
    assert row.reason == "Vertrag beendet"
    assert "Vertrag beendet" in browser.get("/supervisor/audit/").content.decode()


def test_htmx_gets_a_dialog(browser: Any) -> None:
    tenant = make_tenant("Fort")

    asked = browser.post(URL, {"selected": tenant.pk}, headers={**EN, "HX-Request": "true"})

    assert asked.headers["HX-Retarget"] == "#reason-place"
    assert asked.content.decode().lstrip().startswith("<dialog")
    assert "data-open" in asked.content.decode()
    assert is_there(tenant)


def test_what_was_entered_in_a_mask_is_not_lost(browser: Any, agent_role: Role) -> None:
    url = f"/supervisor/roles/{agent_role.pk}/"
    sent = {"name": "Sachbearbeitung", "permissions": ["desk.access", "tickets.read"], "version": agent_role.version}

    page = browser.post(url, sent, headers=EN).content.decode()

    assert re.findall(r'name="permissions" value="([^"]+)"', page) == ["desk.access", "tickets.read"]
    assert "csrfmiddlewaretoken" not in fields(page.partition("csrfmiddlewaretoken")[2])
    agent_role.refresh_from_db()
    assert agent_role.name != "Sachbearbeitung"
    browser.post(url, {**sent, "audit-reason": "neu geordnet"})
    agent_role.refresh_from_db()
    assert agent_role.name == "Sachbearbeitung"


def test_an_empty_reason_is_asked_again(browser: Any) -> None:
    tenant = make_tenant("Fort")

    assert browser.post(URL, {"selected": tenant.pk, "audit-reason": " "}).status_code == 409
    assert is_there(tenant)


def test_what_is_only_looked_at_elsewhere_asks_by_a_form_that_can_be_sent(browser: Any, nordlicht: Tenant) -> None:
    ask("configuration")
    url = f"/supervisor/tenant-files/export/{nordlicht.pk}/"

    assert browser.get(url, headers=EN).status_code == 409
    answer = browser.post(url, {"audit-reason": "Umzug"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/yaml")
    with everywhere():
        assert AuditEntry.objects.get(action="configuration exported").reason == "Umzug"


def test_a_file_is_named_and_taken_once_more(browser: Any, agent_role: Role) -> None:
    url = f"/supervisor/roles/{agent_role.pk}/"
    sent = {"name": "Sachbearbeitung", "permissions": ["desk.access"], "version": agent_role.version}

    answer = browser.post(url, {**sent, "file": SimpleUploadedFile("liste <1>.txt", b"x")}, headers=EN)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'enctype="multipart/form-data"' in page
    assert "Choose the file “liste &lt;1&gt;.txt” once more" in page
    assert re.search(r'type="file" name="file" required', page)
    assert fields(page)["name"] == "Sachbearbeitung"


def test_the_dialog_that_asks_whether_asks_why_as_well(browser: Any, agent_role: Role) -> None:
    lists = ("tenants", "roles", "users")

    asked = ["data-confirm-reason" in browser.get(f"/supervisor/{name}/").content.decode() for name in lists]

    assert asked == [True, True, False]


def test_handing_out_the_log_asks_too(browser: Any) -> None:
    ask("log")

    asked = browser.post("/supervisor/audit/export/?filter-label=Fort", {"format": "csv"}, headers=EN)

    assert asked.status_code == 409
    assert 'action="/supervisor/audit/export/?filter-label=Fort"' in asked.content.decode()
    answer = browser.post("/supervisor/audit/export/", {"format": "csv", "audit-reason": "Prüfung"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.parametrize(
    ("deed", "url"),
    [
        ("roles", "/supervisor/roles/{role}/"),
        ("roles", "/supervisor/roles/new/"),
        ("settings", "/supervisor/system/org/"),
        ("tenant_settings", "/supervisor/tenants/{tenant}/settings/"),
        ("hours_changed", "/supervisor/hours/{hours}/"),
    ],
)
def test_a_mask_asks_why_beside_its_button_only_where_that_is_asked(
    browser: Any, agent_role: Role, nordlicht: Tenant, deed: str, url: str
) -> None:
    address = url.format(role=agent_role.pk, tenant=nordlicht.pk, hours=make_calendar(nordlicht).pk)

    ask("log")
    before = _foot(browser.get(address))
    ask(deed)
    after = _foot(browser.get(address))

    assert 'name="audit-reason"' not in before
    assert re.search(r'name="audit-reason"[^>]* form="mask-form"', after)


def _foot(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode().partition('<footer class="mask__foot">')[2].partition("</footer>")[0])


def test_the_reason_that_stood_beside_the_button_is_kept_with_a_mistake(browser: Any, agent_role: Role) -> None:
    sent = {"name": "", "permissions": ["desk.access"], "version": agent_role.version, "audit-reason": "neu geordnet"}

    page = browser.post(f"/supervisor/roles/{agent_role.pk}/", sent).content.decode()

    assert 'name="audit-reason" value="neu geordnet"' in page


def test_giving_and_taking_a_role_asks_at_its_button(browser: Any, anna: User) -> None:
    page = browser.get(f"/supervisor/users/{anna.pk}/rights/", headers=EN).content.decode()

    assert page.count('name="audit-reason"') == 2, "the form that gives one, and the dialog of all buttons that ask"
    assert "Take the role Agent away from Anna Arndt?" in page
    assert "data-confirm-reason" in page
