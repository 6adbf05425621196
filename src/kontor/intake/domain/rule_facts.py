"""A mail as the category rules see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from kontor.channels.models import MailAccount
from kontor.intake.domain.trust import trusted_results
from kontor.intake.parsing.headers import Headers, header_text, split_head
from kontor.intake.parsing.mail import AutoMarkers, ParsedMail
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.quotes import own_text
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel.language import detect_language
from kontor.routing.domain.facts import AttachmentFacts, MailFacts
from kontor.routing.enums import MailKind
from kontor.tickets.enums import Direction, MessageChannel
from kontor.tickets.models import Message, Ticket

_FOR_MANY = frozenset({"list", "bulk", "junk"})


def facts_of(
    mail: ParsedMail, account: MailAccount, *, text: str, language: str, known_to: frozenset[int] = frozenset()
) -> MailFacts:
    """The facts of a parsed mail. ``text`` is what the writer wrote now; ``known_to``: the tenants at which the sender
    is a customer already. What servers say about it counts as far as the account trusts them."""
    recipients = [*(address.normalized for address in (*mail.to, *mail.cc)), *mail.envelope.delivered_to]
    trusted = trusted_results(mail, account)
    return MailFacts(
        recipients=tuple(recipient for recipient in recipients if recipient),
        sender=mail.sender.normalized if mail.sender else "",
        subject=mail.subject,
        text=text,
        whole_text=mail.text,
        language=language,
        headers=_Head(mail.raw),
        attachments=tuple(
            AttachmentFacts(file.filename, file.content_type, file.size) for file in mail.attachments if not file.inline
        ),
        size=mail.size,
        kinds=kinds_of(mail.auto),
        spf=trusted.spf,
        dkim=trusted.dkim,
        dmarc=trusted.dmarc,
        spam_flag=bool(trusted.spam_flag),
        spam_score=trusted.spam_score,
        known_to=known_to,
    )


def facts_of_raw(raw: bytes, account: MailAccount, *, received_at: datetime | None = None) -> MailFacts:
    """The facts of a mail as it came over the wire; the language is recognised as at its arrival."""
    mail = parse_mail(raw, received_at=received_at)
    written = own_text(mail.text)
    return facts_of(mail, account, text=written, language=detect_language(written, hint=mail.language_hint))


def facts_of_message(message: Message, account: MailAccount) -> MailFacts:
    """The facts of a stored message: from its raw mail, or from what was kept of it when there is none."""
    if message.raw and message.channel == MessageChannel.MAIL:
        return facts_of_raw(message.raw.content, account, received_at=message.at)
    written = own_text(message.text)
    return MailFacts(
        recipients=tuple(address for _name, address in (*message.to, *message.cc)),
        sender=message.from_address,
        subject=message.subject,
        text=written,
        whole_text=message.text,
        language=detect_language(written),
        attachments=tuple(
            AttachmentFacts(file.filename, file.content_type, file.size)
            for file in message.attachments.all()
            if not file.inline
        ),
    )


def knew_the_writer(ticket: Ticket) -> frozenset[int]:
    """The ticket's tenant if its customer was one before the mail came that opened it."""
    customer = ticket.customer
    return frozenset({ticket.tenant_id}) if customer and customer.created_at < ticket.received_at else frozenset()


def first_message(ticket: Ticket) -> Message | None:
    """The mail that opened the ticket, with its raw mail."""
    return first_messages([ticket]).get(ticket.pk)


def first_messages(tickets: Sequence[Ticket]) -> dict[int, Message]:
    """Those of many tickets by ticket, in one statement."""
    rows = Message.objects.filter(ticket__in=tickets, direction=Direction.IN)
    rows = rows.order_by("ticket_id", "at", "id").distinct("ticket_id").select_related("raw")
    return {row.ticket_id: row for row in rows}


def kinds_of(auto: AutoMarkers) -> frozenset[MailKind]:
    """What the headers say about who wrote it, and for how many."""
    automatic = auto.auto_submitted not in ("", "no") or auto.responder or auto.inbox_rules_loop
    for_many = auto.list_mail or auto.precedence in _FOR_MANY
    return frozenset(kind for kind, is_so in ((MailKind.AUTOMATIC, automatic), (MailKind.LIST, for_many)) if is_so)


class _Head:
    """The mail's headers by name; read when the first rule asks for one."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __call__(self, name: str) -> Sequence[str]:
        return [header_text(value, self._notes) for value in self._headers.all(name)]

    @cached_property
    def _headers(self) -> Headers:
        return split_head(self.raw, self._notes)[0]

    @cached_property
    def _notes(self) -> Notes:
        return Notes()
