"""A mailbox for one worker at a time: taken, put off while the worker lives, and free by itself when it has died."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from uuid import UUID, uuid4

from django.db import connection, connections
from django.db.models import QuerySet

from kontor.intake.enums import LeasePurpose
from kontor.intake.models import MailboxLease
from kontor.kernel import clock
from kontor.tenants.scope import scope

log = getLogger("kontor.intake")

LEASE = timedelta(seconds=60)
IMPOSSIBLE = 10 * LEASE
RENEW_EVERY = 15.0
"""Seconds. A worker that misses three renewals in a row has died, or has been stopped for so long that it must ask."""


class LeaseLost(Exception):
    """Another worker has the mailbox by now. What was not written down yet is the other one's."""


@dataclass(frozen=True)
class Hold:
    """A mailbox that is ours until somebody else's token stands in its row."""

    tenant_id: int
    account_id: int
    purpose: LeasePurpose
    token: UUID


def take(tenant_id: int, account_id: int, purpose: LeasePurpose) -> Hold | None:
    """The mailbox, if nobody has it or its worker has died; None otherwise. In the scope of the account.

    A lease that ends later than one can, however much the clocks of machines differ, was taken while the clock was
    wrong, and holds no more.
    """
    now = clock.now()
    hold = Hold(tenant_id, account_id, purpose, uuid4())
    values = [
        tenant_id or None,
        account_id,
        tenant_id,
        purpose,
        hold.token,
        this_worker(),
        now + LEASE,
        now,
        now + IMPOSSIBLE,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return hold if cursor.fetchone() else None


def confirm(hold: Hold) -> None:
    """Put the end off. In the transaction that writes something down: its row lock keeps everybody else away until
    that is committed. Raises ``LeaseLost``."""
    if not _ours(hold).update(until=clock.now() + LEASE):
        raise LeaseLost


def give_back(hold: Hold) -> None:
    """Let the next one have it. Harmless when it is lost already."""
    _ours(hold).delete()


def is_held(account_id: int, purpose: LeasePurpose) -> bool:
    """A living worker has it."""
    return living().filter(account_id=account_id, purpose=purpose).exists()


def living() -> QuerySet[MailboxLease]:
    """The leases that hold now."""
    now = clock.now()
    return MailboxLease.objects.filter(until__range=(now, now + IMPOSSIBLE))


def this_worker() -> str:
    """What people may know a worker by."""
    return f"{socket.gethostname()} {os.getpid()}"[:120]


@contextmanager
def kept(hold: Hold) -> Iterator[None]:
    """Inside, the lease is renewed again and again by a thread of its own: one answer of a slow server may take longer
    than a lease lasts."""
    KEEPER.add(hold)
    try:
        yield
    finally:
        KEEPER.remove(hold)


class Keeper:
    """Renews what this process holds, all together."""

    def __init__(self) -> None:
        self._holds: set[Hold] = set()
        self._change = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, hold: Hold) -> None:
        with self._change:
            self._holds.add(hold)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()

    def remove(self, hold: Hold) -> None:
        with self._change:
            self._holds.discard(hold)

    def renew(self) -> None:
        """One statement for each tenant whose mailboxes are held."""
        with self._change:
            holds = list(self._holds)
        for tenant_id in {hold.tenant_id for hold in holds}:
            tokens = [hold.token for hold in holds if hold.tenant_id == tenant_id]
            with scope(tenant_id):
                MailboxLease.objects.filter(token__in=tokens).update(until=clock.now() + LEASE)

    def _run(self) -> None:
        while True:
            threading.Event().wait(RENEW_EVERY)
            try:
                self.renew()
            except Exception:
                log.exception("The leases of mailboxes could not be renewed; it is tried again.")
            finally:
                connections.close_all()


KEEPER = Keeper()


def _ours(hold: Hold) -> QuerySet[MailboxLease]:
    return MailboxLease.objects.filter(account_id=hold.account_id, purpose=hold.purpose, token=hold.token)


_TAKE = """
INSERT INTO intake_mailboxlease (tenant_id, account_id, account_owner, purpose, token, holder, until)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT ON CONSTRAINT intake_lease_once
    DO UPDATE SET token = EXCLUDED.token, holder = EXCLUDED.holder, until = EXCLUDED.until
    WHERE intake_mailboxlease.until < %s OR intake_mailboxlease.until > %s
RETURNING id
"""
