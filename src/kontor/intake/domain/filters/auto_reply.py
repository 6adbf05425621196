"""Automatic answers to mails of ours: out of office, read receipts, acknowledgements of other desks."""

from __future__ import annotations

from kontor.intake.domain import evidence
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import automatic_answer
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain.automatic_mark import read_mark


def auto_reply(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """A machine's answer. It goes to its ticket if it answers a mail of it, from whatever address: a mailbox that
    forwards answers for itself. It neither opens the ticket again nor is it answered, and it makes nobody a party.

    Automatic mail of this installation (of another tenant, or of this one through somebody who rewrote the sender) is
    known by its signed mark, whatever else a forwarder took off it.
    """
    reason = "own_automatic" if read_mark(mail.auto.own_automatic) else automatic_answer(mail)
    if not reason:
        return None
    candidate = evidence.best(context.candidates(mail))
    belongs = candidate is not None and (evidence.attaches(candidate) or evidence.answers_us(candidate))
    ticket = candidate.ticket if candidate and belongs else None
    return Verdict(VerdictKind.AUTO_REPLY, reason, ticket, may_auto_answer=False, candidate=candidate)
