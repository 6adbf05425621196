"""What a ticket's foot says while its answer waits for release."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.answers.domain.clearances import clearance_of
from kontor.answers.domain.release import reasons_in_words
from kontor.answers.models import Clearance
from kontor.answers.rules import may_clear
from kontor.org.domain.access import Access
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class Waits:
    clearance: Clearance
    reasons: list[str]
    is_mine: bool
    may_decide: bool


def waits(access: Access, ticket: Ticket) -> Waits | None:
    """None, and no statement, for every ticket in another state."""
    found = clearance_of(ticket)
    if found is None:
        return None
    reasons = reasons_in_words(found.reasons, ticket=found.ticket, author=found.author)
    return Waits(found, reasons, found.author_id == access.user_id, may_clear(access, found))
