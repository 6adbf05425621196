"""Everything else is a new request."""

from __future__ import annotations

from kontor.intake.domain import evidence
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import written_by_machine
from kontor.intake.parsing.mail import ParsedMail


def new(mail: ParsedMail, context: FilterContext) -> Verdict:
    """Always a verdict. The reason tells what kind of machine wrote it, if one did.

    A ticket that the mail names without enough speaking for it is suggested to people, and nobody outside learns of it.
    """
    machine = written_by_machine(mail)
    return Verdict(
        VerdictKind.NEW,
        machine or "new",
        may_auto_answer=not machine and mail.sender is not None,
        candidate=evidence.best(context.candidates(mail)),
    )
