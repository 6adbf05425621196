"""Many new rows in one statement, whose text is the same however many they are.

``bulk_create`` writes a place for each value: the text grows with the rows, is taken apart and planned anew each time,
and each value is adapted by itself. Here all rows travel as one JSON document, and PostgreSQL keeps its plan.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Row = TypeVar("Row", bound=models.Model)


def write_rows(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows of one table, in their order, and give them the ids and the columns that PostgreSQL computes.

    Of related rows that were saved after they were set the ids are taken. Columns of bytes and encrypted ones do not
    travel as JSON: ``bulk_create`` is for those, and for conflicts. No signals are sent.
    """
    new = list(rows)
    if not new:
        return new
    table = _table(type(new[0]))
    document = json.dumps([_values(row, table) for row in new], ensure_ascii=False, default=_as_text)
    with connection.cursor() as cursor:
        cursor.execute(table.statement, [document])
        for row, computed in zip(new, cursor.fetchall(), strict=True):
            _mark_written(row, dict(zip(table.computed, computed, strict=True)))
    return new


class _Table(NamedTuple):
    """``values`` by the names of columns; the attributes of what PostgreSQL ``computed``."""

    statement: str
    values: Mapping[str, Callable[[models.Model], Any]]
    computed: tuple[str, ...]


@cache
def _table(model: type[models.Model]) -> _Table:
    columns = {
        str(field.column): field
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key
    }
    unfit = [name for name, field in columns.items() if isinstance(field, models.BinaryField) or _is_prepared(field)]
    if unfit:
        raise TypeError(f"{model.__name__} has columns that do not travel as JSON: {', '.join(unfit)}.")
    computed = {str(field.column): field.attname for field in model._meta.concrete_fields if field.db_returning}
    name, names = connection.ops.quote_name(model._meta.db_table), _quoted(columns)
    return _Table(
        f"INSERT INTO {name} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{name}, %s)"
        f" RETURNING {_quoted(computed)}",
        {name: _value_of(field) for name, field in columns.items()},
        tuple(computed.values()),
    )


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _is_prepared(field: models.Field[Any, Any]) -> bool:
    """Whether a field of ours makes something else of its values before they are written."""
    return not type(field).__module__.startswith("django.") and not isinstance(field, models.ForeignKey)


def _value_of(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    if isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add):
        return lambda row: field.pre_save(row, add=True)
    if isinstance(field, models.ForeignKey):
        return lambda row: _id_of_related(row, field)
    if field.has_db_default():
        return lambda row: _own_or_default(row, field)
    return attrgetter(field.attname)


def _own_or_default(row: models.Model, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.attname)
    if not isinstance(value, DatabaseDefault):
        return value
    if hasattr(field.db_default, "resolve_expression"):
        raise TypeError(f"{type(row).__name__}.{field.name} has to be set: its default is worked out by the database.")
    return field.db_default


def _id_of_related(row: models.Model, field: models.ForeignKey[Any, Any]) -> Any:
    value = getattr(row, field.attname)
    if value is None and field.is_cached(row) and (related := field.get_cached_value(row)) is not None:
        if related.pk is None:
            raise ValueError(f"{type(row).__name__}.{field.name} has not been saved.")
        setattr(row, field.attname, related.pk)
        return related.pk
    return value


def _values(row: models.Model, table: _Table) -> dict[str, Any]:
    return {column: value(row) for column, value in table.values.items()}


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"A {type(value).__name__} does not travel as JSON.")


def _mark_written(row: models.Model, computed: Mapping[str, object]) -> None:
    for name, value in computed.items():
        setattr(row, name, value)
    row._state.adding, row._state.db = False, connection.alias
