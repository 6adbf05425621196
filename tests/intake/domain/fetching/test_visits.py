"""When a mailbox is visited, by whom, and after trouble."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.fetching import due_mailboxes, start
from kontor.intake.domain.leases import LEASE
from kontor.intake.domain.rounds import Rounds
from kontor.intake.domain.visits import EVERY, WAITS, Visit
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import MailboxLease
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import IN_ROW
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.intake.domain.fetching.conftest import Box, fetched, subjects_in
from tests.servers.dovecot import Dovecot
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope


def as_it_is(account: MailAccount) -> MailAccount:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk)


def is_due(tenant: Tenant) -> list[int]:
    return [due.account_id for due in due_mailboxes() if due.tenant_id == tenant.pk]


def due_ids() -> list[int]:
    return [due.account_id for due in due_mailboxes()]


def leased() -> bool:
    with everywhere():
        return MailboxLease.objects.exists()


def test_success_sets_the_next_visit_and_forgets_old_trouble(box: MailAccount, frozen: Frozen) -> None:
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(error_count=2, error_kind="lost", failing_since=frozen.at)

    fetched(box)

    after = as_it_is(box)
    assert (after.error_count, after.error, after.failing_since) == (0, "", None)
    assert (after.fetched_at, after.fetch_due_at) == (frozen.at, frozen.at + EVERY)
    assert not leased()


def test_what_finds_no_room_stays_on_the_server_until_there_is(
    committed_db: str,
    box: MailAccount,
    mail_server: Dovecot,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    frozen: Frozen,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.MAIL_STORAGE = str(tmp_path)
    mail_server.deliver(box.address, letter("groß", text=token_hex(2 * IN_ROW)))
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        while_full = fetched(box), as_it_is(box).error
    frozen.move(minutes=10)

    assert while_full == (
        0,
        "Kontor has no room left on its disk. What is new stays where it is until there is room again.",
    )
    assert f"There is no room for the mails of account {box.pk}: " in caplog.text
    assert (fetched(box), as_it_is(box).error) == (1, "")


def test_while_the_folder_of_large_files_is_not_mounted_they_stay_on_the_server(
    committed_db: str, box: MailAccount, mail_server: Dovecot, settings: Any, tmp_path: Path, frozen: Frozen
) -> None:
    settings.MAIL_STORAGE = str(tmp_path / "kept")
    mail_server.deliver(box.address, letter("groß", text=token_hex(2 * IN_ROW)))
    assert fetched(box) == 1

    settings.MAIL_STORAGE = str(tmp_path / "not mounted")
    mail_server.deliver(box.address, letter("auch groß", text=token_hex(2 * IN_ROW)))
    assert (fetched(box), as_it_is(box).error) == (
        0,
        "Kontor's folder of large files is not there. What is new stays where it is until it is there again.",
    )

    settings.MAIL_STORAGE = str(tmp_path / "kept")
    frozen.move(minutes=10)
    assert (fetched(box), as_it_is(box).error) == (1, "")


def test_trouble_is_written_at_the_account_and_waits_grow(box: MailAccount, frozen: Frozen) -> None:
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(password="wrong", username="umlaut@mail.example")
    waits = []
    since = frozen.at
    for _visit in range(2):
        fetched(box)
        waits.append(as_it_is(box).fetch_due_at - frozen.at)  # type: ignore[operator]
        frozen.move(minutes=10)

    after = as_it_is(box)
    assert waits == WAITS[:2]
    assert after.error == f"The server {box.host} refused the sign-in. Check user name and password."
    assert (after.failing_since, after.error_count) == (since, 2)
    assert not leased()


def test_an_account_is_read_by_one_worker_at_a_time_and_the_lease_of_a_dead_one_ends(
    box: MailAccount, mail_server: Dovecot, frozen: Frozen
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(box.owner):
        leases.take(box.owner, box.pk, LeasePurpose.FETCH)

    meanwhile = fetched(box)
    frozen.move(seconds=LEASE.total_seconds() + 1)

    assert (meanwhile, fetched(box)) == (0, 1)


def test_due_is_what_was_not_read_lately_and_is_not_being_read(
    nordlicht: Tenant, alpina_account: MailAccount, frozen: Frozen
) -> None:
    never, lately, long_ago, leased = (make_account(nordlicht) for _account in range(4))
    with in_scope(nordlicht):
        rows = MailAccount.objects
        rows.filter(pk=lately.pk).update(fetch_due_at=frozen.at + EVERY)
        rows.filter(pk=long_ago.pk).update(fetch_due_at=frozen.at)
        leases.take(nordlicht.pk, leased.pk, LeasePurpose.FETCH)

    assert sorted(is_due(nordlicht)) == [never.pk, long_ago.pk]


@pytest.mark.parametrize("values", [{"deleted_at": "2026-01-01T00:00Z"}, {"active": False}])
def test_accounts_of_a_tenant_that_does_not_work_are_not_read(
    box: MailAccount, mail_server: Dovecot, nordlicht: Tenant, values: dict[str, object]
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(**values)

    assert (is_due(nordlicht), fetched(box)) == ([], 0)


@pytest.mark.parametrize("values", [{"deleted_at": "2026-01-01T00:00Z"}, {"active": False}])
def test_an_account_out_of_use_is_not_read(
    box: MailAccount, mail_server: Dovecot, nordlicht: Tenant, values: dict[str, object]
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=box.pk).update(**values)

    assert (is_due(nordlicht), fetched(box)) == ([], 0)


def test_a_restored_tenant_is_read_again(box: MailAccount, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
        Tenant.objects.filter(pk=nordlicht.pk).update(active=True)

    assert is_due(nordlicht) == [box.pk]


def test_trouble_of_one_account_does_not_stop_the_others(
    box: MailAccount, mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_account(nordlicht, "first@nowhere.example", host="127.0.0.9", port=1)
    other = new_mailbox()
    make_account(alpina, other, **mailbox_of(mail_server, other))
    general = new_mailbox()
    make_account(None, general, **mailbox_of(mail_server, general))
    for user in (box.address, other, general):
        mail_server.deliver(user, letter(f"An {user}"))

    Rounds(Event()).run_once()

    assert sorted(subjects_in()) == sorted(f"An {user}" for user in (box.address, other, general))


def test_a_mailbox_that_is_asked_for_is_due(box: MailAccount) -> None:
    fetched(box)
    before = due_ids()

    start(box.owner, box.pk)

    assert (before, due_ids()) == ([], [box.pk])


def test_what_is_asked_for_during_a_visit_is_read_again(box: MailAccount) -> None:
    visit = Visit.begin(box.owner, box.pk)
    assert visit
    start(box.owner, box.pk)

    visit.step(1)

    assert due_ids() == [box.pk]


def test_a_mailbox_is_read_and_asked_for_in_its_own_tenant_only(box: MailAccount, alpina: Tenant) -> None:
    fetched(box)

    start(alpina.pk, box.pk)
    visit = Visit.begin(alpina.pk, box.pk)

    assert (visit, due_ids(), leased()) == (None, [], False)
