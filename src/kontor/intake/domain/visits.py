"""A visit to a mailbox: step by step, each batch written to the ledger before the server is told."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from logging import getLogger
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import BigIntegerField, Case, F, Q, Value, When
from procrastinate.contrib.django import app

from kontor.channels import imap, pop3
from kontor.channels.domain.accounts import MAILBOX
from kontor.channels.domain.troubles import end_trouble, note_trouble, plain_values
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import Batch
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases
from kontor.intake.domain.arrivals import known_keys, store_arrivals
from kontor.intake.domain.claims import scope_of_queue
from kontor.intake.domain.leases import Hold, LeaseLost, kept
from kontor.intake.domain.old_numbers import put_aside, put_aside_if_set_back, put_old_numbers_aside
from kontor.intake.domain.sources import Source, open_source
from kontor.intake.enums import LeasePurpose
from kontor.kernel import clock
from kontor.kernel.outages import has_no_room
from kontor.tenants.scope import scope
from kontor.tickets.models import FilesAway

log = getLogger("kontor.intake")

DRAIN = "kontor.intake.tasks.drain"
EVERY = timedelta(seconds=20)
WATCHED_EVERY = timedelta(minutes=2)
"""How soon a mailbox is read again; one whose server tells us when something comes is looked at for safety only."""
LATE = 5 * WATCHED_EVERY
"""A mailbox whose last good visit is longer ago is not read as it should be: its worker is missing, or stuck."""
WAITS = [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5)]
"""After the first, second … failure in a row the mailbox is left alone this long."""


class Visit:
    """The connection stays open between the steps. Trouble ends the visit and is written at the account.

    Whoever has begun one goes on until ``step`` returns False.
    """

    def __init__(self, hold: Hold, account: MailAccount) -> None:
        self.account = account
        self.stored = 0
        self.step_began_at = clock.now()
        self._hold = hold
        self._last: Batch | None = None
        self._source: Source | None = None
        self._open = ExitStack()
        self._open.enter_context(kept(hold))

    @classmethod
    def begin(cls, tenant_id: int, account_id: int) -> Visit | None:
        """Take the mailbox; None when another worker has it, or when it is not read any more."""
        with scope(tenant_id):
            account = MailAccount.objects.fetching().filter(pk=account_id).first()
            hold = leases.take(tenant_id, account_id, LeasePurpose.FETCH) if account else None
            if hold:  # asked for again while we are at it, it is due again afterwards
                MailAccount.objects.filter(pk=account_id).update(fetch_due_at=clock.now())
        return cls(hold, account) if hold and account else None

    def step(self, most: int) -> bool:
        """Take at most so many new mails. Returns whether more are left; otherwise the visit has ended.

        Mails for which there is no room, or no folder, stay where they are. An error that Kontor did not expect is
        written at the account and raised; so is trouble with the database, which is not the account's and ends the
        visit without a word.
        """
        more = False
        self.step_began_at = clock.now()
        try:
            more = self._step(most)
            if not more:
                self._open.close()
                self._succeeded()
        except LeaseLost:
            log.info("The mailbox of account %s is another worker's by now.", self.account.pk)
        except ConnectionFailed as failure:
            self._failed(failure)
        except (OperationalError, InterfaceError):
            raise
        except FilesAway as error:
            log.warning("The mails of account %s cannot be kept now: %s", self.account.pk, error)
            self._failed(ConnectionFailed(Kind.FILES_AWAY))
        except Exception as error:
            if not has_no_room(error):
                self._failed(ConnectionFailed(Kind.UNEXPECTED))
                raise
            log.warning("There is no room for the mails of account %s: %s", self.account.pk, error)
            self._failed(ConnectionFailed(Kind.NO_ROOM))
        finally:
            if not more:
                self._open.close()
        return more

    def let_go(self) -> None:
        """Let another worker have the mailbox now. A step under way writes nothing more."""
        with scope(self._hold.tenant_id):
            leases.give_back(self._hold)

    def abort(self) -> None:
        """Break off a step that hangs, from another thread."""
        if self._source is not None:
            self._source.abort()

    def _step(self, most: int) -> bool:
        source, taken = self._source or self._enter(), False
        if not source.waiting():
            self._look(source)
        with closing(source.take(most)) as batches:
            for batch in batches:
                self._last = replace(batch, mails=())
                self.stored += self._write_down(source, batch)
                source.kept(batch)
                taken = True
        if taken and not source.waiting():
            self._look(source)
        return source.waiting() > 0

    def _enter(self) -> Source:
        put_old_numbers_aside(self.account, self._hold)
        self._source = self._open.enter_context(open_source(self.account, self._known, self._gone, self._seen))
        return self._source

    def _look(self, source: Source) -> None:
        self._last = source.look() or self._last

    def _known(self, keys: list[str]) -> set[str]:
        with scope(*scope_of_queue(self._hold.tenant_id)):
            return known_keys(self.account, keys)

    def _gone(self, keys: list[str]) -> None:
        put_aside(self.account, self._hold, keys)

    def _seen(self, mailbox: imap.Mailbox | pop3.Mailbox) -> None:
        put_aside_if_set_back(self.account, self._hold, mailbox)

    def _write_down(self, source: Source, batch: Batch) -> int:
        """What came through a general account may stand in the ledger of any tenant already."""
        with scope(*scope_of_queue(self._hold.tenant_id)):
            leases.confirm(self._hold)
            stored = store_arrivals(self.account, batch, connection=self._connection(source))
            self._advance(batch)
            if stored:
                app.configure_task(DRAIN, queue="intake").defer(tenant_id=self._hold.tenant_id)
            return stored

    def _connection(self, source: Source) -> dict[str, Any]:
        """What the journey of these mails begins with."""
        account = self.account
        return {"server": account.host, "port": account.port, "tls": source.tls, "worker": leases.this_worker()}

    def _advance(self, batch: Batch) -> None:
        """Note how far we are. A folder that was numbered anew is known by its new numbers when it is read to the end:
        until then a visit that breaks off begins again, and still knows that old mails come under new keys."""
        changes: dict[str, Any] = {"last_mail_at": clock.now()} if batch.mails else {}
        if not batch.renumbered:
            changes |= self._place(batch)
        MailAccount.objects.filter(pk=self.account.pk).update(**changes)

    def _place(self, batch: Batch) -> dict[str, Any]:
        """Where the folder stands, unless the account was given another mailbox meanwhile."""
        same = Q(**{name: getattr(self.account, name) for name in MAILBOX})
        return {
            name: Case(When(same, then=Value(getattr(batch, name), BigIntegerField())), default=F(name))
            for name in ("uidvalidity", "last_uid")
        }

    def _succeeded(self) -> None:
        now = clock.now()
        with scope(self._hold.tenant_id):
            leases.confirm(self._hold)
            soon = now + (WATCHED_EVERY if leases.is_held(self.account.pk, LeasePurpose.WATCH) else EVERY)
            MailAccount.objects.filter(pk=self.account.pk).update(
                **(self._place(self._last) if self._last else {}),
                fetched_at=now,
                fetch_due_at=Case(When(fetch_due_at=None, then=None), default=soon),
                failing_since=None,
                error_kind="",
                error_values={},
                error_count=0,
            )
            if self.account.failing_since:
                end_trouble(self.account)
            leases.give_back(self._hold)

    def _failed(self, failure: ConnectionFailed) -> None:
        now = clock.now()
        wait = WAITS[min(self.account.error_count, len(WAITS) - 1)]
        with scope(self._hold.tenant_id):
            MailAccount.objects.filter(pk=self.account.pk).update(
                fetch_due_at=now + wait,
                failing_since=self.account.failing_since or now,
                error_kind=failure.kind,
                error_values=plain_values(failure),
                error_count=F("error_count") + 1,
            )
            note_trouble(self.account, failure)
            leases.give_back(self._hold)
