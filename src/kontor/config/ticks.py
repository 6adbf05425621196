"""Ticks of the schedule that lie ahead: the clock was wrong when they were done, and was set back.

Each tick is done once. Until it is as late again as it seemed to be, nothing would happen by the clock.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from kontor.kernel import clock

AHEAD = timedelta(minutes=2)


def ticks_ahead() -> timedelta | None:
    """How far ahead the farthest of them lies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(defer_timestamp) FROM procrastinate_periodic_defers")
        (farthest,) = cursor.fetchone()
    ahead = timedelta(seconds=(farthest or 0) - clock.now().timestamp())
    return ahead if ahead > AHEAD else None


def forget_ticks_ahead() -> None:
    """They are done again when their time comes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_periodic_defers WHERE defer_timestamp > %s",
            [int((clock.now() + AHEAD).timestamp())],
        )
