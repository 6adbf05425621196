"""Acknowledgements as messages of their tickets, on their way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import connection

from kontor.answers.domain.acknowledgement_words import STRANGERS_WORDS, harmless_values
from kontor.channels.domain.choice import resolve_sender
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.outbox.domain.queueing import NewMail, queue_mails
from kontor.tenants.models import Tenant
from kontor.texts.domain.frames import Finished, Frames
from kontor.texts.domain.placeholders import Facts, House, facts_of_sender
from kontor.texts.domain.rendering import Picture
from kontor.texts.models import TemplateContent
from kontor.tickets.domain.messages import NewFile, NewMessage, write_messages
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Blob, Message, Ticket

MOST_REFERENCES = 20
Way = tuple[int, int | None, int | None]
"""Tenant, incoming account, and the account that the template names."""


class Houses(dict[int, House]):
    """What the facts of a tenant's mails have in common, by tenant. One statement for each tenant that is asked for.

    ``frames`` are the designs of the batch: each template is dressed once for all mails that it answers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames = Frames()

    def of(self, tenant: Tenant) -> House:
        if tenant.pk not in self:
            self[tenant.pk] = House.of(tenant)
        return self[tenant.pk]


@dataclass(frozen=True)
class Reply:
    """An acknowledgement of the message that is to be written. It is filled in once, when it is asked for; where a
    stranger gave no name or subject, nothing stands there."""

    ticket: Ticket
    answered: Message
    tenant: Tenant
    text: TemplateContent
    address: str
    name: str
    houses: Houses

    @cached_property
    def finished(self) -> Finished:
        """``missing`` are the placeholders without a value: nobody looks at the mail before it goes."""
        return self.houses.frames.finished(self.tenant, self.text, self._facts)

    @cached_property
    def _facts(self) -> Facts:
        house, language = self.houses.of(self.tenant), self.text.language
        facts = facts_of_sender(house, language, ticket=self.ticket, name=self.name, address=self.address)
        words = harmless_values(dict(facts.values))
        return replace(facts, values=words, optional=frozenset(STRANGERS_WORDS))


@dataclass(frozen=True)
class Senders:
    """As whom acknowledgements go out: the template's account, or the one that an answer would leave through; in the
    name of the tenant's default do-not-reply address where the template says so and there is one."""

    _accounts: dict[Way, MailAccount | None]
    _no_reply: dict[int, NoReplyAddress]

    @classmethod
    def load(cls, mails: Iterable[tuple[Ticket, TemplateContent | None]]) -> Senders:
        """One statement for the do-not-reply addresses, and one for each way that mail came in and goes out."""
        ways = {_way(ticket, text): text for ticket, text in mails if text}
        rows = NoReplyAddress.objects.filter(tenant_id__in={way[0] for way in ways}, is_default=True)
        accounts = {way: _account(way, text.template.sender) for way, text in ways.items()}
        return cls(accounts, {row.tenant_id: row for row in rows})

    def can_answer(self, ticket: Ticket, text: TemplateContent) -> bool:
        return self._accounts[_way(ticket, text)] is not None

    def account_for(self, reply: Reply) -> MailAccount:
        account = self._accounts[_way(reply.ticket, reply.text)]
        assert account is not None
        return account

    def no_reply_of(self, reply: Reply) -> NoReplyAddress | None:
        return self._no_reply.get(reply.ticket.tenant_id) if reply.text.template.from_no_reply else None


def write_replies(replies: Sequence[Reply], senders: Senders) -> list[Message]:
    """Messages, outgoing mails and jobs, in the same few statements however many there are."""
    if not replies:
        return []
    written = [_message(reply, senders) for reply in replies]
    messages = write_messages([(reply.ticket, message) for reply, message in zip(replies, written, strict=True)])
    _name(messages)
    queue_mails(
        NewMail(message, senders.account_for(reply), senders.no_reply_of(reply), final=False, automatic=True)
        for message, reply in zip(messages, replies, strict=True)
    )
    return messages


def _way(ticket: Ticket, text: TemplateContent) -> Way:
    return ticket.tenant_id, ticket.account_id, text.template.sender_id


def _account(way: Way, template: MailAccount | None) -> MailAccount | None:
    try:
        return resolve_sender(way[0], incoming_id=way[1], template=template).account
    except Refused:
        return None


def _message(reply: Reply, senders: Senders) -> NewMessage:
    mail = reply.finished.mail
    account, no_reply = senders.account_for(reply), senders.no_reply_of(reply)
    answered = reply.answered
    return NewMessage(
        direction=Direction.OUT,
        kind=MessageKind.ACKNOWLEDGEMENT,
        at=clock.now(),
        from_name=(no_reply.display_name if no_reply else account.sender_name) or reply.tenant.name,
        from_address=no_reply.address if no_reply else account.address,
        to=[["", reply.address]],
        subject=reply.finished.subject,
        text=mail.text,
        html=mail.html,
        in_reply_to=answered.message_id,
        references=[*answered.references, answered.message_id][-MOST_REFERENCES:] if answered.message_id else [],
        files=pictures_of(mail.pictures),
    )


def pictures_of(pictures: Sequence[Picture]) -> list[NewFile]:
    """The pictures of a layout as parts of the mail. One statement, none without pictures."""
    if not pictures:
        return []
    blobs: Mapping[int, Blob] = Blob.objects.defer("data").in_bulk([picture.blob_id for picture in pictures])
    return [
        NewFile(
            filename=picture.filename,
            content_type=picture.content_type,
            content_id=picture.content_id,
            inline=True,
            blob=blobs[picture.blob_id],
        )
        for picture in pictures
    ]


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
