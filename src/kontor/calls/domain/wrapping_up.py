"""After a call: the note, the end of the wrap-up, and tickets that are closed with it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.models import Draft
from kontor.calls.domain.call_backs import waiting_call_back
from kontor.calls.domain.phone_tickets import lock
from kontor.calls.domain.subjects import number_of
from kontor.calls.enums import PartyState
from kontor.calls.models import Call
from kontor.calls.preferences import CLOSE_AFTER_WRAP_UP
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.live import notify
from kontor.people.domain.availability import end_wrap_up
from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.routing.domain.distribute import wake
from kontor.tickets.domain.closing import asks_for_closing_code, close_ticket
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.states import lock as lock_ticket
from kontor.tickets.enums import Direction, TicketState
from kontor.tickets.models import Note, Ticket

AT_ONCE = 200


@transaction.atomic(savepoint=False)
def finish(call: Call, user: User, note: str = "") -> None:
    """The person is done with the call: their wrap-up ends, the note stands at the ticket, or at the call without one.

    Without ``note`` what was typed during the call is the note (``talks.keep_note``). Refused while they are in the
    call, and for who took no part in it. While it goes on without them the note stays with it. With the wrap-up of the
    person who spoke last the ticket that the call has made may be closed. Doing it twice changes nothing.
    """
    lock(call)
    if call.ended_at is None and not _has_passed_on(call, user):
        raise Refused(_("This call has not ended yet."))
    if user.pk not in (call.agent_id, call.placed_by_id) and not call.parties.filter(user=user).exists():
        raise Refused(_("You took no part in this call."))
    end_wrap_up(user)
    wake()
    if note.strip():
        call.note = note.strip()
        call.save(update_fields=["note"])
    if call.ended_at is None:
        return
    hand_over_note(call, user)
    if call.agent_id == user.pk:
        _end(call, clock.now())


def _has_passed_on(call: Call, user: User) -> bool:
    """They have spoken, and no phone of theirs is in the call any more."""
    phones = call.parties.filter(user=user).values_list("state", "answered_at")
    return all(state == PartyState.LEFT for state, _at in phones) and any(at for _state, at in phones)


def end_due(tenant_id: int) -> int:
    """Wrap-ups of the tenant whose time is over, in its scope: what nobody ended by hand. Returns how many."""
    due = Call.objects.filter(tenant_id=tenant_id, wrap_up_until__lte=clock.now(), wrapped_up_at=None)
    ended = 0
    for call in due.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE]:
        lock(call)
        _end(call, cast(datetime, call.wrap_up_until))
        ended += 1
    return ended


def hand_over_note(call: Call, by: User | None) -> None:
    """What was typed during the locked call becomes a note of its ticket, if it has one: once, however often."""
    if call.ticket and call.note.strip() and by:
        said = Note.objects.filter(ticket=call.ticket, author=by, text=call.note.strip(), at__gte=call.started_at)
        if not said.exists():
            write_note(call.ticket, text=call.note, by=by)
        call.note = ""
        call.save(update_fields=["note"])


def _end(call: Call, at: datetime) -> None:
    """Once. Seconds count from the end of the call."""
    if call.wrapped_up_at or call.ended_at is None:
        return
    call.wrapped_up_at = at
    call.wrap_up_seconds = max(0, int((at - call.ended_at).total_seconds()))
    call.save(update_fields=["wrapped_up_at", "wrap_up_seconds"])
    notify.changed(call.tenant_id, "call", call.pk)
    if call.agent_id:
        notify.told(call.agent_id, "call", call.pk)
    if not (call.ticket and call.ticket.erased_at):  # nobody is there to be told that it takes no note any more
        hand_over_note(call, call.agent)
    _close_ticket(call)


def _close_ticket(call: Call) -> None:
    if not (call.ticket and call.made_ticket and CLOSE_AFTER_WRAP_UP.get(cast(Holder, call.tenant))):
        return
    ticket = lock_ticket(call.ticket)
    if _is_done(call, ticket):
        record(ticket, "wrapped_up", by=None, number=number_of(call))
        close_ticket(ticket, by=None)


def _is_done(call: Call, ticket: Ticket) -> bool:
    """Nothing is left to do with the ticket, and nobody but who spoke has had to do with it."""
    if ticket.state not in (TicketState.ASSIGNED, TicketState.QUEUED) or ticket.unread:
        return False
    if ticket.owner_id not in (None, call.agent_id) or asks_for_closing_code(ticket):
        return False
    if Draft.objects.filter(ticket=ticket).exists() or waiting_call_back(ticket):
        return False
    others = ticket.messages.filter(direction=Direction.OUT).exclude(author_id=call.agent_id)
    return not others.exists() and not Call.objects.filter(ticket=ticket).living().exists()
