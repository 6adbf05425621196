"""Processes: tickets that belong together. A process has the number of its first ticket, its root.

``Ticket.process`` names the root; the root itself has none. Every change is kept (``MessageMove`` of the kind PROCESS
or CLONE), so that it can be taken back from the history.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.copies import copied_since, keep_copies
from kontor.tickets.domain.deadlines import let_go
from kontor.tickets.domain.duplicating import copy_messages, copy_of
from kontor.tickets.domain.history import record
from kontor.tickets.domain.links import link
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.settling import settle
from kontor.tickets.domain.states import change_state, lock_all, save_changes
from kontor.tickets.enums import LinkKind, MoveKind, TicketState
from kontor.tickets.models import MessageMove, Ticket

MOST_CLONED = 20
"""A process with more tickets is not cloned as a whole."""


def root_id(ticket: Ticket) -> int:
    """The id of the ticket whose number the process has."""
    return ticket.process_id or ticket.pk


def in_process(root: int) -> Q:
    """The tickets of the process with this root."""
    return Q(pk=root) | Q(process_id=root)


def has_company(ticket: Ticket) -> bool:
    """There are further tickets in its process."""
    return ticket.process_id is not None or Ticket.objects.filter(process=ticket).exists()


@transaction.atomic(savepoint=False)
def assign_to_process(ticket: Ticket, target: Ticket, *, by: User) -> MessageMove:
    """The ticket, and it alone, belongs to the other one's process from now on.

    When it was the root, the oldest of those left becomes theirs. Refused between tenants, and within one process.
    """
    return _bring(ticket, target, by=by)


@transaction.atomic(savepoint=False)
def join_processes(ticket: Ticket, target: Ticket, *, by: User) -> MessageMove:
    """All tickets of the one process belong to the other one from now on. Refused likewise."""
    return _bring(ticket, target, together=True, by=by)


@transaction.atomic(savepoint=False)
def split_from_process(ticket: Ticket, *, by: User) -> MessageMove:
    """The ticket is a process of its own from now on. Refused when it is that already."""
    rows = _same_process(_lock(_company(ticket)), ticket)
    row = rows[ticket.pk]
    if len(rows) == 1:
        raise Refused(_("This ticket is the only one of its process."))
    old = rows[root_id(row)]
    after = {row.pk: None, **_without(rows, {row.pk})}
    left = next(rows[pk] for pk in after if pk != row.pk) if old.pk == row.pk else old
    move = _change(row, left, rows, after, by)
    record(row, "process_split", by=by, number=format_number(old.number), move=move.pk)
    return move


@transaction.atomic(savepoint=False)
def clone_process(ticket: Ticket, *, by: User, asked_at: datetime | None = None) -> MessageMove:
    """A second process with copies of all tickets of this one: this ticket's lies on the person's desk, of the others
    the open ones lie in the queue and the closed ones are closed. The target is the copy of this ticket.

    Refused for a large process. Spam and merged tickets are left out. ``asked_at`` as in ``duplicate_ticket``.
    """
    rows = _same_process(_lock(_company(ticket)), ticket)
    if made := copied_since(rows[ticket.pk], MoveKind.CLONE, asked_at, by=by):
        return made
    if len(rows) > MOST_CLONED:
        raise Refused(_("This process has more than %(most)s tickets. Duplicate single ones.") % {"most": MOST_CLONED})
    row = rows[ticket.pk]
    originals = [one for one in rows.values() if one.state != TicketState.SPAM and not one.merged_into_id]
    if row not in originals:
        raise Refused(_("This ticket cannot be cloned: it is spam or was merged."))
    first: Ticket | None = None
    pairs: dict[Ticket, Ticket] = {}
    for original in sorted(originals, key=lambda one: (one.pk != root_id(row), one.pk)):
        pairs[original] = _clone(original, first, by if original == row else None)
        first = first or pairs[original]
    move = keep_copies(MoveKind.CLONE, row, pairs[row], list(pairs.items()), by=by)
    for original, copy in pairs.items():
        record(copy, "cloned_from", by=by, number=format_number(original.number), move=move.pk)
        record(original, "cloned_as", by=by, number=format_number(copy.number), move=move.pk)
    return move


@transaction.atomic(savepoint=False)
def undo_process_change(move: MessageMove, *, by: User) -> MessageMove:
    """The tickets belong to the processes they belonged to before. Refused when one was moved on since."""
    before, after = _plain(move.before["process"]), _plain(move.before["became"])
    rows = lock_all({*before, *(root for root in before.values() if root)})
    move.refresh_from_db(fields=["undone_at"])
    if move.undone_at is not None:
        raise Refused(_("This is undone already."))
    if any(rows[pk].process_id != root for pk, root in after.items()):
        raise Refused(_("One of the tickets was moved on since. Undo that first."))
    _require_nobody_joined({pk for pk, root in after.items() if root is None and before[pk]}, before)
    for pk, root in before.items():
        save_changes(rows[pk], process_id=root)
    record(rows[move.source_id], "process_undone", by=by)
    move.undone_by, move.undone_at = by, clock.now()
    move.save(update_fields=["undone_by", "undone_at"])
    return move


def _bring(ticket: Ticket, target: Ticket, *, together: bool = False, by: User) -> MessageMove:
    if ticket.tenant_id != target.tenant_id:
        raise Refused(_("Only tickets of one tenant can be brought together. Hand the ticket over instead."))
    rows = _lock({*_company(ticket), *_company(target)})
    row, other = rows[ticket.pk], rows[target.pk]
    new_root = root_id(other)
    if root_id(row) == new_root:
        raise Refused(_("Both tickets belong to one process already."))
    theirs = _same_process(rows, row)
    moving = set(theirs) if together else {row.pk}
    after = {**dict.fromkeys(moving, new_root), **_without(theirs, moving)}
    move = _change(row, rows[new_root], rows, after, by)
    for pk in moving:
        record(rows[pk], "process_joined", by=by, number=format_number(rows[new_root].number), move=move.pk)
    return move


def _same_process(rows: Mapping[int, Ticket], ticket: Ticket) -> dict[int, Ticket]:
    """Of these locked tickets those that are in the ticket's process now: some may have left it before they were."""
    root = root_id(rows[ticket.pk])
    return {pk: one for pk, one in rows.items() if root_id(one) == root}


