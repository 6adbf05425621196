"""An account is given another mailbox, whose server happens to use numbers that the ledger knows from the old one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.channels.domain.accounts import change_account
from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain.checking import check_folder
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.visits import Visit
from kontor.intake.models import Arrival, MailboxLease
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.channels.listing import listing
from tests.factories.channels import make_account
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere

Box = Callable[[], str]
PROTOCOLS = pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])


@pytest.fixture
def make_old(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> Callable[..., MailAccount]:
    """An account whose mailbox has two mails, which were read."""

    def make(**values: Any) -> MailAccount:
        user = new_mailbox()
        protocol = values.pop("protocol")
        account = make_account(nordlicht, user, **{**mailbox_of(mail_server, user, protocol=protocol), **values})
        mail_server.deliver(user, letter("alt eins"), letter("alt zwei"))
        assert fetch_account(account.owner, account.pk) == 2
        return account

    return make


def _turn_to(account: MailAccount, user: str) -> MailAccount:
    with everywhere():
        account = MailAccount.objects.get(pk=account.pk)
        return change_account(account, version=account.version, by=None, username=user, password=PASSWORD)


def _give_known_numbers(account: MailAccount, server: Dovecot, user: str, *, age: timedelta = timedelta()) -> None:
    """The rows of the old mailbox bear the numbers that the new one's server gives to its mails."""
    numbers = list(listing(server.server(user, protocol=account.protocol)))
    with everywhere():
        for row, number in zip(Arrival.objects.order_by("id"), numbers, strict=False):
            Arrival.objects.filter(pk=row.pk).update(key=number, stored_at=clock.now() - age)


def _subjects() -> list[str]:
    with everywhere():
        rows = list(Arrival.objects.select_related("raw").order_by("id"))
    return [row.raw.content.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for row in rows if row.raw]


@PROTOCOLS
@pytest.mark.parametrize("after_fetch", [AfterFetch.LEAVE, AfterFetch.DELETE])
def test_numbers_that_are_known_from_another_mailbox_hide_no_mail(
    make_old: Callable[..., MailAccount], mail_server: Dovecot, new_mailbox: Box, protocol: str, after_fetch: str
) -> None:
    account, user = make_old(protocol=protocol, after_fetch=after_fetch), new_mailbox()
    mail_server.deliver(user, letter("neu eins"), letter("neu zwei"))
    _give_known_numbers(account, mail_server, user)
    _turn_to(account, user)

    fetch_account(account.owner, account.pk)

    assert _subjects() == ["alt eins", "alt zwei", "neu eins", "neu zwei"]
    assert fetch_account(account.owner, account.pk) == 0


@PROTOCOLS
def test_the_same_mailbox_on_a_server_with_another_name_doubles_nothing(
    make_old: Callable[..., MailAccount], protocol: str
) -> None:
    account = make_old(protocol=protocol)
    _turn_to(account, account.username.upper())

    assert fetch_account(account.owner, account.pk) == 0
    with everywhere():
        assert sorted(Arrival.objects.values_list("reason", flat=True)) == ["", "", "renumbered", "renumbered"]


@PROTOCOLS
def test_a_first_visit_that_breaks_off_loses_and_doubles_nothing(
    make_old: Callable[..., MailAccount], mail_server: Dovecot, new_mailbox: Box, protocol: str
) -> None:
    account, user = make_old(protocol=protocol), new_mailbox()
    mail_server.deliver(user, letter("neu eins"), letter("neu zwei"), letter("neu drei"))
    _give_known_numbers(account, mail_server, user)
    _turn_to(account, user)
    visit = Visit.begin(account.owner, account.pk)
    assert visit and visit.step(1)
    with everywhere():
        MailboxLease.objects.all().delete()

    fetch_account(account.owner, account.pk)

    assert sorted(_subjects()) == ["alt eins", "alt zwei", "neu drei", "neu eins", "neu zwei"]


@PROTOCOLS
def test_what_is_to_go_after_some_days_is_no_mail_of_another_mailbox(
    make_old: Callable[..., MailAccount], mail_server: Dovecot, new_mailbox: Box, protocol: str
) -> None:
    account, user = make_old(protocol=protocol, delete_after_days=3), new_mailbox()
    mail_server.deliver(user, letter("neu eins"), letter("neu zwei"))
    _give_known_numbers(account, mail_server, user, age=timedelta(days=30))
    _turn_to(account, user)

    check_folder(account.owner, account.pk)

    assert len(mail_server.mailbox(user)) == 2, "Mails were deleted that nobody has read."


def test_a_visit_to_the_old_mailbox_says_nothing_about_the_new_one(
    make_old: Callable[..., MailAccount], mail_server: Dovecot, new_mailbox: Box
) -> None:
    account, user = make_old(protocol=Protocol.IMAP), new_mailbox()
    mail_server.deliver(account.username, letter("alt drei"))
    visit = Visit.begin(account.owner, account.pk)
    assert visit
    changed = _turn_to(account, user)

    while visit.step(1):
        pass

    with everywhere():
        row = MailAccount.objects.get(pk=account.pk)
    assert (row.uidvalidity, row.last_uid) == (changed.uidvalidity, changed.last_uid)


@pytest.mark.parametrize("by_the_daily_look", [True, False])
def test_a_number_of_a_deleted_mail_hides_no_other_one(
    make_old: Callable[..., MailAccount], mail_server: Dovecot, by_the_daily_look: bool
) -> None:
    """A POP3 server may call a new mail as it called one that is there no more."""
    values = {"delete_after_days": 3} if by_the_daily_look else {"after_fetch": AfterFetch.DELETE}
    account = make_old(protocol=Protocol.POP3, **values)
    if by_the_daily_look:
        with everywhere():
            Arrival.objects.update(stored_at=clock.now() - timedelta(days=4))
        check_folder(account.owner, account.pk)
    assert mail_server.mailbox(account.username) == []
    mail_server.deliver(account.username, letter("neu eins"))
    (number,) = listing(mail_server.server(account.username, protocol=Protocol.POP3))
    with everywhere():
        first = Arrival.objects.order_by("id")[0]
        Arrival.objects.filter(pk=first.pk).update(key=first.key.replace(first.key.partition("@")[0], number))

    fetch_account(account.owner, account.pk)

    assert _subjects() == ["alt eins", "alt zwei", "neu eins"]
