"""What is told to open pages, heard in the test's own transaction: nothing has to be committed for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from kontor.live.notify import CHANNEL


@contextmanager
def heard() -> Iterator[list[tuple[str, int, str, int]]]:
    """What is sent to pages inside the block, in order: ("u", person, kind, id) or ("t", tenant, kind, id). A scope
    sends what it has gathered when it ends."""
    items: list[tuple[str, int, str, int]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if params and not many and next(iter(params)) == CHANNEL:
            items.extend(tuple(item) for payload in params[1:] for item in json.loads(payload))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield items
