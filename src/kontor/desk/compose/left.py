"""Going on with what somebody has begun who is away."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.queries import left_drafts
from kontor.answers.domain.taking_over import take_over_draft
from kontor.answers.enums import DraftKind
from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.outside.rights import MAY
from kontor.desk.ticket.pane import show_again
from kontor.kernel.errors import Refused
from kontor.kernel.text import whole_number
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.ui.htmx import message


@require_POST
def take_over(request: DeskRequest, number: str) -> HttpResponse:
    """The draft ``draft`` becomes one's own, and its editor opens. When the other name stands in it, that is said."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    if is_borrowed(request, ticket):
        raise Refused(_("What the lender's people have begun stays with them."))
    draft_id = whole_number(request.POST.get("draft", "")) or 0
    left = next((draft for draft in left_drafts(ticket, request.user) if draft.pk == draft_id), None)
    if left and not MAY.get(DraftKind(left.kind), rules.may_answer)(request.access, ticket):
        raise PermissionDenied
    taken = take_over_draft(ticket, draft_id, by=request.user)
    if left and left.author.name in taken.text:
        said = _("The text names %(name)s. Look at its end before you send it.") % {"name": left.author.name}
        message(request, said, "near")
    return show_again(request, ticket, focus_editor=True)
