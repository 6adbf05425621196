"""Something entered a queue or left a desk: whoever distributes wants to know, once a transaction."""

from __future__ import annotations

from collections.abc import Callable

from kontor.tenants.scope import gather

_listeners: list[Callable[[], None]] = []


def on_move(call: Callable[[], None]) -> None:
    """Have this called at the end of each transaction in which something moved. For packages above."""
    _listeners[:] = [call]


def moved() -> None:
    """Something can be distributed that could not be before: a ticket waits, or somebody has room."""
    gather(_tell, "moved")


def _tell(_moves: list[object]) -> None:
    for call in _listeners:
        call()
