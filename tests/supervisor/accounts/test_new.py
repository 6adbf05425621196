"""A new account: how its mask begins, what it becomes, what is said of mistakes."""

from __future__ import annotations

import re

import pytest

from kontor.channels.models import MailAccount
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.supervisor.accounts.entering import Clients, new_values, url
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope


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


@pytest.mark.parametrize("to_place", [True, False])
def test_a_folder_with_scans_needs_neither_a_server_nor_a_category(
    client_for: Clients, ada: User, nordlicht: Tenant, billing: Category, to_place: bool
) -> None:
    letters_on()
    values = dict.fromkeys(("host", "username", "password", "smtp_host"), "")
    values |= {"fallback": str(billing.pk) if to_place else ""}
    entered = new_values(nordlicht, protocol="folder", channel="letter", **{**values, "folder": "nord"})

    answer = client_for(ada, nordlicht).post(url("new"), entered)

    with in_scope(nordlicht):
        account = MailAccount.objects.get()
        fallbacks = [each.category for each in AccountFallback.objects.select_related("category")]
    assert answer["Location"] == url("tab", account.pk, "state")
    assert (account.protocol, account.channel, account.folder, account.owner) == (
        "folder",
        "letter",
        "nord",
        nordlicht.pk,
    )
    assert fallbacks == ([billing] if to_place else [])


def test_a_folder_with_scans_becomes_a_mailbox_with_the_usual_port(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        folder = make_account(nordlicht, protocol="folder", channel="letter", after_fetch="move", done_folder="done")
    entered = {"channel": "letter", "protocol": "pop3", "host": "mail.example", "port": "993", "security": "tls"}
    entered |= {"username": "scans", "password": "geheim", "after_fetch": "leave", "version": "1"}

    saved = client_for(ada).post(url("tab", folder.pk, "receiving"), entered)

    assert saved.status_code == 302
    with in_scope(nordlicht):
        account = MailAccount.objects.get(pk=folder.pk)
    assert (account.protocol, account.port) == ("pop3", 995)


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
