"""Whose turn it is: every account of a tenant has a queue of its own, and one worker at a time works on it.

Two kinds of locks of the database's session keep order. They end with the connection, so that a worker that dies
leaves none behind, and they need no table that all tenants would share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.kernel import clock
from kontor.kernel.text import ascii_domain
from kontor.outbox.domain.queueing import DELIVER

SEND_QUEUE = "kontor.outbox.tasks.send_queue"
BEHIND_THE_NEW = -1
"""Priority of a queue's next turn: a mail of another account that was just queued goes first."""
FARTHEST = timedelta(minutes=30)
"""No turn is put off farther; what lies beyond was noted while the clock was wrong."""


@dataclass(frozen=True)
class Queue:
    """The mails of a tenant that go out through an account."""

    tenant_id: int
    account_id: int

    @property
    def name(self) -> str:
        return f"outbox:{self.tenant_id}:{self.account_id}"


def line_up(queue: Queue, *, at: datetime | None = None, sooner: bool = False) -> None:
    """The queue gets another turn, behind those who wait already. One that waits for it is not put there twice; it
    waits on until the time that it has, but with ``sooner``."""
    turn = app.configure_task(
        SEND_QUEUE, queue="mail", queueing_lock=queue.name, priority=BEHIND_THE_NEW, schedule_at=at
    )
    try:
        with transaction.atomic():
            turn.defer(tenant_id=queue.tenant_id, account_id=queue.account_id)
    except AlreadyEnqueued:
        with connection.cursor() as cursor:
            latest = clock.now() if sooner else clock.now() + FARTHEST
            cursor.execute(_BRING_NEAR, [at, queue.name, latest])


_BRING_NEAR = """
UPDATE procrastinate_jobs SET scheduled_at = %s WHERE status = 'todo' AND queueing_lock = %s AND scheduled_at > %s
"""


def is_lined_up(queue: Queue) -> bool:
    """The queue waits for its turn: whatever is due goes out then."""
    return _ask(_LINED_UP, queue.name, clock.now() + FARTHEST)


_LINED_UP = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'todo' AND queueing_lock = %s AND (scheduled_at IS NULL OR scheduled_at <= %s)
)
"""


def others_wait(queue: Queue) -> bool:
    """Another queue has something to send now."""
    mine = f'{{"tenant_id": {queue.tenant_id}, "account_id": {queue.account_id}}}'
    return _ask(_OTHERS, [DELIVER, SEND_QUEUE], mine)


_OTHERS = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = ANY (%s) AND (scheduled_at IS NULL OR scheduled_at <= now())
      AND NOT args @> %s::jsonb
)
"""


@contextmanager
def alone(queue: Queue) -> Iterator[bool]:
    """Inside, nobody else works on the queue, if it is True that is given."""
    key = _key(queue.name)
    mine = _ask("SELECT pg_try_advisory_lock(%s)", key)
    try:
        yield mine
    finally:
        if mine:
            _unlock([key])


@contextmanager
def place_at(addresses: Iterable[str], most: int) -> Iterator[bool]:
    """Inside, at most ``most`` workers talk about mail for any of these domains, if it is True that is given.

    That holds for the whole installation, whoever's mail it is; 0 sets no bound.
    """
    domains = sorted({ascii_domain(address.rpartition("@")[2]) for address in addresses}) if most else []
    taken: list[int] = []
    try:
        for domain in domains:
            key = _take_one([_key(f"outbox-domain:{domain}:{place}") for place in range(most)])
            if key is None:
                break
            taken.append(key)
        yield len(taken) == len(domains)
    finally:
        _unlock(taken)


def _take_one(keys: list[int]) -> int | None:
    return next((key for key in keys if _ask("SELECT pg_try_advisory_lock(%s)", key)), None)


def _unlock(keys: list[int]) -> None:
    """A connection that is lost has lost its locks as well."""
    with suppress(DatabaseError):
        for key in keys:
            _ask("SELECT pg_advisory_unlock(%s)", key)


def _ask(question: str, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return bool(cursor.fetchone()[0])


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
