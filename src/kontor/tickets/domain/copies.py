"""Copies of tickets are taken back: they are closed, and linked as they were. Nothing of them is deleted.

What the copies were like is kept (``MessageMove`` of the kinds DUPLICATE and CLONE), so that nobody's work on one of
them is closed unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.once import since_asked
from kontor.tickets.domain.states import change_state, lock_all, require_kept, save_changes
from kontor.tickets.enums import LinkKind, MoveKind, TicketState
from kontor.tickets.models import Message, MessageMove, Note, Ticket

_UNTOUCHED = (TicketState.QUEUED, TicketState.ASSIGNED, TicketState.CLOSED)
_GOES_ON = (LinkKind.REACTIVATED_AS, LinkKind.HANDED_OVER_TO, LinkKind.CONTINUED_BY)


def keep_copies(
    kind: MoveKind, source: Ticket, target: Ticket, pairs: Sequence[tuple[Ticket, Ticket]], *, by: User
) -> MessageMove:
    """The way back from these originals and their copies, of which the source and the target are one."""
    ids = [copy.pk for _original, copy in pairs]
    messages = list(Message.objects.filter(ticket__in=ids).order_by("id").values_list("ticket_id", "pk"))
    notes = list(Note.objects.filter(ticket__in=ids).order_by("id").values_list("ticket_id", "pk"))
    copies = [
        {
            "original": original.pk,
            "copy": copy.pk,
            "messages": [pk for ticket_id, pk in messages if ticket_id == copy.pk],
            "notes": [pk for ticket_id, pk in notes if ticket_id == copy.pk],
        }
        for original, copy in pairs
    ]
    return MessageMove.objects.create(
        tenant_id=source.tenant_id,
        lent_to_id=source.lent_to_id,
        kind=kind,
        source=source,
        target=target,
        moved={"messages": []},
        before={"copies": copies},
        by=by,
        at=clock.now(),
    )


def copied_since(ticket: Ticket, kind: MoveKind, asked_at: datetime | None, *, by: User) -> MessageMove | None:
    """What the person has made of the locked ticket since they were asked: a form that comes twice is the same wish."""
    if asked_at is None:
        return None
    made = MessageMove.objects.filter(source=ticket, kind=kind, by=by, undone_at=None)
    return made.filter(at__gt=since_asked(asked_at)).last()


def copies_of(move: MessageMove) -> list[Ticket]:
    """The tickets that the duplicating or cloning made; none of other moves."""
    ids = [kept["copy"] for kept in move.before.get("copies", [])]
    return list(Ticket.objects.filter(pk__in=ids).order_by("pk"))


@transaction.atomic(savepoint=False)
def undo_copies(move: MessageMove, *, by: User) -> MessageMove:
    """The copies are closed without an answer; later mails to them go to their originals.

    Refused, with the number of the copy, when somebody has worked on one since, or has it on their desk.
    """
    copies = move.before["copies"]
    rows = lock_all({pk for kept in copies for pk in (kept["original"], kept["copy"])})
    require_kept(rows[move.source_id])
    move.refresh_from_db(fields=["undone_at"])
    if move.undone_at is not None:
        raise Refused(_("This is undone already."))
    for kept in copies:
        _require_untouched(rows[kept["copy"]], kept, by)
    for kept in copies:
        _close(rows[kept["copy"]], rows[kept["original"]], by)
    move.undone_by, move.undone_at = by, clock.now()
    move.save(update_fields=["undone_by", "undone_at"])
    return move


def _require_untouched(copy: Ticket, kept: dict[str, Any], by: User) -> None:
    _require_here(copy, by)
    named = {"number": format_number(copy.number)}
    present, copied = set(copy.messages.values_list("pk", flat=True)), set(kept["messages"])
    if present - copied:
        raise Refused(_("Ticket %(number)s has further messages by now. Nothing was undone.") % named)
    if copied - present:
        raise Refused(_("Messages of ticket %(number)s were moved on since. Undo that first.") % named)
    if set(copy.notes.values_list("pk", flat=True)) - set(kept["notes"]):
        raise Refused(_("Somebody has written a note at ticket %(number)s. Nothing was undone.") % named)
    if copy.links.filter(kind__in=_GOES_ON).exists():
        raise Refused(_("Ticket %(number)s goes on in another ticket. Nothing was undone.") % named)


def _require_here(copy: Ticket, by: User) -> None:
    """Not lent, not merged, on nobody else's desk, and waiting for nothing."""
    named = {"number": format_number(copy.number)}
    if copy.lent_to_id:
        raise Refused(_("Ticket %(number)s is lent to another tenant; that has to end first.") % named)
    if copy.merged_into_id:
        raise Refused(_("Ticket %(number)s was merged since. Undo that first.") % named)
    if copy.owner and copy.owner != by:
        raise Refused(
            _("Ticket %(number)s is on the desk of %(name)s. Nothing was undone.") % {**named, "name": copy.owner.name}
        )
    if copy.state not in _UNTOUCHED:
        state = TicketState(copy.state).label
        raise Refused(
            _("Ticket %(number)s is in the state “%(state)s” by now. Nothing was undone.") % {**named, "state": state}
        )


def _close(copy: Ticket, original: Ticket, by: User) -> None:
    if copy.state == TicketState.CLOSED:
        save_changes(copy, merged_into_id=original.pk)
    else:
        change_state(
            copy,
            TicketState.CLOSED,
            closed_at=clock.now(),
            owner_id=None,
            unread=False,
            merged_into_id=original.pk,
        )
    record(copy, "undone_as_copy", by=by, number=format_number(original.number))
    record(original, "copy_undone", by=by, number=format_number(copy.number))
