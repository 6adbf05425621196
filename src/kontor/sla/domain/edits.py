"""Business hours or a service level were edited: packages above, whose times depend on them, are told."""

from __future__ import annotations

from collections.abc import Callable

from kontor.sla.models import BusinessCalendar, ServiceLevel

Edited = Callable[[BusinessCalendar | ServiceLevel], object]
_edited: list[Edited] = []


def when_edited(call: Edited) -> None:
    """Have this done in the transaction of every edit that changes when something is due."""
    _edited.append(call)


def tell_edited(thing: BusinessCalendar | ServiceLevel) -> None:
    for call in _edited:
        call(thing)
