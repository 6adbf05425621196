"""Tickets end."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import ClosingCode
from kontor.people.domain.absences import away
from kontor.people.models import User
from kontor.preferences.types import Holder
from kontor.tickets.domain.attendance import instead_of_the_author, still_sees
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import end_inquiries
from kontor.tickets.domain.notices import notify_people
from kontor.tickets.domain.returning import bring_back
from kontor.tickets.domain.states import change_state, lock, lock_as_seen
from kontor.tickets.enums import (
    AUTOMATIC_KINDS,
    OUTSIDE_KINDS,
    Direction,
    MessageKind,
    NoticeKind,
    TicketKind,
    TicketState,
)
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import PHONE_CLOSING_CODE

_COMES_BACK = (TicketState.SENDING, TicketState.EXTERNAL_INQUIRED, TicketState.EXTERNAL_FORWARDED)


class ClosingCodeNeeded(Refused):
    """Refused as long as nobody chooses a closing code."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, about="closing_code")


@transaction.atomic(savepoint=False)
def close_ticket(ticket: Ticket, *, closing_code: ClosingCode | None = None, by: User | None) -> Ticket:
    """Close without an answer; nobody waits for people outside any more. Refused without a closing code where the
    category asks for one."""
    ticket = lock_as_seen(ticket)
    require_closing_code(ticket, closing_code)
    change_state(
        ticket,
        TicketState.CLOSED,
        closed_at=clock.now(),
        closing_code=closing_code,
        last_owner_id=ticket.owner_id or ticket.last_owner_id,
        owner=None,
        unread=False,
    )
    end_inquiries(ticket, by=by)
    record(ticket, "closed", by=by, **({"code": closing_code.code} if closing_code else {}))
    return ticket


def require_closing_code(ticket: Ticket, closing_code: ClosingCode | None) -> None:
    """Refused when a closing code is asked for and none, or another category's, is given."""
    category = ticket.category
    if closing_code is None:
        if category.closing_code_required:
            raise ClosingCodeNeeded(
                _("The category “%(category)s” asks for a closing code.") % {"category": category.name}
            )
        if asks_for_closing_code(ticket):
            raise ClosingCodeNeeded(_("Phone tickets need a closing code."))
        return
    if not category.closing_codes.filter(pk=closing_code.pk).exists():
        raise Refused(
            _("This closing code does not belong to the category “%(category)s”.") % {"category": category.name}
        )


def asks_for_closing_code(ticket: Ticket) -> bool:
    """The category asks for one; or the tenant does for phone tickets, this is one, and its category has some."""
    if ticket.category.closing_code_required or ticket.kind != TicketKind.PHONE:
        return bool(ticket.category.closing_code_required)
    wanted = PHONE_CLOSING_CODE.get(cast(Holder, ticket.tenant))
    return wanted and ticket.category.closing_codes.filter(deleted_at=None).exists()


@transaction.atomic(savepoint=False)
def close_after_sending(ticket: Ticket) -> Ticket:
    """The final answer is out: the ticket that was being sent is closed. Nothing happens to any other ticket.

    One to which the customer has written meanwhile stays open, on its owner's desk or in the queue.
    """
    ticket = lock(ticket)
    if ticket.state == TicketState.SENDING and _customer_wrote_last(ticket):
        bring_back(ticket, ticket.owner_id, unread=True)
        record(ticket, "stays_open", by=None)
    elif ticket.state == TicketState.SENDING:
        change_state(
            ticket,
            TicketState.CLOSED,
            closed_at=clock.now(),
            last_owner_id=ticket.owner_id or ticket.last_owner_id,
            owner=None,
            unread=False,
            delivery_failed=False,
        )
        end_inquiries(ticket, by=None)
        record(ticket, "closed_sent", by=None)
    return ticket


def _customer_wrote_last(ticket: Ticket) -> bool:
    """What is said between us and people outside is not the customer's; only a forward or an automatic answer may be
    the last word."""
    others = {*AUTOMATIC_KINDS, *OUTSIDE_KINDS} - {MessageKind.FORWARD, MessageKind.AUTOMATIC}
    newest = ticket.messages.exclude(kind__in=others).order_by("-id").first()
    return newest is not None and newest.direction == Direction.IN


@transaction.atomic(savepoint=False)
def reopen_after_failure(ticket: Ticket, *, author: User | None, recipients: str, reason: str) -> Ticket:
    """The mail could not be delivered: the ticket lies with its author again, marked, with a notice.

    So does one that waits for people outside, for whatever did not arrive. A ticket that is closed already stays closed
    and is marked; its author gets the notice all the same. What nobody wrote, or somebody who is away, is told to
    whoever has the ticket, of one that is closed to whoever had it; what somebody wrote who has left or does not see it
    any more, and what closed a ticket that nobody had, to those who watch over deliveries, or lead, or do the
    category's work.
    """
    ticket = mark_failure(ticket, author=author, recipients=recipients, reason=reason)
    tell_of_failure(ticket, author, recipients)
    return ticket


def mark_failure(ticket: Ticket, *, author: User | None, recipients: str, reason: str) -> Ticket:
    """The same without the notice."""
    ticket = lock(ticket)
    record(ticket, "delivery_failed", by=None, recipients=recipients, reason=reason)
    if ticket.state in _COMES_BACK:
        bring_back(ticket, ticket.owner_id, author.pk if author else None, delivery_failed=True, unread=True)
    else:
        ticket.delivery_failed = True
        ticket.save(update_fields=["delivery_failed"])
    return ticket


def tell_of_failure(
    ticket: Ticket, author: User | None, recipients: str, *, sentence: str = "delivery_failed"
) -> list[int]:
    """The notice alone; another ``sentence`` has one for those who hear of it in its author's place, too. Returns who
    has got it."""
    told = who_hears_of_failure(ticket, author)
    notices = [(user_id, ticket, _words_of_failure(user_id, author, recipients, sentence)) for user_id in told]
    notify_people(NoticeKind.DELIVERY_FAILED, notices)
    return told


def who_hears_of_failure(ticket: Ticket, author: User | None) -> list[int]:
    """As ``reopen_after_failure`` says."""
    sees = author is not None and still_sees(author, ticket)
    if author and sees and not (ticket.owner_id and away([author.pk])):
        return [author.pk]
    if ticket.owner and still_sees(ticket.owner, ticket):
        return [ticket.owner.pk]
    is_sent = ticket.state in (TicketState.SENDING, TicketState.CLOSED)
    last = ticket.last_owner if is_sent and not author else None
    if last and still_sees(last, ticket):
        return [last.pk]
    return instead_of_the_author(ticket) if author or is_sent else []


def _words_of_failure(told: int, author: User | None, recipients: str, sentence: str) -> dict[str, object]:
    """Of what somebody else wrote it is said whose it is; of what nobody wrote, that it is nobody's."""
    if author is None:
        return {"sentence": f"{sentence}_automatic", "recipients": recipients}
    if told != author.pk:
        return {"sentence": f"{sentence}_of", "author": author.name, "recipients": recipients}
    other: dict[str, object] = {} if sentence == "delivery_failed" else {"sentence": sentence}
    return {"recipients": recipients, **other}
