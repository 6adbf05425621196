"""Bytes in, a frozen ParsedMail out. Pure: no database, no settings, no network."""

from kontor.intake.parsing.mail import (
    Address,
    Attachment,
    AutoMarkers,
    EnvelopeHints,
    ParsedMail,
    Problem,
    ReportPart,
)
from kontor.intake.parsing.reading import parse_mail

__all__ = [
    "Address",
    "Attachment",
    "AutoMarkers",
    "EnvelopeHints",
    "ParsedMail",
    "Problem",
    "ReportPart",
    "parse_mail",
]
