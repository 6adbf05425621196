"""Going on with what somebody has begun who is away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.taking_over import take_over_draft
from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.ticket.pane import show_again
from kontor.kernel.errors import Refused
from kontor.kernel.text import whole_number
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules


@require_POST
def take_over(request: DeskRequest, number: str) -> HttpResponse:
    """The draft ``draft`` becomes one's own, and its editor opens."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    if is_borrowed(request, ticket):
        raise Refused(_("What the lender's people have begun stays with them."))
    take_over_draft(ticket, whole_number(request.POST.get("draft", "")) or 0, by=request.user)
    return show_again(request, ticket, focus_editor=True)
