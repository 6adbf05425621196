"""The daily look at a mailbox: what lies there beside what stands in the ledger, and what is to go from there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from kontor.channels import imap, mailboxes, pop3
from kontor.channels.domain.tokens import ready
from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.errors import ConnectionFailed
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.arrivals import known_keys, store_arrivals
from kontor.intake.domain.claims import scope_of_queue
from kontor.intake.domain.fetching import go_on, start
from kontor.intake.domain.leases import Hold, kept
from kontor.intake.domain.old_numbers import put_aside, put_aside_if_set_back, put_old_numbers_aside
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Arrival, FolderCheck
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

CHECK = "kontor.intake.tasks.check_folder"
TRIES, BETWEEN = 30, 2.0
"""How often, and after how many seconds, a mailbox is asked for that a worker is reading."""
MOST_KEYS = 200
TOGETHER = 5_000
LEFT_BEHIND = timedelta(days=7)
"""What was fetched within this time and should have been moved or deleted is moved or deleted now. What is older lay
there when somebody chose to move or delete, and stays."""


def check_all() -> None:
    """Have every mailbox of the installation looked at."""
    with scope(INSTALLATION, *every_tenant()):
        rows = MailAccount.objects.fetching().exclude(protocol=Protocol.FOLDER)
        accounts = list(rows.values_list("owner_key", "id"))
    for owner, account_id in accounts:
        ask_for_check(owner, account_id)


def ask_for_check(tenant_id: int, account_id: int) -> None:
    """Have the mailbox looked at by a worker, soon.

    One at a time, so that servers that hang take one job's place and not all.
    """
    job = app.configure_task(CHECK, queue="mailboxes", lock="mailboxes")
    job.defer(tenant_id=tenant_id, account_id=account_id)


def check_folder(tenant_id: int, account_id: int) -> FolderCheck | None:
    """Compare the mailbox with the ledger, fetch what is missing there, and remove what is to go from the server.

    Returns what was found; None when the mailbox is not read any more, or a worker reads it for longer than we wait.
    """
    with scope(tenant_id):
        account = MailAccount.objects.fetching().filter(pk=account_id).first()
    hold = _take(account) if account else None
    if account is None or hold is None:
        return None
    try:
        with kept(hold):
            return _check(_as_it_is(account), hold)
    finally:
        with scope(tenant_id):
            leases.give_back(hold)


def _take(account: MailAccount) -> Hold | None:
    for attempt in range(TRIES):
        if attempt:
            time.sleep(BETWEEN)
        with scope(account.owner):
            hold = leases.take(account.owner, account.pk, LeasePurpose.FETCH)
        if hold:
            return hold
    return None


def _as_it_is(account: MailAccount) -> MailAccount:
    """Somebody may have given it another mailbox while we waited for the one it had."""
    with scope(account.owner):
        return MailAccount.objects.get(pk=account.pk)


def latest_check(account: MailAccount) -> FolderCheck | None:
    return FolderCheck.objects.filter(account=account).order_by("-day").first()


def _check(account: MailAccount, hold: Hold) -> FolderCheck:
    try:
        put_old_numbers_aside(account, hold)
        ready(account)
        listed = _listed(account, hold)
        known = _known(account, listed)
        missing = _missing(account, [key for key in listed if key not in known])
        found = _fetch(account, hold, missing) if missing else set()
        _tidy(account, hold, known)
    except ConnectionFailed as failure:
        return _write(account, trouble=failure.kind.value)
    if account.protocol == Protocol.POP3 and len(known) < len(listed):
        start(account.owner, account.pk)
    left = [key for key in missing if key not in found]
    return _write(account, listed=len(listed), known=len(known), missing=left[:MOST_KEYS], found=len(found))


def _listed(account: MailAccount, hold: Hold) -> list[str]:
    """What lies there. Numbers that the ledger has for other mails are put aside before anything goes by them."""
    server = account.mail_server()
    if account.protocol == Protocol.POP3:
        with pop3.open_mailbox(server) as pop:
            mailbox = pop3.Mailbox(pop, server)
            put_aside_if_set_back(account, hold, mailbox)
            return list(mailbox.listing())
    with imap.open_mailbox(server) as folder:
        put_aside_if_set_back(account, hold, folder)
        return list(folder.listing())


def _known(account: MailAccount, keys: list[str]) -> set[str]:
    """Mail of a general account stands in the ledger of the tenant that it was filed under."""
    known: set[str] = set()
    for part in _parts(keys):
        with scope(*scope_of_queue(account.owner)):
            known |= known_keys(account, part)
    return known


def _missing(account: MailAccount, unknown: list[str]) -> list[str]:
    """Those that were passed over. What came after the last visit, or under new numbers, is new and not missing; by
    POP3 whatever is not known is new."""
    if account.protocol == Protocol.POP3:
        return []
    present = f"{account.uidvalidity}:"
    seen = [key for key in unknown if key.startswith(present)]
    return [key for key in seen if int(key.removeprefix(present)) <= account.last_uid]


def _fetch(account: MailAccount, hold: Hold, missing: list[str]) -> set[str]:
    """Fetch them now; what the server does not give out any more stays missing."""
    found: set[str] = set()
    with imap.open_mailbox(account.mail_server()) as mailbox:
        for batch in mailbox.batches([int(key.partition(":")[2]) for key in missing]):
            with scope(*scope_of_queue(account.owner)):
                leases.confirm(hold)
                store_arrivals(account, batch)
                go_on(account.owner)
            found |= {mail.key for mail in batch.mails}
            mailbox.mark_seen(mail.uid for mail in batch.mails)
    return found


def _tidy(account: MailAccount, hold: Hold, known: set[str]) -> None:
    """A worker may have died between writing a mail down and telling the server; and old mails go after some days.

    Only mails whose whole content is in the ledger.
    """
    now = clock.now()
    left_behind = {"stored_at__gte": now - LEFT_BEHIND}
    if account.after_fetch == AfterFetch.DELETE:
        _delete(account, hold, _whole(account, known, **left_behind))
    elif account.after_fetch == AfterFetch.MOVE and account.done_folder:
        _move(account, _whole(account, known, **left_behind))
    elif account.after_fetch == AfterFetch.LEAVE and account.delete_after_days is not None:
        old = {"stored_at__lt": now - timedelta(days=account.delete_after_days)}
        _delete(account, hold, _whole(account, known, **old))


def _delete(account: MailAccount, hold: Hold, keys: set[str]) -> None:
    mailboxes.delete(account.mail_server(), keys)
    if keys and account.protocol == Protocol.POP3:
        put_aside(account, hold, keys)


def _move(account: MailAccount, keys: set[str]) -> None:
    if not keys:
        return
    with imap.open_mailbox(account.mail_server()) as mailbox:
        present = f"{mailbox.uidvalidity}:"
        uids = [int(key.removeprefix(present)) for key in keys if key.startswith(present)]
        mailbox.move(sorted(uids), account.done_folder)


def _whole(account: MailAccount, keys: set[str], **when: datetime) -> set[str]:
    found: set[str] = set()
    for part in _parts(sorted(keys)):
        with scope(*scope_of_queue(account.owner)):
            rows = Arrival.objects.filter(account=account, key__in=part, raw__size=F("size"), **when)
            found |= set(rows.values_list("key", flat=True))
    return found


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(keys), TOGETHER):
        yield keys[at : at + TOGETHER]


def _write(account: MailAccount, **values: object) -> FolderCheck:
    """One row a day: the last look counts."""
    with scope(account.owner):
        row, _new = FolderCheck.objects.update_or_create(
            account=account,
            day=timezone.localdate(clock.now()),
            defaults={
                "tenant_id": account.tenant_id,
                "account_owner": account.owner,
                "checked_at": clock.now(),
                "listed": 0,
                "known": 0,
                "missing": [],
                "found": 0,
                "trouble": "",
                **values,
            },
        )
    return row
