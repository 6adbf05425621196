"""Automatic answers to mails of ours: out of office, read receipts, acknowledgements of other desks."""

from __future__ import annotations

from kontor.intake.domain.filters.follow_up import ticket_of
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import automatic_answer
from kontor.intake.parsing.mail import ParsedMail


def auto_reply(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """A machine's answer. It goes to its ticket if it names one; it neither opens one again nor is it answered."""
    reason = automatic_answer(mail)
    if not reason:
        return None
    return Verdict(VerdictKind.AUTO_REPLY, reason, ticket_of(mail, context), may_auto_answer=False)
