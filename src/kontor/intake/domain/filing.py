"""From a parsed mail and its verdict to a ticket: who writes, which ticket, which category."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.channels.models import MailAccount
from kontor.customers.domain.recognition import customer_for_email
from kontor.intake.domain.verdicts import BounceDetails, FilterContext, TicketRef, Verdict
from kontor.intake.enums import Outcome, VerdictKind
from kontor.intake.models import Arrival
from kontor.intake.parsing.language import detect_language
from kontor.intake.parsing.mail import Address, ParsedMail
from kontor.intake.parsing.quotes import own_text
from kontor.outbox.domain.bounces import record_bounce, sent_message
from kontor.routing.domain.categorize import MailFacts, RuleBook
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.messages import NewFile, NewMessage, append_message
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Blob, Message, Ticket


@dataclass(frozen=True)
class Filed:
    """What became of an arrival."""

    outcome: Outcome
    reason: str = ""
    ticket: Ticket | None = None
    message: Message | None = None


@dataclass(frozen=True)
class Desk:
    """What filing the mail of one account needs, loaded once for a batch."""

    account: MailAccount
    rules: RuleBook
    context: FilterContext


KINDS = {VerdictKind.AUTO_REPLY: MessageKind.AUTO_REPLY, VerdictKind.BOUNCE: MessageKind.BOUNCE}


def file_mail(arrival: Arrival, mail: ParsedMail, verdict: Verdict, desk: Desk) -> Filed:
    """Give the mail its place. Every verdict ends in exactly one outcome; what nothing claims becomes a new ticket."""
    if verdict.kind == VerdictKind.IGNORE:
        return Filed(Outcome.IGNORED, verdict.reason)
    if verdict.kind == VerdictKind.BOUNCE and verdict.bounce:
        message = _bounced_message(verdict.bounce)
        if message:
            return _file_bounce(arrival, mail, verdict.bounce, message)
    ticket = _find(verdict.ticket)
    if ticket is None:
        return _file_new(arrival, mail, verdict, desk)
    if ticket.state == TicketState.CLOSED and verdict.kind == VerdictKind.FOLLOW_UP:
        return _file_new(arrival, mail, verdict, desk, earlier=ticket)
    message = append_message(ticket, new_message(arrival, mail, _kind(verdict), ticket.tenant_id))
    return Filed(Outcome.FOLLOW_UP, verdict.reason, ticket, message)


def _file_new(
    arrival: Arrival, mail: ParsedMail, verdict: Verdict, desk: Desk, *, earlier: Ticket | None = None
) -> Filed:
    """A new ticket in the category that the rules choose; after a closed one, in its process and category."""
    language = detect_language(own_text(mail.text), hint=mail.language_hint)
    if earlier and earlier.category.deleted_at is None:
        category, reason = earlier.category, ""
    else:
        decision = desk.rules.decide(_facts(mail, language))
        if decision.category is None:
            return Filed(Outcome.HELD, "no_category")
        category, reason = decision.category, decision.explanation
    if earlier and earlier.tenant_id != category.tenant_id:
        earlier = None
    writer = mail.reply_address or Address("", "")
    customer = earlier.customer if earlier else None
    if customer is None and writer.normalized:
        customer = customer_for_email(writer.email, name=writer.name, tenant_id=category.tenant_id, language=language)
    ticket, message = open_ticket(
        category=category,
        customer=customer,
        subject=mail.subject,
        account=desk.account,
        message=new_message(arrival, mail, _kind(verdict), category.tenant_id),
        received_at=arrival.received_at,
        language=language,
        process=(earlier.process or earlier) if earlier else None,
        steps=[("categorized", {"category": category.name, "reason": reason})] if reason else [],
        by=None,
    )
    return Filed(Outcome.NEW_TICKET, verdict.reason, ticket, message)


def _file_bounce(arrival: Arrival, mail: ParsedMail, bounce: BounceDetails, message: Message) -> Filed:
    """The report is put to the ticket of the mail it is about. A delay is only noted."""
    ticket = lock(message.ticket)
    written = append_message(ticket, new_message(arrival, mail, MessageKind.BOUNCE, ticket.tenant_id))
    if bounce.failed:
        failed = [one.address for one in bounce.recipients if one.failed and one.address]
        record_bounce(message, recipients=failed, reason=bounce.reason)
    return Filed(Outcome.BOUNCE, "failed" if bounce.failed else "delayed", ticket, written)


def _bounced_message(bounce: BounceDetails) -> Message | None:
    if bounce.claim:
        rows = Message.objects.filter(pk=bounce.claim.message_id, ticket_id=bounce.claim.ticket_id)
        found = rows.select_related("ticket", "author").first()
        if found:
            return found
    return sent_message(bounce.original_message_ids)


def _find(ref: TicketRef | None) -> Ticket | None:
    """The ticket, locked: nobody closes it between this look and the message's entry."""
    if ref is None:
        return None
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("category", "customer")
    return rows.filter(pk=ref.ticket_id).first()


def _kind(verdict: Verdict) -> MessageKind:
    return KINDS.get(verdict.kind, MessageKind.CUSTOMER)


def _facts(mail: ParsedMail, language: str) -> MailFacts:
    recipients = [*(address.normalized for address in (*mail.to, *mail.cc)), *mail.envelope.delivered_to]
    return MailFacts(
        recipients=tuple(recipient for recipient in recipients if recipient),
        sender=mail.sender.normalized if mail.sender else "",
        subject=mail.subject,
        text=own_text(mail.text),
        language=language,
    )


def new_message(arrival: Arrival, mail: ParsedMail, kind: MessageKind, tenant_id: int) -> NewMessage:
    """The mail as a message of a ticket of the tenant."""
    sender = mail.sender or Address("", "")
    reply = mail.reply_to[0].email if mail.reply_to else ""
    return NewMessage(
        direction=Direction.IN,
        kind=kind,
        at=arrival.received_at,
        from_name=sender.name,
        from_address=sender.email,
        reply_to=reply,
        to=[[address.name, address.email] for address in mail.to],
        cc=[[address.name, address.email] for address in mail.cc],
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references)[-50:],
        remarks=[*(problem.kind.value for problem in mail.problems), *mail.charset_problems],
        sent_at=mail.date,
        raw=_raw_of(arrival, mail, tenant_id),
        files=[
            NewFile(
                filename=attachment.filename,
                content_type=attachment.content_type,
                content=attachment.content,
                content_id=attachment.content_id,
                inline=attachment.inline,
            )
            for attachment in mail.attachments
        ],
    )


def _raw_of(arrival: Arrival, mail: ParsedMail, tenant_id: int) -> Blob | None:
    """The raw bytes as the tenant's: those of a general account's mail move to the tenant that it is filed under."""
    raw: Blob | None = arrival.raw
    if raw is None or raw.tenant_id == tenant_id:
        return raw
    return keep(mail.raw, tenant_id=tenant_id)
