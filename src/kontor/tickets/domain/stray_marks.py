"""Marks of loans that are over: rows that were written in the moment in which a loan ended, by somebody who had read
the ticket before. They are taken away, so that nothing of a ticket stays readable for the tenant it was lent to."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import F, QuerySet

from kontor.tickets.domain.lent import tables
from kontor.tickets.domain.states import lock_all

logger = logging.getLogger(__name__)


def take_stray_marks(tenant_id: int) -> int:
    """How many rows of the tenant were marked as lent where their ticket is not, or not to the same tenant."""
    found = {ticket_id for rows, way in _strays(tenant_id) for ticket_id in rows.values_list(way, flat=True)}
    if not found:
        return 0
    lock_all(found)
    taken = sum(rows.filter(**{f"{way}__in": found}).update(lent_to=None) for rows, way in _strays(tenant_id))
    if taken:
        logger.warning("Rows of tickets that are not lent any more were marked as lent still: %s.", taken)
    return taken


def _strays(tenant_id: int) -> list[tuple[QuerySet[Any], str]]:
    return [
        (
            model._default_manager.filter(tenant_id=tenant_id, lent_to__isnull=False).exclude(
                **{f"{way}__lent_to": F("lent_to")}
            ),
            way,
        )
        for model, way in tables().items()
    ]
