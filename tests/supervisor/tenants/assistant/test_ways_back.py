"""From a step to the very field of another mask, and back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.texts import make_template
from tests.supervisor.tenants.assistant.steps import step
from tests.support.scoping import everywhere


def ways(page: Any) -> list[tuple[str, str]]:
    return [(str(way.label), url) for way, url in page.context["ways"]]


def test_steps_of_other_masks_lead_to_the_very_fields(
    client_for: Any, ada: User, alpina: Tenant, alpina_service: AgentGroup, claims: Category
) -> None:
    browser = client_for(ada, alpina)
    template = make_template(alpina, "Antwort")

    assert ways(browser.get(step(alpina, "times"))) == [
        ("New service level", f"/supervisor/service-levels/new/?tenant={alpina.pk}#id_name"),
        ("New business hours", f"/supervisor/hours/new/?tenant={alpina.pk}#id_name"),
    ]
    assert ways(browser.get(step(alpina, "members"))) == [
        (f"New user in “{alpina_service.name}”", f"/supervisor/users/new/?group={alpina_service.pk}#id_name"),
        (f"Members of “{alpina_service.name}”", f"/supervisor/groups/agent/{alpina_service.pk}/#members"),
    ]
    assert ways(browser.get(step(alpina, "rules"))) == [
        ("New category rule", f"/supervisor/rules/new/?category={claims.pk}#id_category"),
        ("The tenant's rules and fallback categories", f"/supervisor/rules/#rules-of-{alpina.pk}"),
    ]
    texts = ways(browser.get(step(alpina, "texts")))
    assert [label for label, _url in texts][-1] == "Text of “Antwort”"
    assert texts[-1][1] == f"/supervisor/reply-templates/{template.pk}/contents/de/#id_html"
    assert [url.partition("what=")[2] for _label, url in texts[:-1]] == [
        "include-layout#id_name",
        "include-letterhead#id_name",
        "include-footer#id_name",
    ]
    assert all(browser.get(url.partition("#")[0]).status_code == 200 for _label, url in texts)
    person = browser.get(f"/supervisor/users/new/?group={alpina_service.pk}")
    assert person.context["form"]["groups"].value() == [str(alpina_service.pk)]
    assert f"/supervisor/users/new/?group={alpina_service.pk}" in (
        browser.get(f"/supervisor/groups/agent/{alpina_service.pk}/").content.decode()
    )


def test_a_mask_shows_the_way_back_to_the_step(browser: Any, alpina: Tenant) -> None:
    mask = "/supervisor/service-levels/new/"
    assert "You are setting up" not in browser.get(mask).content.decode()

    assert "You are setting up" not in browser.get(step(alpina, "times")).content.decode()

    page = browser.get(mask).content.decode()
    assert "You are setting up <strong>Alpina Versicherung</strong>." in page
    assert f'href="{step(alpina, "times")}">Back to the step “Service level and business hours”</a>' in page


def test_the_way_back_goes_when_it_is_taken_away_finished_or_old(browser: Any, alpina: Tenant, frozen: Frozen) -> None:
    mask, leave = "/supervisor/service-levels/", reverse("supervisor:tenants:assistant-leave")

    def is_shown() -> bool:
        return "You are setting up" in browser.get(mask).content.decode()

    browser.get(step(alpina, "times"))
    assert browser.post(leave, {"here": mask}).headers["Location"] == mask
    assert not is_shown()
    assert browser.post(leave, {"here": "https://evil.example/"}).headers["Location"] == "/supervisor/tenants/"
    browser.get(step(alpina, "times"))
    browser.post(step(alpina, "readiness"), {"skip": "1"})
    assert not is_shown()
    browser.get(step(alpina, "times"))
    assert is_shown()
    frozen.move(minutes=61)
    assert not is_shown()


def test_who_may_not_set_the_tenant_up_any_more_is_not_led_back(
    client_for: Any, alpina: Tenant, nordlicht: Tenant, bela: User
) -> None:
    rights = {"supervisor.access", "tenants.read", "tenants.write", "service_levels.read"}
    grant = make_grant(bela, make_role("Mandanten", rights))
    browser = client_for(bela, nordlicht)
    browser.get(step(nordlicht, "times"))
    assert "You are setting up" in browser.get("/supervisor/service-levels/").content.decode()

    with everywhere():
        Role.objects.filter(pk=grant.role_id).update(permissions=sorted(rights - {"tenants.write"}))

    assert "You are setting up" not in browser.get("/supervisor/service-levels/").content.decode()
