"""Reports about mails of ours: not delivered, delayed, delivered. By their machine-readable part, else by looks."""

from __future__ import annotations

from kontor.intake.domain.filters import bounce_patterns
from kontor.intake.domain.verdicts import BounceDetails, FailedRecipient, FilterContext, TicketRef, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import ParsedMail, ReportPart
from kontor.kernel.text import normalize_email, shorten
from kontor.tickets.domain.tokens import TokenClaim, read_message_id, read_token

_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def bounce(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """A delivery report with its recipients, its mail and the ticket of that mail, as far as it names them.

    Complaints (RFC 5965) and read receipts (RFC 8098) are none. The reason is the worst action: failed, delayed, ...
    """
    if mail.report("feedback-report") or mail.report("disposition-notification"):
        return None
    recipients = _reported(mail) or bounce_patterns.recipients(mail)
    if not recipients:
        return None
    names = _original_message_ids(mail)
    claim = _claim(mail, names)
    reason = min((one.action for one in recipients), key=_ACTIONS.index)
    details = BounceDetails(recipients, names, failed=reason == "failed", claim=claim)
    return Verdict(VerdictKind.BOUNCE, reason, _ticket(context, claim, names), may_auto_answer=False, bounce=details)


def _reported(mail: ParsedMail) -> tuple[FailedRecipient, ...]:
    """The recipients of the delivery-status part; wherever in the mail it stands."""
    report = mail.report("delivery-status")
    if report is None:
        return ()
    found = [one for group in report.groups if (one := _recipient(group)) is not None]
    if not found and report.groups:
        found = [FailedRecipient(address) for address in mail.auto.failed_recipients] or [FailedRecipient("")]
    return tuple(found)


def _recipient(group: ReportPart | object) -> FailedRecipient | None:
    fields = group if isinstance(group, dict) else {}
    address = _address(fields.get("final-recipient", "")) or _address(fields.get("original-recipient", ""))
    status = fields.get("status", "").partition(" ")[0]
    action = fields.get("action", "").lower().strip().partition(" ")[0]
    if not (address or action or status):
        return None
    if "final-recipient" not in fields and "action" not in fields and "status" not in fields:
        return None
    if action not in _ACTIONS:
        action = {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")
    return FailedRecipient(address, action, status, shorten(fields.get("diagnostic-code", ""), 300))


def _address(value: str) -> str:
    """The address of ``rfc822; anna@customer.example``, also with brackets or without the type."""
    written = value.rpartition(";")[2].strip()
    return normalize_email(written.partition(" ")[0] if "<" not in written else written[written.find("<") :])


def _original_message_ids(mail: ParsedMail) -> tuple[str, ...]:
    """How the returned mail was called: from its headers, its text, or what the report answers to."""
    names = [
        report.groups[0].get("message-id", "").strip()
        for report in mail.reports
        if report.kind in ("rfc822", "rfc822-headers") and report.groups
    ]
    status = mail.report("delivery-status")
    if status and status.groups:
        names.append(status.groups[0].get("x-original-message-id", "").strip())
    names += [mail.in_reply_to, *reversed(mail.references), *bounce_patterns.message_ids(mail)]
    return tuple(dict.fromkeys(name for name in names if name))


def _claim(mail: ParsedMail, names: tuple[str, ...]) -> TokenClaim | None:
    """Our token in the returned mail, which stays when a server gave that mail another Message-ID."""
    headers = [
        report.groups[0].get("x-kontor-token", "")
        for report in mail.reports
        if report.kind in ("rfc822", "rfc822-headers") and report.groups
    ]
    claims = [read_token(value) for value in headers] + [read_message_id(name) for name in names]
    claims.append(read_token(bounce_patterns.quoted_token(mail)))
    return next((claim for claim in claims if claim), None)


def _ticket(context: FilterContext, claim: TokenClaim | None, names: tuple[str, ...]) -> TicketRef | None:
    ticket = context.find_by_token(claim) if claim else None
    return ticket or (context.find_by_message_ids(names) if names else None)
