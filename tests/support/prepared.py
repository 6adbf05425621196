"""What a connection has prepared stays prepared from one test to the next, as it does from one request to the next."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg._preparing import PrepareManager


class Lasting(PrepareManager):
    """PostgreSQL keeps what is prepared when a transaction is rolled back, but psycopg then forgets it: a table might
    be gone. Each test ends so, and each statement of the next one would be planned anew, which takes longer than
    carrying it out."""

    prepared_max = 2000

    def clear(self) -> bool:
        return False


def keep_prepared(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Receives Django's word that a connection is open."""
    opened: Any = connection.connection
    lasting = Lasting()
    lasting.prepare_threshold = opened.prepare_threshold
    opened._prepared = lasting
