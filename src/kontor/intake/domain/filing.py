"""From judged mails to tickets: those that exist get a message, the others are opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from kontor.answers.domain.outside_answers import take_answer
from kontor.customers.domain.reachability import heard_from
from kontor.intake.domain.blocking import BlockBook
from kontor.intake.domain.clues import is_expected
from kontor.intake.domain.copies import Copies, file_copies, known_copies
from kontor.intake.domain.judged import Filed, JudgedMail
from kontor.intake.domain.messages import new_message
from kontor.intake.domain.new_tickets import Request, file_new
from kontor.intake.domain.verdicts import BounceDetails, OutsideClue
from kontor.intake.enums import Filing, Outcome, VerdictKind
from kontor.intake.parsing.quotes import holds_another_mail, own_words
from kontor.outbox.domain.bounces import Reported, record_report, sent_message
from kontor.tenants.scope import current
from kontor.tickets.domain.inquiries import answer_kind, asked_addresses, inquiry_answered_by, write_answer
from kontor.tickets.domain.messages import NewMessage, append_message, append_messages, lock_where_it_lies
from kontor.tickets.domain.notices import notify_owner
from kontor.tickets.domain.reopening import may_reopen, reopen_all
from kontor.tickets.domain.states import lock_all, lock_present
from kontor.tickets.domain.tokens import TokenClaim, read_message_id
from kontor.tickets.enums import MessageKind, NoticeKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket


@dataclass(frozen=True)
class _FollowUp:
    """A mail that belongs to a ticket which exists."""

    judged: JudgedMail
    ticket_id: int
    reopens: bool = False

    @property
    def filing(self) -> Filing:
        return Filing.REOPENED if self.reopens else _FILINGS.get(self.judged.verdict.kind, Filing.ATTACHED)


@dataclass(frozen=True)
class _Report:
    """A report about a mail of ours."""

    judged: JudgedMail
    bounce: BounceDetails
    returned: Message


@dataclass(frozen=True)
class _Copy:
    """A mail that is a message already."""

    judged: JudgedMail
    message: Message


@dataclass(frozen=True)
class _Outside:
    """An answer of somebody outside who was asked about a ticket."""

    judged: JudgedMail
    clue: OutsideClue
    ticket_id: int


_Place = Filed | Request | _FollowUp | _Report | _Copy | _Outside


def file_mails(mails: Sequence[JudgedMail]) -> list[Filed]:
    """Give each mail its place. Every verdict ends in exactly one outcome; what nothing claims becomes a new ticket.

    The tickets that they name are locked first, in the order of their ids: nobody closes one between this look and the
    message's entry. They get their messages in the order of the mails. Then all new tickets are opened together.
    """
    blocks = BlockBook.load(mails)
    copies = known_copies(mails)
    returned = [_returned_message(judged) for judged in mails]
    named = {judged.verdict.ticket.ticket_id for judged in mails if judged.verdict.ticket}
    tickets = lock_present(named | {message.ticket_id for message in returned if message})
    places = [
        _place(judged, message, tickets, copies.get(judged.identity, {}) if judged.identity else {}, blocks)
        for judged, message in zip(mails, returned, strict=True)
    ]
    known = iter(_file_at_tickets([place for place in places if isinstance(place, _FollowUp | _Report | _Outside)]))
    new = iter(file_new([place for place in places if isinstance(place, Request)], blocks))
    again = iter(file_copies([(place.judged, place.message) for place in places if isinstance(place, _Copy)]))
    blocks.note_hits()
    filed = [_outcome(place, known, new, again) for place in places]
    heard_from(
        (one.message.tenant_id, one.message.from_address)
        for one in filed
        if one.message and one.message.kind != MessageKind.BOUNCE
    )
    return filed


def _outcome(place: _Place, known: Iterator[Filed], new: Iterator[Filed], again: Iterator[Filed]) -> Filed:
    if isinstance(place, Filed):
        return place
    if isinstance(place, _Copy):
        return next(again)
    return next(new) if isinstance(place, Request) else next(known)


def _returned_message(judged: JudgedMail) -> Message | None:
    """The mail of ours that the report is about, wherever it lies by now; none that another tenant has lent."""
    bounce = judged.verdict.bounce
    if bounce is None:
        return None
    if bounce.claim:
        rows = Message.objects.filter(tenant_id__in=current(), pk=bounce.claim.message_id)
        found = rows.select_related("ticket", "author").first()
        if found and bounce.claim in (read_message_id(found.message_id), TokenClaim(found.ticket_id, found.pk)):
            return found
    return sent_message(bounce.original_message_ids)


def _place(
    judged: JudgedMail, returned: Message | None, tickets: dict[int, Ticket], copies: Copies, blocks: BlockBook
) -> _Place:
    verdict = judged.verdict
    if not judged.mail.is_readable:
        return Filed(Outcome.HELD, "unreadable")
    if verdict.kind == VerdictKind.IGNORE:
        return Filed(Outcome.IGNORED, verdict.reason)
    ticket = _kept(tickets.get(verdict.ticket.ticket_id)) if verdict.ticket else None
    if verdict.bounce and returned and not _kept(tickets.get(returned.ticket_id)):
        return Filed(Outcome.IGNORED, "about_erased")
    copy = _copy(judged, returned.ticket if verdict.bounce and returned else ticket, copies)
    if copy:
        return _Copy(judged, copy)
    if verdict.bounce and returned:
        return _Report(judged, verdict.bounce, returned)
    if ticket is None:
        return Request(judged, copies=copies)
    if verdict.outside:
        return _Outside(judged, verdict.outside, ticket.pk)
    blocked = blocks.find(judged, ticket.tenant_id)
    if blocked and ticket.state != TicketState.SPAM:
        return Request(judged, refused=ticket, copies=copies)
    if ticket.state == TicketState.CLOSED and verdict.kind == VerdictKind.FOLLOW_UP:
        if not may_reopen(ticket):
            return Request(judged, earlier=ticket, copies=copies)
        return _FollowUp(judged, ticket.pk, reopens=True)
    return _FollowUp(judged, ticket.pk)


def _kept(ticket: Ticket | None) -> Ticket | None:
    """Whose content is not gone for good: it may have been erased since the mail was judged."""
    return ticket if ticket and not ticket.erased_at else None


def _copy(judged: JudgedMail, ticket: Ticket | None, copies: Copies) -> Message | None:
    """The message of the tenant that the mail is already. Which tenant, an account of all learns from the ticket, or
    with a new one from its category."""
    tenant_id = judged.desk.account.tenant_id or (ticket.tenant_id if ticket else None)
    return copies.get(tenant_id) if tenant_id else None


def _file_at_tickets(places: Sequence[_FollowUp | _Report | _Outside]) -> list[Filed]:
    """In their order, follow-ups in a row together: a report or an answer from outside may change who owns a ticket."""
    filed: list[Filed] = []
    for _kind, group in groupby(places, key=type):
        row = list(group)
        filed += [_file_report(place) for place in row if isinstance(place, _Report)]
        filed += [_file_outside(place) for place in row if isinstance(place, _Outside)]
        filed += _file_follow_ups([place for place in row if isinstance(place, _FollowUp)])
    return filed


def _file_follow_ups(places: Sequence[_FollowUp]) -> list[Filed]:
    if not places:
        return []
    tickets = lock_all({place.ticket_id for place in places})
    messages = [
        (
            tickets[place.ticket_id],
            _message(place.judged, tickets[place.ticket_id], place.filing),
        )
        for place in places
    ]
    reopening = {place.ticket_id for place in places if place.reopens}
    reopen_all([tickets[ticket_id] for ticket_id in sorted(reopening) if not tickets[ticket_id].is_open])
    written = append_messages(messages)
    return [
        Filed(Outcome.FOLLOW_UP, place.judged.verdict.reason, message.ticket, message)
        for place, message in zip(places, written, strict=True)
    ]


_FILINGS = {VerdictKind.AUTO_REPLY: Filing.AUTOMATIC, VerdictKind.BOUNCE: Filing.REPORT}


def _message(judged: JudgedMail, ticket: Ticket, filing: Filing) -> NewMessage:
    kind = MessageKind.BOUNCE if filing == Filing.REPORT else judged.kind
    return new_message(
        judged.arrival, judged.mail, kind, ticket.tenant_id, evidence=judged.evidence(filing), identity=judged.identity
    )


def _file_outside(place: _Outside) -> Filed:
    """A note on the ticket for whoever asked; the answer to a forward goes on to the customer, where that is safe."""
    judged, clue = place.judged, place.clue
    ticket = lock_all([place.ticket_id])[place.ticket_id]
    sender = judged.mail.sender.normalized if judged.mail.sender else ""
    inquiry = inquiry_answered_by(ticket, sender=sender, message_id=clue.message_id)
    message = write_answer(
        ticket,
        new_message(
            judged.arrival,
            judged.mail,
            answer_kind(inquiry),
            ticket.tenant_id,
            evidence=judged.evidence(Filing.OUTSIDE),
            identity=judged.identity,
        ),
    )
    said = own_words(judged.mail.text, subject=judged.mail.subject)
    take_answer(ticket, inquiry, message, said=said, doubt=_doubt(judged, inquiry, sender, said))
    return Filed(Outcome.FOLLOW_UP, judged.verdict.reason, ticket, message)


def _doubt(judged: JudgedMail, inquiry: Inquiry | None, sender: str, said: str) -> str:
    """Why the answer must not go to the customer unseen, a code of ``automatic_reasons``; "" where nothing does."""
    expected = inquiry is not None and is_expected(sender, asked_addresses(inquiry))
    if not expected or judged.trust.failed:
        return "answer_unexpected"
    attached = any(file.content_type.startswith("message/") for file in judged.mail.attachments)
    return "answer_forwards" if attached or holds_another_mail(said, subject=judged.mail.subject) else ""


def _file_report(place: _Report) -> Filed:
    """The report is put to the ticket of the mail it is about. A delay is only noted. One notice of it is enough."""
    judged, bounce, returned = place.judged, place.bounce, place.returned
    ticket = returned.ticket = lock_where_it_lies(returned.pk)
    report = _message(judged, ticket, Filing.REPORT)
    written = append_message(ticket, report, notice=False)
    reported = [Reported(**asdict(one)) for one in bounce.recipients]
    told = record_report(returned, reported)
    if written.ticket.owner_id not in told:
        notify_owner(written.ticket, NoticeKind.NEW_MESSAGE, sender=report.sender)
    return Filed(Outcome.BOUNCE, "failed" if bounce.failed else "delayed", ticket, written)
