"""Lists of numbers as they go to the database: the ids of all categories somebody works in, with every second question.

psycopg asks of each item who writes it and whether it needs quotes.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.abc import Buffer
from psycopg.types.array import ListDumper


class NumberListDumper(ListDumper):
    """A list of whole numbers is written at once; every other list as psycopg has it. Its type is psycopg's choice."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        if set(map(type, obj)) == _NUMBERS:
            return f"{{{','.join(map(str, obj))}}}".encode()
        return super().dump(obj)


_NUMBERS = {int}


def write_numbers_quickly() -> None:
    """For each connection that Django makes from now on."""
    get_adapters_template(True, UTC).register_dumper(list, NumberListDumper)
