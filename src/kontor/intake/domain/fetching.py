"""Reading a mailbox: batch by batch, each written to the ledger before the server is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels import imap, pop3
from kontor.channels.domain.troubles import end_trouble, note_trouble, plain_values
from kontor.channels.enums import Channel, Protocol
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import Batch
from kontor.channels.models import MailAccount
from kontor.channels.preferences import uses_channel
from kontor.intake.domain.arrivals import known_keys, store_arrivals
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope

FETCH = "kontor.intake.tasks.fetch"
DRAIN = "kontor.intake.tasks.drain"
EVERY = timedelta(seconds=20)
LEASE = timedelta(minutes=5)
WAITS = [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5)]
"""After the first, second … failure in a row the mailbox is left alone this long."""


def due_accounts(tenant_id: int) -> list[int]:
    """The accounts of the tenant (0: the general ones) whose mailbox is to be read now. In the tenant's scope."""
    now = clock.now()
    if tenant_id != INSTALLATION:
        tenant = Tenant.objects.working().filter(pk=tenant_id).first()
        if tenant is None or not uses_channel(tenant, Channel.MAIL):
            return []
    rows = MailAccount.objects.fetching().filter(owner_key=tenant_id)
    rows = rows.filter(Q(fetch_due_at=None) | Q(fetch_due_at__lte=now))
    return list(rows.filter(Q(leased_until=None) | Q(leased_until__lt=now)).values_list("id", flat=True))


def start(tenant_id: int, account_id: int) -> None:
    """Have the mailbox read soon; once, however often it is asked for."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(FETCH, queue="intake", queueing_lock=f"fetch:{account_id}").defer(
            tenant_id=tenant_id, account_id=account_id
        )


def go_on(tenant_id: int) -> None:
    """Have the rows of the tenant that wait filed soon; one job waits for that, however often it is asked for.

    Else a long backlog would get one more job with each round of the clock, in front of everybody's mailboxes.
    """
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(DRAIN, queue="intake", queueing_lock=f"drain:{tenant_id}").defer(tenant_id=tenant_id)


def fetch_account(tenant_id: int, account_id: int) -> int:
    """Read the mailbox until nothing is left. Returns how many new messages were written down.

    A lease keeps a second worker away and ends by itself when this one dies. Trouble is written at the account.
    """
    account = _lease(tenant_id, account_id)
    if account is None:
        return 0
    stored = 0
    batch = None
    try:
        for batch, acknowledge in _batches(tenant_id, account):
            stored += _write_down(tenant_id, account, batch)
            acknowledge()
    except ConnectionFailed as failure:
        _failed(tenant_id, account, failure)
    except Exception:
        _failed(tenant_id, account, ConnectionFailed(Kind.UNEXPECTED))
        raise
    else:
        _succeeded(tenant_id, account, batch)
    return stored


def _batches(tenant_id: int, account: MailAccount) -> Iterator[tuple[Batch, Callable[[], None]]]:
    """The new messages, batch by batch, each with what to tell the server once the batch is written down."""
    server = account.mail_server()
    if account.protocol == Protocol.POP3:
        for batch in pop3.fetch_new(server, known=partial(_known, tenant_id, account)):
            yield batch, _nothing
        return
    with imap.open_mailbox(server) as mailbox:
        for batch in mailbox.new(uidvalidity=account.uidvalidity, last_uid=account.last_uid):
            yield batch, partial(mailbox.mark_seen, [mail.uid for mail in batch.mails])


def _known(tenant_id: int, account: MailAccount, keys: list[str]) -> set[str]:
    with scope(tenant_id):
        return known_keys(account, keys)


def _nothing() -> None:
    """POP3 has no flags: the mail stays as it is."""


def _write_down(tenant_id: int, account: MailAccount, batch: Batch) -> int:
    with scope(tenant_id):
        stored = store_arrivals(account, batch)
        _advance(account, batch, found=bool(batch.mails))
        if stored:
            app.configure_task(DRAIN, queue="intake").defer(tenant_id=tenant_id)
        return stored


def _lease(tenant_id: int, account_id: int) -> MailAccount | None:
    now = clock.now()
    with scope(tenant_id):
        free = MailAccount.objects.fetching().filter(Q(leased_until=None) | Q(leased_until__lt=now), pk=account_id)
        if not free.update(leased_until=now + LEASE):
            return None
        return MailAccount.objects.get(pk=account_id)


def _advance(account: MailAccount, batch: Batch, *, found: bool) -> None:
    """Note how far we are. A folder that was numbered anew is known by its new numbers when it is read to the end:
    until then a visit that breaks off begins again, and still knows that old mails come under new keys."""
    now = clock.now()
    changes: dict[str, Any] = {"leased_until": now + LEASE}
    if not batch.renumbered:
        changes |= {"uidvalidity": batch.uidvalidity, "last_uid": batch.last_uid}
    if found:
        changes["last_mail_at"] = now
    MailAccount.objects.filter(pk=account.pk).update(**changes)


def _succeeded(tenant_id: int, account: MailAccount, last: Batch | None) -> None:
    now = clock.now()
    place = {"uidvalidity": last.uidvalidity, "last_uid": last.last_uid} if last else {}
    with scope(tenant_id):
        MailAccount.objects.filter(pk=account.pk).update(
            **place,
            leased_until=None,
            fetched_at=now,
            fetch_due_at=now + EVERY,
            failing_since=None,
            error_kind="",
            error_values={},
            error_count=0,
        )
        if account.failing_since:
            end_trouble(account)


def _failed(tenant_id: int, account: MailAccount, failure: ConnectionFailed) -> None:
    now = clock.now()
    wait = WAITS[min(account.error_count, len(WAITS) - 1)]
    with scope(tenant_id):
        MailAccount.objects.filter(pk=account.pk).update(
            leased_until=None,
            fetch_due_at=now + wait,
            failing_since=account.failing_since or now,
            error_kind=failure.kind,
            error_values=plain_values(failure),
            error_count=F("error_count") + 1,
        )
        note_trouble(account, failure)
