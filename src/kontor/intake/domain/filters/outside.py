"""Answers of people outside to an external inquiry or forward."""

from __future__ import annotations

from kontor.intake.domain import evidence
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import ParsedMail


def outside(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """It answers a question of ours by its thread, or names the ticket and comes from somebody who was asked.

    No follow-up: it opens nothing again, makes nobody a customer and is never answered automatically.
    """
    clue = context.outside(mail)
    if clue is None:
        return None
    return Verdict(
        VerdictKind.OUTSIDE,
        "outside" if clue.message_id else "outside_number",
        clue.ticket,
        may_auto_answer=False,
        candidate=evidence.best(context.candidates(mail)),
        outside=clue,
    )
