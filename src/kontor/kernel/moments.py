"""Moments as they come from the database: much of what it costs to read a row.

PostgreSQL writes them as ISO 8601 has it, which Python reads in C; psycopg, as Django has it, takes each apart by a
pattern.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """``timestamptz`` in UTC. What Python's calendar does not know, such as ``infinity``, is refused by psycopg."""

    timezone = UTC  # Django asks for it

    def load(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            moment = super().load(data)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def read_moments_quickly() -> None:
    """For each connection that Django makes from now on."""
    template = get_adapters_template(True, UTC)  # the one object that Django itself is given for these
    template.register_loader("timestamptz", MomentLoader)
