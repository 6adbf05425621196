"""A mail as a message of a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import Address, ParsedMail
from kontor.tickets.domain.blobs import keep_all
from kontor.tickets.domain.messages import NewFile, NewMessage
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Blob

_Moving = tuple[Arrival, ParsedMail, int]
"""A mail, and the tenant of the ticket that it goes to."""


def new_message(
    arrival: Arrival,
    mail: ParsedMail,
    kind: MessageKind,
    tenant_id: int,
    *,
    evidence: dict[str, object],
    identity: UUID | None = None,
    raw: Blob | None = None,
) -> NewMessage:
    """The mail as a message of a ticket of the tenant. ``raw`` may hold the tenant's own bytes of it already."""
    sender = mail.sender or Address("", "")
    return NewMessage(
        direction=Direction.IN,
        channel=MessageChannel.LETTER if mail.paper else MessageChannel.MAIL,
        kind=kind,
        at=arrival.received_at,
        from_name=sender.name,
        from_address=sender.email,
        reply_to=mail.reply_to[0].email if mail.reply_to else "",
        to=[[address.name, address.email] for address in mail.to],
        cc=[[address.name, address.email] for address in mail.cc],
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references)[-50:],
        remarks=[*(problem.kind.value for problem in mail.problems), *mail.charset_problems],
        evidence=evidence,
        identity=identity,
        sent_at=mail.date,
        raw=raw or own_raws([(arrival, mail, tenant_id)])[0],
        files=[
            NewFile(
                filename=attachment.filename,
                content_type=attachment.content_type,
                content=attachment.content,
                content_id=attachment.content_id,
                inline=attachment.inline,
            )
            for attachment in mail.attachments
        ],
    )


def own_raws(mails: Sequence[_Moving]) -> list[Blob | None]:
    """The raw bytes as the tenant's: those of a general account's mail move to the tenant that it is filed under."""
    moving = [(tenant_id, mail.raw) for arrival, mail, tenant_id in mails if _moves(arrival, tenant_id)]
    moved = iter(keep_all(moving))
    return [next(moved) if _moves(arrival, tenant_id) else arrival.raw for arrival, _mail, tenant_id in mails]


def _moves(arrival: Arrival, tenant_id: int) -> bool:
    return arrival.raw is not None and arrival.raw.tenant_id != tenant_id
