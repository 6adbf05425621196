"""Machine-readable parts: delivery status, read receipt, complaint, returned headers."""

from __future__ import annotations

import re

from kontor.intake.parsing import limits
from kontor.intake.parsing.headers import header_text, split_head
from kontor.intake.parsing.mail import ReportPart
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.structure import Part

REPORT_TYPES = {
    "message/delivery-status": "delivery-status",
    "message/global-delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/global-disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
    "text/rfc822-headers": "rfc822-headers",
    "message/rfc822-headers": "rfc822-headers",
    "message/global-headers": "rfc822-headers",
    "message/rfc822": "rfc822",
    "message/global": "rfc822",
}
_EMPTY_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_FIELD_BYTES = 2_000


def read_report(part: Part, notes: Notes) -> ReportPart:
    """The fields of the part, group by group; of a returned mail its headers only."""
    kind = REPORT_TYPES[part.content_type]
    content = part.content(notes)[: limits.REPORT_BYTES].lstrip(b"\r\n")
    if kind.startswith("rfc822"):
        return ReportPart(kind, (_fields(content),))
    groups = _EMPTY_LINE.split(content, limits.REPORT_GROUPS)[: limits.REPORT_GROUPS]
    return ReportPart(kind, tuple(fields for group in groups if (fields := _fields(group))))


def _fields(content: bytes) -> dict[str, str]:
    quiet = Notes()  # what is odd about a returned mail is not odd about this one
    headers, _ = split_head(content, quiet)
    return {name: header_text(headers.first(name)[:_FIELD_BYTES], quiet) for name in headers.lines}
