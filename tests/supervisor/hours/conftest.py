"""Business hours in the administration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kontor.sla.domain.compiling import compiled
from kontor.sla.domain.worktime import Hours
from kontor.sla.models import BusinessCalendar
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]

LIST = "/supervisor/hours/"


def the_one(name: str) -> BusinessCalendar:
    with everywhere():
        return BusinessCalendar.objects.get(name=name)


def hours_of(calendar: BusinessCalendar, day: date) -> tuple[Hours, ...]:
    with everywhere():
        return compiled(calendar.pk).hours_of(day)
