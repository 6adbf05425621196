"""The masks of accounts: who sees them, what each tab saves, and where an account goes."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.channels.domain.accounts import change_account
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from tests.factories.intake import make_arrival
from tests.supervisor.accounts.entering import Clients, new_values, url
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


def texts(response: object) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]  # type: ignore[attr-defined]


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


@pytest.mark.parametrize(
    ("tab", "relay", "change", "asked"),
    [
        ("receiving", {"smtp_username": "relay", "smtp_password": "auch"}, {"ca_file": "/etc/ca.pem"}, "smtp_password"),
        ("sending", {"smtp_username": "", "smtp_password": ""}, {"smtp_host": "smtp.new.example"}, "password"),
    ],
)
def test_the_secret_of_the_other_tab_is_asked_for_where_a_change_leads_it_elsewhere(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    tab: str,
    relay: dict[str, str],
    change: dict[str, str],
    asked: str,
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.update(smtp_host="smtp.mail.example", smtp_port=465, smtp_security="tls", **relay)
    browser, page = client_for(ada), url("tab", nordlicht_account.pk, tab)
    sending = {"smtp_port": "465", "smtp_security": "tls", "version": "1"}
    entered = {"receiving": receiving_values(password="geheim"), "sending": sending}[tab] | change

    refused = browser.post(page, entered)
    kept = browser.post(page, {**entered, asked: "known"})

    assert [*refused.context["mask"].form.errors] == [asked]
    assert kept.status_code == 302
    with in_scope(nordlicht):
        account = MailAccount.objects.get()
    assert {name: getattr(account, name) for name in (*change, asked)} == {**change, asked: "known"}


@pytest.mark.parametrize("tab", ["general", "receiving"])
def test_what_waits_for_an_account_that_is_corrected_is_tried_at_once(
    client_for: Clients, ada: User, nordlicht_account: MailAccount, tab: str
) -> None:
    account = nordlicht_account
    values = {"general": general_values(account), "receiving": receiving_values(password="right")}

    client_for(ada).post(url("tab", account.pk, tab), values[tab])

    assert [job.arguments for job in waiting_jobs("try_anew")] == [
        {"tenant_id": account.tenant_id, "account_id": account.pk}
    ]


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
