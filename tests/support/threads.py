"""Several people at the same moment, for tests with ``committed_db``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier, Event
from time import monotonic, sleep
from typing import TypeVar

from django.db import connection, connections
from django.utils import translation

Result = TypeVar("Result")


def at_once(*calls: Callable[[], Result]) -> list[Result | Exception]:
    """Run the calls together, each in a thread with a connection of its own; their results or errors, in order.

    Like all tests they speak English: the language of a thread begins with that of the installation.
    """
    start = Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Result | Exception:
        start.wait(30)
        try:
            with translation.override("en"):
                return call()
        except Exception as error:  # the caller compares it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def while_uncommitted(
    within: Callable[[], AbstractContextManager[object]], first: Callable[[], object], second: Callable[[], object]
) -> list[object]:
    """What both come to: ``second`` begins when ``first`` is done and its transaction has not ended, and ends it by
    waiting for it. Each is ``within`` a transaction of its own."""
    done = Event()

    def do_first() -> object:
        with within():
            try:
                return first()
            finally:
                done.set()
                until_somebody_waits(3)

    def do_second() -> object:
        done.wait(30)
        with within():
            return second()

    return at_once(do_first, do_second)


def until_somebody_waits(seconds: float = 10) -> None:
    """Return when another connection to the database waits for a lock (or after all, when nobody does)."""
    until = monotonic() + seconds
    while monotonic() < until and not somebody_waits():
        sleep(0.02)


def somebody_waits_for(backend: int) -> bool:
    """Another connection to the database waits for a lock that this one holds (``pg_backend_pid()``)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND %s = ANY (pg_blocking_pids(pid)))",
            [backend],
        )
        return bool(cursor.fetchone()[0])


def somebody_waits() -> bool:
    """Another connection to the database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
