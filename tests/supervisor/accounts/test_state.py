"""The state of an account in its mask: errors, the day, its canary, being read on request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.people.models import User
from kontor.readiness.models import Canary
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival
from tests.supervisor.accounts.entering import Clients, url
from tests.support.scoping import in_scope


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
