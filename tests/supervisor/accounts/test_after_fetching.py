"""What becomes of mails that were fetched, as the mask of the account says it."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.supervisor.accounts.entering import Clients, by_token, receiving_values, saved, url
from tests.support.scoping import in_scope


@pytest.fixture
def account(nordlicht: Tenant) -> MailAccount:
    return by_token(nordlicht)


def test_what_becomes_of_fetched_mails_is_saved(client_for: Clients, ada: User, account: MailAccount) -> None:
    values = {"after_fetch": "move", "done_folder": "Erledigt", "trusted_authserv": "mx.nordlicht.example"}
    client_for(ada).post(url("tab", account.pk, "receiving"), receiving_values(account, **values, weight_in=7))

    after = saved(account)
    assert (after.after_fetch, after.done_folder, after.weight_in) == ("move", "Erledigt", 7)
    assert after.trusted_authserv == "mx.nordlicht.example"


def test_values_that_are_not_sent_stay(client_for: Clients, ada: User, account: MailAccount) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(weight_in=9, after_fetch="delete")
    client_for(ada).post(url("tab", account.pk, "receiving"), receiving_values(saved(account)))

    after = saved(account)
    assert (after.weight_in, after.after_fetch, after.version) == (9, "delete", 2)
