"""What a mail is: ordered filters, the first verdict wins."""

from __future__ import annotations

from collections.abc import Callable

from kontor.intake.domain.filters.auto_reply import auto_reply
from kontor.intake.domain.filters.bounce import bounce
from kontor.intake.domain.filters.follow_up import follow_up
from kontor.intake.domain.filters.new import new
from kontor.intake.domain.filters.outside import outside
from kontor.intake.domain.filters.own_mail import own_mail
from kontor.intake.domain.filters.trial import trial
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.parsing.mail import ParsedMail

Filter = Callable[[ParsedMail, FilterContext], Verdict | None]

# Trials first: their answers are mails of ours too. Bounces before automatic replies: bounces carry the marks of both.
# Who is away has answered no inquiry. The last one always has a verdict.
FILTERS: tuple[Filter, ...] = (trial, own_mail, bounce, auto_reply, outside, follow_up, new)


def verdict_on(mail: ParsedMail, context: FilterContext) -> Verdict:
    """The verdict of the first filter that has one."""
    for judge in FILTERS:
        verdict = judge(mail, context)
        if verdict is not None:
            return verdict
    raise AssertionError("The last filter has a verdict on every mail.")


__all__ = ["FILTERS", "Filter", "verdict_on"]
