"""The journey of a mail that came in: mailbox, ledger, reading, filters, ticket, category, what followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kontor.intake.domain.ledger import is_whole, reason_in_words
from kontor.intake.domain.trust import trusted_results
from kontor.intake.enums import UNDECIDED, ArrivalState, Filing, Outcome, ProblemKind, Signal
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail, ReceivedHop
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel.text import shorten, without_bidi
from kontor.supervisor.arrivals.journey.access import filed_at
from kontor.supervisor.arrivals.journey.scanned import came_as_file, is_letter, scanned, taken
from kontor.supervisor.arrivals.journey.stations import Fact, Journey, Moment, Mood, Station, fact
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import Direction
from kontor.tickets.models import HistoryEntry, Message, Ticket
from kontor.ui.formats import file_size, ticket_number

READ_AGAIN_UP_TO = 10 * 1024 * 1024
"""Bytes of a mail that is read once more for its page."""
MOST = 50
_LINE = 300
_OF_CATEGORY = {"categorized", "recategorized"}
_OF_ANSWER = {"acknowledged", "not_acknowledged"}
_TOLD_BEFORE = {"received", "received_again", "message"}


def incoming(arrivals: Sequence[Arrival], message: Message | None, ticket: Ticket | None) -> Journey:
    """``arrivals`` are the copies of the mail that reached us, the first one first.

    ``ticket`` and ``message`` only if they may be read; of a mail whose ticket may not, nothing is told but its way.
    """
    hidden = ticket is None and any(arrival.ticket_id for arrival in arrivals)
    mail = None if hidden else _read(arrivals)
    history = _history(ticket, message) if ticket and message else []
    stations = [
        *(taken(arrival) if came_as_file(arrival) else _mailbox(arrival) for arrival in arrivals),
        *([_reading(mail, arrivals[0])] if mail and not came_as_file(arrivals[0]) else []),
        *([] if hidden else scanned(arrivals)),
        *(_decision(arrival) for arrival in arrivals),
        *([_filing(message)] if message and message.evidence else []),
        *_steps(_("Category"), history, _OF_CATEGORY),
        *_steps(_("Acknowledgement of receipt"), history, _OF_ANSWER),
        *_later(history),
        *(_answers(ticket, message) if ticket and message else []),
    ]
    return Journey(
        subject=_subject(mail, message),
        sender=_clean(str(mail.sender or "")) if mail else _sender(message),
        recipients=_recipients(mail, message),
        mail_id="" if any(map(came_as_file, arrivals)) else _mail_id(mail, message, arrivals),
        ticket_number=ticket_number(ticket.number) if ticket else "",
        stations=stations,
        hidden=hidden,
        is_letter=is_letter(arrivals),
    )


def _read(arrivals: Sequence[Arrival]) -> ParsedMail | None:
    """The mail as the present parser reads it."""
    first = next(iter(arrivals), None)
    if first is None or first.raw is None or first.raw.size > READ_AGAIN_UP_TO:
        return None
    return parse_mail(first.raw.content, received_at=first.received_at)


def _mailbox(arrival: Arrival) -> Station:
    """From the server to the ledger."""
    connection: dict[str, Any] = arrival.details.get("connection") or {}
    server = f"{connection['server']}:{connection.get('port', '')}".rstrip(":") if connection.get("server") else ""
    facts = [
        *fact(_("Incoming account"), arrival.account.address),
        *fact(_("Server"), server, code=True),
        *fact(_("Encryption"), (connection.get("tls") or _("none")) if connection else ""),
        *fact(_("Number on the server"), arrival.key, code=True),
        *fact(_("Written down"), arrival.stored_at),
        *fact(_("Size"), file_size(arrival.size)),
        *fact("SHA-256", bytes(arrival.sha256).hex(), code=True),
        *fact(_("Fetched by"), connection.get("worker", ""), code=True),
    ]
    whole = is_whole(arrival)
    text = _("It was written down with all its bytes before the server was told anything.")
    if not whole:
        text = _("Only the head of this mail is here.")
    return Station(
        _("Fetched from the mailbox"), arrival.received_at, Mood.DONE if whole else Mood.TROUBLE, text, facts
    )


def _reading(mail: ParsedMail, arrival: Arrival) -> Station:
    """What the parser found, odd things too."""
    trusted = trusted_results(mail, arrival.account)
    checks = [("SPF", trusted.spf), ("DKIM", trusted.dkim), ("DMARC", trusted.dmarc)]
    facts = [
        *fact(_("Date of the mail"), mail.date),
        *fact(_("Message-ID"), mail.message_id, code=True),
        *fact(_("Answers the mail"), mail.in_reply_to, code=True),
        *fact(_("Delivered to"), ", ".join(mail.envelope.delivered_to)),
        *fact(
            _("Attachments"), ", ".join(_clean(file.filename) for file in mail.attachments[:MOST] if not file.inline)
        ),
        *fact(_("Sender's checks"), ", ".join(f"{name} {result}" for name, result in checks if result)),
        *fact(_("Spam score"), trusted.spam_score),
    ]
    problems = [str(ProblemKind(problem.kind).label) for problem in mail.problems]
    notes: list[object] = [
        *problems,
        *(_("Characters: %(note)s") % {"note": _clean(note)} for note in mail.charset_problems),
    ]
    mood = Mood.DONE if mail.is_readable else Mood.TROUBLE
    return Station(_("Read"), None, mood, "", facts, notes, moments=_hops(mail.received))


def _hops(hops: Sequence[ReceivedHop]) -> list[Moment]:
    """The servers before ours, the first one first, as their lines say."""
    return [
        Moment(
            hop.at,
            _("%(by)s took it from %(sender)s (%(protocol)s)")
            % {
                "by": _clean(hop.by) or "?",
                "sender": _clean(hop.sender) or "?",
                "protocol": " ".join(filter(None, (hop.protocol, hop.tls))) or "?",
            },
        )
        for hop in list(reversed(hops))[:MOST]
        if hop.at
    ]


def _decision(arrival: Arrival) -> Station:
    """The outcome in the ledger."""
    if arrival.state in UNDECIDED:
        return Station(_("Waits to be processed"), arrival.stored_at, Mood.WAITING, reason_in_words(arrival))
    mood = Mood.TROUBLE if arrival.state == ArrivalState.HELD else Mood.DONE
    facts = fact(_("Attempts that failed"), arrival.attempts or "") + fact(
        _("Workers lost on it"), arrival.crashes or ""
    )
    title = _("Filters: %(outcome)s") % {"outcome": Outcome(arrival.outcome).label}
    return Station(title, arrival.processed_at or arrival.stored_at, mood, reason_in_words(arrival), facts)


def _filing(message: Message) -> Station:
    """Why it lies at its ticket: signals with their weights."""
    found = message.evidence
    how = str(found.get("filing", ""))
    facts: list[Fact] = []
    candidate = found if "signals" in found else found.get("candidate") or {}
    for signal, weight in (candidate.get("signals") or {}).items():
        facts += fact(Signal(signal).label if signal in Signal.values else signal, f"+{weight}")
    if "score" in candidate:
        facts += fact(_("Together"), _("%(score)s of %(needed)s") % candidate)
    text = Filing(how).label if how in Filing.values else ""
    return Station(_("Filed"), None, Mood.DONE, text, facts)


def _history(ticket: Ticket, message: Message) -> list[HistoryEntry]:
    """What happened to the ticket from this mail on; a new ticket's first steps stand before its message."""
    first = not ticket.messages.filter(at__lt=message.at).exists()
    rows = ticket.history.select_related("actor").order_by("at", "id")
    return list((rows if first else rows.filter(at__gte=filed_at(message)))[:MOST])


