"""Resubmission: a ticket leaves the desk and comes back at its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, shorten
from kontor.people.models import User
from kontor.routing.domain.assign import require_active, works_category
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import change_state, lock_as_seen
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

LONGEST = timedelta(days=730)


@transaction.atomic(savepoint=False)
def resubmit_ticket(
    ticket: Ticket, *, until: datetime, to: User | None, reason: str = "", waits_for_customer: bool = False, by: User
) -> Ticket:
    """Put the ticket away until then; it comes back to the person, or to the queue for None. Drafts stay.

    ``waits_for_customer``: what was asked has to come from them, so the clock may stand still; their next mail ends it.
    Refused for a time that is over or more than two years ahead, and for a colleague who does not work its category.
    """
    if to:
        require_active(to)
    ticket = lock_as_seen(ticket)
    _require_time(until)
    if to and to.pk != by.pk and not works_category(to, ticket.place_category_id):
        raise Refused(
            _("%(name)s does not work the category “%(category)s”.")
            % {"name": to.name, "category": ticket.category.name}
        )
    reason = shorten(one_line(reason), 200)
    change_state(
        ticket,
        TicketState.RESUBMITTED,
        last_owner_id=ticket.owner_id,
        owner=None,
        assigned_at=None,
        held_until=until,
        waits_for=to,
        wait_reason=reason,
        waits_for_customer=waits_for_customer,
    )
    _record(ticket, to, {"until": until.isoformat(), "reason": reason}, by)
    return ticket


def resubmission_in_words(details: Mapping[str, Any]) -> dict[str, object]:
    """For the history: when it is due, in the reader's language and time zone, with the reason."""
    until = timezone.localtime(datetime.fromisoformat(str(details["until"])))
    when = formats.date_format(until, "SHORT_DATETIME_FORMAT")
    return {"when": f"{when} ({details['reason']})" if details.get("reason") else when}


def _require_time(until: datetime) -> None:
    now = clock.now()
    if until <= now:
        raise Refused(_("This time is over. Choose a later one."))
    if until > now + LONGEST:
        raise Refused(_("This is more than two years ahead. Choose an earlier time."))


def _record(ticket: Ticket, to: User | None, details: dict[str, object], by: User) -> None:
    if to is None:
        record(ticket, "resubmitted_queue", by=by, **details)
    elif to.pk == by.pk:
        record(ticket, "resubmitted", by=by, **details)
    else:
        record(ticket, "resubmitted_to", by=by, to=to.name, **details)
