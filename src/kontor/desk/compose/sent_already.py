"""What is said to a window whose draft is gone because it was sent, elsewhere or by itself without hearing of it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_datetime
from django.utils.formats import time_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from kontor.desk.doors import Rule, get_ticket
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.queries import last_sent_by
from kontor.tickets.domain.states import lock
from kontor.tickets.models import Ticket


def get_ticket_to_send(request: DeskRequest, number: str, *, may: Rule) -> Ticket:
    """The ticket that something is to be sent for, locked before anybody touches its draft: whoever ends a loan or
    takes an answer back comes from the ticket to the draft. Who may not send because it was sent is refused with that
    sentence; 404 and 403 as ``get_ticket``."""
    ticket = get_ticket(request, number)
    if not may(request.access, ticket):
        require_not_sent(request, ticket)
        raise PermissionDenied
    lock(ticket)
    return ticket


def require_not_sent(request: DeskRequest, ticket: Ticket) -> None:
    """Refused when the person has sent something for this ticket since the editor that asks was opened."""
    opened = _opened(request)
    sent = last_sent_by(request.user, ticket) if opened else None
    if opened and sent and sent.at >= opened:
        raise Refused(
            _("This was sent at %(time)s and is not sent again. What was typed since then is not in it.")
            % {"time": time_format(localtime(sent.at))}
        )


def _opened(request: DeskRequest) -> datetime | None:
    try:
        opened = parse_datetime(request.POST.get("opened", ""))
    except ValueError:
        return None
    return opened if opened and is_aware(opened) else None
