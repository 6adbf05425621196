"""Bytes in, a frozen ParsedMail out. Pure: no database, no settings, no network."""

from kontor.intake.parsing.mail import (
    Address,
    Attachment,
    AuthenticationResult,
    AutoMarkers,
    EnvelopeHints,
    ParsedMail,
    Problem,
    ReceivedHop,
    ReportPart,
    SpamHints,
)
from kontor.intake.parsing.reading import parse_mail

__all__ = [
    "Address",
    "Attachment",
    "AuthenticationResult",
    "AutoMarkers",
    "EnvelopeHints",
    "ParsedMail",
    "Problem",
    "ReceivedHop",
    "ReportPart",
    "SpamHints",
    "parse_mail",
]
