"""A contact of a furnished tenant, with a marker wherever something of a contact can stand."""

from __future__ import annotations

import json
import os
from typing import Any

from django.db import connection, models
from django.db.models import Q

from kontor.calls.enums import CallState
from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.domain.tables import Table, textual_columns
from kontor.tickets.domain.blobs import IN_ROW, keep
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Blob, Ticket

MARKER = "zqxforgetme@post.example"
SOUGHT = "zqxf"
"""Its beginning, which short columns have too."""
WRITTEN_ONCE = {"tickets.HistoryEntry", "audit.AuditEntry"}
"""The database refuses to change these; rows with the marker are written instead."""


def done_with(customer: Customer) -> None:
    """Nobody works on the contact's tickets any more."""
    tickets = Ticket.objects.filter(customer=customer)
    Call.objects.filter(Q(customer=customer) | Q(ticket__in=tickets)).update(state=CallState.ENDED)
    OutgoingMail.objects.filter(message__ticket__in=tickets).update(state=DeliveryState.SENT)
    tickets.update(state=TicketState.CLOSED, owner=None, held_until=None, waits_for=None, closed_at=clock.now())


def rows_of(table: Table, customer: Customer) -> models.QuerySet[Any]:
    """The contact's rows of a table, by every way the map names."""
    found = Q(pk__in=[])
    tickets = Ticket.objects.filter(customer=customer).values("pk")
    for way in table.by_ticket:
        found |= Q(**{f"{way}__in": tickets})
    for way in table.by_customer:
        found |= Q(**{way: customer.pk})
    return table.model._base_manager.filter(found).distinct()


def mark_everything(customer: Customer) -> dict[str, int]:
    """Write the marker into every column that is to be cleared, of every row of the contact, and into the bytes that
    the rows name. Returns how many rows there were, by table."""
    counts = {}
    for table in CONTACTS:
        rows = rows_of(table, customer)
        counts[table.label] = rows.count()
        if table.label not in WRITTEN_ONCE:
            rows.update(**_marks(table))
        for column in table.blobs:
            for row in rows:
                content = f"{MARKER} {table.label} {row.pk}".encode() + os.urandom(IN_ROW)
                rows.filter(pk=row.pk).update(**{column: keep(content, tenant_id=customer.tenant_id).pk})
    return counts


def where_marked() -> dict[str, int]:
    """The tables in which the marker stands, with how many rows; kept bytes are unpacked."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text ILIKE %s', [f"%{SOUGHT}%"])
            count = cursor.fetchone()[0]
            if count:
                found[table] = count
    kept = sum(SOUGHT.encode() in blob.content for blob in Blob.objects.all())
    return found | ({"kept bytes": kept} if kept else {})


def _marks(table: Table) -> dict[str, Any]:
    names = textual_columns(table.model) - table.plain if table.deletes else set(table.clears)
    fields = [table.model._meta.get_field(name) for name in sorted(names & textual_columns(table.model))]
    return {field.name: _mark(field) for field in fields if not getattr(field, "choices", None)}


def _mark(field: Any) -> Any:
    if isinstance(field, models.JSONField):
        return json.loads(json.dumps([["Name", MARKER]] if field.default is list else {"who": MARKER}))
    if type(field).__name__ == "ArrayField":
        return [MARKER]
    return MARKER[: field.max_length or 100]
