"""What another tenant sees while a ticket is lent to it: the rows that hang on the ticket carry ``lent_to``.

Which tables hang on a ticket is read from the models, so that a new one cannot be forgotten. Customers and their
addresses are never lent: pages of a lent ticket run in the scope of both tenants, everything else shows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.tenants.models import TenantLendable
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import HistoryEntry, MessageMove, Note, Ticket, TicketLink

KEPT = frozenset({TicketLink, MessageMove})
"""What hangs on a ticket and is not shown to a borrower: it names other tickets of the lender."""
WITH_A_LIFE_OF_THEIR_OWN = frozenset(
    {
        "customers.Customer",
        "customers.Address",
        "customers.CustomerLink",
        "customers.PostalAddress",
        "routing.Loan",
        "escalations.Agreement",
        "tickets.Ticket",
    }
)
"""Lendable tables that do not hang on a ticket, or whose ``lent_to`` says something else."""

WAYS = {"letters.Scan": "message__ticket"}
"""Of tables that hang on a ticket from some moment on only, the way there."""

Ended = Callable[[Ticket], None]
_ended: list[Ended] = []


def when_a_lent_ticket_ends(call: Ended) -> None:
    """Have this done when a ticket that is lent is closed or is spam.

    For the package above that knows of loans.
    """
    _ended.append(call)


def end_with(ticket: Ticket) -> None:
    """The locked ticket has ended: it is not lent any more."""
    for call in _ended:
        call(ticket)


def require_not_lent(ticket: Ticket) -> None:
    """Refused while it is lent, for what would change what was lent."""
    if ticket.lent_to_id:
        number = format_number(ticket.number)
        raise Refused(_("Ticket %(number)s is lent to another tenant. Take it back first.") % {"number": number})


def mark_lent(ticket_ids: Collection[int], lent_to_id: int, *, notes: bool, history: bool) -> None:
    """What hangs on these locked tickets is the borrower's to see; without ``notes`` or ``history``, of those only new
    rows."""
    left_out = {*KEPT, *([] if notes else [Note]), *([] if history else [HistoryEntry])}
    _mark(ticket_ids, lent_to_id, [model for model in tables() if model not in left_out])


def mark_returned(ticket_ids: Collection[int]) -> None:
    """Nothing of these locked tickets is the borrower's any more, whatever was written meanwhile."""
    _mark(ticket_ids, None, list(tables()))


def _mark(ticket_ids: Collection[int], lent_to_id: int | None, models_: list[type[TenantLendable]]) -> None:
    for model in models_:
        rows = model._default_manager.filter(**{f"{tables()[model]}__in": list(ticket_ids)})
        rows.update(lent_to_id=lent_to_id)


@cache
def tables() -> dict[type[TenantLendable], str]:
    """The lendable tables that hang on a ticket, each with the way from its rows to the ticket."""
    found = {model: _way(model) for model in lendable() if model._meta.label not in WITH_A_LIFE_OF_THEIR_OWN}
    return {model: way for model, way in found.items() if way}


def lendable() -> list[type[TenantLendable]]:
    """Every table that carries ``lent_to`` by the base of all that can be lent."""
    return [model for model in apps.get_models() if issubclass(model, TenantLendable)]


def _way(model: type[models.Model]) -> str:
    """The named one, else by the field ``ticket``, else by the first key that must be set and leads to a ticket or to
    what hangs on one."""
    if model._meta.label in WAYS:
        return WAYS[model._meta.label]
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    for key in sorted(keys, key=lambda field: (field.name != "ticket", field.null)):
        target = key.related_model
        if target is Ticket and (key.name == "ticket" or not key.null):
            return str(key.name)
        if not key.null and target is not Ticket and _may_hang(target) and (way := _way(target)):
            return f"{key.name}__{way}"
    return ""


def _may_hang(model: type[models.Model]) -> bool:
    return issubclass(model, TenantLendable) and model._meta.label not in WITH_A_LIFE_OF_THEIR_OWN
