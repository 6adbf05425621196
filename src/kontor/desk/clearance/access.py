"""The door to answers that wait for release: not yours to see is 404, yours to see but not to decide is 403."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.answers.domain.clearances import clearance_by_id
from kontor.answers.models import Clearance
from kontor.answers.rules import may_clear
from kontor.desk.doors import get_ticket
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.tenants.scope import narrow


def is_author(access: Access, clearance: Clearance) -> bool:
    return clearance.author_id == access.user_id


def get_clearance(
    request: DeskRequest, clearance_id: int, *, may: Callable[[Access, Clearance], bool] = may_clear
) -> Clearance:
    """Its author sees it, and who may decide on it: of a lent ticket, at the lender, in the scope of both tenants, as
    the borrower may sign."""
    access = request.access
    clearance = clearance_by_id(clearance_id) or _of_lent_ticket(request, clearance_id)
    if clearance is None or not (is_author(access, clearance) or may_clear(access, clearance)):
        raise Http404
    if not may(access, clearance):
        raise PermissionDenied
    if borrower := clearance.ticket.lent_to_id:
        narrow(clearance.ticket.tenant_id, borrower)
    return clearance


def _of_lent_ticket(request: DeskRequest, clearance_id: int) -> Clearance | None:
    """One's own, of a ticket that was lent to one's tenant: through the door of the ticket."""
    mine = Clearance.objects.filter(pk=clearance_id, author_id=request.access.user_id)
    number = mine.values_list("ticket__number", flat=True).first()
    if number is None:
        return None
    get_ticket(request, str(number))
    return clearance_by_id(clearance_id)
