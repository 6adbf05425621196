"""Who may decide on an answer that waits for release, and review samples. Nobody decides on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.tickets.rules import Rights

if TYPE_CHECKING:
    from kontor.answers.models import Clearance, QualitySample

RELEASE = "answers.release"
REVIEW = "answers.review"


def may_clear(access: Rights, clearance: Clearance) -> bool:
    """Release it or return it: with the right in the ticket's category, and not the author."""
    ticket = clearance.ticket
    if clearance.author_id == access.user_id:
        return False
    return access.may(RELEASE, tenant_id=ticket.tenant_id, category_id=ticket.category_id)


def may_review(access: Rights, sample: QualitySample) -> bool:
    """Score it: with the right in the ticket's category, and not the author."""
    ticket = sample.ticket
    if sample.author_id == access.user_id:
        return False
    return access.may(REVIEW, tenant_id=ticket.tenant_id, category_id=ticket.category_id)
