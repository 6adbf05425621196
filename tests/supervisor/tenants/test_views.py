from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.calls.domain.events import settle_late
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import HeldBecause
from kontor.calls.models import Call, HeldCall
from kontor.channels.domain.tenant_accounts import tenant_accounts
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.org.domain.app_settings import set_app_setting
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_no_reply_address, make_tenant_accounts
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.phone_systems import make_dialled_number, make_held_call, make_phone_system, make_trunk
from tests.factories.tenants import make_tenant
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]

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


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:tenants:{name}", args=args)


def texts(response: object) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]  # type: ignore[attr-defined]


def test_the_list_shows_what_a_tenant_lacks(
    client_for: Clients, ada: User, alpina: Tenant, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    page = client_for(ada).get(url("list"))

    assert page.status_code == 200
    rows = {row.item.name: [cell.value for cell in row.cells] for row in page.context["listing"].rows}
    assert rows["Alpina Versicherung"][3:6] == [0, 0, "System group missing"]
    assert rows["Nordlicht Energie"][3:6] == [1, 1, "Incoming account missing"]


def test_steps_lead_to_what_is_the_tenants(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina_account: MailAccount
) -> None:
    browser = client_for(ada)
    page = browser.get(url("edit", nordlicht.pk)).content.decode()

    people = re.search(r'href="([^"]+)#(groups-of-\d+)"', page)
    sending = re.search(r'href="([^"]+\?filter-tenant=\d+)"', page)

    assert people and f'id="{people[2]}"' in browser.get(people[1]).content.decode()
    assert sending and alpina_account.address not in browser.get(sending[1]).content.decode()


def test_a_tenant_whose_account_cannot_be_read_is_not_called_ready(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, anna: User, nordlicht_account: MailAccount
) -> None:
    make_no_reply_address(nordlicht)
    browser = client_for(ada)
    well = _ready(browser, nordlicht)
    with everywhere():
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(failing_since=clock.now())

    assert well == ("", "Ready for use", ["yes"])
    assert _ready(browser, nordlicht) == (
        "Account in trouble",
        "All steps are done, but an account cannot be read",
        ["no"],
    )


def _ready(browser: Browser, tenant: Tenant) -> tuple[str, str, list[str]]:
    """What list and mask say, and under which choices of the filter the tenant is found."""
    listed = {row.item.pk: row for row in browser.get(url("list")).context["listing"].rows}[tenant.pk]
    said = next(cell.value for cell in listed.cells if cell.column.key == "readiness")
    title = browser.get(url("edit", tenant.pk)).content.decode().partition('id="steps-left"')[2]
    found = [
        choice
        for choice in ("yes", "no")
        if tenant
        in [row.item for row in browser.get(url("list"), {"filter-readiness": choice}).context["listing"].rows]
    ]
    return said, title.partition('"card__title">')[2].partition("<")[0], found


def test_the_list_says_which_tenant_is_not_in_use(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    before = browser.get(url("list")).content.decode()
    with everywhere():
        change_tenant(nordlicht, version=nordlicht.version, active=False, by=None)

    after = browser.get(url("list")).content.decode()

    assert "not in use" not in before
    assert "not in use" in after


def test_what_is_refused_as_a_whole_has_the_focus(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    page = client_for(ada).post(url("new"), {**GENERAL, "name": alpina.name}).content.decode()

    notice = page.partition('role="alert"')[2].partition("</div>")[0]
    assert "autofocus" in notice
    assert alpina.name in notice


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


def test_the_list_needs_as_many_statements_for_many_tenants(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    browser.get(url("list"))
    with statements() as one:
        browser.get(url("list"))
    for number in range(3):
        make_tenant(f"Mandant {number}")

    with statements() as four:
        browser.get(url("list"))

    assert len(four) == len(one)


def test_the_list_filters_and_sorts(client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    page = client_for(ada).get(url("list"), {"filter-name": "ALPINA", "sort": "-changed"})

    assert [row.item.name for row in page.context["listing"].rows] == ["Alpina Versicherung"]


def test_an_agent_may_not_see_the_list(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(url("list")).status_code == 403


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


def test_an_own_no_is_not_the_same_as_inheriting(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    client_for(ada).post(url("tab", nordlicht.pk, "settings"), {"answers-copy_incoming_cc-own": "1", "version": "1"})

    with in_scope(nordlicht):
        assert Tenant.objects.get().preferences == {"answers.copy_incoming_cc": False}


def test_default_accounts_are_own_or_general_ones_only(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    browser = client_for(ada)
    page = url("tab", nordlicht.pk, "accounts")

    wrong = browser.post(page, {"incoming": alpina_account.pk, "accounts_version": "1"})
    with in_scope(nordlicht):
        version = tenant_accounts(nordlicht).version
    right = browser.post(
        page, {"incoming": nordlicht_account.pk, "sending": general_account.pk, "accounts_version": version}
    )

    assert wrong.status_code == 422
    assert right.status_code == 302
    with in_scope(nordlicht):
        row = tenant_accounts(nordlicht)
        assert (row.incoming_id, row.incoming_owner) == (nordlicht_account.pk, nordlicht.pk)
        assert (row.sending_id, row.sending_owner) == (general_account.pk, 0)


def test_the_default_accounts_have_a_version_of_their_own(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account)

    response = client_for(ada).post(url("tab", nordlicht.pk, "accounts"), {"incoming": "", "accounts_version": "0"})

    assert response.status_code == 409
    with in_scope(nordlicht):
        assert tenant_accounts(nordlicht).incoming_id == nordlicht_account.pk


def test_the_system_accounts_are_chosen_beside_the_others(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    row = make_tenant_accounts(nordlicht, inquiries=nordlicht_account, forwards=general_account)
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")

    shown = browser.get(page).content.decode()
    browser.post(page, {"inquiries": general_account.pk, "forwards": "", "accounts_version": row.version})

    assert "System account for external inquiries" in shown
    assert "System account for external forwards" in shown
    with in_scope(nordlicht):
        saved = tenant_accounts(nordlicht)
    assert (saved.inquiries, saved.forwards) == (general_account, None)


def test_the_default_accounts_are_tested_where_they_are_chosen(
    client_for: Clients,
    htmx_for: Callable[..., HtmxBrowser],
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account)
    test = reverse("supervisor:accounts:test", args=[nordlicht_account.pk])
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")

    before = browser.get(page)
    begun = htmx_for(ada).post(test).content.decode()
    after = browser.get(page).content.decode()

    assert [(each.account, each.may_test) for each in before.context["connections"]] == [
        (nordlicht_account, True),
        (general_account, True),
    ]
    assert f'hx-post="{test}" hx-target="#connection-test-{nordlicht_account.pk}-body"' in before.content.decode()
    assert f'id="connection-test-{nordlicht_account.pk}-body"' in begun
    assert after.count('hx-trigger="every 1s"') == 1


def test_one_account_for_both_is_tested_once(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=nordlicht_account)

    page = client_for(ada).get(url("tab", nordlicht.pk, "accounts")).content.decode()

    assert page.count('class="test"') == 1
    assert "Default incoming account, Default account for sending" in page


def test_who_may_only_look_sees_no_button_and_no_general_account(
    client_for: Clients,
    dora: User,
    nordlicht: Tenant,
    nordlicht_system: SystemGroup,
    nordlicht_account: MailAccount,
    general_account: MailAccount,
) -> None:
    make_grant(dora, make_role(permissions=["tenants.read", "accounts.read"]), nordlicht_system)
    make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account)

    page = client_for(dora, nordlicht).get(url("tab", nordlicht.pk, "accounts"))

    assert [(each.account, each.may_test) for each in page.context["connections"]] == [(nordlicht_account, False)]
    assert "Test connection" not in page.content.decode()


def test_without_default_accounts_the_tab_says_how_to_test(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada).get(url("tab", nordlicht.pk, "accounts")).content.decode()

    assert "Choose a default account and save; its connection can be tested here then." in page


def test_do_not_reply_addresses_come_and_go(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    add = url("no-reply-add", nordlicht.pk)
    browser.post(add, {"no-reply-address": "noreply@nordlicht.example", "no-reply-display_name": "Nordlicht"})
    browser.post(add, {"no-reply-address": "zaehler@nordlicht.example"})
    with in_scope(nordlicht):
        first, second = NoReplyAddress.objects.order_by("address_key")
    assert (first.is_default, second.is_default) == (True, False)

    browser.post(url("no-reply-default", nordlicht.pk, second.pk))
    browser.post(url("no-reply-change", nordlicht.pk, first.pk), {"display_name": "Anders"})
    browser.post(url("no-reply-remove", nordlicht.pk, second.pk))

    with in_scope(nordlicht):
        [left] = NoReplyAddress.objects.all()
    assert (left.address, left.display_name, left.is_default) == ("noreply@nordlicht.example", "Anders", True)


def test_do_not_reply_addresses_that_somebody_else_changed_are_not_overwritten(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    """The forms carry what they showed."""
    default = make_no_reply_address(nordlicht, "a@nordlicht.example", is_default=True, display_name="Anders")
    other = make_no_reply_address(nordlicht, "b@nordlicht.example")
    browser, page = client_for(ada), url("tab", nordlicht.pk, "accounts")
    shown = browser.get(page).content.decode()
    assert '<input type="hidden" name="seen" value="Anders">' in shown
    assert f'<input type="hidden" name="seen" value="{default.pk}">' in shown

    browser.post(url("no-reply-change", nordlicht.pk, default.pk), {"display_name": "Nordlicht", "seen": "Zuvor"})
    assert "it is now “Anders”" in browser.get(page).content.decode()
    browser.post(url("no-reply-default", nordlicht.pk, other.pk), {"seen": other.pk})
    assert "it is now a@nordlicht.example" in browser.get(page).content.decode()

    with in_scope(nordlicht):
        default.refresh_from_db()
    assert (default.display_name, default.is_default) == ("Anders", True)


@pytest.mark.parametrize("address", ["kein", "noreply@nordlicht.example"])
def test_a_wrong_or_known_do_not_reply_address_is_said_beside_it(
    client_for: Clients, ada: User, nordlicht: Tenant, address: str
) -> None:
    make_no_reply_address(nordlicht, "noreply@nordlicht.example")

    response = client_for(ada).post(url("no-reply-add", nordlicht.pk), {"no-reply-address": address})

    assert response.status_code == 422
    assert response.context["no_reply_form"]["address"].value() == address
    assert response.context["no_reply_form"].errors


def test_another_tenants_do_not_reply_address_is_not_found(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    theirs = make_no_reply_address(alpina)

    assert client_for(ada).post(url("no-reply-remove", nordlicht.pk, theirs.pk)).status_code == 404


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


def test_chosen_tenants_are_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_for(ada)

    browser.post(url("delete"), {"selected": [nordlicht.pk, alpina.pk]})
    with everywhere():
        assert Tenant.objects.living().count() == 0
    assert browser.get(url("edit", nordlicht.pk)).status_code == 404
    assert len(browser.get(url("deleted")).context["listing"].rows) == 2
    browser.post(url("restore"), {"selected": [nordlicht.pk]})

    with everywhere():
        assert [tenant.name for tenant in Tenant.objects.living()] == ["Nordlicht Energie"]


@pytest.mark.parametrize("told", [{"dialled": "040 5550199", "trunk": ""}, {"trunk": "west"}])
def test_with_a_tenant_the_calls_come_back_that_were_held_meanwhile(
    client_for: Clients, ada: User, nordlicht: Tenant, frozen: Frozen, told: dict[str, str]
) -> None:
    browser, system = client_for(ada), make_phone_system()
    make_dialled_number(system, nordlicht, "040 5550199")
    make_trunk(system, nordlicht, "west")
    browser.post(url("delete"), {"selected": [nordlicht.pk]})
    held = make_held_call(system, **told)

    browser.post(url("restore"), {"selected": [nordlicht.pk]})
    frozen.move(minutes=1)
    settle_late()

    assert held.because == HeldBecause.DELETED_TENANT
    with everywhere():
        assert list(Call.objects.values_list("key", "tenant")) == [(held.call_key, nordlicht.pk)]
        assert not HeldCall.objects.exists()


def test_deleting_a_chosen_tenant_is_refused_with_its_system_groups(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    response = client_for(ada).post(url("delete"), {"selected": [nordlicht.pk]}, headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert "Nordlicht (Nordlicht Energie)" in response.content.decode()


def test_the_checklist_leads_to_what_is_missing(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User
) -> None:
    checklist = client_for(ada).get(url("edit", nordlicht.pk)).context["checklist"]

    assert (checklist.done, checklist.left) == (3, 4)
    assert [item.step.key for item in checklist.items if item.is_next] == ["categories"]


def test_what_it_takes_to_telephone_stands_in_the_checklist(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser, page = client_for(ada), url("edit", nordlicht.pk)
    assert not browser.get(page).context["checklist"].calls
    connect_calls()
    system = make_phone_system("Zentrale")

    before = browser.get(page).context["checklist"]
    make_trunk(system, nordlicht, prefix="71")
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)
    after = browser.get(page).context["checklist"]

    assert [(item.step.done, item.url) for item in before.calls] == [
        (False, url("tab", nordlicht.pk, "call-connector")),
        (False, reverse("supervisor:phone-systems:list")),
    ]
    assert (before.calls_left, after.calls_left) == (True, False)
    assert before.left == after.left