def _steps(title: str, history: Sequence[HistoryEntry], actions: set[str]) -> list[Station]:
    chosen = [entry for entry in history if entry.action in actions]
    if not chosen:
        return []
    return [
        Station(title, chosen[0].at, Mood.DONE, "", moments=[Moment(entry.at, sentence(entry)) for entry in chosen])
    ]


def _later(history: Sequence[HistoryEntry]) -> list[Station]:
    """Assignment and everything else that the history tells."""
    known = _OF_CATEGORY | _OF_ANSWER | _TOLD_BEFORE
    chosen = [entry for entry in history if entry.action not in known]
    if not chosen:
        return []
    moments = [Moment(entry.at, sentence(entry)) for entry in chosen]
    return [Station(_("Worked on"), chosen[0].at, Mood.DONE, "", moments=moments)]


def _answers(ticket: Ticket, message: Message) -> list[Station]:
    """What was written to the customer afterwards; each has a journey of its own."""
    rows = ticket.messages.filter(direction=Direction.OUT, at__gte=message.at).order_by("at", "id")[:MOST]
    return [
        Station(
            row.get_kind_display(),
            row.at,
            Mood.DONE,
            _("To %(recipients)s") % {"recipients": _clean(", ".join(address for _name, address in row.to))},
            message_id=row.pk,
        )
        for row in rows
    ]


def _subject(mail: ParsedMail | None, message: Message | None) -> str:
    return _clean(mail.subject if mail else message.subject if message else "")


def _mail_id(mail: ParsedMail | None, message: Message | None, arrivals: Sequence[Arrival]) -> str:
    if mail or message:
        return mail.message_id if mail else message.message_id if message else ""
    return str(arrivals[0].details.get("message_id", "")) if arrivals else ""


def _sender(message: Message | None) -> str:
    return _clean(message.from_address) if message else ""


def _recipients(mail: ParsedMail | None, message: Message | None) -> str:
    if mail:
        return _clean(", ".join(str(address) for address in (*mail.to, *mail.cc)))
    return _clean(", ".join(address for _name, address in message.to)) if message else ""


def _clean(text: str) -> str:
    return without_bidi(shorten(text, _LINE))
