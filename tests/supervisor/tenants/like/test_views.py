"""A new tenant like another one, by its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.preferences import UNDO_SECONDS
from kontor.audit.models import AuditEntry
from kontor.org.models import Category, SystemGroup
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.routing import make_rule
from tests.support.scoping import everywhere, in_scope

CODES = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\nclosing_codes: [{code: A, name: Fertig}]\n"
NEW = {"name": "Südlicht Energie", "code": "sued", "choose": ["closing_codes", "categories"]}


@pytest.fixture
def url(nordlicht: Tenant, billing: Category) -> str:
    apply(CODES, by=None, file_name="x")
    return reverse("supervisor:tenants:like", args=[nordlicht.pk])


def made() -> list[Tenant]:
    with everywhere():
        return list(Tenant.objects.filter(code="SUED"))


def preview(browser: Any, url: str, **values: Any) -> Any:
    return browser.post(url, {**NEW, **values})


def test_it_is_previewed_and_then_created(client_for: Any, ada: User, nordlicht: Tenant, url: str) -> None:
    browser = client_for(ada, nordlicht)
    assert browser.get(url).context["form"]["choose"].value() == [
        key for key, _label in browser.get(url).context["form"].fields["choose"].choices
    ]

    seen = preview(browser, url)
    assert seen.status_code == 200
    assert "Abrechnung" not in [each.name for step in seen.context["found"] for each in step.lines]
    assert [(str(step.title), [each.name for each in step.lines]) for step in seen.context["found"]][-1] == (
        "Categories",
        ["billing"],
    )
    assert next(str(title) for title, _each in seen.context["left_out"]) == "System groups"
    assert made() == []

    answer = browser.post(url, {**NEW, "create": "1", "seen": seen.context["copy"].fingerprint})

    [tenant] = made()
    assert answer.headers["Location"] == reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"])
    with in_scope(tenant):
        state = state_of(tenant)
    assert [each["internal_name"] for each in state["categories"]] == ["billing"]
    assert [each["code"] for each in state["closing_codes"]] == ["A"]


def test_the_preview_calls_settings_as_the_masks_do(client_for: Any, ada: User, nordlicht: Tenant, url: str) -> None:
    prefer(nordlicht, UNDO_SECONDS, 25)

    page = preview(client_for(ada, nordlicht), url, choose=["settings"]).content.decode()

    assert "Seconds for which an answer can be taken back (<code>answers.undo_seconds</code>): – → 25" in page


def test_the_form_sent_twice_creates_one(client_for: Any, ada: User, nordlicht: Tenant, url: str) -> None:
    browser = client_for(ada, nordlicht)
    sent = {**NEW, "create": "1", "seen": preview(browser, url).context["copy"].fingerprint}

    answers = [browser.post(url, sent) for _time in range(2)]

    assert len(made()) == 1
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


@pytest.mark.parametrize("deed", ["tenant_settings", "rules"])
def test_a_reason_is_asked_for_where_the_installation_wants_one(
    client_for: Any, ada: User, nordlicht: Tenant, billing: Category, url: str, deed: str
) -> None:
    make_rule(billing, "Rechnung")
    with everywhere():
        change_system_values({REASONS.key: [deed]}, version=system_values().version)
    browser = client_for(ada, nordlicht)
    values = {"choose": ["closing_codes", "categories", "rules"]}
    seen = preview(browser, url, **values)
    sent = {**NEW, **values, "create": "1", "seen": seen.context["copy"].fingerprint}

    asked = browser.post(url, sent)
    before = made()
    answer = browser.post(url, {**sent, "audit-reason": "Zwilling"})

    assert 'name="audit-reason"' in seen.content.decode()
    assert (asked.status_code, before) == (409, [])
    assert "Say why. For this a reason is asked" in asked.content.decode()
    [tenant] = made()
    assert answer.headers["Location"] == reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"])
    with in_scope(tenant):
        assert AuditEntry.objects.get(action="file applied", tenant=tenant).reason == "Zwilling"


def test_what_was_entered_stays_when_it_cannot_be(client_for: Any, ada: User, nordlicht: Tenant, url: str) -> None:
    browser = client_for(ada, nordlicht)

    taken = preview(browser, url, name="Nordlicht Energie")
    short = preview(browser, url, code="x")
    unseen = browser.post(url, {**NEW, "create": "1", "seen": "of something else"})

    assert [answer.status_code for answer in (taken, short, unseen)] == [422, 422, 422]
    assert taken.context["form"].errors == {
        "name": ["There is a tenant called “Nordlicht Energie” already. Choose another name."]
    }
    assert taken.context["form"]["code"].value() == "sued"
    assert short.context["form"]["name"].value() == "Südlicht Energie"
    assert "It is not any more what the preview showed" in unseen.content.decode()
    assert made() == []


def test_an_address_is_asked_for_each_and_taken_once(
    client_for: Any, ada: User, nordlicht: Tenant, nordlicht_account: Any, url: str
) -> None:
    browser = client_for(ada, nordlicht)
    field = f"address {nordlicht_account.address}"
    with_accounts = {"choose": ["accounts"]}

    assert field in browser.get(url).context["form"].fields
    wrong = preview(browser, url, **with_accounts, **{field: "nobody"})
    fine = preview(browser, url, **with_accounts, **{field: "service@sued.example"})

    assert wrong.status_code == 422
    assert "This is not an e-mail address." in wrong.content.decode()
    assert ["service@sued.example"] in [[each.name for each in step.lines] for step in fine.context["found"]]


def test_htmx_gets_the_form_alone(htmx_for: Any, ada: User, nordlicht: Tenant, url: str) -> None:
    page = htmx_for(ada, nordlicht).post(url, NEW).content.decode()

    assert page.strip().startswith("<form")
    assert 'name="seen"' in page


def test_one_chooses_among_the_tenants(client_for: Any, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(ada, nordlicht)

    page = browser.get(reverse("supervisor:tenants:like-choose"))

    assert page.context["tenants"] == [alpina, nordlicht]
    assert reverse("supervisor:tenants:like-choose") in browser.get("/supervisor/tenants/").content.decode()
    assert (
        reverse("supervisor:tenants:like", args=[alpina.pk])
        in browser.get(reverse("supervisor:tenants:edit", args=[alpina.pk])).content.decode()
    )


def test_whoever_may_not_see_everything_of_the_tenant_copies_nothing(
    client_for: Any, nordlicht: Tenant, bela: User, url: str
) -> None:
    role = make_role("Anlegen", {"supervisor.access", "tenants.read", "tenants.write"})
    make_grant(bela, role)
    browser = client_for(bela, nordlicht)

    assert browser.get("/supervisor/tenants/new/").status_code == 200
    assert browser.get(url).status_code == 403
    assert browser.post(url, NEW).status_code == 403
    assert browser.get(reverse("supervisor:tenants:like-choose")).context["tenants"] == []
    assert url not in browser.get(reverse("supervisor:tenants:edit", args=[nordlicht.pk])).content.decode()


def test_whoever_sees_everything_of_one_tenant_copies_no_other(
    client_for: Any, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, bela: User
) -> None:
    make_grant(bela, make_role("Anlegen", {"supervisor.access", "tenants.read", "tenants.write"}))
    make_grant(bela, make_role("Alles", PERMISSIONS), nordlicht_system)
    browser = client_for(bela, nordlicht, alpina)
    urls = [reverse("supervisor:tenants:like", args=[tenant.pk]) for tenant in (nordlicht, alpina)]

    assert [browser.get(each).status_code for each in urls] == [200, 403]
    assert browser.get(reverse("supervisor:tenants:like-choose")).context["tenants"] == [nordlicht]
    assert urls[1] not in browser.get(reverse("supervisor:tenants:edit", args=[alpina.pk])).content.decode()


def test_a_deleted_tenant_is_no_pattern(client_for: Any, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(ada, nordlicht)
    page = reverse("supervisor:tenants:like", args=[alpina.pk])
    assert browser.get(page).status_code == 200

    browser.post("/supervisor/tenants/delete/", {"selected": [alpina.pk]})

    assert browser.get(page).status_code == 404
