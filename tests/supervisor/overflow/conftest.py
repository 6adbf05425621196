"""Agreements of two tenants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kontor.escalations.models import Agreement
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]

LIST = "/supervisor/overflow/"


def as_it_is(agreement: Agreement) -> Agreement:
    with everywhere():
        return Agreement.objects.get(pk=agreement.pk)


def terms_entered(agreement: Agreement, **values: Any) -> dict[str, Any]:
    entered = {
        "version": agreement.version,
        "name": agreement.name,
        "category": agreement.category_id,
        "measure": "open",
        "threshold": 140,
        "back_below": 110,
        "after": 240,
        "quota": 25,
        "sees_notes": "on",
        "sees_history": "on",
        "signs": "lender",
    }
    return entered | values
