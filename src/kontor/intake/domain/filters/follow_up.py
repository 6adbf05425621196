"""Mail that belongs to a ticket which exists."""

from __future__ import annotations

from kontor.intake.domain.verdicts import FilterContext, TicketRef, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import written_by_machine
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain.numbers import find_numbers
from kontor.tickets.domain.tokens import TokenClaim, read_message_id, read_token


def follow_up(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """By our signed token, else by known Message-IDs, else by the number in the subject if the sender is a party."""
    for reason, find in (("token", _by_token), ("references", _by_references), ("number", _by_number)):
        ticket = find(mail, context)
        if ticket is not None:
            return Verdict(VerdictKind.FOLLOW_UP, reason, ticket, may_auto_answer=not written_by_machine(mail))
    return None


def ticket_of(mail: ParsedMail, context: FilterContext) -> TicketRef | None:
    """The ticket the mail names, in whatever way."""
    verdict = follow_up(mail, context)
    return verdict.ticket if verdict else None


def claims_of(mail: ParsedMail) -> list[TokenClaim]:
    """What our tokens in it say, the newest first: a conversation that was moved to another ticket goes on there."""
    claims = [read_message_id(name) for name in (mail.in_reply_to, *reversed(mail.references))]
    claims.append(read_token(mail.auto.own_token))
    return list(dict.fromkeys(claim for claim in claims if claim))


def names_of(mail: ParsedMail) -> list[str]:
    """The Message-IDs of the mails that it refers to, the newest first."""
    return list(dict.fromkeys(name for name in (mail.in_reply_to, *reversed(mail.references)) if name))


def _by_token(mail: ParsedMail, context: FilterContext) -> TicketRef | None:
    return next((ticket for claim in claims_of(mail) if (ticket := context.find_by_token(claim))), None)


def _by_references(mail: ParsedMail, context: FilterContext) -> TicketRef | None:
    names = names_of(mail)
    return context.find_by_message_ids(names) if names else None


def _by_number(mail: ParsedMail, context: FilterContext) -> TicketRef | None:
    sender = mail.sender.normalized if mail.sender else ""
    if not sender:
        return None
    for number in find_numbers(mail.subject)[:5]:
        ticket = context.find_by_number(number)
        if ticket is not None and context.is_party(ticket, sender):
            return ticket
    return None