def _without(rows: Mapping[int, Ticket], leaving: Collection[int]) -> dict[int, int | None]:
    """What the root of those who stay becomes, when their root is among those who leave."""
    staying = sorted(pk for pk in rows if pk not in leaving)
    if not staying or any(rows[pk].process_id is None for pk in staying):
        return {}
    return {staying[0]: None, **dict.fromkeys(staying[1:], staying[0])}


def _change(
    ticket: Ticket, target: Ticket, rows: Mapping[int, Ticket], after: Mapping[int, int | None], by: User
) -> MessageMove:
    before = {pk: rows[pk].process_id for pk in after}
    for pk, root in after.items():
        save_changes(rows[pk], process_id=root)
    return MessageMove.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        kind=MoveKind.PROCESS,
        source=ticket,
        target=target,
        moved={"messages": []},
        before={"process": before, "became": dict(after)},
        by=by,
        at=clock.now(),
    )


def _clone(original: Ticket, first: Ticket | None, owner: User | None) -> Ticket:
    copy = copy_of(original, process=first, owner=owner)
    copy_messages(original, copy)
    settle([copy])
    if owner is None and not original.is_open:
        let_go(copy)
        change_state(copy, TicketState.CLOSED, closed_at=clock.now(), unread=False)
    link(original, copy, LinkKind.DUPLICATED_TO, LinkKind.DUPLICATED_FROM)
    return copy


def _company(ticket: Ticket) -> set[int]:
    """The tickets of its process, by their ids, as it is now, and itself, which may leave it at this moment."""
    root = Ticket.objects.values_list("process_id", flat=True).get(pk=ticket.pk) or ticket.pk
    return {ticket.pk, *Ticket.objects.filter(in_process(root)).values_list("pk", flat=True)}


def _lock(ids: Collection[int]) -> dict[int, Ticket]:
    """Locked in the order of their ids. Refused when one came to a process of them meanwhile."""
    rows = lock_all(ids)
    roots = {root_id(row) for row in rows.values()}
    others = Ticket.objects.filter(Q(pk__in=roots) | Q(process_id__in=[row.pk for row in rows.values()]))
    if len(rows) != len(set(ids)) or others.exclude(pk__in=rows).exists():
        raise Refused(_("Somebody is changing this process at this moment. Please try again."))
    return rows


def _require_nobody_joined(roots: Collection[int], known: Collection[int]) -> None:
    """No ticket came to these roots since they became roots: it would be left without one."""
    added = Ticket.objects.filter(process_id__in=roots).exclude(pk__in=known).first()
    if added:
        number = format_number(added.number)
        raise Refused(_("Ticket %(number)s was added since. Split it from the process first.") % {"number": number})


def _plain(stored: Mapping[str, int | None]) -> dict[int, int | None]:
    """JSON knows only words as keys."""
    return {int(pk): root for pk, root in stored.items()}
