"""An automatic answer as a message of its ticket: the template, dressed as the tenant's mails are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kontor.answers.domain.acknowledgement_words import harmless, harmless_values
from kontor.answers.domain.acknowledgement_writing import pictures_of
from kontor.answers.enums import DraftKind
from kontor.answers.models import SentAnswer
from kontor.channels.domain.choice import resolve_sender
from kontor.channels.domain.no_reply import default_no_reply
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import shorten
from kontor.texts.domain.placeholders import facts_of
from kontor.texts.domain.rendering import Body, Dressed, dress, render_body
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket

MOST_REFERENCES = 20


@dataclass(frozen=True)
class Writing:
    """Everything that an automatic answer is made of."""

    ticket: Ticket
    question: Message
    template: ReplyTemplate
    body: Body
    mail: Dressed
    sender: MailAccount | None
    no_reply: NoReplyAddress | None

    @classmethod
    def begin(cls, ticket: Ticket, question: Message, template: ReplyTemplate) -> Writing:
        """Fills the template in the language of the request, else of the tenant."""
        tenant = ticket.tenant
        language = ticket.language or tenant.language
        to = [[question.from_name, question.reply_to or question.from_address]]
        facts = facts_of(tenant=tenant, language=language, ticket=ticket, to=to)
        facts = replace(facts, values=harmless_values(dict(facts.values)))
        body = render_body(template, language, facts)
        mail = dress(tenant, template, body.language, body.html, facts)
        return cls(ticket, question, template, body, mail, _sender(ticket, template), _no_reply(ticket, template))

    @property
    def address(self) -> str:
        return self.question.reply_to or self.question.from_address

    @property
    def is_ready(self) -> bool:
        living = self.template.active and self.template.deleted_at is None
        return living and bool(self.body.text.strip())

    @property
    def missing(self) -> tuple[str, ...]:
        return (*self.body.missing, *self.mail.missing)

    @property
    def subject(self) -> str:
        """The template's, else the customer's, with the number, so that an answer finds its ticket."""
        if self.body.subject.strip():
            return self.body.subject
        return shorten(f"Re: {harmless('subject', self.ticket.subject)} [#{format_number(self.ticket.number)}]", 400)


def written(writing: Writing, kind: MessageKind = MessageKind.AUTOMATIC) -> Message:
    """The message with its signed Message-ID, and what is kept of how it came to be."""
    message = write_message(writing.ticket, _message(writing, kind))
    message.message_id = make_message_id(message.ticket_id, message.pk, message.from_address.rpartition("@")[2])
    message.save(update_fields=["message_id"])
    SentAnswer.objects.create(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        kind=DraftKind.REPLY,
        template=writing.template,
        template_version=writing.body.version,
        language=writing.body.language,
        body=writing.body.html,
        baseline=writing.body.html,
    )
    return message


def _message(writing: Writing, kind: MessageKind) -> NewMessage:
    account, no_reply, question = writing.sender, writing.no_reply, writing.question
    assert account is not None
    return NewMessage(
        direction=Direction.OUT,
        kind=kind,
        at=clock.now(),
        from_name=(no_reply.display_name if no_reply else account.sender_name) or writing.ticket.tenant.name,
        from_address=no_reply.address if no_reply else account.address,
        to=[["", writing.address]],
        subject=writing.subject,
        text=writing.mail.text,
        html=writing.mail.html,
        in_reply_to=question.message_id,
        references=[*question.references, question.message_id][-MOST_REFERENCES:] if question.message_id else [],
        files=pictures_of(writing.mail.pictures),
    )


def _sender(ticket: Ticket, template: ReplyTemplate) -> MailAccount | None:
    """The template's account, else the one an answer would leave through."""
    try:
        return resolve_sender(ticket.tenant_id, incoming_id=ticket.account_id, template=template.sender).account
    except Refused:
        return None


def _no_reply(ticket: Ticket, template: ReplyTemplate) -> NoReplyAddress | None:
    return default_no_reply(ticket.tenant_id) if template.from_no_reply else None
