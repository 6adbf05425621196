"""Everything else is a new request."""

from __future__ import annotations

from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.machines import written_by_machine
from kontor.intake.parsing.mail import ParsedMail


def new(mail: ParsedMail, context: FilterContext) -> Verdict:
    """Always a verdict. The reason tells what kind of machine wrote it, if one did."""
    machine = written_by_machine(mail)
    return Verdict(VerdictKind.NEW, machine or "new", may_auto_answer=not machine and mail.sender is not None)
