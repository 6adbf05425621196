"""Mail of our own that came back to us: a forwarder's loop, or an account that writes to itself."""

from __future__ import annotations

from kontor.channels.connection_test_steps import is_connection_test
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain.automatic_mark import read_mark
from kontor.tickets.domain.tokens import read_message_id, read_token


def own_mail(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """Ours is what carries our signature and comes from an address of this account.

    The signed header stays when a forwarder gives the mail a new Message-ID. A signed mail from an address that is not
    this account's own, or about a ticket that its tenant does not have (another tenant of the same house writes to this
    one, perhaps with an address that all may use) goes on to the other filters. The mail of a connection test is
    ignored as well.
    """
    sender = mail.sender.normalized if mail.sender else ""
    if sender not in context.own_addresses:
        return None
    if is_connection_test(mail.message_id):
        return Verdict(VerdictKind.IGNORE, "connection_test", may_auto_answer=False)
    claim = read_token(mail.auto.own_token) or read_message_id(mail.message_id)
    is_ours = context.find_by_token(claim) if claim else read_mark(mail.auto.own_automatic)
    return Verdict(VerdictKind.IGNORE, "own_mail", may_auto_answer=False) if is_ours else None
