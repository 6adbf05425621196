"""The suggested reply: to whom, with which subject, and the text to begin with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kontor.answers.domain.recipients import copied_in
from kontor.answers.domain.reply_language import reply_language
from kontor.answers.domain.starting_text import About, StartingText, suggested_text
from kontor.answers.domain.subjects import subject_for
from kontor.answers.domain.voice import Voice, voice_of
from kontor.answers.preferences import COPY_INCOMING_CC, QUOTE_ORIGINAL
from kontor.channels.domain.own_addresses import own_addresses
from kontor.kernel.text import normalize_email, one_line, shorten
from kontor.org.models import Category
from kontor.people.models import User
from kontor.texts.domain.choosing import has_template
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain


@dataclass(frozen=True)
class Suggestion:
    """Lists hold [name, address]. ``quoted`` is the message that stands below the text."""

    to: list[list[str]]
    subject: str
    begins: StartingText
    cc: list[list[str]] = field(default_factory=list)
    quoted: Message | None = None
    seen_message_id: int | None = None


def suggest_reply(ticket: Ticket, *, author: User, by_letter: bool = False) -> Suggestion:
    """What an answer to the customer's latest message begins with.

    The text is that of the template which is suggested in the category, in the customer's language as far as there is
    one; without any template greeting and signature. As the effective settings say, the CC addresses of the message are
    taken over, without our own addresses, do-not-reply addresses, doubles and the recipient, and it is quoted. A letter
    begins with a template for letters where there is one.
    """
    latest = latest_from_customer(ticket)
    ours = own_addresses(ticket.tenant_id) if latest else frozenset()
    to = _recipient(ticket, latest, ours)
    chain = ticket_chain(ticket)
    cc: list[list[str]] = []
    if latest and COPY_INCOMING_CC.get(*chain):
        cc = copied_in(latest, without=ours | {normalize_email(address) for _name, address in to})
    about = about_ticket(ticket, voice_of(ticket), author, to=to)
    kind = reply_template_kind(about.category, by_letter=by_letter)
    text = suggested_text(about, kind, language=reply_language(ticket).code)
    return Suggestion(
        to=to,
        cc=cc,
        subject=reply_subject(ticket, text.subject),
        begins=text,
        quoted=latest if latest and QUOTE_ORIGINAL.get(*chain) else None,
        seen_message_id=newest_id(ticket),
    )


def reply_template_kind(category: Category, *, by_letter: bool) -> TemplateKind:
    """What an answer begins with: a letter with a template for letters, if one may be used in the category."""
    letters = by_letter and has_template(category, TemplateKind.LETTER)
    return TemplateKind.LETTER if letters else TemplateKind.REPLY


def about_ticket(ticket: Ticket, voice: Voice, author: User, *, to: list[list[str]]) -> About:
    return About(voice.tenant, voice.category, author, ticket, ticket.customer, to)


def latest_from_customer(ticket: Ticket) -> Message | None:
    """The customer's latest message."""
    rows = ticket.messages.filter(direction=Direction.IN, kind=MessageKind.CUSTOMER)
    return rows.order_by("-at", "-id").first()


def newest_id(ticket: Ticket) -> int | None:
    """The id of the newest incoming message: what somebody who looks now has seen."""
    return (
        Message.objects.filter(ticket=ticket, direction=Direction.IN)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )


def reply_subject(ticket: Ticket, given: str = "") -> str:
    """Re: and the subject, or the one that the template gives, with the number once: so an answer finds its ticket even
    without our header."""
    number = format_number(ticket.number)
    bare = one_line(given) or subject_for(ticket.number, ticket.subject)
    marked = bare if one_line(number) in bare else f"{bare} [#{number}]"
    return shorten(marked if given.strip() else f"Re: {marked}", 400)


def _recipient(ticket: Ticket, latest: Message | None, ours: Collection[str]) -> list[list[str]]:
    """Where the customer wants the answer to go, unless that is one of our own addresses."""
    if latest:
        wanted = latest.reply_to if normalize_email(latest.reply_to) not in ours else ""
        if wanted or latest.from_address:
            return [[latest.from_name, wanted or latest.from_address]]
    address = ticket.customer.addresses.filter(kind="email").first() if ticket.customer else None
    return [[ticket.customer.name if ticket.customer else "", address.value]] if address else []
