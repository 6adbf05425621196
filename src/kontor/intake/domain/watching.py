"""Watching mailboxes whose server calls when something comes (IMAP IDLE): a new mail is read within about a second.

Where the server cannot do that, or the connection is lost, the mailbox is read every 20 seconds as ever.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from logging import getLogger

from django.db import connections

from kontor.channels import imap
from kontor.channels.domain.tokens import ready
from kontor.channels.enums import Protocol
from kontor.channels.errors import ConnectionFailed
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.fetching import start
from kontor.intake.domain.leases import Hold, kept
from kontor.intake.domain.rounds import Rounds
from kontor.intake.enums import LeasePurpose
from kontor.kernel import clock
from kontor.kernel.outages import Attempts
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

log = getLogger("kontor.intake")

MOST = 100
"""Mailboxes that one worker watches; each costs a thread and a connection that sleep."""
LOOK_EVERY = 5.0
STRETCH = 3600.0
"""Seconds of one wait; in it IDLE is renewed as often as servers want it."""
NOT_OFFERED = timedelta(hours=1)
AFTER_TROUBLE = timedelta(minutes=1)


@dataclass
class Watch:
    """One mailbox that this worker watches. ``version`` is the account's, as it was when the watch began."""

    account: MailAccount
    hold: Hold
    stop: threading.Event = field(default_factory=threading.Event)


class Watches:
    """What this worker watches. Which worker watches what is decided by leases, as for reading."""

    def __init__(self, stop: threading.Event, rounds: Rounds, *, most: int = MOST) -> None:
        self.stop = stop
        self.rounds = rounds
        self.most = most
        self._change = threading.Lock()
        self._watches: dict[int, Watch] = {}
        self._not_before: dict[int, datetime] = {}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._threads.append(threading.Thread(target=self._run, name="watches", daemon=True))
        self._threads[-1].start()

    def stop_all(self) -> None:
        """Every watch is to sign out and give its mailbox back."""
        with self._change:
            watches = list(self._watches.values())
        for watch in watches:
            watch.stop.set()

    def join(self, seconds: float) -> None:
        """Wait for that, no longer than this."""
        end = clock.now() + timedelta(seconds=seconds)
        for thread in self._threads:
            thread.join(max((end - clock.now()).total_seconds(), 0))

    def look(self) -> None:
        """Begin watches that nobody has, and end those whose account has changed or is not read any more."""
        wanted = {account.pk: account for account in _watchable()}
        with self._change:
            present = dict(self._watches)
        for key, watch in present.items():
            if key not in wanted or wanted[key].version != watch.account.version:
                watch.stop.set()
        for account in wanted.values():
            if account.pk not in present and self._may_begin(account):
                self._begin(account)

    def _may_begin(self, account: MailAccount) -> bool:
        """What was put off farther than it can was put off while the clock was wrong."""
        now = clock.now()
        with self._change:
            until = self._not_before.get(account.pk, now)
            return len(self._watches) < self.most and not now < until <= now + NOT_OFFERED

    def _begin(self, account: MailAccount) -> None:
        with scope(account.owner):
            hold = leases.take(account.owner, account.pk, LeasePurpose.WATCH)
        if hold is None:
            return
        watch = Watch(account, hold)
        if self.stop.is_set():
            watch.stop.set()
        with self._change:
            self._watches[account.pk] = watch
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self._threads.append(
                threading.Thread(target=self._keep, args=[watch], name=f"watch {account.pk}", daemon=True)
            )
            self._threads[-1].start()

    def _run(self) -> None:
        looks = Attempts(log, "Looking for mailboxes to be watched")
        while not self.stop.is_set():
            try:
                self.look()
                looks.succeeded()
            except Exception as error:
                looks.failed(error)
            finally:
                connections.close_all()
            self.stop.wait(LOOK_EVERY)

    def _keep(self, watch: Watch) -> None:
        """Until the watch is stopped or the connection is lost. From then on the mailbox is read every 20 seconds."""
        wait = AFTER_TROUBLE
        try:
            with kept(watch.hold):
                wait = self._listen(watch)
        except ConnectionFailed as failure:
            log.info("The watch of account %s ended: %s.", watch.account.pk, failure.kind)
        except Exception:
            log.exception("The watch of account %s ended.", watch.account.pk)
        finally:
            self._end(watch, wait)

    def _listen(self, watch: Watch) -> timedelta:
        with imap.open_mailbox(ready(watch.account).mail_server()) as mailbox:
            if not mailbox.can_idle:
                return NOT_OFFERED
            self._read(watch)  # what came while nobody watched
            while not watch.stop.is_set():
                if mailbox.idle(STRETCH, watch.stop):
                    newest = max(mailbox.after(mailbox.uidvalidity, mailbox.handed_over), default=mailbox.handed_over)
                    mailbox.handed_over = newest
                    self._read(watch)
        return timedelta()

    def _read(self, watch: Watch) -> None:
        try:
            start(watch.hold.tenant_id, watch.account.pk)
        finally:
            connections.close_all()
        self.rounds.wake()

    def _end(self, watch: Watch, wait: timedelta) -> None:
        try:
            with scope(watch.hold.tenant_id):
                leases.give_back(watch.hold)
            if not self.stop.is_set():
                start(watch.hold.tenant_id, watch.account.pk)
        except Exception:
            log.exception("The watch of account %s could not be given back; its lease runs out.", watch.account.pk)
        finally:
            connections.close_all()
            with self._change:
                self._watches.pop(watch.account.pk, None)
                self._not_before[watch.account.pk] = clock.now() + wait


def _watchable() -> list[MailAccount]:
    """The mailboxes that could be read the last time."""
    with scope(INSTALLATION, *every_tenant()):
        rows = MailAccount.objects.fetching().filter(protocol=Protocol.IMAP, error_count=0, fetched_at__isnull=False)
        return list(rows.order_by("id"))
