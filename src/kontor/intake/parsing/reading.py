"""The way from bytes to ParsedMail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits
from kontor.intake.parsing.addresses import read_addresses
from kontor.intake.parsing.bodies import read_body
from kontor.intake.parsing.dates import read_date
from kontor.intake.parsing.headers import Headers, header_ascii, header_text
from kontor.intake.parsing.identifiers import read_message_id, read_message_ids
from kontor.intake.parsing.mail import Address, ParsedMail, Problem, ReportPart
from kontor.intake.parsing.markers import read_envelope, read_markers
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.structure import Part, Reader
from kontor.intake.parsing.trace import read_authentication, read_hops, read_spam_hints
from kontor.kernel import clock
from kontor.kernel.text import without_bidi

_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
_HEAD = re.compile(rb".*?(?=\n\r?\n|\Z)", re.DOTALL)
_RETURN_ALONE = re.compile(rb"\r(?:from|subject|date|mime-version|content-type)[ \t]*:", re.IGNORECASE)


def parse_mail(raw: bytes, *, received_at: datetime | None = None) -> ParsedMail:
    """Reads a mail. Never raises: what cannot be read at all comes back with the problem UNREADABLE and its raw bytes.

    ``received_at`` (aware) is the time against which a date in the future is told; without it, now.
    """
    try:
        return _parse(raw, received_at or clock.now())
    except Exception as error:  # one mail must never stop the line
        return ParsedMail(raw=raw, problems=(Problem(ProblemKind.UNREADABLE, type(error).__name__),))


def _parse(raw: bytes, received_at: datetime) -> ParsedMail:
    notes = Notes()
    root = Reader(notes).read(with_line_feeds(raw))
    headers, charset = root.headers, _body_charset(root)
    sender, reply_to = _sender(headers, charset, notes)
    body = read_body(root, notes)
    date, date_written = read_date(headers.first("date"), received_at.astimezone(UTC), notes)
    return ParsedMail(
        raw=raw,
        subject=_subject(headers, charset, notes),
        sender=sender,
        reply_to=tuple(reply_to),
        to=tuple(read_addresses(headers.all("to"), notes, charset=charset, where="To")),
        cc=tuple(read_addresses(headers.all("cc"), notes, charset=charset, where="Cc")),
        date=date,
        date_written=date_written,
        message_id=read_message_id(headers.first("message-id")),
        in_reply_to=_in_reply_to(headers) or _receipt_for(body.reports),
        references=read_message_ids(headers.all("references")),
        text=body.text,
        html=body.html,
        attachments=tuple(body.attachments),
        reports=tuple(body.reports),
        auto=read_markers(headers),
        envelope=read_envelope(headers),
        authentication=read_authentication(headers),
        spam=read_spam_hints(headers),
        received=read_hops(headers),
        protection=body.protection,
        has_invitation=body.has_invitation,
        language_hint=_language_hint(headers),
        problems=notes.problems,
        charset_problems=notes.charset_problems,
    )


def _in_reply_to(headers: Headers) -> str:
    return next(iter(read_message_ids(headers.all("in-reply-to"), words=True)), "")


def _receipt_for(reports: Sequence[ReportPart]) -> str:
    """The mail that a receipt is about (RFC 8098, 3.2.5): some name it nowhere else."""
    fields = [report.groups[0] for report in reports if report.kind == "disposition-notification" and report.groups]
    names = (read_message_id(each.get("original-message-id", "").encode()) for each in fields)
    return next((name for name in names if name), "")


def with_line_feeds(raw: bytes) -> bytes:
    """The mail from its first header on, its lines ended by line feeds if they were ended by carriage returns alone.

    Servers on the way end their own lines as they should: what they write above it, and the end of the last line.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if _has_returns_alone(raw) else raw


def _has_returns_alone(raw: bytes) -> bool:
    most = 10_000
    returns = raw.count(b"\r", 0, most)
    if not returns or returns == raw.count(b"\r\n", 0, most + 1):
        return False
    head = _HEAD.match(raw, 0, most)
    return b"\n" not in raw[:most] or bool(head and _RETURN_ALONE.search(head[0]))


def _body_charset(root: Part) -> str:
    """The character set of the first text, a hint for raw bytes in the headers."""
    part = root
    while part.children:
        part = part.children[0]
    return part.charset


def _subject(headers: Headers, charset: str, notes: Notes) -> str:
    value = headers.first("subject")
    if len(value) > limits.SUBJECT_CHARACTERS * 8:
        value = value[: limits.SUBJECT_CHARACTERS * 8]
        notes.problem(ProblemKind.HEADER_SHORTENED, "Subject")
    subject = without_bidi(header_text(value, notes, charset=charset, where="Subject"))
    if len(subject) > limits.SUBJECT_CHARACTERS:
        notes.problem(ProblemKind.HEADER_SHORTENED, "Subject")
    return subject[: limits.SUBJECT_CHARACTERS]


def _sender(headers: Headers, charset: str, notes: Notes) -> tuple[Address | None, list[Address]]:
    """From, or what stands in for it: Reply-To, Sender, Return-Path, in this order."""
    authors = read_addresses(headers.all("from"), notes, charset=charset, where="From")
    reply_to = read_addresses(headers.all("reply-to"), notes, charset=charset, where="Reply-To")
    if authors:
        if len({author.email for author in authors}) > 1:
            notes.problem(ProblemKind.FROM_REPEATED, ", ".join(author.email for author in authors[:5]))
        return authors[0], reply_to
    notes.problem(ProblemKind.FROM_MISSING)
    stand_ins = reply_to or read_addresses(headers.all("sender") + headers.all("return-path"), notes, where="Sender")
    if not stand_ins:
        return None, reply_to
    name = header_text(headers.first("from")[:2_000], notes, charset=charset, where="From").strip("<> \"'")
    return Address(name[: limits.NAME_CHARACTERS] or stand_ins[0].name, stand_ins[0].email), reply_to


def _language_hint(headers: Headers) -> str:
    found = _LANGUAGE.match(header_ascii(headers.first("content-language")[:100]).lower())
    return found[0] if found else ""
