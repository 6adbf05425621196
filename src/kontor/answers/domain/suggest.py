"""The suggested reply: to whom, with which subject, and the text to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.kernel.text import normalize_email, shorten
from kontor.people.models import User
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Message, Ticket
from kontor.tickets.preferences import ticket_chain


@dataclass(frozen=True)
class Suggestion:
    """Lists hold [name, address]."""

    to: list[list[str]]
    subject: str
    text: str
    cc: list[list[str]] = field(default_factory=list)
    seen_message_id: int | None = None


def suggest_reply(ticket: Ticket, *, author: User) -> Suggestion:
    """What an answer to the customer's latest message begins with.

    The CC addresses of that message are taken over when the effective setting says so, without our own addresses,
    do-not-reply addresses, doubles and the recipient.
    """
    latest = latest_from_customer(ticket)
    to = _recipient(ticket, latest)
    cc = _copied(ticket, latest, to) if latest and COPY_INCOMING_CC.get(*ticket_chain(ticket)) else []
    with override(ticket.language or ticket.tenant.language):
        text = _("Dear Sir or Madam,") + "\n\n\n\n" + _signature(author, ticket)
    return Suggestion(to=to, cc=cc, subject=_reply_subject(ticket), text=text, seen_message_id=newest_id(ticket))


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


def _recipient(ticket: Ticket, latest: Message | None) -> list[list[str]]:
    if latest and (latest.reply_to or latest.from_address):
        return [[latest.from_name, latest.reply_to or latest.from_address]]
    address = ticket.customer.addresses.filter(kind="email").first() if ticket.customer else None
    return [[ticket.customer.name if ticket.customer else "", address.value]] if address else []


def _copied(ticket: Ticket, latest: Message, to: list[list[str]]) -> list[list[str]]:
    taken = {normalize_email(address) for _name, address in to} | own_addresses(ticket.tenant_id)
    copied: list[list[str]] = []
    for name, address in [*latest.to, *latest.cc]:
        key = normalize_email(address)
        if key and key not in taken:
            taken.add(key)
            copied.append([name, address])
    return copied


def own_addresses(tenant_id: int) -> set[str]:
    """The addresses that are ours: mail to them would come back to us."""
    accounts = MailAccount.objects.living().filter(owner_key__in=[0, tenant_id])
    no_reply = NoReplyAddress.objects.filter(tenant_id=tenant_id)
    return {*accounts.values_list("address_key", flat=True), *no_reply.values_list("address_key", flat=True)}


def _reply_subject(ticket: Ticket) -> str:
    """Re: and the subject, with the number once, so that an answer finds its ticket even without our header."""
    bare = ticket.subject.strip()
    while bare.lower().startswith(("re:", "aw:", "antw:")):
        bare = bare.split(":", 1)[1].strip()
    number = format_number(ticket.number)
    marked = bare if number in bare else f"{bare} [#{number}]"
    return shorten(f"Re: {marked}", 400)


def _signature(author: User, ticket: Ticket) -> str:
    if author.signature.strip():
        return author.signature.strip()
    return _("Kind regards") + f"\n{author.name}\n{ticket.tenant.name}"
