"""What is said to a window whose new process was sent, elsewhere or by itself without hearing of it."""

from __future__ import annotations

from django.http import Http404
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kontor.answers.domain.begun import sent_as
from kontor.answers.domain.queries import own_draft
from kontor.answers.models import Draft
from kontor.desk.doors import get_new_process
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Ticket


def get_unsent_process(request: DeskRequest, draft_id: int) -> Draft:
    """As ``get_new_process``; one that was sent is refused with when, and as which ticket; one that was only created,
    with its number."""
    try:
        return get_new_process(request, draft_id)
    except Http404:
        sent = sent_as(draft_id, author=request.user)
        if sent is None:
            kept = kept_as(request, draft_id)
            if kept is None:
                raise
            number = {"number": format_number(kept.number)}
            raise Refused(_("This is the ticket %(number)s already; go on writing there.") % number) from None
        raise Refused(
            _("This was sent at %(time)s as %(number)s and is not sent again. What was typed since then is not in it.")
            % {"time": time_format(localtime(sent.at)), "number": format_number(sent.ticket.number)}
        ) from None


def kept_as(request: DeskRequest, draft_id: int) -> Ticket | None:
    """The ticket as which the person's new process was created without being sent; the draft is that of its answer."""
    draft = own_draft(request.user, draft_id)
    ticket: Ticket | None = draft.ticket if draft else None
    return ticket if ticket and ticket.kind == TicketKind.PROCESS else None
