"""An answer that waits for release is released, returned or taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.guard import Finding
from kontor.answers.domain.suggest import newest_id
from kontor.answers.domain.ways_out import dispatch, require_complete, what_is_found
from kontor.answers.enums import ClearanceState, GuardGrade
from kontor.answers.models import Clearance, Draft
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.access import load_access
from kontor.people.domain.users import active_user
from kontor.people.models import User
from kontor.routing.domain.assign import to_queue
from kontor.tickets.domain.attendance import taker_of
from kontor.tickets.domain.history import record
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.domain.returning import note_substitute
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Message, Ticket

LONGEST_COMMENT = 4000


@transaction.atomic(savepoint=False)
def release(clearance: Clearance, *, by: User) -> Message:
    """Send the answer, as its author wrote it and in the author's name.

    Refused for one's own answer, when somebody was quicker, when the customer has written since, when it cannot be
    sent any more, and when the send guard stops it by now. What the guard only asks about is the releaser's to judge.
    """
    ticket, clearance, draft = _lock(clearance)
    _require_another(clearance, by)
    if has_newer(clearance, draft):
        raise Refused(_("A new message arrived since this was written. Nothing was sent: return it to its author."))
    require_complete(ticket, draft)
    findings = what_is_found(ticket, draft)
    _require_unstopped(findings)
    author = clearance.author
    message = dispatch(
        ticket,
        draft,
        final=clearance.final,
        closing_code=clearance.closing_code,
        released_by=by,
        findings=findings,
    )
    _decide(clearance, ClearanceState.RELEASED, by=by, message=message)
    record(ticket, "clearance_released", by=by, author=author.name)
    notify_person(author.pk, NoticeKind.RELEASED, ticket=ticket, by=by.name)
    return message


@transaction.atomic(savepoint=False)
def return_with_comment(clearance: Clearance, *, comment: str, by: User) -> Ticket:
    """Back to the author's desk with the draft as it is, and a notice.

    When the author cannot work on it any more the ticket goes to the queue, and while the author is away to whoever
    stands in, with comment and answer as a note, so that nothing is lost.
    """
    comment = comment.strip()
    if not comment:
        raise Refused(_("Say in the comment what is to be changed."))
    if len(comment) > LONGEST_COMMENT:
        raise Refused(_("The comment is too long."))
    ticket, clearance, draft = _lock(clearance)
    _require_another(clearance, by)
    _decide(clearance, ClearanceState.RETURNED, by=by, comment=comment)
    author = clearance.author
    record(ticket, "clearance_returned", by=by, author=author.name)
    taker = taker_of(author, ticket)
    if taker and _can_go_on(taker, ticket):
        change_state(ticket, TicketState.ASSIGNED, owner_id=taker.pk, unread=True)
        notify_person(taker.pk, NoticeKind.RETURNED, ticket=ticket, by=by.name, **_for_whom(taker, author))
    else:
        to_queue(ticket)
    if ticket.owner_id != author.pk:
        write_note(ticket, text="\n".join([comment, "", _("The answer was:"), draft.text]), by=by)
    if taker != author:
        note_substitute(ticket, taker, author)
    return ticket


@transaction.atomic(savepoint=False)
def withdraw(clearance: Clearance, *, by: User) -> Ticket:
    """The author takes the answer back: the ticket is on their desk again, with the draft."""
    ticket, clearance, _draft = _lock(clearance)
    if clearance.author_id != by.pk:
        raise Refused(_("Only its author can take an answer back."))
    _decide(clearance, ClearanceState.WITHDRAWN, by=by)
    change_state(ticket, TicketState.ASSIGNED, owner_id=by.pk)
    record(ticket, "clearance_withdrawn", by=by)
    return ticket


def has_newer(clearance: Clearance, draft: Draft | None) -> bool:
    """The customer has written since the author last looked: the answer must not go out as it is."""
    newest = newest_id(clearance.ticket)
    return bool(newest and draft and newest > (draft.seen_message_id or 0))


def _lock(clearance: Clearance) -> tuple[Ticket, Clearance, Draft]:
    """The ticket, the clearance, the draft, in this order. Refused when it waits no longer."""
    ticket = lock(clearance.ticket)
    clearance = (
        Clearance.objects.select_for_update(of=("self",))
        .select_related("author", "decided_by", "closing_code", "ticket")
        .get(pk=clearance.pk)
    )
    if clearance.state != ClearanceState.WAITING or ticket.state != TicketState.CLEARANCE or not clearance.draft_id:
        raise _too_late(clearance)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("author").get(pk=clearance.draft_id)
    draft.ticket = ticket
    return ticket, clearance, draft


def _too_late(clearance: Clearance) -> Refused:
    """Who was quicker, and what became of the answer."""
    name = clearance.decided_by.name if clearance.decided_by else ""
    if clearance.state == ClearanceState.RELEASED:
        return Refused(_("%(name)s has released this answer in the meantime.") % {"name": name})
    if clearance.state == ClearanceState.RETURNED:
        return Refused(_("%(name)s has returned this answer in the meantime.") % {"name": name})
    if clearance.state == ClearanceState.WITHDRAWN:
        return Refused(_("%(name)s has taken this answer back in the meantime.") % {"name": name})
    return Refused(_("This answer does not wait for release any more."))


def _require_another(clearance: Clearance, by: User) -> None:
    if clearance.author_id == by.pk:
        raise Refused(_("Nobody releases their own answers."))


def _require_unstopped(findings: Iterable[Finding]) -> None:
    stopping = [finding.remark.sentence for finding in findings if finding.grade == GuardGrade.STOP]
    if stopping:
        raise Refused(
            _("Nothing was sent, the send guard stops this answer: %(found)s Return it to its author.")
            % {"found": " ".join(stopping)}
        )


def _decide(clearance: Clearance, state: ClearanceState, *, by: User, **values: object) -> None:
    for name, value in {"state": state, "decided_by": by, "decided_at": clock.now(), **values}.items():
        setattr(clearance, name, value)
    clearance.save(update_fields=["state", "decided_by", "decided_at", *values])


def _for_whom(taker: User, author: User) -> dict[str, object]:
    return {} if taker == author else {"sentence": "returned_standing_in", "author": author.name}


def _can_go_on(author: User, ticket: Ticket) -> bool:
    if active_user(author.pk) is None:
        return False
    access = load_access(author, (ticket.place_tenant_id,))
    return access.may("tickets.answer", tenant_id=ticket.place_tenant_id, category_id=ticket.place_category_id)
