"""A mail as a plain value for ``kontor mail inspect``: what the desk would read in it. No database, no settings."""

from __future__ import annotations

import hashlib
import json
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import FrameType
from typing import TypeVar

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits
from kontor.intake.parsing.addresses import read_addresses
from kontor.intake.parsing.bounces import bounced_recipients, is_failed_or_delayed
from kontor.intake.parsing.headers import Headers, split_head
from kontor.intake.parsing.identifiers import read_message_ids
from kontor.intake.parsing.machines import automatic_answer, written_by_machine
from kontor.intake.parsing.mail import Address, Attachment, ParsedMail
from kontor.intake.parsing.notes import Notes
from kontor.intake.parsing.quotes import own_text
from kontor.intake.parsing.reading import parse_mail, with_line_feeds

# The same mail gives the same result whenever it is read: no date lies in the future of this one.
_END_OF_TIME = datetime(9999, 12, 30, tzinfo=UTC)
_UNREADABLE = "the mail could not be read"


def inspect_mail(raw: bytes) -> dict[str, object]:
    """What the mail says, all keys present. Never raises; a mail that cannot be read gives what its headers give."""
    mail = within_time(lambda: parse_mail(raw, received_at=_END_OF_TIME))
    if mail is None or not mail.is_readable:
        head = raw[: limits.HEADER_BYTES]
        return {**_told(ParsedMail(raw), head), "charset_problems": [_UNREADABLE]}
    found = within_time(lambda: _told(mail, raw))
    return found or {**_told(ParsedMail(raw), raw[: limits.HEADER_BYTES]), "charset_problems": [_UNREADABLE]}


def as_json(found: dict[str, object]) -> bytes:
    """The value as JSON in UTF-8, one key a line."""
    return json.dumps(found, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _told(mail: ParsedMail, raw: bytes) -> dict[str, object]:
    headers, _ = split_head(with_line_feeds(raw[: limits.HEAD_BYTES]), Notes())
    is_bounce = is_failed_or_delayed(mail)
    answer = automatic_answer(mail)
    is_report = is_bounce or bool(bounced_recipients(mail))
    return {
        "from": _people(_authors(mail, headers)),
        "to": _people(_written(headers, "to")),
        "cc": _people(_written(headers, "cc")),
        "reply_to": _people(_written(headers, "reply-to")),
        "subject": mail.subject,
        "message_id": _bare(mail.message_id) or None,
        "in_reply_to": [_bare(name) for name in read_message_ids(headers.all("in-reply-to"), words=True)],
        "references": [_bare(name) for name in mail.references],
        "date": mail.date_written.isoformat() if mail.date_written else None,
        "body_text": mail.text,
        "body_html": mail.html or None,
        "attachments": [_file(file) for file in mail.attachments],
        "is_bounce": is_bounce,
        "is_auto_reply": bool(answer) and not is_report,
        "no_auto_response": is_report or bool(answer or written_by_machine(mail)),
        "reply_only_text": _newly_written(mail),
        "charset_problems": [*mail.charset_problems, *_losses(mail)],
    }


_LOSSES = {
    ProblemKind.BODY_SHORTENED,
    ProblemKind.BROKEN_BASE64,
    ProblemKind.HEADER_SHORTENED,
    ProblemKind.TOO_MANY_PARTS,
    ProblemKind.TOO_MANY_RECIPIENTS,
    ProblemKind.UNKNOWN_ENCODING,
}


def _losses(mail: ParsedMail) -> list[str]:
    """What of the text is missing for other reasons than its character set."""
    found = (problem for problem in mail.problems if problem.kind in _LOSSES)
    return [f"{problem.kind.value}: {problem.detail}".removesuffix(": ") for problem in found]


def _newly_written(mail: ParsedMail) -> str:
    """What is not quoted. All text of a delivery report is: the returned mail is a part of its own."""
    return mail.text if mail.report("delivery-status") else own_text(mail.text, subject=mail.subject)


def _authors(mail: ParsedMail, headers: Headers) -> list[Address]:
    """From as written; what stands in for it where it has no address, or nothing but the name of a mailbox."""
    written = _written(headers, "from")
    says_who = any(author.name or "@" in author.email for author in written)
    return [mail.sender] if mail.sender and not says_who else written


def _written(headers: Headers, name: str) -> list[Address]:
    return read_addresses(headers.all(name), Notes(), where=name, as_written=True)


def _people(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.email} for address in addresses]


def _bare(name: str) -> str:
    return name.removeprefix("<").removesuffix(">")


def _file(file: Attachment) -> dict[str, object]:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "inline": file.inline or file.disposition == "inline",
        "content_id": file.content_id or None,
    }


# -- a limit of time --------------------------------------------------------------------------

SECONDS = 10.0
Result = TypeVar("Result")


class _Late(BaseException):
    """Not an Exception: what reads the mail would take it for something in the mail."""


def within_time(read: Callable[[], Result]) -> Result | None:
    """What ``read`` returns, or None when it takes too long; the caps of parsing keep every known mail far below.

    Only the main thread of a system with timers can be interrupted; elsewhere the caps have to do.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return read()
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return read()
    except _Late:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Late
