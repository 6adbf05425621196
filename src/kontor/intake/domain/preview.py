"""A look at a held mail that can do no harm: plain text, shortened, nothing loaded."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.intake.models import Arrival
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel.text import normalize_whitespace, shorten, without_bidi

TEXT_CHARACTERS = 4_000
SOURCE_BYTES = 4_000
LINE_CHARACTERS = 300
FILES = 20


@dataclass(frozen=True)
class Preview:
    """``readable`` is False when ``text`` is the beginning of the raw mail; ``cut`` when there is more of it."""

    sender: str
    recipients: str
    subject: str
    text: str
    files: tuple[str, ...]
    readable: bool
    cut: bool


def preview(arrival: Arrival) -> Preview:
    """The mail as a person may look at it before deciding on it."""
    raw = arrival.raw.content if arrival.raw else b""
    mail = parse_mail(raw, received_at=arrival.received_at)
    text = mail.text if mail.is_readable else raw[:SOURCE_BYTES].decode("utf-8", "replace")
    clean = without_bidi(normalize_whitespace(text))
    return Preview(
        sender=_line(str(mail.sender or "")),
        recipients=_line(", ".join(str(address) for address in (*mail.to, *mail.cc))),
        subject=_line(mail.subject),
        text=clean[:TEXT_CHARACTERS],
        files=tuple(_line(attachment.filename) for attachment in mail.attachments[:FILES]),
        readable=mail.is_readable,
        cut=len(clean) > TEXT_CHARACTERS or (not mail.is_readable and len(raw) > SOURCE_BYTES),
    )


def _line(text: str) -> str:
    return without_bidi(shorten(text, LINE_CHARACTERS))
