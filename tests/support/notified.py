"""What a listening connection to PostgreSQL has been told."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from kontor.live.notify import CHANNEL

PATIENCE = 30.0
LAST = "last"


def notified(listener: psycopg.Connection[Any]) -> list[list[Any]]:
    """All that was told since it was asked last, a list for each notification. Nothing is waited for that may come or
    not: what was committed before comes before what is said now."""
    listener.execute("SELECT pg_notify(%s, %s)", [CHANNEL, LAST])
    said: list[list[Any]] = []
    for each in listener.notifies(timeout=PATIENCE):
        if each.payload == LAST:
            return said
        said.append(json.loads(each.payload))
    raise AssertionError("PostgreSQL has told nothing.")
