"""Reports about mails of ours: not delivered, delayed, delivered. By their machine-readable part, else by looks."""

from __future__ import annotations

from kontor.intake.domain import evidence
from kontor.intake.domain.verdicts import BounceDetails, FilterContext, TicketRef, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing import bounce_patterns
from kontor.intake.parsing.bounces import ACTIONS, bounced_recipients
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain import automatic_mark
from kontor.tickets.domain.tokens import TokenClaim, read_message_id, read_token


def bounce(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """A delivery report with its recipients, its mail and the ticket of that mail, as far as it names them.

    Complaints (RFC 5965) and read receipts (RFC 8098) are none. The reason is the worst action: failed, delayed, ...
    One that says nothing else of its mail suggests the ticket whose number its subject names. One about a mail of the
    installation itself is nobody's request, and its mail may hold a link to a new password.
    """
    recipients = bounced_recipients(mail)
    if not recipients:
        return None
    if _is_about_system_mail(mail):
        return Verdict(VerdictKind.IGNORE, "about_system", may_auto_answer=False)
    names = _original_message_ids(mail)
    claim = _claim(mail, names)
    reason = min((one.action for one in recipients), key=ACTIONS.index)
    details = BounceDetails(recipients, names, failed=reason == "failed", claim=claim)
    ticket = _ticket(context, claim, names)
    candidate = None if ticket else evidence.best(context.candidates(mail))
    return Verdict(VerdictKind.BOUNCE, reason, ticket, may_auto_answer=False, bounce=details, candidate=candidate)


def _original_message_ids(mail: ParsedMail) -> tuple[str, ...]:
    """How the returned mail was called: from its headers, its text, or what the report answers to."""
    names = _returned(mail, "message-id")
    status = mail.report("delivery-status")
    if status and status.groups:
        names.append(status.groups[0].get("x-original-message-id", ""))
    names += [mail.in_reply_to, *reversed(mail.references), *bounce_patterns.message_ids(mail)]
    return tuple(dict.fromkeys(name for name in names if name))


def _claim(mail: ParsedMail, names: tuple[str, ...]) -> TokenClaim | None:
    """Our token in the returned mail, which stays when a server gave that mail another Message-ID."""
    claims = [read_token(value) for value in _returned(mail, "x-kontor-token")]
    claims += [read_message_id(name) for name in names]
    claims.append(read_token(bounce_patterns.quoted_token(mail)))
    return next((claim for claim in claims if claim), None)


def _is_about_system_mail(mail: ParsedMail) -> bool:
    values = [*_returned(mail, automatic_mark.HEADER.lower()), bounce_patterns.quoted_automatic(mail)]
    marks = [automatic_mark.read_mark(value) for value in values]
    return any(mark is not None and mark.kind == automatic_mark.SYSTEM for mark in marks)


def _returned(mail: ParsedMail, header: str) -> list[str]:
    """What stands under this header in the mails that came back, as far as the report has their headers."""
    return [
        report.groups[0].get(header, "")
        for report in mail.reports
        if report.kind in ("rfc822", "rfc822-headers") and report.groups
    ]


def _ticket(context: FilterContext, claim: TokenClaim | None, names: tuple[str, ...]) -> TicketRef | None:
    ticket = context.find_by_token(claim) if claim else None
    return ticket or (context.find_by_message_ids(names) if names else None)
