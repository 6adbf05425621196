"""The journey of a mail of ours: written, queued, the talks with the server, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kontor.kernel.text import shorten, without_bidi
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.supervisor.arrivals.journey.stations import Journey, Mood, Said, Station, Talk, fact
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from kontor.ui.formats import ticket_number

MOST = 50
_LINE = 300
_MOODS = {
    DeliveryState.SENT: Mood.DONE,
    DeliveryState.QUEUED: Mood.WAITING,
    DeliveryState.SENDING: Mood.WAITING,
}


def outgoing(message: Message, ticket: Ticket) -> Journey:
    """Starts where it was written. ``message`` is one of the ticket's."""
    deliveries = list(message.deliveries.select_related("account", "no_reply").order_by("id"))
    stations = [
        _written(message),
        *(station for mail in deliveries for station in (_queued(mail), _delivery(mail))),
        *_returned(message, ticket),
    ]
    return Journey(
        subject=_clean(message.subject),
        sender=_clean(message.from_address),
        recipients=_addresses(message.to),
        mail_id=message.message_id,
        ticket_number=ticket_number(ticket.number),
        stations=stations,
    )


def _written(message: Message) -> Station:
    facts = [
        *fact(_("Kind"), message.get_kind_display()),
        *fact(_("Written by"), message.author.name if message.author else _("the system")),
        *fact(_("To"), _addresses(message.to)),
        *fact(_("CC"), _addresses(message.cc)),
        *fact(_("BCC"), _addresses(message.bcc)),
        *fact(_("Message-ID"), message.message_id, code=True),
        *fact(_("Answers the mail"), message.in_reply_to, code=True),
    ]
    return Station(_("Written"), message.at, Mood.DONE, "", facts)


def _queued(mail: OutgoingMail) -> Station:
    sender = mail.no_reply.address if mail.no_reply else mail.account.address
    facts = [*fact(_("Sender"), sender), *fact(_("Sent through"), mail.account.address)]
    return Station(_("Put into the outbox"), mail.created_at, Mood.DONE, "", facts)


def _delivery(mail: OutgoingMail) -> Station:
    """The state, and everything that servers have said."""
    state = DeliveryState(mail.state)
    refused = [f"{_clean(address)}: {_clean(_said(answer))}" for address, answer in mail.refused.items()]
    delayed = [f"{_clean(address)}: {_clean(_said(answer))}" for address, answer in mail.delayed.items()]
    facts = [
        *fact(_("Attempts"), mail.attempts),
        *fact(_("Handed over"), mail.sent_at),
        *fact(_("The server's answer"), _clean(mail.answer), code=True),
        *fact(_("Next attempt"), mail.next_attempt_at if state == DeliveryState.QUEUED else None),
        *fact(_("Still to be served"), _clean(", ".join(mail.recipients)) if state != DeliveryState.SENT else ""),
        *fact(_("Last trouble"), _clean(mail.last_error)),
        *fact(_("Copied to the folder of sent mail"), mail.copied_at),
    ]
    notes: list[object] = [
        *(_("Refused: %(answer)s") % {"answer": each} for each in refused),
        *(_("Delayed: %(answer)s") % {"answer": each} for each in delayed),
    ]
    mood = _MOODS.get(state, Mood.TROUBLE)
    at = mail.sent_at or mail.phase_at or mail.claimed_at or mail.created_at
    title = _("Delivery: %(state)s") % {"state": state.label}
    talks = [_talk(talk) for talk in mail.dialogue]
    return Station(title, at, Mood.TROUBLE if refused else mood, "", facts, notes, talks=talks)


def _talk(kept: dict[str, Any]) -> Talk:
    return Talk(
        at=parse_datetime(str(kept.get("at", ""))),
        server=str(kept.get("server", "")),
        lines=[Said(_clean(str(ours)), code, _clean(str(answer))) for ours, code, answer in kept.get("lines", [])],
        left_out=int(kept.get("left_out", 0)),
        end=_clean(str(kept.get("broke_off", ""))),
    )


def _returned(message: Message, ticket: Ticket) -> list[Station]:
    """Reports about it, and answers to it."""
    answers = Q(in_reply_to=message.message_id) if message.message_id else Q(pk=None)
    rows = ticket.messages.filter(direction=Direction.IN, at__gte=message.at)
    rows = rows.filter(answers | Q(kind=MessageKind.BOUNCE)).order_by("at", "id")[:MOST]
    return [_came_back(row) for row in rows]


def _came_back(row: Message) -> Station:
    if row.kind == MessageKind.BOUNCE:
        text = _("A mail server reports: %(subject)s") % {"subject": _clean(row.subject)}
        return Station(_("Delivery report"), row.at, Mood.TROUBLE, text, message_id=row.pk)
    text = _("From %(sender)s") % {"sender": _clean(row.from_address)}
    return Station(_("Answered"), row.at, Mood.DONE, text, message_id=row.pk)


def _addresses(pairs: Sequence[Sequence[str]]) -> str:
    return _clean(", ".join(address for _name, address in pairs))


def _said(answer: object) -> str:
    """A server's word about an address: text, or code and text."""
    return " ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)


def _clean(text: str) -> str:
    return without_bidi(shorten(text, _LINE))
