"""Queries that are put together once and asked often.

Django writes the SQL of a query anew each time, which for a page's own look-ups takes longer than the database. A kept
query is written once a process; each call only fills in its values.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=models.Model)
FIRST_MARK = 7_301_000_000_000_001
"""Stands for the first value while the query is written; so large that no query holds it by chance."""


class Kept(Generic[Row]):
    """``Kept(lambda number: Ticket.objects.filter(number=number))(4711)`` is the list of those tickets.

    The values are whole numbers (or, with ``str``, texts) that the query hands to the database as they are. Values that
    change the query's shape (None, lists) do not belong here. Rows come with what ``select_related`` and ``annotate``
    say, as ever.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Row]], kind: type[int] | type[str] = int) -> None:
        self._make = make
        self._kind = kind
        self._written: tuple[Any, str, list[Any]] | None = None

    def __call__(self, *values: int | str) -> list[Row]:
        compiler, sql, parameters = self._written or self._write(len(values))
        filled = tuple(known if (place := _place(known)) is None else values[place] for known in parameters)
        mine = copy.copy(compiler)
        mine.connection = connections[DEFAULT_DB_ALIAS]
        mine.as_sql = lambda *_arguments, **_options: (sql, filled)
        query = SimpleNamespace(get_compiler=lambda **_using: mine)
        asked = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(cast(Any, asked)))

    def _write(self, count: int) -> tuple[Any, str, list[Any]]:
        query = self._make(*(self._kind(FIRST_MARK + place) for place in range(count))).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        self._written = (compiler, sql, list(parameters))
        return self._written


def _place(parameter: object) -> int | None:
    """Which of the values the parameter stands for, None for none."""
    if isinstance(parameter, str) and parameter.isdecimal() and len(parameter) == len(str(FIRST_MARK)):
        parameter = int(parameter)
    if isinstance(parameter, int) and 0 <= parameter - FIRST_MARK < 100:
        return parameter - FIRST_MARK
    return None
