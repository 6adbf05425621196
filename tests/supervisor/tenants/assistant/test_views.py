"""A tenant set up step by step: every step by the form of its mask, left and resumed, skipped and finished."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.org.domain.app_settings import app_settings
from kontor.org.domain.setting_up import setup_of
from kontor.org.domain.tenants import change_tenant, delete_tenants
from kontor.org.models import AgentGroup, Category, GroupCategory, SystemGroup
from kontor.people.models import Role, User
from kontor.supervisor.tenants.assistant.steps import STEPS
from kontor.supervisor.tenants.assistant.ways import WAYS
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from tests.conftest import Frozen
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.tenants import make_tenant
from tests.factories.texts import make_template
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

START = "/supervisor/tenants/assistant/"
GENERAL = {
    "name": "Stadtgrün Energie",
    "code": "se",
    "colour": "5",
    "description": "",
    "language": "de",
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "active": "on",
}
ACCOUNT = {
    "address": "service@alpina.example",
    "name": "Service",
    "active": "on",
    "protocol": "imap",
    "host": "imap.alpina.example",
    "security": "tls",
    "auth": "password",
    "username": "service",
    "password": "geheim",
    "smtp_host": "smtp.alpina.example",
    "smtp_security": "tls",
    "after_fetch": "leave",
    "weight_in": "3",
    "weight_out": "3",
}


def step(tenant: Tenant, key: str) -> str:
    return reverse("supervisor:tenants:assistant-step", args=[tenant.pk, key])


def states(page: Any) -> dict[str, str]:
    return {stop.step.key: stop.state for stop in page.context["rail"].stops}


@pytest.fixture
def browser(client_for: Any, ada: User, alpina: Tenant) -> Any:
    """Ada sets up Alpina, which has nothing yet."""
    return client_for(ada, alpina)


def test_the_first_step_creates_the_tenant_and_goes_on(browser: Any) -> None:
    answer = browser.post(START, GENERAL)

    with everywhere():
        made = Tenant.objects.get(code="SE")
    assert answer.headers["Location"] == step(made, "times")
    assert [(str(each.tenant), each.step) for each in browser.get(START).context["begun"]] == [
        ("Stadtgrün Energie", "times")
    ]


def test_the_first_step_sent_twice_creates_one(browser: Any) -> None:
    answers = [browser.post(START, GENERAL) for _time in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with everywhere():
        assert Tenant.objects.filter(name="Stadtgrün Energie").count() == 1


def test_what_was_entered_stays_when_the_name_is_taken(browser: Any, alpina: Tenant) -> None:
    answer = browser.post(START, {**GENERAL, "name": "Alpina Versicherung", "description": "Verträge"})

    assert answer.status_code == 422
    assert "There is a tenant called “Alpina Versicherung” already." in answer.content.decode()
    assert answer.context["form"]["description"].value() == "Verträge"


@pytest.mark.parametrize("key", [each.key for each in STEPS if not each.when])
def test_every_step_is_a_page(browser: Any, alpina: Tenant, key: str) -> None:
    page = browser.get(step(alpina, key))

    assert page.status_code == 200
    assert page.context["rail"].here.step.key == key
    assert (page.context.get("form") is None) == (key == "readiness" or key in WAYS)


def test_steps_of_features_that_are_off_are_not_there(browser: Any, alpina: Tenant) -> None:
    assert "pdf" not in states(browser.get(step(alpina, "general")))
    assert [browser.get(step(alpina, key)).status_code for key in ("pdf", "call-connector", "nothing")] == [404] * 3

    letters_on()

    assert browser.get(step(alpina, "pdf")).status_code == 200


def test_the_way_makes_what_a_tenant_needs(browser: Any, alpina: Tenant) -> None:
    """The steps in their order; each goes on to the next one."""
    account = {**ACCOUNT, "tenant": alpina.pk}
    assert browser.post(step(alpina, "account"), account).headers["Location"] == step(alpina, "no-reply")
    assert browser.post(step(alpina, "no-reply"), {"address": "no-reply@alpina.example"}).headers["Location"] == step(
        alpina, "accounts"
    )
    assert browser.post(step(alpina, "system-group"), {"name": "Alpina", "place": alpina.pk}).headers[
        "Location"
    ] == step(alpina, "supervisor-group")
    for key, name in (("supervisor-group", "Leitung"), ("agent-group", "Team")):
        place = browser.get(step(alpina, key)).context["form"]["place"].value()
        assert browser.post(step(alpina, key), {"name": name, "place": place}).status_code == 302
    with in_scope(alpina):
        group = AgentGroup.objects.get(tenant=alpina)
    category = {"tenant": alpina.pk, "name": "Schäden", "answer_allowed": "on", "groups": [group.pk]}
    assert browser.post(step(alpina, "category"), category).headers["Location"] == step(alpina, "rules")
    template = {"tenant": alpina.pk, "name": "Antwort", "what": "reply"}
    assert browser.post(step(alpina, "template"), template).headers["Location"] == step(alpina, "texts")

    with in_scope(alpina):
        assert MailAccount.objects.get(tenant=alpina).password == "geheim"
        assert NoReplyAddress.objects.get(tenant=alpina).is_default
        assert SystemGroup.objects.get(tenant=alpina).name == "Alpina"
        assert list(GroupCategory.objects.filter(tenant=alpina).values_list("category__name", "agent_group__name")) == [
            ("Schäden", "Team")
        ]
        assert ReplyTemplate.objects.get(tenant=alpina).name == "Antwort"
    found = states(browser.get(step(alpina, "readiness")))
    assert {key: found[key] for key in ("no-reply", "system-group", "supervisor-group")} == {
        "no-reply": "done",
        "system-group": "done",
        "supervisor-group": "done",
    }
    assert (found["agent-group"], found["members"]) == ("done", "wrong")


def test_a_tab_is_saved_as_in_the_mask(browser: Any, alpina: Tenant) -> None:
    values = {**GENERAL, "name": "Alpina Neu", "version": alpina.version}

    answer = browser.post(step(alpina, "general"), values)

    assert answer.headers["Location"] == step(alpina, "times")
    with everywhere():
        assert Tenant.objects.get(pk=alpina.pk).name == "Alpina Neu"


def test_of_two_who_save_the_second_sees_both_values(browser: Any, alpina: Tenant, ada: User) -> None:
    version = alpina.version
    change_tenant(alpina, description="Von Bela", version=version, by=ada)

    answer = browser.post(step(alpina, "general"), {**GENERAL, "description": "Von Ada", "version": version})

    assert answer.status_code == 409
    assert [(each.saved, each.entered) for each in answer.context["conflict"].differences if "Von" in each.saved] == [
        ("Von Bela", "Von Ada")
    ]


def test_wrong_input_stays_on_the_step_with_everything(browser: Any, alpina: Tenant) -> None:
    answer = browser.post(step(alpina, "account"), {**ACCOUNT, "address": "nobody"})

    assert answer.status_code == 422
    assert answer.context["form"]["host"].value() == "imap.alpina.example"
    with in_scope(alpina):
        assert not MailAccount.objects.filter(tenant=alpina).exists()


def test_one_more_stays_on_the_step(browser: Any, alpina: Tenant) -> None:
    answer = browser.post(step(alpina, "no-reply"), {"address": "a@alpina.example", "again": "1"}, follow=True)

    assert answer.context["rail"].here.step.key == "no-reply"
    assert [thing.name for thing in answer.context["there"].things] == ["a@alpina.example"]


def test_skipping_is_said_and_undone_by_doing(browser: Any, alpina: Tenant) -> None:
    skipped = browser.post(step(alpina, "no-reply"), {"skip": "1"}, follow=True)
    assert "“Do-not-reply address” is skipped. You can come back to it." in skipped.content.decode()
    assert states(skipped)["no-reply"] == "skipped"

    done = browser.post(step(alpina, "no-reply"), {"address": "a@alpina.example"}, follow=True)

    assert states(done)["no-reply"] == "done"
    with in_scope(alpina):
        assert (setup_of(alpina).step, setup_of(alpina).skipped, app_settings(alpina)) == ("accounts", [], [])


def test_it_is_resumed_where_it_was_left(browser: Any, client_for: Any, alpina: Tenant, ada: User) -> None:
    resume = reverse("supervisor:tenants:assistant", args=[alpina.pk])
    assert browser.get(resume).headers["Location"] == step(alpina, "times")

    browser.post(step(alpina, "system-group"), {"skip": "1"})

    assert client_for(ada, alpina).get(resume).headers["Location"] == step(alpina, "supervisor-group")


def test_finished_nothing_of_it_is_left(browser: Any, alpina: Tenant) -> None:
    browser.post(step(alpina, "no-reply"), {"skip": "1"})

    answer = browser.post(step(alpina, "readiness"), {"skip": "1"})

    assert answer.headers["Location"] == reverse("supervisor:tenants:tab", args=[alpina.pk, "readiness"])
    with in_scope(alpina):
        assert (setup_of(alpina).pk, app_settings(alpina)) == (None, [])
    assert list(browser.get(START).context["begun"]) == []


def test_a_tenant_that_is_deleted_meanwhile_is_not_there(browser: Any, alpina: Tenant, ada: User) -> None:
    browser.post(step(alpina, "no-reply"), {"skip": "1"})
    delete_tenants([alpina], by=ada)

    assert browser.get(step(alpina, "accounts")).status_code == 404
    assert browser.post(step(alpina, "no-reply"), {"address": "a@alpina.example"}).status_code == 404
    assert list(browser.get(START).context["begun"]) == []


def test_nothing_of_another_tenant_can_be_chosen(
    client_for: Any, ada: User, alpina: Tenant, nordlicht: Tenant, nordlicht_system: SystemGroup, billing: Category
) -> None:
    browser = client_for(ada, alpina, nordlicht)

    page = browser.get(step(alpina, "category")).content.decode()
    group = browser.post(step(alpina, "supervisor-group"), {"name": "Fremd", "place": nordlicht_system.pk})
    account = browser.post(step(alpina, "account"), {**ACCOUNT, "tenant": nordlicht.pk})
    category = browser.post(step(alpina, "category"), {"tenant": nordlicht.pk, "name": "Fremd"})

    assert "Nordlicht" not in page.partition("assistant__work")[2].partition("assistant__beside")[0]
    assert [answer.status_code for answer in (group, account, category)] == [422, 422, 422]


def test_a_step_without_its_right_is_skipped_not_done(client_for: Any, alpina: Tenant, bela: User) -> None:
    make_grant(bela, make_role("Mandanten", {"supervisor.access", "tenants.read", "tenants.write"}))
    browser = client_for(bela, alpina)

    page = browser.get(step(alpina, "system-group"))

    assert "This step takes a right that you do not have." in page.content.decode()
    assert page.context.get("form") is None
    assert browser.post(step(alpina, "system-group"), {"name": "A", "place": alpina.pk}).status_code == 403
    assert browser.post(step(alpina, "system-group"), {"skip": "1"}).status_code == 302


def test_who_may_not_change_the_tenant_does_not_come_in(
    client_for: Any, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    assert [browser.get(url).status_code for url in (START, step(nordlicht, "general"), step(alpina, "general"))] == [
        403,
        403,
        404,
    ]


def test_a_step_costs_the_same_with_more_of_everything(browser: Any, alpina: Tenant, ada: User) -> None:
    page = step(alpina, "no-reply")
    browser.post(page, {"address": "a0@alpina.example"})
    browser.get(page)
    with statements() as one:
        browser.get(page)
    for number in range(1, 4):
        browser.post(page, {"address": f"a{number}@alpina.example"})

    with statements() as four:
        browser.get(page)

    assert len(four) == len(one)


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


def test_a_pattern_is_offered_where_there_is_one(client_for: Any, ada: User) -> None:
    browser = client_for(ada)
    assert "Is there one like it?" not in browser.get(START).content.decode()

    make_tenant("Muster")

    assert "Is there one like it?" in browser.get(START).content.decode()


def test_an_empty_installation_offers_the_assistant_first(client_for: Any, ada: User) -> None:
    page = client_for(ada).get("/supervisor/tenants/").content.decode()

    empty = page.partition('class="empty"')[2]
    assert f'<a class="button button--primary" href="{START}">Create a tenant step by step</a>' in empty
