"""A mailbox is restored from a backup: its server gives numbers again that the ledger has for other mails.

A server should number such a folder anew (RFC 3501, 2.3.1.1). One whose files are put back does not know of it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain.checking import check_folder
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.visits import Visit
from kontor.intake.models import Arrival, MailboxLease
from kontor.tenants.models import Tenant
from tests.channels.listing import listing
from tests.factories.channels import make_account
from tests.intake.domain.conftest import seen, store
from tests.servers.dovecot import Dovecot
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere

Make = Callable[..., MailAccount]


@pytest.fixture
def make_restored(mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant, tmp_path: Path) -> Make:
    """Four mails were read; then the backup came back that was made when there were two."""

    def make(**values: Any) -> MailAccount:
        user = new_mailbox()
        account = make_account(nordlicht, user, **mailbox_of(mail_server, user), **values)
        mail_server.deliver(user, letter("eins"), letter("zwei"))
        _fetch(account)
        _copy(_folder(mail_server, user), tmp_path / "backup")
        mail_server.deliver(user, letter("drei"), letter("vier"))
        _fetch(account)
        time.sleep(1.1)  # what comes then comes at another time, in whole seconds
        shutil.rmtree(_folder(mail_server, user))
        _copy(tmp_path / "backup", _folder(mail_server, user))
        return account

    return make


def test_what_comes_then_is_not_taken_for_what_had_its_number(make_restored: Make, mail_server: Dovecot) -> None:
    account = make_restored()
    mail_server.deliver(account.address, letter("fünf"), letter("sechs"))

    _fetch(account)

    assert _subjects() == ["eins", "zwei", "drei", "vier", "fünf", "sechs"]
    assert fetch_account(account.owner, account.pk) == 0


def test_old_mails_are_known(make_restored: Make, mail_server: Dovecot) -> None:
    account = make_restored()

    assert fetch_account(account.owner, account.pk) == 0

    mail_server.deliver(account.address, letter("fünf"))
    assert fetch_account(account.owner, account.pk) == 1
    assert _subjects() == ["eins", "zwei", "drei", "vier", "fünf"]


def test_a_visit_that_breaks_off_loses_and_doubles_nothing(make_restored: Make, mail_server: Dovecot) -> None:
    account = make_restored()
    mail_server.deliver(account.address, letter("fünf"), letter("sechs"))
    visit = Visit.begin(account.owner, account.pk)
    assert visit and visit.step(1)
    with everywhere():
        MailboxLease.objects.all().delete()

    _fetch(account)

    assert _subjects() == ["eins", "zwei", "drei", "vier", "fünf", "sechs"]


def test_the_daily_look_deletes_nothing_that_was_not_read(make_restored: Make, mail_server: Dovecot) -> None:
    account = make_restored(after_fetch=AfterFetch.LEAVE, delete_after_days=0)
    mail_server.deliver(account.address, letter("fünf"), letter("sechs"))

    check_folder(account.owner, account.pk)

    assert len(mail_server.mailbox(account.address)) == 4
    _fetch(account)
    assert _subjects() == ["eins", "zwei", "drei", "vier", "fünf", "sechs"]


@pytest.fixture
def by_pop3(mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant) -> Make:
    """Two mails were read by POP3; then the backup came back that was made before the second, and another one has come,
    which the server calls by its name."""

    def make(**values: Any) -> MailAccount:
        user = new_mailbox()
        account = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=Protocol.POP3), **values)
        mail_server.deliver(user, letter("eins"), letter("zwei"))
        _fetch(account)
        with mail_server.client(user) as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search(["SUBJECT", "zwei"]))
            client.expunge()
        mail_server.deliver(user, letter("drei"))
        _, given_again = listing(mail_server.server(user, protocol=Protocol.POP3))
        with everywhere():
            Arrival.objects.filter(pk=Arrival.objects.latest("id").pk).update(key=given_again)
        return account

    return make


def test_by_pop3_too(by_pop3: Make) -> None:
    account = by_pop3()

    _fetch(account)

    assert _subjects() == ["eins", "zwei", "drei"]
    assert fetch_account(account.owner, account.pk) == 0


def test_by_pop3_the_daily_look_deletes_nothing_that_was_not_read(by_pop3: Make, mail_server: Dovecot) -> None:
    account = by_pop3(after_fetch=AfterFetch.LEAVE, delete_after_days=0)

    check_folder(account.owner, account.pk)

    assert len(mail_server.mailbox(account.address)) == 2
    _fetch(account)
    assert _subjects() == ["eins", "zwei", "drei"]


def test_by_pop3_a_mailbox_that_is_as_it_was_keeps_its_names(
    mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant
) -> None:
    """Another account of the tenant has read other mails by the same names."""
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=Protocol.POP3))
    mail_server.deliver(user, letter("eins"), letter("zwei"))
    _fetch(account)
    names = _names(account)
    store(make_account(nordlicht, new_mailbox()), *[seen(letter("anders"), key=name) for name in names])

    _fetch(account)

    assert _names(account) == names


def _names(account: MailAccount) -> list[str]:
    with everywhere():
        return list(Arrival.objects.filter(account=account).order_by("id").values_list("key", flat=True))


def _fetch(account: MailAccount) -> None:
    fetch_account(account.owner, account.pk)


def _folder(server: Dovecot, user: str) -> Path:
    name, _at, domain = user.partition("@")
    return server.folder / "mail" / domain / name


def _copy(source: Path, target: Path) -> None:
    """As a backup does: with the times and owners of the files."""
    shutil.copytree(source, target)
    for old in [source, *source.rglob("*")]:
        owner = old.stat()
        os.chown(target / old.relative_to(source), owner.st_uid, owner.st_gid)


def _subjects() -> list[str]:
    """Of what was new, in the order in which it came."""
    with everywhere():
        rows = list(Arrival.objects.exclude(reason="renumbered").select_related("raw").order_by("id"))
    heads = [row.raw.content.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for row in rows if row.raw]
    return [{"=?utf-8?q?f=C3=BCnf?=": "fünf"}.get(head, head) for head in heads]
