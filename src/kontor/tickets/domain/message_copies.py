"""A message as another ticket gets it."""

from __future__ import annotations

from dataclasses import replace

from kontor.tickets.domain.messages import NewFile, NewMessage
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Attachment, Message


def copied(message: Message, *, evidence: dict[str, object]) -> NewMessage:
    """For a ticket of the same tenant: what was said, by the way it went, with its bytes, which are kept once."""
    copy = copied_elsewhere(message, files=[_shared(file) for file in message.attachments.all()])
    return replace(copy, evidence=evidence, raw=message.raw, author=message.author)


def copied_elsewhere(message: Message, *, files: list[NewFile] | None = None) -> NewMessage:
    """For a ticket of another tenant, which gets bytes of its own and none of our people."""
    return NewMessage(
        direction=Direction(message.direction),
        kind=MessageKind(message.kind),
        channel=MessageChannel(message.channel),
        postal=message.postal,
        at=message.at,
        from_name=message.from_name,
        from_address=message.from_address,
        reply_to=message.reply_to,
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        subject=message.subject,
        text=message.text,
        html=message.html,
        message_id=message.message_id,
        in_reply_to=message.in_reply_to,
        references=message.references,
        remarks=message.remarks,
        sent_at=message.sent_at,
        files=[_with_bytes(file) for file in message.attachments.select_related("blob")] if files is None else files,
    )


def _shared(file: Attachment) -> NewFile:
    return NewFile(file.filename, file.content_type, content_id=file.content_id, inline=file.inline, blob=file.blob)


def _with_bytes(file: Attachment) -> NewFile:
    content = file.blob.content
    return NewFile(file.filename, file.content_type, content, content_id=file.content_id, inline=file.inline)
