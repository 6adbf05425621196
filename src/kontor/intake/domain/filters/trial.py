"""The mail of a go-live test or a canary: it is nobody's request, and whoever sent it removes it."""

from __future__ import annotations

from kontor.channels.trial_mark import read_mark
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import ParsedMail


def trial(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """Ours is what carries a mark of this installation for this very mailbox whose time is not over.

    A mark for another mailbox, whoever's, says nothing here: the mail goes on to the other filters.
    """
    mark = read_mark(mail.auto.own_trial)
    if mark is None or not mark.counts_for(*context.mailbox):
        return None
    return Verdict(VerdictKind.IGNORE, "trial", may_auto_answer=False)
