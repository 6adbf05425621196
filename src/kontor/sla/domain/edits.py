"""What moves deadlines is told to packages above: business hours or a service level were edited, or others chosen."""

from __future__ import annotations

from collections.abc import Callable

from kontor.preferences.types import Holder
from kontor.sla.models import BusinessCalendar, ServiceLevel

Edited = Callable[[BusinessCalendar | ServiceLevel], object]
Chosen = Callable[[Holder], object]
_edited: list[Edited] = []
_chosen: list[Chosen] = []


def when_edited(call: Edited) -> None:
    """Have this done in the transaction of every edit that changes when something is due."""
    _edited.append(call)


def when_chosen(call: Chosen) -> None:
    """Have this done in the transaction in which a tenant or a category chooses other ``TERMS``, or none of its own."""
    _chosen.append(call)


def tell_edited(thing: BusinessCalendar | ServiceLevel) -> None:
    for call in _edited:
        call(thing)


def tell_chosen(holder: Holder) -> None:
    for call in _chosen:
        call(holder)
