"""Arrays for statements about many rows, written as PostgreSQL reads them: much cheaper than adapting each item."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def numbers(values: Iterable[int | None]) -> str:
    """For ``%s::bigint[]``. None is NULL."""
    return f"{{{','.join('NULL' if value is None else str(int(value)) for value in values)}}}"


def moments(values: Iterable[datetime | None]) -> str:
    """For ``%s::timestamptz[]``. None is NULL."""
    return f"{{{','.join('NULL' if value is None else value.isoformat() for value in values)}}}"
