"""Whom outside a ticket waits for: opened, answered, reminded of, taken back, ended. The ticket is locked before.

Several may be open at a ticket. Each answer brings it back at once, for the agent wants to read it; what else was
asked stays open, and its answers come as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email
from kontor.people.models import User
from kontor.tickets.domain.attendance import leading, still_sees, taker_of
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.notices import notify_people, notify_person
from kontor.tickets.domain.returning import bring_back
from kontor.tickets.domain.states import change_state, lock, save_changes
from kontor.tickets.enums import InquiryKind, InquiryState, MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from kontor.tickets.preferences import MOST_REMINDERS, ticket_chain

WAITS = {
    InquiryKind.INQUIRY: TicketState.EXTERNAL_INQUIRED,
    InquiryKind.FORWARD: TicketState.EXTERNAL_FORWARDED,
}
"""In which state a ticket waits for the answer."""

_ANSWERS = {InquiryKind.INQUIRY: MessageKind.INQUIRY_ANSWER, InquiryKind.FORWARD: MessageKind.FORWARD_ANSWER}
_OPENED = {InquiryKind.INQUIRY: "inquired", InquiryKind.FORWARD: "forwarded"}


def open_inquiry(ticket: Ticket, message: Message, *, kind: InquiryKind, remind_after: int, by: User | None) -> Inquiry:
    """From now on the ticket waits for those to whom the message goes. ``remind_after`` hours; 0 reminds nobody."""
    now = clock.now()
    due = now + timedelta(hours=remind_after) if remind_after else None
    inquiry = Inquiry.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        kind=kind,
        asked_by=by,
        message=message,
        to=[*message.to, *message.cc],
        asked_at=now,
        remind_at=due,
        overdue_at=due,
    )
    if ticket.state != WAITS[kind]:
        change_state(ticket, WAITS[kind], unread=False)
    record(ticket, _OPENED[kind], by=by, recipients=recipients_of(inquiry))
    return inquiry


def note_closing_forward(ticket: Ticket, message: Message, *, by: User | None) -> Inquiry:
    """The ticket goes outside for good: nobody waits, and an answer that comes all the same is noted."""
    now = clock.now()
    inquiry = Inquiry.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        kind=InquiryKind.FORWARD,
        state=InquiryState.ENDED,
        asked_by=by,
        message=message,
        to=[*message.to, *message.cc],
        asked_at=now,
        ended_at=now,
    )
    record(ticket, "forwarded_closing", by=by, recipients=recipients_of(inquiry))
    return inquiry


def open_inquiries(ticket: Ticket) -> QuerySet[Inquiry]:
    """What the ticket waits for, the oldest first."""
    return Inquiry.objects.filter(ticket=ticket, state=InquiryState.OPEN).select_related("asked_by")


def recipients_of(inquiry: Inquiry) -> str:
    """Who was asked, for a sentence."""
    return ", ".join(name or address for name, address in inquiry.to)


# -- answers ----------------------------------------------------------------------------------------


def inquiry_answered_by(ticket: Ticket, *, sender: str, message_id: int | None) -> Inquiry | None:
    """The inquiry that a mail from outside answers, locked: of the message it answers, else of its sender, also one
    that is answered already, else the latest that is open. None when nothing was ever asked, and when the message is
    about a question that another ticket asked, before it was merged or the message moved."""
    rows = list(Inquiry.objects.filter(ticket=ticket).select_for_update(of=("self",)).order_by("-id"))
    named = message_id and _of_message(message_id)
    if named and named not in {one.pk for one in rows}:
        return None
    waiting = [one for one in rows if one.state == InquiryState.OPEN]
    found = [
        *(one for one in rows if one.pk == named),
        *(one for one in waiting if was_asked(one, sender)),
        *(one for one in rows if was_asked(one, sender)),
        *waiting,
        *rows,
    ]
    return found[0] if found else None


def _of_message(message_id: int) -> int | None:
    """The inquiry whose question, a reminder of it, or its answer the message is."""
    theirs = Inquiry.objects.filter(Q(message_id=message_id) | Q(answer_id=message_id))
    asked = theirs.values_list("pk", flat=True).first()
    if asked:
        return asked
    reminder = Message.objects.filter(pk=message_id).values_list("evidence", flat=True).first()
    found: int | None = (reminder or {}).get("inquiry")
    return found


def asked_addresses(inquiry: Inquiry) -> set[str]:
    """Who was asked, normalized."""
    return {normalize_email(address) for _name, address in inquiry.to}


def was_asked(inquiry: Inquiry, sender: str) -> bool:
    return normalize_email(sender) in asked_addresses(inquiry)


def correct_recipient(message_id: int, *, old: str, new: str) -> None:
    """The question goes to another address of theirs: whoever answers from there was asked."""
    for inquiry in Inquiry.objects.filter(message_id=message_id).select_for_update(of=("self",)):
        inquiry.to = [[name, new if address == old else address] for name, address in inquiry.to]
        inquiry.save(update_fields=["to"])


def write_answer(ticket: Ticket, new: NewMessage) -> Message:
    """The mail of somebody outside, as a note on the ticket. It is nothing that the customer said."""
    changes: dict[str, object] = {"has_attachments": True} if new.files else {}
    message = write_message(ticket, new)
    save_changes(ticket, unread=True, **changes)
    return message


def answer_kind(inquiry: Inquiry | None) -> MessageKind:
    """How the answer is called."""
    return _ANSWERS[InquiryKind(inquiry.kind)] if inquiry else MessageKind.INQUIRY_ANSWER


def accept_answer(ticket: Ticket, inquiry: Inquiry | None, message: Message) -> None:
    """The answer is there: whoever asked gets the ticket back, or the queue, and is told.

    An answer that comes when nobody waits any more is only noted and told. The ticket stays where it is then.
    """
    sender = message.from_name or message.from_address
    if inquiry is None or inquiry.state != InquiryState.OPEN:
        late = inquiry is None or inquiry.state != InquiryState.ANSWERED
        record(ticket, "inquiry_answered_late" if late else "inquiry_answered", by=None, sender=sender)
        _tell(ticket, inquiry, late=late, sender=sender)
        return
    _settle(inquiry, InquiryState.ANSWERED, answer=message)
    record(ticket, "inquiry_answered", by=None, sender=sender)
    if ticket.state == WAITS[InquiryKind(inquiry.kind)]:
        bring_back(ticket, ticket.owner_id, inquiry.asked_by_id, unread=True)
    _tell(ticket, inquiry, late=False, sender=sender)


def settle_as_passed_on(inquiry: Inquiry, answer: Message) -> None:
    """The answer to a forward goes to the customer."""
    _settle(inquiry, InquiryState.PASSED_ON, answer=answer)


def _settle(inquiry: Inquiry, state: InquiryState, *, answer: Message) -> None:
    inquiry.state, inquiry.answer, inquiry.answered_at = state, answer, clock.now()
    inquiry.remind_at = inquiry.overdue_at = None
    inquiry.save(update_fields=["state", "answer", "answered_at", "remind_at", "overdue_at"])


def _tell(ticket: Ticket, inquiry: Inquiry | None, *, late: bool, sender: str) -> None:
    """Who asked, and who has the ticket by now. Of what is only noted, when neither sees it any more, those who may
    give it to somebody: it brings no ticket back that would be seen."""
    people = [inquiry.asked_by if inquiry else None, ticket.owner or ticket.last_owner]
    told = {person.pk for person in people if person and still_sees(person, ticket)}
    if late and not told:
        told = {person.pk for person in leading(ticket)}
    more = {"sentence": "inquiry_answered_late"} if late else {}
    for user_id in sorted(told):
        notify_person(user_id, NoticeKind.INQUIRY_ANSWERED, ticket=ticket, sender=sender, **more)


# -- taken back, ended ------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def take_back_inquiries(ticket: Ticket, *, by: User) -> Ticket:
    """Nobody waits any more; a ticket that waited outside is on the person's desk. What comes later is only noted.

    Refused when nothing is open.
    """
    ticket = lock(ticket)
    if not _end(ticket, InquiryState.TAKEN_BACK, "inquiry_taken_back", by):
        raise Refused(_("This ticket does not wait for anybody outside any more."))
    if ticket.state in WAITS.values():
        change_state(ticket, TicketState.ASSIGNED, owner_id=by.pk, assigned_at=clock.now())
    else:
        save_changes(ticket)
    return ticket


def end_inquiries(ticket: Ticket, *, by: User | None) -> int:
    """The ticket ends, and with it the waiting. Returns how many were open."""
    return len(_end(ticket, InquiryState.ENDED, "inquiry_ended", by))


def forget_inquiry(message_id: int) -> str:
    """The question never leaves: it is as if nobody had been asked. Returns who was, "" when the message asks nobody.

    Refused when they were reminded of it, or somebody's answer was taken for theirs.
    """
    row = Inquiry.objects.filter(message_id=message_id).select_for_update(of=("self",)).first()
    if row is None:
        return ""
    if row.reminders or row.answer_id:
        raise Refused(_("The ticket has gone on in the meantime. The answer cannot be taken back any more."))
    row.delete()
    return recipients_of(row)


def _end(ticket: Ticket, state: InquiryState, action: str, by: User | None) -> Sequence[Inquiry]:
    rows = list(open_inquiries(ticket).select_for_update(of=("self",)))
    if rows:
        Inquiry.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=state, ended_at=clock.now(), remind_at=None, overdue_at=None
        )
    for row in rows:
        record(ticket, action, by=by, recipients=recipients_of(row))
    return rows


# -- reminders --------------------------------------------------------------------------------------


def due_reminders(tenant_id: int, *, most: int = 200) -> list[Inquiry]:
    """The open inquiries of the tenant whose reminder is due, the oldest first."""
    rows = Inquiry.objects.filter(tenant_id=tenant_id, state=InquiryState.OPEN, remind_at__lte=clock.now())
    return list(rows.order_by("remind_at", "id")[:most])


def claim_reminder(inquiry: Inquiry, *, again_after: int, by: User | None) -> bool:
    """Take the next reminder on, unless somebody was quicker (compare-and-set). The next one is due after as many
    hours. By the clock so many are sent as the setting says; by hand always. Whoever asked is told that no answer came.
    """
    most = MOST_REMINDERS.get(*ticket_chain(inquiry.ticket))
    now = clock.now()
    sends = by is not None or inquiry.reminders < most
    done = inquiry.reminders + int(sends)
    due = now + timedelta(hours=again_after) if again_after and done < most else None
    changes = {"remind_at": due, "reminders": done, **({"reminded_at": now} if sends else {})}
    rows = Inquiry.objects.filter(pk=inquiry.pk, state=InquiryState.OPEN, remind_at=inquiry.remind_at)
    if not rows.filter(reminders=inquiry.reminders).update(**changes):
        return False
    recipients = recipients_of(inquiry)
    if sends:
        record(inquiry.ticket, "reminded_by_hand" if by else "reminded", by=by, recipients=recipients)
    if by is None and inquiry.asked_by:
        told = _who_hears_of_silence(inquiry.ticket, inquiry.asked_by)
        more: dict[str, object] = {"recipients": recipients}
        notify_people(NoticeKind.INQUIRY_OVERDUE, [(each.pk, inquiry.ticket, more) for each in told])
    return sends


def _who_hears_of_silence(ticket: Ticket, asker: User) -> Sequence[User]:
    """Whoever asked, or stands in for them; when they have left or do not see the ticket any more, who has it or had it
    last; else those who may give it to somebody."""
    candidates = [taker_of(asker, ticket) or asker, asker, ticket.owner, ticket.last_owner]
    for person in candidates:
        if person and still_sees(person, ticket):
            return [person]
    return leading(ticket)
