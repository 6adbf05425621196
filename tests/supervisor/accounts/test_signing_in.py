"""A person signs in for an account: off to the service, and back with a code."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.channels.domain.tokens import ready
from kontor.channels.domain.troubles import end_trouble, note_trouble
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import ConnectionTest, MailAccount
from kontor.people.models import User
from kontor.supervisor.accounts.signing_in import SECONDS
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.dovecot import HOST
from tests.servers.token_service import TokenServer
from tests.supervisor.accounts.entering import Clients, by_token, saved
from tests.supervisor.accounts.test_views import texts, url
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope

CALLBACK = "http://testserver/supervisor/accounts/signed-in/"


@pytest.fixture
def account(nordlicht: Tenant) -> MailAccount:
    return by_token(nordlicht)


def sent_to(browser: Browser, account: MailAccount) -> dict[str, str]:
    response = browser.get(url("sign-in", account.pk))
    assert response.status_code == 302
    assert response["Location"].startswith("https://id.example/authorize?")
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def come_back(browser: Browser, **asked: str) -> Any:
    return browser.get(url("signed-in"), asked)


def test_the_whole_way_to_a_token(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    make_token_server: Callable[..., TokenServer],
    new_mailbox: Callable[[], str],
) -> None:
    service = make_token_server(new_mailbox())
    account = by_token(
        nordlicht, host=HOST, username=service.user, oauth_token_url=service.url, ca_file=service.dovecot.ca_file
    )
    browser = client_for(ada)
    asked = sent_to(browser, account)

    back = come_back(browser, code=service.agree(asked["code_challenge"]), state=asked["state"])

    assert (back.status_code, back["Location"]) == (302, url("tab", account.pk, "state"))
    assert asked["redirect_uri"] == CALLBACK
    assert (asked["login_hint"], asked["scope"]) == (service.user, "mail")
    assert service.asked == []  # the network is no business of a request
    (job,) = waiting_jobs("test_connection")
    assert set(job.arguments) == {"tenant_id", "account_id", "test_id"}
    assert len(waiting_jobs("try_anew")) == 1  # mails may wait for the sign-in
    ready(saved(account))
    assert saved(account).oauth_refresh_token in service.refresh_tokens
    assert service.asked[0]["redirect_uri"] == CALLBACK


def test_signing_in_is_written_down(client_for: Clients, ada: User, account: MailAccount) -> None:
    browser = client_for(ada)
    come_back(browser, code="abc", state=sent_to(browser, account)["state"])

    with everywhere():
        entry = AuditEntry.objects.get(action="signed in")
        assert ConnectionTest.objects.filter(account=account).exists()
    assert (entry.actor_id, entry.object_id, entry.changes) == (ada.pk, account.pk, {})
    assert "abc" in saved(account).oauth_pending


def test_every_attempt_has_its_own_secrets(client_for: Clients, ada: User, account: MailAccount) -> None:
    browser = client_for(ada)

    first, second = sent_to(browser, account), sent_to(browser, account)

    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]
    assert len(second["code_challenge"]) == len(urlsafe_b64encode(hashlib.sha256().digest()).rstrip(b"="))


REFUSED = "This sign-in took too long, or it was begun elsewhere. Begin again on the account's page."


def test_a_state_is_worth_something_once(client_for: Clients, ada: User, account: MailAccount) -> None:
    browser = client_for(ada)
    state = sent_to(browser, account)["state"]
    come_back(browser, code="first", state=state)

    again = come_back(browser, code="second", state=state)

    assert texts(again)[-1] == REFUSED
    assert "second" not in saved(account).oauth_pending


@pytest.mark.parametrize("state", ["", "nonsense", "of another session"])
def test_a_state_of_somebody_else_is_worth_nothing(
    client_for: Clients, ada: User, account: MailAccount, state: str
) -> None:
    attacker, victim = client_for(ada), client_for(ada)
    if state == "of another session":
        state = sent_to(attacker, account)["state"]
        sent_to(victim, account)

    answer = come_back(victim, code="abc", state=state)

    assert (texts(answer), answer["Location"]) == ([REFUSED], url("list"))
    assert saved(account).oauth_pending == ""


def test_a_state_grows_old(
    client_for: Clients, ada: User, account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_for(ada)
    state = sent_to(browser, account)["state"]
    monkeypatch.setattr("kontor.supervisor.accounts.signing_in.SECONDS", -1)

    assert texts(come_back(browser, code="abc", state=state)) == [REFUSED]
    assert SECONDS == 900


def test_who_does_not_agree_is_told_so(client_for: Clients, ada: User, account: MailAccount) -> None:
    browser = client_for(ada)
    state = sent_to(browser, account)["state"]

    back = come_back(browser, error="access_denied", error_description="<b>denied</b>", state=state)

    assert back["Location"] == url("tab", account.pk, "receiving")
    assert texts(back) == [
        "The sign-in was not completed: id.example reports that consent was refused (<b>denied</b>)."
    ]
    assert saved(account).oauth_pending == ""


def test_nobody_signs_in_where_a_password_or_an_application_does(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    application = make_account(
        nordlicht, "anwendung@nordlicht.example", auth="oauth2", oauth_grant="client", oauth_provider="microsoft"
    )
    browser = client_for(ada)
    for account in (nordlicht_account, application):
        answer = browser.get(url("sign-in", account.pk))

        assert answer["Location"] == url("tab", account.pk, "receiving")
        assert texts(answer)[-1].startswith("Nobody signs in for this account")


def test_who_may_not_change_the_account_does_not_sign_in_for_it(
    client_for: Clients, ada: User, sven: User, carla: User, nordlicht: Tenant, alpina: Tenant, account: MailAccount
) -> None:
    assert client_for(sven, nordlicht).get(url("sign-in", account.pk)).status_code == 403
    assert client_for(carla, alpina).get(url("sign-in", account.pk)).status_code in (403, 404)
    assert client_for(sven, nordlicht).get(url("signed-in"), {"code": "abc"}).status_code == 403


# The mask


def test_an_account_for_microsoft_needs_little(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    values = {
        "address": "hilfe@nordlicht.example",
        "tenant": nordlicht.pk,
        "active": "on",
        "protocol": "imap",
        "security": "tls",
        "smtp_security": "tls",
        "auth": "oauth2",
        "oauth_provider": "microsoft",
        "oauth_client_id": "4711",
        "oauth_client_secret": "app secret",
        "oauth_grant": "code",
    }
    response = client_for(ada).post(url("new"), values)

    with in_scope(nordlicht):
        account = MailAccount.objects.get()
    assert response["Location"] == url("tab", account.pk, "receiving")
    assert texts(response) == ["“hilfe@nordlicht.example” is created. Now sign in for it."]
    assert (account.host, account.smtp_host, account.weight_in) == ("outlook.office365.com", "smtp.office365.com", 3)


def test_what_is_missing_is_said_at_its_field(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    values = {"address": "hilfe@nordlicht.example", "tenant": nordlicht.pk, "protocol": "imap", "security": "tls"}
    page = client_for(ada).post(url("new"), {**values, "smtp_security": "tls", "auth": "oauth2"})

    assert page.status_code == 422
    form = page.context["mask"].form
    assert form.errors["oauth_client_id"] == ["Enter the id under which Kontor is registered."]


def test_the_tab_shows_where_to_come_back_and_the_way_to_sign_in(
    client_for: Clients, ada: User, account: MailAccount
) -> None:
    page = client_for(ada).get(url("tab", account.pk, "receiving")).content.decode()

    assert CALLBACK in page
    assert url("sign-in", account.pk) in page
    assert "Nobody has signed in for this account yet." in page
    assert "secret of the application" not in page.replace("Secret of the application", "")


def test_the_state_shows_the_token_and_the_troubles(client_for: Clients, ada: User, account: MailAccount) -> None:
    page = client_for(ada).get(url("tab", account.pk, "state")).content.decode()

    assert "Valid until" in page
    assert "There were none in the last 90 days." in page


def test_the_state_shows_what_stands_in_the_way_and_what_did(
    client_for: Clients, ada: User, account: MailAccount
) -> None:
    with in_scope(account.owner):
        note_trouble(account, ConnectionFailed(Kind.CERTIFICATE, host="imap.example", detail="expired"))
        end_trouble(account)
        note_trouble(account, ConnectionFailed(Kind.TOKEN_REFUSED, host="smtp.example"), direction=Direction.OUT)

    page = client_for(ada).get(url("tab", account.pk, "state"))

    content = page.content.decode()
    assert [trouble.kind for trouble in page.context["troubles"]] == ["token_refused", "certificate"]
    assert content.count("The server smtp.example refused the token.") == 2  # above, and in the list
    assert content.count("The certificate of imap.example is not trusted: expired.") == 1
    german = client_for(ada).get(url("tab", account.pk, "state"), headers={"accept-language": "de"})
    assert "Der Server smtp.example hat das Token abgelehnt." in german.content.decode()


def test_the_way_back_is_the_address_of_the_house(
    client_for: Clients, ada: User, account: MailAccount, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://desk.nordlicht.example"

    asked = sent_to(client_for(ada), account)

    assert asked["redirect_uri"] == f"https://desk.nordlicht.example{reverse('supervisor:accounts:signed-in')}"
