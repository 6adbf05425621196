"""Numbers of mails that a server gives to others by now are put aside."""

from __future__ import annotations

import pytest

from kontor.channels.domain.accounts import OTHER_MAILBOX
from kontor.channels.models import MailAccount
from kontor.intake.domain.leases import Hold, LeaseLost, give_back, take
from kontor.intake.domain.old_numbers import UNREAD, put_aside, put_old_numbers_aside
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Arrival
from tests.intake.domain.conftest import seen, store
from tests.support.letters import letter
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope


@pytest.fixture
def hold(nordlicht_account: MailAccount) -> Hold:
    """The mailbox, which has two mails that were read, is ours."""
    store(nordlicht_account, seen(letter("eins"), key="A"), seen(letter("zwei"), key="B"))
    with in_scope(nordlicht_account.owner):
        taken = take(nordlicht_account.owner, nordlicht_account.pk, LeasePurpose.FETCH)
    assert taken
    return taken


def _rows(account: MailAccount) -> dict[int, str]:
    with in_scope(account.owner):
        return dict(Arrival.objects.order_by("id").values_list("id", "key"))


def _written(account: MailAccount, uidvalidity: int) -> MailAccount:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(uidvalidity=uidvalidity)
        return MailAccount.objects.get(pk=account.pk)


def test_the_name_of_a_mail_that_was_deleted_is_free_again(nordlicht_account: MailAccount, hold: Hold) -> None:
    put_aside(nordlicht_account, hold, ["A", "C"])

    (first, old), (_second, kept) = _rows(nordlicht_account).items()
    assert (old, kept) == (f"A@{first}", "B")


def test_all_names_are_free_once_the_account_reads_another_mailbox(nordlicht_account: MailAccount, hold: Hold) -> None:
    account = _written(nordlicht_account, OTHER_MAILBOX)

    put_old_numbers_aside(account, hold)
    put_old_numbers_aside(account, hold)

    assert list(_rows(account).values()) == [f"{name}@{pk}" for name, pk in zip("AB", _rows(account), strict=True)]
    assert (account.uidvalidity, _read_again(account)) == (UNREAD, UNREAD)


def test_a_mailbox_that_stays_keeps_its_names(nordlicht_account: MailAccount, hold: Hold) -> None:
    put_old_numbers_aside(_written(nordlicht_account, 7), hold)

    assert (list(_rows(nordlicht_account).values()), _read_again(nordlicht_account)) == (["A", "B"], 7)


def test_what_the_account_says_by_now_is_not_overwritten(nordlicht_account: MailAccount, hold: Hold) -> None:
    """Somebody has written another number since the account was loaded."""
    account = _written(nordlicht_account, OTHER_MAILBOX)
    _written(nordlicht_account, 7)

    put_old_numbers_aside(account, hold)

    assert _read_again(account) == 7


def test_whoever_lost_the_mailbox_puts_nothing_aside(nordlicht_account: MailAccount, hold: Hold) -> None:
    with in_scope(nordlicht_account.owner):
        give_back(hold)

    with rolled_back(LeaseLost):
        put_aside(nordlicht_account, hold, ["A"])

    assert list(_rows(nordlicht_account).values()) == ["A", "B"]


def _read_again(account: MailAccount) -> int:
    with in_scope(account.owner):
        return MailAccount.objects.get(pk=account.pk).uidvalidity
