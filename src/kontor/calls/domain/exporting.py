"""Call records as a table for other programs: CSV, or JSON lines. The columns and their order stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from kontor.audit.domain.recording import record_change
from kontor.calls.domain.recorded import Enter, in_batches
from kontor.calls.models import Call
from kontor.kernel.spreadsheets import BYTE_ORDER_MARK, harmless, written
from kontor.tenants.models import Tenant


class Format(StrEnum):
    CSV = "csv"
    JSON_LINES = "jsonl"


COLUMNS: dict[str, str] = {
    "id": "id",
    "tenant": "tenant__code",
    "phone_system": "system__name",
    "direction": "direction",
    "state": "state",
    "outcome": "outcome",
    "cause": "cause",
    "started_at": "started_at",
    "answered_at": "answered_at",
    "ended_at": "ended_at",
    "number": "remote",
    "number_normal": "remote_normal",
    "anonymous": "anonymous",
    "dialled_number": "dialled",
    "dialled_number_normal": "dialled_normal",
    "signalled_number": "shown_number",
    "prefix": "prefix",
    "postfix": "postfix",
    "trunk": "trunk",
    "queue": "queue",
    "extension": "extension",
    "agent": "agent__username",
    "agent_name": "agent__name",
    "customer_id": "customer_id",
    "customer_name": "customer__name",
    "ticket": "ticket__number",
    "ring_seconds": "ring_seconds",
    "talk_seconds": "talk_seconds",
    "wrap_up_seconds": "wrap_up_seconds",
    "test_call": "is_test",
}
"""What a column is called outside, and where it comes from. Recordings and notes are no part of it."""

TICKETS_CATEGORY = "ticket__queue_category_id"
TENANT = "tenant_id"
PLUS_AND_DIGITS = re.compile(r"\+\d+")


def exported(
    rows: QuerySet[Call],
    form: Format,
    *,
    categories: Collection[int] | None = None,
    contacts: Collection[int] | None = None,
    enter: Enter = nullcontext,
) -> Iterator[str]:
    """The table piece by piece, oldest call first; times in UTC.

    ``categories``: tickets outside of them are not named (None: all are). ``contacts``: customers of tenants outside
    of them likewise. ``enter`` as in ``in_batches``.
    """
    lines = _lines_of_csv if form == Format.CSV else _lines_of_json
    batches = in_batches(rows, (*COLUMNS.values(), TICKETS_CATEGORY, TENANT), enter=enter)
    yield from lines([_record(values, categories, contacts) for values in batch] for batch in batches)


@transaction.atomic(savepoint=False)
def note_export(
    tenants: Iterable[Tenant], form: Format, *, narrowed: Mapping[str, str], by: AbstractBaseUser | None
) -> None:
    """A line of the audit log in each tenant whose calls are handed out: in which form, and narrowed by what."""
    changes = {"format": [None, form.value], **{name: [None, value] for name, value in narrowed.items()}}
    for tenant in tenants:
        record_change("calls exported", tenant, by=by, tenant_id=tenant.pk, changes=changes)


def _record(
    values: Mapping[str, Any], categories: Collection[int] | None, contacts: Collection[int] | None
) -> dict[str, Any]:
    record = {name: _plain(values[source]) for name, source in COLUMNS.items()}
    if categories is not None and values[TICKETS_CATEGORY] not in categories:
        record["ticket"] = None
    if contacts is not None and values[TENANT] not in contacts:
        record["customer_id"] = record["customer_name"] = None
    return record


def _plain(value: Any) -> Any:
    """Times as ISO 8601 writes them, in whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def _lines_of_json(batches: Iterable[list[dict[str, Any]]]) -> Iterator[str]:
    for batch in batches:
        yield "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in batch)


def _lines_of_csv(batches: Iterable[list[dict[str, Any]]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + written([list(COLUMNS)])
    for batch in batches:
        yield written([[_cell(record[name]) for name in COLUMNS] for record in batch])


def _cell(value: Any) -> str:
    """What a spreadsheet would reckon with gets an apostrophe before it; a phone number is left as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    return harmless(text) if isinstance(value, str) and not PLUS_AND_DIGITS.fullmatch(text) else text
