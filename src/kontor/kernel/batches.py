"""Many rows in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Cast, Concat

BATCH = 1000
"""At most this many rows: PostgreSQL takes 65,535 values with a statement, and the widest tables have some thirty."""
FEWER = 200
"""At most this many rows where each brings values of its own: the database looks through all of them for each row."""


def change_places(rows: Sequence[models.Model], field: str, old: Mapping[int, str]) -> None:
    """Rows that take the unique value of another one of them make room first: each gets a value that nobody has.

    The database looks at one row after the other, also within a statement. ``old`` are the values by the rows' ids.
    """
    wanted = {getattr(row, field) for row in rows}
    held = [row.pk for row in rows if old[row.pk] in wanted]
    if held:
        out_of_the_way: Any = Concat(models.Value("~"), Cast("pk", models.CharField()))
        rows[0]._meta.model._default_manager.filter(pk__in=held).update(**{field: out_of_the_way})
