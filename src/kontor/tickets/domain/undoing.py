"""A separating, moving or merging is taken back: messages, states and links are as they were.

Changes of processes and copies are taken back in files of their own; ``undo_move`` knows which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.domain.users import active_user
from kontor.people.models import User
from kontor.tickets.domain.copies import undo_copies
from kontor.tickets.domain.deadlines import closing_undone
from kontor.tickets.domain.history import record
from kontor.tickets.domain.lent import require_not_lent
from kontor.tickets.domain.moving import COLUMNS
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.processes import undo_process_change
from kontor.tickets.domain.reopening import require_living_category
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.states import NOT_WAITING, lock_all, require_kept, save_changes
from kontor.tickets.enums import LinkKind, MoveKind, TicketState
from kontor.tickets.models import Message, MessageMove, Note, Ticket, TicketLink

_TIMES = ("assigned_at", "closed_at", "held_until")


@transaction.atomic(savepoint=False)
def undo_move(move: MessageMove, *, by: User) -> MessageMove:
    """Bring the messages back; of a change of process, the tickets; of a duplicating or cloning, close the copies.

    A ticket that nobody has touched since is exactly as it was; one that was worked on keeps its state, and only the
    messages go.

    Refused when it is undone already, when the messages were moved on since, while an answer is being sent, while one
    of the tickets is lent, when a ticket that was made by separating has more in it by now, and when one would be open
    again in a deleted category.
    """
    if move.kind == MoveKind.PROCESS:
        return undo_process_change(move, by=by)
    if move.kind in (MoveKind.DUPLICATE, MoveKind.CLONE):
        return undo_copies(move, by=by)
    source, target = _lock(move)
    messages = _still_there(move, target)
    Message.objects.filter(pk__in=messages).update(ticket=source)
    Note.objects.filter(pk__in=move.moved.get("notes", []), ticket=target).update(ticket=source)
    _relink(move, source)
    if move.kind == MoveKind.SEPARATE:
        _empty(target, source)
    else:
        _restore(target, move, "target")
    _restore(source, move, "source")
    for ticket in (source, target):
        if ticket.is_open:
            require_living_category(ticket)
    settle([source, target])
    record(source, "move_undone", by=by, number=format_number(target.number))
    record(target, "move_undone", by=by, number=format_number(source.number))
    move.undone_by, move.undone_at = by, clock.now()
    move.save(update_fields=["undone_by", "undone_at"])
    return move


def _lock(move: MessageMove) -> tuple[Ticket, Ticket]:
    rows = lock_all([move.source_id, move.target_id])
    for ticket in rows.values():
        require_kept(ticket)
        require_not_lent(ticket)  # what came back to the one would be lent as the other is
    move.refresh_from_db(fields=["undone_at"])
    if move.undone_at is not None:
        raise Refused(_("This is undone already."))
    for ticket in rows.values():
        if ticket.state in (TicketState.SENDING, TicketState.CLEARANCE):
            raise Refused(
                _("An answer of ticket %(number)s is on its way. Wait until it is sent.")
                % {"number": format_number(ticket.number)}
            )
    source, target = rows[move.source_id], rows[move.target_id]
    merged_into = target.pk if move.kind == MoveKind.MERGE else None
    if target.merged_into_id or source.merged_into_id != merged_into:
        raise Refused(_("One of the tickets was merged since. Undo that first."))
    return source, target


def _still_there(move: MessageMove, target: Ticket) -> list[int]:
    present = set(target.messages.values_list("pk", flat=True))
    moved = _not_taken_back(move)
    if not moved <= present:
        raise Refused(_("Some of the messages were moved on since. Undo that first."))
    if move.kind == MoveKind.SEPARATE and (present - moved or target.notes.exists()):
        raise Refused(_("There is more in the separated ticket by now. Merge it instead."))
    return sorted(moved)


def _not_taken_back(move: MessageMove) -> set[int]:
    """The messages that were moved, without answers that their authors have taken back since: those are gone."""
    return set(Message.objects.filter(pk__in=move.moved["messages"]).values_list("pk", flat=True))


def _relink(move: MessageMove, source: Ticket) -> None:
    """The links that were made go; a suggestion that was settled stands again."""
    TicketLink.objects.filter(pk__in=move.moved.get("links", [])).delete()
    for at in move.moved.get("settled", []):
        TicketLink.objects.create(
            tenant_id=source.tenant_id,
            lent_to_id=source.lent_to_id,
            ticket=source,
            kind=LinkKind.SUGGESTED,
            other_number=move.target.number,
            other_tenant_id=source.tenant_id,
            at=datetime.fromisoformat(at),
        )


def _restore(ticket: Ticket, move: MessageMove, which: str) -> None:
    """The columns as they were, if nothing has happened to the ticket since: the stamp too, so that what was undone
    before it can be undone next. Else its files are looked at anew, and a ticket that is merged no more comes back to
    where it was."""
    before: dict[str, Any] = move.before[which]
    untouched = ticket.changed_at == datetime.fromisoformat(move.before["stamps"][which])
    if not untouched and not ticket.merged_into_id:
        before = {"has_attachments": ticket.messages.filter(attachments__isnull=False, direction="in").exists()}
    closed_at = ticket.closed_at
    save_changes(ticket, **_values(before))
    if closed_at and ticket.is_open:
        closing_undone(ticket, closed_at)
    if "changed_at" in before:
        ticket.changed_at = datetime.fromisoformat(before["changed_at"])
        ticket.save(update_fields=["changed_at"])


def _values(before: dict[str, Any]) -> dict[str, Any]:
    """For saving. Whoever can sign in no more gets nothing back on their desk: it goes into the queue."""
    values: dict[str, Any] = {
        name: _time(before[name]) if name in _TIMES else before[name] for name in COLUMNS if name in before
    }
    owner_id = values.get("owner_id")
    if owner_id and not active_user(owner_id):
        values |= {"owner_id": None, "assigned_at": None}
        if values["state"] == TicketState.ASSIGNED:
            values["state"] = TicketState.QUEUED
    return values


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _empty(target: Ticket, source: Ticket) -> None:
    """The separated ticket has nothing left: it is closed, and mails to it go to where its message came from."""
    save_changes(
        target,
        state=TicketState.CLOSED,
        closed_at=clock.now(),
        owner_id=None,
        unread=False,
        has_attachments=False,
        merged_into=source,
        **NOT_WAITING,
    )
