"""The signature of an account's mail: made, pasted, changed, taken away; and on the mail itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.channels.dkim_keys import KeyKind, dns_record, new_key
from kontor.channels.domain.signatures import set_signature
from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]


@pytest.fixture
def account(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "service@post.nordlicht.example")


def _url(account: MailAccount, name: str = "signature") -> str:
    return reverse(f"supervisor:accounts:{name}", args=[account.pk])


def _fresh(account: MailAccount) -> MailAccount:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk)


def _values(account: MailAccount, **more: object) -> dict[str, object]:
    values = {"domain": "nordlicht.example", "selector": "kontor", "source": "rsa", "pasted": ""}
    return {**values, "version": _fresh(account).version, **more}


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_new_key_is_made_and_its_record_is_shown(
    ada: User, nordlicht: Tenant, account: MailAccount, client_for: ClientFor, kind: str
) -> None:
    browser = client_for(ada, nordlicht)

    answer = browser.post(_url(account), _values(account, source=kind))

    after = _fresh(account)
    assert (answer.status_code, after.dkim_domain, after.dkim_selector) == (302, "nordlicht.example", "kontor")
    page = browser.get(_url(account)).content.decode()
    assert "kontor._domainkey.nordlicht.example" in page
    assert dns_record(after.dkim_key).replace("+", "&#x2B;") in page or dns_record(after.dkim_key) in page
    assert "PRIVATE KEY" not in page


def test_a_pasted_key_is_taken_and_a_wrong_one_is_said(
    ada: User, nordlicht: Tenant, account: MailAccount, client_for: ClientFor
) -> None:
    browser = client_for(ada, nordlicht)
    key = new_key(KeyKind.ED25519)

    wrong = browser.post(_url(account), _values(account, source="paste", pasted="nonsense"))
    right = browser.post(_url(account), _values(account, source="paste", pasted=key))

    assert (wrong.status_code, right.status_code, _fresh(account).dkim_key) == (422, 302, key)
    assert "This is not a private key that can be read." in wrong.content.decode()


def test_the_key_stays_when_only_the_selector_changes(
    ada: User, nordlicht: Tenant, account: MailAccount, client_for: ClientFor
) -> None:
    browser = client_for(ada, nordlicht)
    browser.post(_url(account), _values(account))
    key = _fresh(account).dkim_key

    browser.post(_url(account), _values(account, source="keep", selector="zwei"))

    assert (_fresh(account).dkim_key, _fresh(account).dkim_selector) == (key, "zwei")


def test_the_signature_is_taken_away(ada: User, nordlicht: Tenant, account: MailAccount, client_for: ClientFor) -> None:
    browser = client_for(ada, nordlicht)
    browser.post(_url(account), _values(account))

    browser.post(_url(account, "signature-remove"), {"version": _fresh(account).version})

    after = _fresh(account)
    assert (after.dkim_domain, after.dkim_selector, after.dkim_key) == ("", "", "")


def test_whoever_saved_in_between_is_not_overwritten(nordlicht: Tenant, account: MailAccount) -> None:
    with in_scope(nordlicht), refused("Somebody else has changed this account"):
        set_signature(account, domain="nordlicht.example", selector="a", key="", version=99, by=None)


@pytest.mark.parametrize("domain", ["example", "alpina.example", "dlicht.example", "x.post.nordlicht.example", ""])
def test_a_foreign_domain_is_refused(nordlicht: Tenant, account: MailAccount, domain: str) -> None:
    with in_scope(nordlicht), refused("The domain must be that of the address"):
        set_signature(
            account, domain=domain, selector="a", key=new_key(KeyKind.ED25519), version=account.version, by=None
        )


@pytest.mark.parametrize(("selector", "key", "sentence"), [("a b", "x", "The selector may have"), ("a", "", "Make a")])
def test_what_is_missing_is_said(
    nordlicht: Tenant, account: MailAccount, selector: str, key: str, sentence: str
) -> None:
    with in_scope(nordlicht), refused(sentence):
        set_signature(account, domain="nordlicht.example", selector=selector, key=key, version=account.version, by=None)


def test_the_key_is_not_in_the_audit_log(
    ada: User, nordlicht: Tenant, account: MailAccount, client_for: ClientFor
) -> None:
    client_for(ada, nordlicht).post(_url(account), _values(account))

    with everywhere():
        entry = AuditEntry.objects.get(action="signature changed")
    assert entry.changes["dkim_key"] == ["", "rsa"]
    assert "PRIVATE" not in str(entry.changes)
