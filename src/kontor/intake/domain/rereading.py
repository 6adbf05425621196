"""A mail read again by the present parser, beside what is stored of it. Values only; nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from kontor.intake.domain.filters.auto_reply import auto_reply
from kontor.intake.domain.filters.bounce import bounce
from kontor.intake.domain.judged import KINDS
from kontor.intake.domain.messages import new_message
from kontor.intake.domain.paper import mail_of, scans_of
from kontor.intake.domain.verdicts import FilterContext
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail
from kontor.tickets.domain.messages import NewFile, NewMessage
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Attachment, Message

Changes = dict[str, list[Any]]
"""Each field that would be another one, with what is stored and what would be."""

FIELDS = (
    "subject",
    "from_name",
    "from_address",
    "reply_to",
    "to",
    "cc",
    "text",
    "html",
    "message_id",
    "in_reply_to",
    "references",
    "sent_at",
    "remarks",
    "kind",
)
READ_KINDS = (MessageKind.CUSTOMER, MessageKind.AUTO_REPLY, MessageKind.BOUNCE)
FILES, READABLE = "files", "readable"


def reread(arrival: Arrival) -> ParsedMail:
    """What the present parser makes of the bytes."""
    return mail_of(arrival, scans_of([arrival]))


def differences(arrival: Arrival, stored: Message | None, files: Iterable[Attachment]) -> Changes:
    """What would be stored otherwise if the mail came in now; empty when nothing would.

    Of a mail without a message it says whether it can be read by now.
    """
    mail = reread(arrival)
    if stored is None:
        return {READABLE: [False, True]} if arrival.reason == "unreadable" and mail.is_readable else {}
    now = as_new(arrival, mail, stored)
    pairs = {name: [as_plain(getattr(stored, name)), value_of(now, name)] for name in FIELDS}
    pairs[FILES] = [sorted(map(_kept_file, files)), sorted(map(_new_file, now.files))]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def as_new(arrival: Arrival, mail: ParsedMail, stored: Message) -> NewMessage:
    """The message that the mail would become."""
    return new_message(arrival, mail, _kind(mail, stored), stored.tenant_id, evidence={}, raw=arrival.raw)


def value_of(new: NewMessage, name: str) -> Any:
    """The field as it would stand in the row, as plain JSON."""
    length = Message._meta.get_field(name).max_length if name != "kind" else None  # type: ignore[union-attr]
    value = as_plain(getattr(new, name))
    return value[:length] if length and isinstance(value, str) else value


def as_plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def file_mark(new: NewFile) -> str:
    """By which a file is known again: its name and its bytes."""
    return _new_file(new)


def _kind(mail: ParsedMail, stored: Message) -> MessageKind:
    """Where the mail went may make it another kind; only these three are told by the mail itself."""
    if stored.kind not in READ_KINDS:
        return MessageKind(stored.kind)
    verdict = bounce(mail, FilterContext()) or auto_reply(mail, FilterContext())
    return KINDS.get(verdict.kind, MessageKind.CUSTOMER) if verdict else MessageKind.CUSTOMER


def _kept_file(file: Attachment) -> str:
    return f"{file.filename} {bytes(file.blob.sha256).hex()}"


def _new_file(new: NewFile) -> str:
    return f"{new.filename[:255]} {hashlib.sha256(new.content).hexdigest()}"
