from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kontor.channels.domain.accounts import change_account, delete_accounts
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.readiness.models import Canary
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.channels import make_account, make_tenant_accounts
from tests.factories.intake import make_arrival
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:accounts:{name}", args=args)


def texts(response: object) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]  # type: ignore[attr-defined]


def new_values(tenant: Tenant | None = None, **values: Any) -> dict[str, Any]:
    return {
        "address": "hilfe@nordlicht.example",
        "name": "",
        "tenant": tenant.pk if tenant else "",
        "fallback": "",
        "active": "on",
        "protocol": "imap",
        "host": "imap.nordlicht.example",
        "port": "",
        "security": "tls",
        "username": "hilfe",
        "password": "geheim",
        "folder": "",
        "sender_name": "Nordlicht",
        "smtp_host": "smtp.nordlicht.example",
        "smtp_port": "",
        "smtp_security": "starttls",
        "smtp_username": "",
        "smtp_password": "",
        **values,
    }


def general_values(account: MailAccount, **values: Any) -> dict[str, Any]:
    return {
        "address": account.address,
        "name": account.name,
        "tenant": account.tenant_id or "",
        "fallback": "",
        "active": "on",
        "version": "1",
        **values,
    }


def receiving_values(**values: Any) -> dict[str, Any]:
    start = new_values()
    names = ("protocol", "host", "security", "username", "folder")
    return {
        **{name: start[name] for name in names},
        "host": "imap.mail.example",
        "port": "993",
        "version": "1",
        **values,
    }


def shown(response: Any) -> dict[str, list[Any]]:
    return {row.item.address: [cell.value for cell in row.cells] for row in response.context["listing"].rows}


# Lists


def test_incoming_and_system_accounts_have_lists_of_their_own(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    make_account(nordlicht, "antwort@nordlicht.example", kind=AccountKind.REPLY)
    browser = client_for(ada)

    assert list(shown(browser.get(url("list")))) == ["info@kontor.example", "service@nordlicht.example"]
    system = shown(browser.get(url("system")))
    assert list(system) == ["antwort@nordlicht.example"]
    assert "Reply account" in system["antwort@nordlicht.example"]


def test_a_supervisor_sees_the_accounts_of_the_own_tenant(
    client_for: Clients,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    page = client_for(sven, nordlicht).get(url("list"))

    assert list(shown(page)) == ["service@nordlicht.example"]
    assert page.context["new_url"] == ""


def test_an_agent_may_not_see_the_list(client_for: Clients, anna: User, nordlicht: Tenant) -> None:
    for name in ("list", "system", "deleted", "new"):
        assert client_for(anna, nordlicht).get(url(name)).status_code == 403


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "new"),
        ({"fetched_at": timedelta()}, "on_time"),
        ({"fetched_at": timedelta(days=900)}, "late"),
        ({"fetched_at": timedelta(), "failing_since": timedelta(), "error_kind": "lost"}, "failing"),
        ({"active": False, "failing_since": timedelta()}, "off"),
    ],
)
def test_the_state_is_shown_and_filtered(
    client_for: Clients, ada: User, nordlicht: Tenant, values: dict[str, Any], state: str
) -> None:
    now = clock.now()
    since = {name: now - value if isinstance(value, timedelta) else value for name, value in values.items()}
    make_account(nordlicht, "eins@nordlicht.example", **since)
    browser = client_for(ada)

    assert shown(browser.get(url("list")))["eins@nordlicht.example"][3].key == state
    for other in ("new", "on_time", "late", "failing", "off"):
        found = shown(browser.get(url("list"), {"filter-state": other}))
        assert bool(found) == (other == state), other


def test_the_list_needs_as_many_statements_for_many_accounts(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)
    browser.get(url("list"))
    with statements() as one:
        browser.get(url("list"))
    for _number in range(3):
        make_account(nordlicht)

    with statements() as four:
        browser.get(url("list"))

    assert len(four) == len(one)


# New


def test_a_new_account_works_at_once(client_for: Clients, ada: User, nordlicht: Tenant, billing: Category) -> None:
    response = client_for(ada).post(url("new"), new_values(nordlicht, fallback=billing.pk))

    with in_scope(nordlicht):
        account = MailAccount.objects.get()
        assert AccountFallback.objects.get().category == billing
    assert response["Location"] == url("tab", account.pk, "state")
    assert (account.name, account.kind, account.password) == ("hilfe@nordlicht.example", "incoming", "geheim")
    assert (account.port, account.smtp_port, account.folder) == (993, 587, "INBOX")


def test_a_new_account_begins_with_its_address(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada, nordlicht).get(url("new")).content.decode()

    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["address"]


