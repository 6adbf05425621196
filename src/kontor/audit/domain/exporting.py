"""The log as a table for other programs: CSV, or JSON lines. The columns and their order stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry, Chain
from kontor.kernel.spreadsheets import BYTE_ORDER_MARK, harmless, written


class Format(StrEnum):
    CSV = "csv"
    JSON_LINES = "jsonl"


COLUMNS: dict[str, str] = {
    "tenant": "tenant__code",
    "number": "number",
    "at": "at",
    "actor": "actor__username",
    "actor_name": "actor__name",
    "source": "source",
    "action": "action",
    "kind": "kind",
    "object_id": "object_id",
    "label": "label",
    "changes": "changes",
    "reason": "reason",
    "erased_at": "erased_at",
    "content_hash": "content_hash",
    "previous_hash": "previous_hash",
    "hash": "hash",
    "id": "id",
    "tenant_id": "tenant_id",
    "actor_id": "actor_id",
    "salt": "salt",
}
"""What a column is called outside, and where it comes from. The last ones are what the hashes are computed of."""

BATCH = 1_000
Enter = Callable[[], AbstractContextManager[None]]


def exported(rows: QuerySet[AuditEntry], form: Format, *, enter: Enter = nullcontext) -> Iterator[str]:
    """The table piece by piece, oldest entry first; times in UTC. Each batch is read inside of what ``enter`` makes."""
    if form == Format.CSV:
        yield BYTE_ORDER_MARK + written([list(COLUMNS)])
    for batch in _batches(rows, enter):
        records = [{name: _plain(values[source]) for name, source in COLUMNS.items()} for values in batch]
        if form == Format.CSV:
            yield written([_cell(record[name]) for name in COLUMNS] for record in records)
        else:
            yield "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


@transaction.atomic(savepoint=False)
def note_export(
    chains: Iterable[int], form: Format, *, narrowed: Mapping[str, str], by: AbstractBaseUser | None
) -> None:
    """A row in each chain that is handed out (0: the installation's): in which form, and narrowed by what."""
    changes = {"format": [None, form.value], **{name: [None, value] for name, value in narrowed.items()}}
    for chain in chains:
        thing = Chain.objects.filter(tenant=chain or None).first() or Chain()
        record_change("log exported", thing, by=by, tenant_id=chain or None, changes=changes, label=form.value)


def _batches(rows: QuerySet[AuditEntry], enter: Enter) -> Iterator[list[dict[str, Any]]]:
    """By id: rows that are written meanwhile come last or not at all, and none comes twice."""
    rest, last = rows.order_by("id"), 0
    while True:
        with enter():
            batch = list(rest.filter(id__gt=last).values(*COLUMNS.values())[:BATCH])
        if batch:
            yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1]["id"]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, UUID) else value


def _cell(value: Any) -> str:
    """What a spreadsheet would reckon with gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return json.dumps(_harmless_within(value), ensure_ascii=False) if value else ""
    return harmless(value) if isinstance(value, str) else str(value)


def _harmless_within(value: Any) -> Any:
    """Of JSON the texts: its numbers stay numbers."""
    if isinstance(value, dict):
        return {name: _harmless_within(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_harmless_within(each) for each in value]
    return harmless(value) if isinstance(value, str) else value
