"""The mask of a tenant: who sees it, what each tab saves, two people at once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from kontor.answers.preferences import ACKNOWLEDGE
from kontor.org.domain.app_settings import set_app_setting
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from tests.factories.answers import make_text, prefer
from tests.factories.sla import make_service_level
from tests.supervisor.tenants.pages import Clients, url
from tests.support.scoping import everywhere, in_scope

GENERAL = {
    "name": "Stadtgrün Energie",
    "code": "se",
    "colour": "5",
    "description": "Verträge",
    "language": "de",
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "active": "on",
}


def texts(response: object) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]  # type: ignore[attr-defined]


def test_a_name_that_is_taken_is_refused_at_its_field(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    page = client_for(ada).post(url("new"), {**GENERAL, "name": alpina.name})

    assert list(page.context["mask"].form.errors) == ["name"]
    assert 'role="alert"' not in page.content.decode()


def test_the_texts_of_acknowledgements_say_whether_they_are_sent(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    off = browser.get(url("tab", nordlicht.pk, "acknowledgements")).content.decode()
    prefer(nordlicht, ACKNOWLEDGE, True)
    make_text(nordlicht)
    on = browser.get(url("tab", nordlicht.pk, "acknowledgements")).content.decode()
    address, _sign, place = re.findall(r'href="([^"]*#id_answers-acknowledge)"', on)[0].partition("#")

    assert "New tickets are not acknowledged at present." in off
    assert "New tickets are acknowledged at present." in on
    assert f'id="{place}"' in browser.get(address).content.decode()


def test_without_a_text_that_counts_no_acknowledgement_is_said_to_be_sent(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    """One that is switched off counts nowhere, one of a category in that one alone."""
    prefer(nordlicht, ACKNOWLEDGE, True)
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=make_text(nordlicht).pk).update(active=False)
    browser = client_for(ada)
    addresses = [
        url("tab", nordlicht.pk, "acknowledgements"),
        *(reverse("supervisor:categories:tab", args=[each.pk, "acknowledgements"]) for each in (billing, moving)),
    ]

    before = [browser.get(address).content.decode() for address in addresses]
    make_text(nordlicht, billing)
    after = [browser.get(address).content.decode() for address in addresses]

    only = "new tickets are acknowledged only in categories with a text of their own."
    none = "Acknowledgement is switched on, but there is no text: new tickets are not acknowledged."
    sent = "New tickets are acknowledged at present."
    said = [[sentence for sentence in (only, none, sent) if sentence in page] for page in [*before, *after]]
    assert said == [[only], [none], [none], [only], [sent], [none]]


def test_the_settings_begin_with_links_to_their_parts(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada).get(url("tab", nordlicht.pk, "settings")).content.decode()

    links = re.findall(r'href="#(part-[a-z]+)"', page)
    assert links[:3] == ["part-answers", "part-spelling", "part-sla"]
    assert [f'id="{link}"' in page for link in links] == [True] * len(links)


def test_a_new_tenant_is_typed_at_once_and_a_mistake_has_the_focus(client_for: Clients, ada: User) -> None:
    browser = client_for(ada)

    empty = browser.get(url("new")).content.decode()
    mistaken = browser.post(url("new"), {**GENERAL, "code": "!"}).content.decode()

    focused = [re.findall(r'name="(\w+)"[^>]* autofocus', page) for page in (empty, mistaken)]
    assert focused == [["name"], ["code"]]


def test_a_tenant_is_created_and_opened(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(url("new"), GENERAL)

    with everywhere():
        tenant = Tenant.objects.get(code="SE")
    assert response.status_code == 302
    assert response["Location"] == url("edit", tenant.pk)
    assert (tenant.name, tenant.colour, tenant.active) == ("Stadtgrün Energie", 5, True)


def test_what_was_entered_for_a_taken_name_is_still_there(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(url("new"), {**GENERAL, "name": "nordlicht energie"})

    assert response.status_code == 422
    assert "There is a tenant called “nordlicht energie” already." in response.content.decode()
    assert response.context["mask"].form["description"].value() == "Verträge"


def test_a_new_tenant_is_offered_a_colour_nobody_has(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    page = client_for(ada).get(url("new"))

    assert page.context["mask"].form["colour"].value() == 3


def test_a_supervisor_may_not_create_one(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    assert client_for(sven, nordlicht).get(url("new")).status_code == 403


@pytest.mark.parametrize("tab", ["general", "settings", "accounts", "acknowledgements", "app-settings", "readiness"])
def test_each_tab_shows(client_for: Clients, ada: User, nordlicht: Tenant, tab: str) -> None:
    page = client_for(ada).get(url("tab", nordlicht.pk, tab))

    assert page.status_code == 200
    assert [link.tab.key for link in page.context["mask"].links] == [
        "general",
        "settings",
        "accounts",
        "acknowledgements",
        "app-settings",
        "readiness",
    ]


def test_the_settings_begin_with_those_of_the_guide(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    form = client_for(ada).get(url("tab", nordlicht.pk, "settings")).context["mask"].form
    titles = [str(part.title) for part in form.parts]
    names = [item.field.name for part in form.parts for item in part.settings]

    assert titles[:4] == ["Answers", "Spelling", "Service level and business hours", "Channels"]
    assert names[0] == "answers-copy_incoming_cc"
    assert sorted(names) == sorted(form.preferences)


def test_a_stranger_does_not_find_it(
    client_for: Clients, anna: User, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    assert client_for(sven, nordlicht).get(url("edit", alpina.pk)).status_code == 404
    assert client_for(anna, nordlicht).get(url("edit", nordlicht.pk)).status_code == 403


def test_general_is_saved_without_touching_the_short_code(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(url("edit", nordlicht.pk), {**GENERAL, "version": "1"})

    assert response.status_code == 302
    with in_scope(nordlicht):
        saved = Tenant.objects.get()
    assert (saved.name, saved.code, saved.version) == ("Stadtgrün Energie", "NORD", 2)


def test_two_people_who_save_the_same_tenant_are_told_both_values(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    change_tenant(nordlicht, description="von Bodo", version=1, by=None)

    response = client_for(ada).post(url("edit", nordlicht.pk), {**GENERAL, "description": "von Ada", "version": "1"})

    assert response.status_code == 409
    shown = {
        difference.label: (difference.saved, difference.entered)
        for difference in response.context["conflict"].differences
    }
    assert shown["Description"] == ("von Bodo", "von Ada")
    with in_scope(nordlicht):
        assert Tenant.objects.get().description == "von Bodo"


def test_a_setting_shows_where_its_value_comes_from_and_gets_an_own_one(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    page = browser.get(url("tab", nordlicht.pk, "settings")).content.decode()
    assert "inherited from the delivered default" in page

    browser.post(
        url("tab", nordlicht.pk, "settings"),
        {"answers-copy_incoming_cc": "on", "answers-copy_incoming_cc-own": "1", "version": "1"},
    )

    with in_scope(nordlicht):
        assert Tenant.objects.get().preferences == {"answers.copy_incoming_cc": True}


def test_who_lets_a_setting_inherit_is_told_of_the_own_value_that_somebody_gave_it_meanwhile(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    browser, page = client_for(ada), url("tab", nordlicht.pk, "settings")
    with in_scope(nordlicht):
        level = make_service_level(nordlicht, "Gold")
    entered = {"sla-workdays": ["0", "1"], "sla-workdays-own": "1", "version": "1"}
    entered |= {"sla-service_level": str(level.pk), "sla-service_level-own": "1"}

    first = browser.post(page, entered)
    second = browser.post(page, {"version": "1"})

    assert (first.status_code, second.status_code) == (302, 409)
    found = {each.label: (each.saved, each.entered) for each in second.context["conflict"].differences}
    assert found == {
        "Working days": ("Monday, Tuesday", "Monday, Tuesday, Wednesday, Thursday, Friday"),
        "Service level": ("Gold", "none: nothing is promised"),
    }
    assert browser.post(page, {"version": "2"}).status_code == 302
    with in_scope(nordlicht):
        assert Tenant.objects.get().preferences == {}


def test_an_own_no_is_not_the_same_as_inheriting(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    client_for(ada).post(url("tab", nordlicht.pk, "settings"), {"answers-copy_incoming_cc-own": "1", "version": "1"})

    with in_scope(nordlicht):
        assert Tenant.objects.get().preferences == {"answers.copy_incoming_cc": False}


def test_app_settings_are_shown_with_masked_secrets_and_survive_saving(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        set_app_setting(nordlicht, "shop", "token", "sehr geheim", secret=True)
        set_app_setting(nordlicht, "shop", "branch", 7)
    browser = client_for(ada)

    page = browser.get(url("tab", nordlicht.pk, "app-settings")).content.decode()
    browser.post(url("edit", nordlicht.pk), {**GENERAL, "version": "1"})

    assert "••••••" in page
    assert "sehr geheim" not in page
    with in_scope(nordlicht):
        from kontor.org.domain.app_settings import get_app_setting

        assert get_app_setting(nordlicht, "shop", "token") == "sehr geheim"
