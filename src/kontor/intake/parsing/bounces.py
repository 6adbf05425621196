"""Whom a delivery report speaks of: by its machine-readable part, else by looks."""

from __future__ import annotations

import re

from kontor.intake.parsing import bounce_patterns
from kontor.intake.parsing.mail import FailedRecipient, ParsedMail, ReportPart
from kontor.kernel.text import normalize_email, shorten

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
"""What a report says about a recipient (RFC 3464), the worst first."""


def bounced_recipients(mail: ParsedMail) -> tuple[FailedRecipient, ...]:
    """The recipients of a delivery report; none when the mail is no report.

    Complaints (RFC 5965) and read receipts (RFC 8098) are none, but a receipt may be a rejection (RFC 5429). A report
    may name no address: it is "" then.
    """
    if mail.report("feedback-report"):
        return ()
    if mail.report("disposition-notification"):
        return _rejected(mail)
    return _reported(mail) or bounce_patterns.recipients(mail)


def is_failed_or_delayed(mail: ParsedMail) -> bool:
    """Whether the mail reports that a mail did not arrive, or not yet."""
    return any(one.action in ("failed", "delayed") for one in bounced_recipients(mail))


_REJECTED = re.compile(
    r"automatically rejected|(?:message|nachricht|mail) (?:was |wurde )?(?:rejected|abgelehnt)", re.I
)


def _rejected(mail: ParsedMail) -> tuple[FailedRecipient, ...]:
    """The recipient whose own rules threw the mail back."""
    receipt = mail.report("disposition-notification")
    fields = receipt.groups[0] if receipt and receipt.groups else {}
    if "deleted" not in fields.get("disposition", "").lower() or not _REJECTED.search(mail.subject + mail.text[:1_000]):
        return ()
    address = _address(fields.get("final-recipient", "")) or _address(fields.get("original-recipient", ""))
    return (FailedRecipient(address, "failed", "", shorten(mail.text, 300)),)


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
    original = _address(fields.get("original-recipient", ""))
    address = _address(fields.get("final-recipient", "")) or original
    status = _without_comments(fields.get("status", "")).partition(" ")[0]
    action = _without_comments(fields.get("action", "")).lower().partition(" ")[0]
    if not (address or action or status):
        return None
    if "final-recipient" not in fields and "action" not in fields and "status" not in fields:
        return None
    if action not in ACTIONS:
        action = {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")
    diagnostic = shorten(fields.get("diagnostic-code", ""), 300)
    return FailedRecipient(address, action, status, diagnostic, original if original != address else "")


_COMMENT = re.compile(r"\([^()]*\)")
_SIGN = re.compile(r"\\x\{([0-9a-f]{2,6})\}", re.IGNORECASE)


def _without_comments(value: str) -> str:
    """Comments may stand anywhere in a field of a report (RFC 3464, 2.1.1)."""
    return _COMMENT.sub(" ", value).strip()


def _address(value: str) -> str:
    """The address of ``rfc822; anna@customer.example``, also with brackets or without the type; letters beyond ASCII
    may be written as numbers (RFC 6533, 3)."""
    written = _without_comments(value).rpartition(";")[2].strip()
    written = _SIGN.sub(_sign, written)
    return normalize_email(written.partition(" ")[0] if "<" not in written else written[written.find("<") :])


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= 0x10FFFF else found[0]
