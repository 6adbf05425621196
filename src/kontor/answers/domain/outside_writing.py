"""Mails to people outside, and what of theirs goes to the customer, as messages of the ticket in the tenant's design.

Nothing internal goes along: a quote is a mail of the conversation, never a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kontor.answers.domain.quoting import who_wrote_when
from kontor.answers.domain.subjects import subject_for
from kontor.answers.preferences import MOST_ATTACHED
from kontor.channels.domain.own_addresses import own_addresses
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import html_from_plain_text
from kontor.kernel.text import can_be_written_to, normalize_email, one_line, shorten
from kontor.people.models import User
from kontor.texts.domain.placeholders import Facts, facts_of
from kontor.texts.domain.rendering import Dressed, dress, unresolved
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.messages import NewFile, NewMessage, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Blob, Message, Ticket
from kontor.tickets.preferences import ticket_chain

MB = 1024 * 1024
SOMEBODY: Sequence[Sequence[str]] = (("", "somebody.outside"),)
"""Whom a text is for that is begun before anybody is chosen: nobody by name, and surely not the customer."""


@dataclass(frozen=True)
class Letter:
    """What is written to somebody. Lists hold [name, address]; ``html`` is the body alone, without layout and quote."""

    to: list[list[str]]
    subject: str
    html: str
    language: str
    cc: list[list[str]] = field(default_factory=list)
    template: ReplyTemplate | None = None
    quoted: Message | None = None
    files: list[NewFile] = field(default_factory=list)


def require_complete(ticket: Ticket, letter: Letter) -> None:
    """Refused without recipient or text, for what is no address, and for files that are too large together."""
    if not letter.to:
        raise Refused(
            _("There is no recipient. Choose somebody from the address book, or type an address."), about="to"
        )
    for _name, address in [*letter.to, *letter.cc]:
        if not can_be_written_to(address):
            raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address})
    _require_elsewhere(ticket, letter)
    if not letter.html.strip():
        raise Refused(_("The text is empty."))
    if too_large(ticket, letter.files):
        raise Refused(_("The files are too large together. Take a file off."))


def require_filled(letter: Letter) -> None:
    """Refused while a placeholder stands in the text."""
    left = [*unresolved(letter.html), *unresolved(letter.subject)]
    if left:
        raise Refused(_("These placeholders have no value yet: %(names)s.") % {"names": ", ".join(dict.fromkeys(left))})


def too_large(ticket: Ticket, files: Sequence[NewFile]) -> bool:
    """More than a mail of the tenant may carry."""
    total = sum(file.blob.size if file.blob else len(file.content) for file in files)
    return total > MOST_ATTACHED.get(*ticket_chain(ticket)) * MB


def _require_elsewhere(ticket: Ticket, letter: Letter) -> None:
    """Mail to ourselves is passed over when it comes in: nobody would ever read it."""
    ours = own_addresses(ticket.tenant_id)
    for _name, address in [*letter.to, *letter.cc]:
        if normalize_email(address) in ours:
            raise Refused(_("“%(address)s” is one of our own addresses.") % {"address": address})


def dressed(ticket: Ticket, letter: Letter, *, author: User | None) -> Dressed:
    """The letter in the tenant's design, with what it quotes below."""
    facts = letter_facts(ticket, letter.language, author=author, to=letter.to)
    quote = quoted_html(letter.quoted, ticket, letter.language) if letter.quoted else ""
    return dress(ticket.tenant, letter.template, letter.language, letter.html, facts, quote_html=quote)


def letter_facts(ticket: Ticket, language: str, *, author: User | None, to: Sequence[Sequence[str]]) -> Facts:
    return facts_of(tenant=ticket.tenant, language=language, ticket=ticket, author=author, to=to or SOMEBODY)


def write_letter(
    ticket: Ticket,
    kind: MessageKind,
    letter: Letter,
    account: MailAccount,
    *,
    author: User | None,
    answers: Message | None = None,
    design: Dressed | None = None,
    evidence: dict[str, object] | None = None,
) -> Message:
    """The message's row. ``answers`` is the mail that it goes on from; without one it begins a conversation."""
    design = design or dressed(ticket, letter, author=author)
    message = write_message(
        ticket,
        NewMessage(
            direction=Direction.OUT,
            kind=kind,
            at=clock.now(),
            author=author,
            from_name=account.sender_name or ticket.tenant.name,
            from_address=account.address,
            to=letter.to,
            cc=letter.cc,
            subject=shorten(letter.subject, 400),
            text=design.text,
            html=design.html,
            in_reply_to=answers.message_id if answers else "",
            references=[*answers.references, answers.message_id][-20:] if answers and answers.message_id else [],
            evidence=evidence or {},
            files=[*letter.files, *pictures_of(design)],
        ),
    )
    message.message_id = make_message_id(ticket.pk, message.pk, account.address.rpartition("@")[2])
    message.save(update_fields=["message_id"])
    return message


def pictures_of(design: Dressed) -> list[NewFile]:
    """The pictures of the design as parts of the mail."""
    blobs = Blob.objects.defer("data").in_bulk([picture.blob_id for picture in design.pictures])
    return [
        NewFile(
            picture.filename,
            picture.content_type,
            content_id=picture.content_id,
            inline=True,
            blob=blobs[picture.blob_id],
        )
        for picture in design.pictures
    ]


def quoted_html(message: Message, ticket: Ticket, language: str) -> str:
    """A mail of the conversation as it is quoted: who, when, and its text."""
    line = who_wrote_when(message, ticket.tenant, language)
    body = html_from_plain_text(message.text.strip())
    return f'<p>{html_from_plain_text(line)}</p><blockquote type="cite">{body}</blockquote>'


def paragraphs(text: str) -> str:
    """Plain text as the body of a letter."""
    pieces = [piece for piece in text.strip().split("\n\n") if piece.strip()]
    return "".join(f"<p>{html_from_plain_text(piece.strip())}</p>" for piece in pieces)


def subject_about(ticket: Ticket, *, prefix: str = "") -> str:
    """The ticket's subject with its number once, so that an answer finds its ticket even without our header."""
    return numbered(ticket, f"{prefix}{subject_for(ticket.number, ticket.subject)}")


def numbered(ticket: Ticket, subject: str) -> str:
    """The subject with the ticket's number, once."""
    subject, number = one_line(subject), one_line(format_number(ticket.number))
    return shorten(subject if number in subject else f"{subject} [#{number}]".strip(), 400)
