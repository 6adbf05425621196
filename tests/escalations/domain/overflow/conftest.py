"""An agreement, and requests that wait."""

from __future__ import annotations

from datetime import timedelta

from kontor.escalations.domain.overflow import Outlook, look
from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.models import Loan
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


def waiting(category: Category, count: int, *, hours: float = 5) -> list[Ticket]:
    """Tickets that have waited so long, the first is due first."""
    received = clock.now() - timedelta(hours=hours)
    return [
        make_ticket(category, received_at=received, rank_at=received + timedelta(minutes=number))
        for number in range(count)
    ]


def lent_by(agreement: Agreement | None = None) -> list[int]:
    with everywhere():
        rows = Loan.objects.filter(until=None).order_by("ticket__rank_at")
        return list((rows.filter(agreement_id=agreement.pk) if agreement else rows).values_list("ticket_id", flat=True))


def looked_at(agreement: Agreement) -> Outlook:
    with in_scope(agreement.tenant_id, agreement.lent_to_id or 0):
        return look(Agreement.objects.get(pk=agreement.pk))
