"""What is said to a window whose new process was sent, elsewhere or by itself without hearing of it."""

from __future__ import annotations

from django.http import Http404
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kontor.answers.domain.begun import sent_as
from kontor.answers.models import Draft
from kontor.desk.doors import get_new_process
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.numbers import format_number


def get_unsent_process(request: DeskRequest, draft_id: int) -> Draft:
    """As ``get_new_process``; one that was sent is refused with when, and as which ticket."""
    try:
        return get_new_process(request, draft_id)
    except Http404:
        sent = sent_as(draft_id, author=request.user)
        if sent is None:
            raise
        raise Refused(
            _("This was sent at %(time)s as %(number)s and is not sent again. What was typed since then is not in it.")
            % {"time": time_format(localtime(sent.at)), "number": format_number(sent.ticket.number)}
        ) from None
