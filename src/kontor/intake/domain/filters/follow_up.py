"""Mail that belongs to a ticket which exists."""

from __future__ import annotations

from kontor.intake.domain import evidence
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import written_by_machine
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain.tokens import TokenClaim, read_message_id, read_token


def follow_up(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """The ticket that most speaks for, if that is enough. The reason is the thread that led to it."""
    candidate = evidence.best(context.candidates(mail))
    if candidate is None or not evidence.attaches(candidate):
        return None
    return Verdict(
        VerdictKind.FOLLOW_UP,
        evidence.reason(candidate),
        candidate.ticket,
        may_auto_answer=not written_by_machine(mail),
        candidate=candidate,
    )


def claims_of(mail: ParsedMail) -> list[TokenClaim]:
    """What our tokens in it say, the newest first: a conversation that was moved to another ticket goes on there."""
    claims = [read_message_id(name) for name in (mail.in_reply_to, *reversed(mail.references))]
    claims.append(read_token(mail.auto.own_token))
    return list(dict.fromkeys(claim for claim in claims if claim))


def names_of(mail: ParsedMail) -> list[str]:
    """The Message-IDs of the mails that it refers to, the newest first."""
    return list(dict.fromkeys(name for name in (mail.in_reply_to, *reversed(mail.references)) if name))
