"""A mail of ours as it travels."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from kontor.outbox.domain.composing import compose
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Message
from tests.support.scoping import everywhere, in_scope


def raw_of(mail: OutgoingMail) -> bytes:
    with everywhere():
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        return compose(rows.get(pk=mail.pk))


def composed(mail: OutgoingMail) -> EmailMessage:
    return message_from_bytes(raw_of(mail), policy=policy.default)  # type: ignore[return-value]


def change_message(mail: OutgoingMail, **values: object) -> None:
    with in_scope(mail.tenant_id):
        Message.objects.filter(pk=mail.message_id).update(**values)
