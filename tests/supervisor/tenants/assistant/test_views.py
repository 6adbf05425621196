"""The assistant: step by step from a tenant's name to the first mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.org.domain.app_settings import app_settings
from kontor.org.domain.setting_up import setup_of
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, GroupCategory, SystemGroup
from kontor.people.models import User
from kontor.supervisor.tenants.assistant.steps import STEPS
from kontor.supervisor.tenants.assistant.ways import WAYS
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from tests.factories.tenants import make_tenant
from tests.supervisor.tenants.assistant.steps import ACCOUNT, START, step
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope

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


def states(page: Any) -> dict[str, str]:
    return {stop.step.key: stop.state for stop in page.context["rail"].stops}


def test_the_first_step_creates_the_tenant_and_goes_on(browser: Any) -> None:
    answer = browser.post(START, GENERAL)

    with everywhere():
        made = Tenant.objects.get(code="SE")
    assert answer.headers["Location"] == step(made, "times")
    assert [(str(each.tenant), each.step) for each in browser.get(START).context["begun"]] == [
        ("Stadtgrün Energie", "times")
    ]


def test_the_first_step_begins_in_the_name_and_a_mistake_in_its_field(browser: Any) -> None:
    answers = [browser.get(START), browser.post(START, {}), browser.post(START, {**GENERAL, "code": ""})]

    focused = [re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus', answer.content.decode()) for answer in answers]
    assert focused == [["name"], ["name"], ["code"]]


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


def test_a_pattern_is_offered_where_there_is_one(client_for: Any, ada: User) -> None:
    browser = client_for(ada)
    assert "Is there one like it?" not in browser.get(START).content.decode()

    make_tenant("Muster")

    assert "Is there one like it?" in browser.get(START).content.decode()
