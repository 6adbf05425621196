"""Rows are erased as the data map says, and counted. Doing it twice changes and counts nothing more."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from kontor.privacy.domain.data_map import DATA_MAP
from kontor.privacy.domain.tables import Table
from kontor.privacy.domain.tally import Tally


def erase_of_tickets(ticket_ids: Collection[int], tally: Tally) -> None:
    """Everything that hangs on these locked tickets, and the tickets' own words."""
    for table in DATA_MAP.values():
        _erase(table, table.by_ticket, ticket_ids, tally)


def erase_of_messages(message_ids: Collection[int], tally: Tally) -> None:
    """These messages with all that hangs on them. Their tickets are locked and stay as they are."""
    for table in DATA_MAP.values():
        _erase(table, table.by_message, message_ids, tally)


def erase_of_customer(customer_id: int, tally: Tally) -> None:
    """The contact's own rows, and what is tied to the contact alone. Its row is locked."""
    for table in DATA_MAP.values():
        _erase(table, table.by_customer, [customer_id], tally)


def erase_found(label: str, found: Q, tally: Tally) -> int:
    """The rows of one table that were found in another way. Returns how many there were."""
    return _erase_found(DATA_MAP[label], found, tally)


def says_something(label: str) -> Q:
    """The condition of rows that are not erased yet: something stands there that is to be cleared."""
    found = Q()
    for name, empty in DATA_MAP[label].clears.items():
        found |= ~Q(**{name: empty})
    return found


def _erase(table: Table, ways: Collection[str], ids: Collection[int], tally: Tally) -> None:
    found = Q()
    for way in ways:
        found |= Q(**{f"{way}__in": list(ids)})
    if found:
        _erase_found(table, found, tally)


def _erase_found(table: Table, found: Q, tally: Tally) -> int:
    rows = table.model._base_manager
    names = _names(table)
    kept = [row for row in rows.filter(found).distinct().values("pk", *names) if table.deletes or _says(row, table)]
    for row in sorted(kept, key=lambda each: int(each["pk"])):
        tally.add(table.label, row)
        tally.blobs |= {row[column] for column in table.blobs if row[column]}
    chosen = rows.filter(pk__in=[row["pk"] for row in kept])
    if kept and table.deletes:
        chosen.delete()
    elif kept:
        chosen.update(**table.clears)
    return len(kept)


def _names(table: Table) -> list[str]:
    """The columns that are counted: all of a row that goes, else those that are cleared; keys by their ids."""
    fields = {each.name: each.attname for each in table.model._meta.concrete_fields if not each.primary_key}
    wanted = fields if table.deletes else table.clears
    return sorted({fields[name] for name in wanted} | set(table.blobs))


def _says(row: dict[str, Any], table: Table) -> bool:
    """Something stands there still that is to be cleared."""
    fields = {each.name: each.attname for each in table.model._meta.concrete_fields}
    return any(row[fields[name]] != empty for name, empty in table.clears.items())
