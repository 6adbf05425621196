"""From a mailbox on a real server to the stored ticket, with workers as they run in production.

Yardsticks of the same run: reading the same mailbox and doing nothing with it, and the floor of ``intake``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db.models import Max

from benchmarks import intake
from benchmarks.figures import Row
from benchmarks.fill import House
from benchmarks.processes import start_process
from kontor.channels import imap
from kontor.channels.models import MailAccount
from kontor.intake.domain import fetching
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.kernel.text import sort_key_german
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from tests.servers.dovecot import PASSWORD, Dovecot

EACH, ACCOUNTS = 800, 2
COME_UP = 8.0
PATIENCE = 180.0


def measure(house: House) -> list[Row]:
    """Two mailboxes of two tenants; all their mails lie there before the workers are told to read them."""
    server = Dovecot()
    server.start()
    try:
        floor = intake.floor(intake.mails("mailbox-floor", EACH))
        alone = _fetch_alone(server)
        one, two = (_with_workers(server, house, count) for count in (1, 2))
    finally:
        server.remove()
    return [
        Row("floor (parse and INSERT)", f"{floor:.0f} mails a second"),
        Row("fetching alone", f"{alone:.0f} mails a second"),
        Row("mailbox to ticket, one worker", f"{one:.0f} mails a second", _compared(one, floor, alone)),
        Row("mailbox to ticket, two workers", f"{two:.0f} mails a second", f"{two / one:.2f} of one worker (aim: 2)"),
    ]


def _compared(rate: float, floor: float, alone: float) -> str:
    return f"{rate / floor:.2f} of the floor (aim: 0.5), {rate / alone:.2f} of fetching alone"


def _fetch_alone(server: Dovecot) -> float:
    user = "alone@bench.example"
    server.deliver(user, *intake.mails("alone", EACH))
    start = time.perf_counter()
    read = sum(len(batch.mails) for batch in imap.fetch_new(server.server(user), uidvalidity=0, last_uid=0))
    took = time.perf_counter() - start
    assert read == EACH
    return read / took


def _with_workers(server: Dovecot, house: House, count: int) -> float:
    """Mails a second from the moment the workers are told until the last one has its ticket."""
    accounts = [
        _account(server, tenant, f"with{count}-{place}@bench.example")
        for place, tenant in enumerate(house.tenants[1 : 1 + ACCOUNTS])
    ]
    for account in accounts:
        server.deliver(account.address, *intake.mails(account.address.partition("@")[0], EACH))
    with _workers(count):
        time.sleep(COME_UP)
        told = clock.now()
        for account in accounts:
            with scope(account.owner):
                MailAccount.objects.filter(pk=account.pk).update(active=True)
                fetching.start(account.owner, account.pk)
        _until_filed(accounts)
    last = max(_last_filed(account) for account in accounts)
    took: float = (last - told).total_seconds()
    return EACH * ACCOUNTS / took


def _account(server: Dovecot, tenant: Tenant, address: str) -> MailAccount:
    with scope(tenant.pk):
        account = MailAccount.objects.create(
            tenant=tenant,
            name=address,
            sort_key=sort_key_german(address),
            address=address,
            address_key=address,
            host=server.host,
            port=server.ports["imaps"],
            ca_file=server.ca_file,
            username=address,
            password=PASSWORD,
            active=False,
        )
        set_fallback(account, Category.objects.filter(tenant=tenant).order_by("pk")[0], by=None)
    return account


@contextmanager
def _workers(count: int) -> Iterator[None]:
    running = [start_process("worker") for _number in range(count)]
    try:
        yield
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _until_filed(accounts: Sequence[MailAccount]) -> None:
    end = time.monotonic() + PATIENCE
    while sum(_filed(account) for account in accounts) < EACH * ACCOUNTS:
        if time.monotonic() > end:
            raise RuntimeError(f"After {PATIENCE:.0f} seconds not all mails have a ticket.")
        time.sleep(0.2)


def _filed(account: MailAccount) -> int:
    with scope(account.owner):
        return Arrival.objects.filter(account=account).exclude(state=ArrivalState.WAITING).count()


def _last_filed(account: MailAccount):  # type: ignore[no-untyped-def]
    with scope(account.owner):
        return Arrival.objects.filter(account=account).aggregate(last=Max("processed_at"))["last"]
