"""Something changed: one NOTIFY a transaction, carrying kinds, ids and tenants, never content."""

from __future__ import annotations

import json

from django.db import connection

from kontor.tenants import scope

CHANNEL = "kontor_live"
MOST_AT_ONCE = 100
"""Items a notification: its payload may have 8000 bytes."""


def changed(tenant_id: int, kind: str, thing_id: int) -> None:
    """Tell the open pages of this tenant's people that the thing changed, when the scope's transaction commits."""
    scope.gather(_notify, ("t", tenant_id, kind, thing_id))


def told(user_id: int, kind: str, thing_id: int = 0) -> None:
    """Tell one person's open pages (a notice arrived, rights were withdrawn)."""
    scope.gather(_notify, ("u", user_id, kind, thing_id))


def _notify(items: list[object]) -> None:
    payloads = [json.dumps(items[start : start + MOST_AT_ONCE]) for start in range(0, len(items), MOST_AT_ONCE)]
    rows = ", ".join(["(%s)"] * len(payloads))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_notify(%s, payload) FROM (VALUES {rows}) AS told(payload)", [CHANNEL, *payloads])