def test_the_tenant_can_be_asked_for(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    page = client_for(ada).get(url("new"), {"tenant": nordlicht.pk})

    assert page.context["mask"].form["tenant"].value() == nordlicht.pk


def test_categories_of_the_tenant_stand_first(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    browser = client_for(ada)

    for tenant, first, second in ((nordlicht, billing, claims), (alpina, claims, billing)):
        page = browser.get(url("new"), {"tenant": tenant.pk}).content.decode()
        assert page.index(f"· {first.name}<") < page.index(f"· {second.name}<")


def test_a_new_system_account_has_its_type(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(url("new") + "?type=system", new_values(nordlicht, kind="second_level"))

    assert response.status_code == 302
    with in_scope(nordlicht):
        assert MailAccount.objects.get().kind == "second_level"


def test_a_system_account_belongs_to_the_list_of_system_accounts(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)
    system = make_account(nordlicht, "rueck@nordlicht.example", kind="reply")

    pages = [url("new"), url("new") + "?type=system", url("edit", nordlicht_account.pk), url("edit", system.pk)]
    marked = [
        re.findall(r'nav__item[^>]*href="([^"]*)" aria-current', browser.get(page).content.decode()) for page in pages
    ]

    assert marked == [[url("list")], [url("system")], [url("list")], [url("system")]]


def test_an_account_without_tenant_is_general(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    client_for(ada).post(url("new"), new_values(None))

    with everywhere():
        assert MailAccount.objects.get().is_general


def test_what_was_entered_for_a_taken_address_is_still_there(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina_account: MailAccount
) -> None:
    response = client_for(ada).post(url("new"), new_values(nordlicht, address="SERVICE@alpina.example"))

    form = response.context["mask"].form
    assert (response.status_code, list(form.errors)) == (422, ["address"])
    assert "belongs to another account already" in response.content.decode()
    assert form["host"].value() == "imap.nordlicht.example"
    assert 'name="password" value="geheim"' in response.content.decode()


def test_a_fallback_of_another_tenant_creates_nothing(
    client_for: Clients, ada: User, nordlicht: Tenant, claims: Category
) -> None:
    response = client_for(ada).post(url("new"), new_values(nordlicht, fallback=claims.pk))

    assert (response.status_code, list(response.context["mask"].form.errors)) == (422, ["fallback"])
    with everywhere():
        assert not MailAccount.objects.exists()


def test_a_new_account_needs_its_password(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    response = client_for(ada).post(url("new"), new_values(nordlicht, password=""))

    assert "Enter the password of the mailbox." in response.content.decode()


@pytest.mark.parametrize("field", ["host", "smtp_host"])
def test_what_is_no_server_is_said_at_its_field(client_for: Clients, ada: User, nordlicht: Tenant, field: str) -> None:
    page = client_for(ada).post(url("new"), new_values(nordlicht, **{field: "https://mail.example/"})).content.decode()

    sentence = "“https://mail.example/” is not the name of a server. Write it like imap.company.example."
    assert page.count(sentence) == 1
    assert sentence in page.partition(f'id="id_{field}-error"')[2].partition("</p>")[0]


# The mask


@pytest.mark.parametrize("tab", ["general", "receiving", "sending", "state"])
def test_each_tab_shows_and_hides_the_secrets(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, tab: str
) -> None:
    for browser in (client_for(ada), client_for(sven, nordlicht)):
        page = browser.get(url("tab", nordlicht_account.pk, tab))

        assert page.status_code == 200
        assert "mailbox secret" not in page.content.decode()


def test_strangers_do_not_find_it(
    client_for: Clients,
    anna: User,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.get(url("edit", alpina_account.pk)).status_code == 404
    assert browser.get(url("edit", general_account.pk)).status_code == 404
    assert browser.post(url("edit", nordlicht_account.pk), {}).status_code == 403
    assert browser.post(url("test", nordlicht_account.pk)).status_code == 403
    assert client_for(anna, nordlicht).get(url("edit", nordlicht_account.pk)).status_code == 403


def test_general_is_saved_with_the_fallback(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category
) -> None:
    values = general_values(nordlicht_account, name="Kundenservice", fallback=billing.pk)
    response = client_for(ada).post(url("edit", nordlicht_account.pk), values)

    assert response.status_code == 302
    with in_scope(nordlicht):
        account = MailAccount.objects.get()
        assert (account.name, account.version, account.password) == ("Kundenservice", 2, "mailbox secret")
        assert AccountFallback.objects.get().category == billing


def test_a_fallback_that_was_not_touched_stays_as_somebody_else_has_set_it(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    billing: Category,
    moving: Category,
) -> None:
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=None)
        opened = client_for(ada).get(url("edit", nordlicht_account.pk))
        set_fallback(nordlicht_account, moving, by=None)
    values = general_values(nordlicht_account, name="Anders", fallback=billing.pk, seen=opened.context["seen"])

    response = client_for(ada).post(url("edit", nordlicht_account.pk), values)

    with in_scope(nordlicht):
        assert AccountFallback.objects.get(account=nordlicht_account).category_id == moving.pk
        assert MailAccount.objects.get(pk=nordlicht_account.pk).name == "Anders"
    assert response.status_code == 302


def test_a_fallback_that_somebody_else_has_changed_is_not_overwritten(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    billing: Category,
    moving: Category,
) -> None:
    with in_scope(nordlicht):
        opened = client_for(ada).get(url("edit", nordlicht_account.pk))
        set_fallback(nordlicht_account, moving, by=None)
    values = general_values(nordlicht_account, name="Anders", fallback=billing.pk, seen=opened.context["seen"])

    page = client_for(ada).post(url("edit", nordlicht_account.pk), values)

    assert page.status_code == 422
    assert "Somebody else has changed the fallback category" in page.content.decode()
    assert page.context["seen"] == 0
    with in_scope(nordlicht):
        assert AccountFallback.objects.get(account=nordlicht_account).category_id == moving.pk
        assert MailAccount.objects.get(pk=nordlicht_account.pk).name != "Anders"


def test_the_account_moves_with_its_fallback(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_account: MailAccount,
    billing: Category,
    claims: Category,
) -> None:
    browser, page = client_for(ada), url("edit", nordlicht_account.pk)
    browser.post(page, general_values(nordlicht_account, fallback=billing.pk))

    moved = general_values(nordlicht_account, tenant=alpina.pk, fallback=claims.pk, version="2")
    response = browser.post(page, moved)

    assert response.status_code == 302
    with everywhere():
        assert MailAccount.objects.get().tenant == alpina
        assert AccountFallback.objects.get().category == claims


def test_an_account_that_received_mail_stays_where_it_is(
    client_for: Clients, ada: User, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    make_arrival(nordlicht_account)
    with everywhere():
        MailAccount.objects.update(last_mail_at=clock.now())

    response = client_for(ada).post(
        url("edit", nordlicht_account.pk), general_values(nordlicht_account, tenant=alpina.pk)
    )

    assert response.status_code == 422
    assert "has received mail already" in response.content.decode()


def test_an_empty_password_stays_and_another_server_wants_it_again(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser, page = client_for(ada), url("tab", nordlicht_account.pk, "receiving")

    refused = browser.post(page, receiving_values(host="imap.evil.example"))
    kept = browser.post(page, receiving_values(folder="Service"))

    assert refused.status_code == 422
    assert kept.status_code == 302
    with in_scope(nordlicht):
        account = MailAccount.objects.get()
    assert (account.host, account.folder, account.password) == ("imap.mail.example", "Service", "mailbox secret")


def test_the_usual_port_follows_and_no_encryption_is_warned_of(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser, page = client_for(ada), url("tab", nordlicht_account.pk, "receiving")

    response = browser.post(page, receiving_values(protocol="pop3", security="plain", password="geheim"))

    with in_scope(nordlicht):
        assert MailAccount.objects.get().port == 110
    assert "Passwords and mails of this account cross the network unencrypted." in texts(response)
    assert "everybody on the way can read the password" in browser.get(page).content.decode()


def test_sending_offers_own_and_general_accounts(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    page = client_for(ada).get(url("tab", nordlicht_account.pk, "sending"))

    offered = list(page.context["mask"].form.fields["alternative"].queryset)
    assert offered == [general_account]


def test_two_people_who_save_the_same_account_are_told(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        change_account(nordlicht_account, name="von Bodo", version=1, by=None)

    response = client_for(ada).post(
        url("edit", nordlicht_account.pk), general_values(nordlicht_account, name="von Ada")
    )

    assert response.status_code == 409
    [difference] = [one for one in response.context["conflict"].differences if one.label == "Name"]
    assert (difference.saved, difference.entered) == ("von Bodo", "von Ada")
    with in_scope(nordlicht):
        assert MailAccount.objects.get().name == "von Bodo"


def test_the_state_shows_errors_and_the_day(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_arrival(nordlicht_account)
    with in_scope(nordlicht):
        failing = {"error_kind": "lost", "error_values": {"host": "imap.nordlicht.example"}, "error_count": 3}
        MailAccount.objects.update(failing_since=clock.now(), **failing)

    page = client_for(ada).get(url("tab", nordlicht_account.pk, "state"))

    assert "The connection to imap.nordlicht.example broke off." in page.content.decode()
    assert (page.context["counts"].received, page.context["counts"].waiting) == (1, 1)
    assert f"filter-account={nordlicht_account.pk}" in page.context["ledger_url"]


def test_a_mailbox_is_read_on_request(client_for: Clients, ada: User, nordlicht_account: MailAccount) -> None:
    later = clock.now() + timedelta(minutes=5)
    with in_scope(nordlicht_account.owner):
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(fetch_due_at=later)

    client_for(ada).post(url("fetch", nordlicht_account.pk))

    with in_scope(nordlicht_account.owner):
        assert MailAccount.objects.get(pk=nordlicht_account.pk).fetch_due_at is None


# Deleting and restoring


def test_chosen_accounts_are_deleted_and_restored(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(ada)

    browser.post(url("delete"), {"selected": [nordlicht_account.pk]})
    assert browser.get(url("edit", nordlicht_account.pk)).status_code == 404
    assert list(shown(browser.get(url("deleted")))) == ["service@nordlicht.example"]
    browser.post(url("restore"), {"selected": [nordlicht_account.pk]})

    assert browser.get(url("edit", nordlicht_account.pk)).status_code == 200


def test_deleting_is_refused_with_the_list_of_uses(
    htmx_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, incoming=nordlicht_account)

    response = htmx_for(ada).post(url("delete"), {"selected": [nordlicht_account.pk]})

    assert response.status_code == 409
    assert "is the default incoming account of Nordlicht Energie." in response.content.decode()


def test_a_supervisor_may_neither_delete_nor_restore(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.post(url("delete"), {"selected": [nordlicht_account.pk]}).status_code == 403
    with in_scope(nordlicht):
        delete_accounts([nordlicht_account], by=None)
    assert browser.post(url("restore"), {"selected": [nordlicht_account.pk]}).status_code == 403


def test_sending_without_signing_in_is_chosen_in_the_mask(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    values = {name: value for name, value in new_values().items() if name.startswith("smtp_") or name == "sender_name"}
    browser = client_for(ada)
    browser.post(
        url("tab", nordlicht_account.pk, "sending"),
        {**values, "smtp_host": "relay.example", "smtp_without_sign_in": "on", "version": "1"},
    )

    with in_scope(nordlicht):
        saved = MailAccount.objects.get(pk=nordlicht_account.pk)
    assert (saved.smtp_server().host, saved.smtp_server().username) == ("relay.example", "")
    assert "checked" in browser.get(url("tab", nordlicht_account.pk, "sending")).content.decode()


def test_a_folder_with_scans_is_asked_for_in_its_own_words_and_says_why_it_is_not_read(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    letters_on()
    with in_scope(nordlicht):
        folder = make_account(nordlicht, protocol="folder", channel="letter", after_fetch="move", done_folder="done")
    browser = client_for(ada)
    pages = [browser.get(url("tab", folder.pk, tab)).content.decode() for tab in ("receiving", "state")]

    assert "What becomes of a scan in the folder" in pages[0]
    assert "Below the folder of your tenant&#x27;s scans" in pages[0]
    assert "Usually INBOX." not in pages[0]
    assert 'value="leave"' not in pages[0]
    silent = "Nordlicht Energie does not use the channel Letter."
    assert [silent in page for page in pages] == [True, True]
    prefer(nordlicht, ENABLED_CHANNELS, ["mail", "letter"])
    assert silent not in browser.get(url("tab", folder.pk, "state")).content.decode()
    letters_on(False)
    assert (
        "Letters are switched off in this installation." in browser.get(url("tab", folder.pk, "state")).content.decode()
    )


def test_a_folder_with_scans_speaks_of_letters_and_sends_nothing(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    letters_on()
    folder = make_account(nordlicht, protocol="folder", channel="letter")
    browser = client_for(ada)

    of_folder, of_mails = (
        browser.get(url("tab", account.pk, "state")).content.decode() for account in (folder, nordlicht_account)
    )

    mail_words = ("<dt>Last mail</dt>", "<dt>Last mail in</dt>", "<dt>Last mail out</dt>", "Signature (DKIM)")
    assert [words in of_mails for words in mail_words] == [True] * 4
    assert [words in of_folder for words in mail_words] == [False] * 4
    assert of_folder.count("<dt>Last letter</dt>") == 2


@pytest.mark.parametrize("general", [True, False])
def test_the_state_shows_the_age_of_the_accounts_canary(
    client_for: Clients, ada: User, nordlicht: Tenant, general: bool
) -> None:
    account = make_account(None if general else nordlicht)
    browser, page = client_for(ada, nordlicht), url("tab", account.pk, "state")
    assert "Last canary" not in browser.get(page).content.decode()
    with in_scope(account.owner):
        Canary.objects.create(
            tenant_id=account.tenant_id,
            account=account,
            account_owner=account.owner,
            begun_at=clock.now(),
            came_at=clock.now(),
            failing_since=clock.now(),
            error="Kein Anschluss.",
        )

    shown = browser.get(page)

    assert shown.context["canary"].account_id == account.pk
    assert [each in shown.content.decode() for each in ("Last canary", "does not come in", "Kein Anschluss.")] == [
        True,
        True,
        True,
    ]
