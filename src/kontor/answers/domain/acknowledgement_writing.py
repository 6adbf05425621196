"""Acknowledgements as messages of their tickets, on their way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from kontor.answers.domain.acknowledgement_words import filled, harmless
from kontor.answers.models import AcknowledgementText
from kontor.channels.domain.choice import resolve_sender
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import shorten
from kontor.outbox.domain.queueing import NewMail, queue_mails
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewMessage, write_messages
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket

MOST_REFERENCES = 20


@dataclass(frozen=True)
class Reply:
    """An acknowledgement of the message that is to be written."""

    ticket: Ticket
    answered: Message
    tenant: Tenant
    text: AcknowledgementText
    address: str
    name: str


@dataclass(frozen=True)
class Senders:
    """As whom acknowledgements go out: the account that an answer would leave through, in the name of the tenant's
    default do-not-reply address if there is one."""

    _accounts: dict[tuple[int, int | None], MailAccount | None]
    _no_reply: dict[int, NoReplyAddress]

    @classmethod
    def load(cls, tickets: Sequence[Ticket]) -> Senders:
        """One statement for the do-not-reply addresses, and one for each account that mail came in through."""
        ways = {(ticket.tenant_id, ticket.account_id) for ticket in tickets}
        rows = NoReplyAddress.objects.filter(tenant_id__in={tenant_id for tenant_id, _account in ways}, is_default=True)
        return cls({way: _account(*way) for way in ways}, {row.tenant_id: row for row in rows})

    def can_answer(self, ticket: Ticket) -> bool:
        return self._accounts[ticket.tenant_id, ticket.account_id] is not None

    def account_for(self, ticket: Ticket) -> MailAccount:
        account = self._accounts[ticket.tenant_id, ticket.account_id]
        assert account is not None
        return account

    def no_reply_of(self, ticket: Ticket) -> NoReplyAddress | None:
        return self._no_reply.get(ticket.tenant_id)


def write_replies(replies: Sequence[Reply], senders: Senders) -> list[Message]:
    """Messages, outgoing mails and jobs, in the same few statements however many there are."""
    if not replies:
        return []
    messages = write_messages([(reply.ticket, _message(reply, senders)) for reply in replies])
    _name(messages)
    queue_mails(
        NewMail(
            message,
            senders.account_for(reply.ticket),
            senders.no_reply_of(reply.ticket),
            final=False,
            automatic=True,
        )
        for message, reply in zip(messages, replies, strict=True)
    )
    return messages


def _account(tenant_id: int, incoming_id: int | None) -> MailAccount | None:
    try:
        return resolve_sender(tenant_id, incoming_id=incoming_id).account
    except Refused:
        return None


def _message(reply: Reply, senders: Senders) -> NewMessage:
    values = {
        "number": format_number(reply.ticket.number),
        "subject": harmless("subject", reply.ticket.subject),
        "name": harmless("name", reply.name),
        "tenant": reply.tenant.name,
    }
    account, no_reply = senders.account_for(reply.ticket), senders.no_reply_of(reply.ticket)
    answered = reply.answered
    return NewMessage(
        direction=Direction.OUT,
        kind=MessageKind.ACKNOWLEDGEMENT,
        at=clock.now(),
        from_name=(no_reply.display_name if no_reply else account.sender_name) or reply.tenant.name,
        from_address=no_reply.address if no_reply else account.address,
        to=[["", reply.address]],
        subject=shorten(filled(reply.text.subject, values), 400),
        text=filled(reply.text.text, values),
        in_reply_to=answered.message_id,
        references=[*answered.references, answered.message_id][-MOST_REFERENCES:] if answered.message_id else [],
    )


def _name(messages: Sequence[Message]) -> None:
    """Signed Message-IDs, which hold the ids that the rows have by now."""
    for message in messages:
        domain = message.from_address.rpartition("@")[2]
        message.message_id = make_message_id(message.ticket_id, message.pk, domain)
    ids = [message.pk for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(_NAME, [ids, [message.message_id for message in messages]])


_NAME = """
UPDATE tickets_message SET message_id = given.message_id
FROM unnest(%s::bigint[], %s::text[]) AS given(id, message_id) WHERE tickets_message.id = given.id
"""
