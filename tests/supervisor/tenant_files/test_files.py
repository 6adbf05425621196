"""The pages: export, plan, apply, compare."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.supervisor.tenant_files.access import CHANGES, READS
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.phone_systems import make_phone_system
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

URL = "/supervisor/tenant-files/"
NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"
CODES = "closing_codes: [{code: A, name: B}]\n"
ACCOUNT = "accounts: [{address: a@nord.example, host: h, username: u, password: {env: SECRET_KEY}}]\n"


@pytest.fixture
def browser(client_for: Any, ada: User, nordlicht: Tenant) -> Any:
    return client_for(ada, nordlicht)


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("nord.yaml", text.encode(), "application/yaml")


def seen_in(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_export_is_a_download_and_written_down(browser: Any, nordlicht: Tenant, billing: Category) -> None:
    answer = browser.get(f"{URL}export/{nordlicht.pk}/")

    assert "nord.yaml" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"internal_name: billing" in answer.content
    with in_scope(nordlicht):
        assert AuditEntry.objects.filter(action="configuration exported").count() == 1


def test_a_file_is_looked_at_and_then_applied_with_its_secrets(browser: Any, nordlicht: Tenant) -> None:
    text = NORD + ACCOUNT

    looked = browser.post(URL, {"file": upload(text)})
    page = looked.content.decode()
    assert "a@nord.example" in page
    assert 'name="secret-0"' in page
    assert "Nordlicht Energie: 1 created, 0 changed, 0 removed." in page
    with in_scope(nordlicht):
        assert not MailAccount.objects.filter(tenant=nordlicht).exists()

    answer = browser.post(
        URL, {"file": upload(text), "apply": "1", "seen": seen_in(page), "secret-0": "hunter2"}, follow=True
    )

    assert "The file is applied to Nordlicht Energie." in answer.content.decode()
    with in_scope(nordlicht):
        assert MailAccount.objects.get(tenant=nordlicht).password == "hunter2"
        entry = AuditEntry.objects.get(action="file applied")
    assert entry.changes["file"] == [None, "nord.yaml"]
    assert entry.actor is not None


def test_a_reason_that_is_missing_is_asked_for_at_its_field_and_the_plan_stays(
    browser: Any, htmx_for: Any, ada: User, nordlicht: Tenant
) -> None:
    with everywhere():
        change_system_values({REASONS.key: ["tenant_settings"]}, version=system_values().version)
    sent = {"apply": "1", "seen": seen_in(browser.post(URL, {"file": upload(NORD + CODES)}).content.decode())}

    asked = browser.post(URL, {**sent, "file": upload(NORD + CODES)})
    part = htmx_for(ada, nordlicht).post(URL, {**sent, "file": upload(NORD + CODES)})
    again = {**sent, "seen": seen_in(asked.content.decode()), "audit-reason": "Neue Codes"}
    answer = browser.post(URL, {**again, "file": upload(NORD + CODES)}, follow=True)

    assert asked.status_code == part.status_code == 422
    assert asked.content.decode().count("Say why.") == 1
    assert part.headers["HX-Reselect"] == part.headers["HX-Retarget"] == "#apply-reason"
    assert "The file is applied to Nordlicht Energie." in answer.content.decode()


def test_a_secret_that_is_missing_is_told_and_never_read_from_the_server(
    browser: Any, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "the installation's own")
    text = NORD + ACCOUNT
    seen = seen_in(browser.post(URL, {"file": upload(text)}).content.decode())

    answer = browser.post(URL, {"file": upload(text), "apply": "1", "seen": seen})

    assert answer.status_code == 422
    assert "The secret “SECRET_KEY” was not given." in answer.content.decode()
    with in_scope(nordlicht):
        assert not MailAccount.objects.filter(tenant=nordlicht).exists()


def test_another_file_than_the_one_that_was_looked_at_is_looked_at_first(browser: Any, nordlicht: Tenant) -> None:
    seen = seen_in(browser.post(URL, {"file": upload(NORD + "closing_codes: [{code: A, name: B}]\n")}).content.decode())

    browser.post(URL, {"file": upload(NORD + "closing_codes: [{code: X, name: Y}]\n"), "apply": "1", "seen": seen})

    with in_scope(nordlicht):
        assert state_of(nordlicht)["closing_codes"] == []


def test_mistakes_are_told_with_their_lines(browser: Any, nordlicht: Tenant, ticket: Any) -> None:
    wrong = browser.post(URL, {"file": upload(NORD + "categorys: []\n")})
    none = browser.post(URL, {})
    removing = NORD + "categories: []\n"
    seen = seen_in(browser.post(URL, {"file": upload(removing)}).content.decode())
    refused = browser.post(URL, {"file": upload(removing), "apply": "1", "seen": seen})

    assert [answer.status_code for answer in (wrong, none, refused)] == [422, 422, 422]
    assert "Line 3, categorys" in wrong.content.decode()
    assert "Choose a file first." in none.content.decode()
    assert "1 open ticket lies in the category" in refused.content.decode()


def test_a_file_that_is_too_large_is_not_read(browser: Any) -> None:
    page = browser.get(URL).content.decode()
    answer = browser.post(URL, {"file": upload("x" * 10_000_001)})

    assert "At most 10 MB; larger files are applied with the command kontor tenant." in page
    assert answer.status_code == 422
    assert "The file has 11 MB; at most 10 MB are read here. Apply it with the command kontor tenant." in (
        answer.content.decode()
    )


def test_what_is_not_in_the_file_is_said_where_it_is_exported_and_planned(browser: Any) -> None:
    make_phone_system("Anlage", all_tenants=True)

    exported = browser.get(URL).content.decode()
    planned = browser.post(URL, {"file": upload(NORD + "telephony: {system: Anlage}\n")}).content.decode()

    assert "Not in it: people themselves, and the trunks and dialled numbers of telephone systems" in exported
    assert "Trunks and dialled numbers are not in the file: enter them at the telephone system “Anlage”." in planned


def test_a_new_tenant_comes_from_a_file(browser: Any) -> None:
    text = NORD.replace("NORD", "NEU").replace("Nordlicht Energie", "Neuer")
    page = browser.post(URL, {"file": upload(text)}).content.decode()

    browser.post(URL, {"file": upload(text), "apply": "1", "seen": seen_in(page)})

    with everywhere():
        assert Tenant.objects.filter(code="NEU", name="Neuer").exists()


def test_two_tenants_are_compared(
    client_for: Any, ada: User, billing: Category, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(ada, nordlicht, alpina)
    both = f"{URL}compare/?first={alpina.pk}&second={nordlicht.pk}"

    assert "Abrechnung" not in browser.get(f"{URL}compare/").content.decode()
    assert "billing" in browser.get(both).content.decode()
    same = browser.get(f"{URL}compare/?first={alpina.pk}&second={alpina.pk}").content.decode()
    assert "There is no difference." in same


def test_only_who_administers_the_installation_comes_in(
    client_for: Any, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    assert [browser.get(f"{URL}{page}").status_code for page in ("", "compare/", "schema/")] == [403, 403, 403]
    assert browser.get(f"{URL}export/{nordlicht.pk}/").status_code == 403
    assert browser.get(f"{URL}export/{alpina.pk}/").status_code == 404


def test_a_file_gives_nobody_more_than_the_masks_do(client_for: Any, bela: User, nordlicht: Tenant) -> None:
    """Whoever makes tenants does not thereby read and write their accounts, rules and retention."""
    role = make_role("Anlegen", {"supervisor.access", "tenants.read", "tenants.write"})
    make_grant(bela, role)
    browser = client_for(bela, nordlicht)
    pages = ("", "compare/", "schema/", f"export/{nordlicht.pk}/")

    assert [browser.get(f"{URL}{page}").status_code for page in pages] == [403] * 4
    assert browser.post(URL, {"file": upload(NORD)}).status_code == 403

    role.permissions = sorted(READS)
    role.save()
    page = browser.post(URL, {"file": upload(NORD + CODES)}).content.decode()
    assert (seen_in(page), "right to edit everything" in page) == ("", True)
    assert [browser.get(f"{URL}{page}").status_code for page in pages] == [200] * 4


def test_who_may_read_everything_and_edit_less_applies_nothing(
    browser: Any, client_for: Any, bela: User, nordlicht: Tenant
) -> None:
    make_grant(bela, make_role("Lesen", READS | CHANGES - {"accounts.write"}))
    seen = seen_in(browser.post(URL, {"file": upload(NORD + CODES)}).content.decode())

    answer = client_for(bela, nordlicht).post(URL, {"file": upload(NORD + CODES), "apply": "1", "seen": seen})

    assert answer.status_code == 403
    with in_scope(nordlicht):
        assert state_of(nordlicht)["closing_codes"] == []


def test_the_menu_shows_it_to_whoever_administers_the_installation(
    browser: Any, client_for: Any, sven: User, nordlicht: Tenant
) -> None:
    link = reverse("supervisor:tenant_files:files")

    assert link in browser.get("/supervisor/tenants/").content.decode()
    assert link not in client_for(sven, nordlicht).get("/supervisor/categories/").content.decode()


def test_the_page_costs_the_same_with_more_tenants(
    client_for: Any, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    one, two = client_for(ada, nordlicht), client_for(ada, nordlicht, alpina)
    one.get(URL)
    two.get(URL)

    with statements() as alone:
        one.get(URL)
    with statements() as both:
        two.get(URL)

    assert len(both) == len(alone)
