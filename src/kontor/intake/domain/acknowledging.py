"""Which filed mails may be answered automatically: what a mail itself says about that (RFC 3834, section 2)."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.answers.domain.acknowledge import acknowledge
from kontor.answers.domain.automatic import reply_to_filed
from kontor.answers.domain.filed import FiledMail
from kontor.channels.enums import AccountKind
from kontor.intake.domain.copies import SAME_MAIL
from kontor.intake.domain.judged import Filed, JudgedMail
from kontor.intake.enums import Outcome, VerdictKind
from kontor.intake.parsing.machines import written_by_machine
from kontor.intake.parsing.mail import Address
from kontor.tickets.domain.automatic_mark import read_mark
from kontor.tickets.enums import OUTSIDE_KINDS

_ANSWERED = {VerdictKind.NEW, VerdictKind.FOLLOW_UP}


def acknowledge_filed(mails: Sequence[tuple[JudgedMail, Filed]]) -> None:
    """Answer what was filed by itself where its category wishes that, else acknowledge it; in its transaction."""
    messages = [_filed_mail(judged, filed) for judged, filed in mails if _is_message(filed)]
    answered = reply_to_filed(messages)
    acknowledge([mail for mail in messages if mail.message.pk not in answered])


def _is_message(filed: Filed) -> bool:
    """It is one of the customer's, and not a copy of one that was acknowledged or not when it came in first."""
    if filed.reason == SAME_MAIL or (filed.message and filed.message.kind in OUTSIDE_KINDS):
        return False
    return filed.outcome in (Outcome.NEW_TICKET, Outcome.FOLLOW_UP) and bool(filed.ticket and filed.message)


def _filed_mail(judged: JudgedMail, filed: Filed) -> FiledMail:
    assert filed.ticket and filed.message
    writer = judged.mail.reply_address or Address("", "")
    return FiledMail(
        ticket=filed.ticket,
        message=filed.message,
        opened=filed.outcome == Outcome.NEW_TICKET and judged.verdict.kind != VerdictKind.FOLLOW_UP,
        address=writer.email,
        name=writer.name,
        never=never_answered(judged),
    )


def never_answered(judged: JudgedMail) -> str:
    """Why nothing automatic answers the mail, a short code; "" when nothing speaks against it."""
    mail, verdict = judged.mail, judged.verdict
    if mail.paper:
        return "letter"
    if read_mark(mail.auto.own_automatic):
        return "own_automatic"
    machine = written_by_machine(mail)
    if machine:
        return machine
    if verdict.kind not in _ANSWERED or not verdict.may_auto_answer:
        return "auto_reply"
    if judged.desk.account.kind != AccountKind.INCOMING:
        return "system_account"
    if not _is_addressed(judged):
        return "not_addressed"
    return "not_verified" if judged.trust.failed else ""


def _is_addressed(judged: JudgedMail) -> bool:
    """An address of ours stands in To or Cc, or the mail servers took the mail for one."""
    mail = judged.mail
    ours = judged.desk.context.own_addresses | {judged.desk.account.address_key}
    named = {address.normalized for address in (*mail.to, *mail.cc)} | set(mail.envelope.delivered_to)
    return not ours.isdisjoint(named)
