"""What is said of a database that is away: its reason in one line, and not again every second. And full disks."""

from __future__ import annotations

import errno
import logging

import psycopg
from django.db import OperationalError, connection, connections

AWAY = ("08", "53", "57P")
"""Classes of SQLSTATE: no connection, no room (disk, memory, connections), told to stop or not ready yet."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def reason_of(error: BaseException) -> str:
    """The first line says why; those below ask questions, or say it again for another address."""
    said = str(error).strip().removeprefix("connection failed: ")
    return said.splitlines()[0] if said else type(error).__name__


def is_outage(error: BaseException | None) -> bool:
    """Whether the database is away or can do nothing at all, and nobody's statement is to blame."""
    if isinstance(error, OperationalError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, psycopg.OperationalError):
        return error.sqlstate is None or error.sqlstate.startswith(AWAY)
    return isinstance(error, OperationalError)


def is_full(error: BaseException | None) -> bool:
    """Whether the outage is that the database has no room left on its disk. It answers, and keeps nothing."""
    if isinstance(error, OperationalError) and error.__cause__ is not None:
        error = error.__cause__
    return isinstance(error, psycopg.errors.DiskFull)


def has_no_room(error: BaseException | None) -> bool:
    """Whether a file found no room on its disk: whatever was to be kept in it, that passes when somebody makes room."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def drop_dead_connections() -> None:
    """Of the connections that this process keeps, those that did not outlive the outage go: each would fail one more
    request, long after the database is back."""
    pool = connection.pool if hasattr(connection, "pool") else None
    if pool is not None:
        pool.check()


def give_back_connections() -> None:
    """Those of this thread, as far as no transaction is under way: to the pool, or closed where there is none."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close()


class Attempts:
    """Something that is tried again and again: its outage is told when it begins and when it is over.

    ``what`` completes "… failed" and "… works again".
    """

    def __init__(self, logger: logging.Logger, what: str) -> None:
        self.logger = logger
        self.what = what
        self.failing = False

    def failed(self, error: BaseException) -> None:
        """To be called where it is caught. Of what is no outage the whole story is told each time."""
        if not is_outage(error):
            self.logger.error("%s failed; it is tried again.", self.what, exc_info=error)
        elif not self.failing:
            self.failing = True
            self.logger.warning("%s failed, since the database does not answer: %s", self.what, reason_of(error))

    def broke_off(self) -> None:
        """Why has been said elsewhere; here only that it is over."""
        self.failing = True

    def succeeded(self) -> None:
        if self.failing:
            self.failing = False
            self.logger.info("%s works again.", self.what)
