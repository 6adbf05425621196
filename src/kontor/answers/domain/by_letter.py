"""Answers that go by letter: where that is offered, to which address, and what the letter says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from django.utils.translation import gettext as _

from kontor.answers.domain.brought_pictures import html_to_show
from kontor.answers.domain.subjects import bare_subject
from kontor.answers.domain.voice import template_of, voice_of_draft
from kontor.answers.domain.writing import as_attachment, carried_files, is_rich, with_own_pictures
from kontor.answers.models import Draft
from kontor.channels.enums import Channel
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.customers.domain.postal_addresses import lines_of, postal_addresses
from kontor.customers.models import PostalAddress
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import html_from_plain_text
from kontor.letters.domain.codes import make_code
from kontor.letters.domain.composing import compose
from kontor.letters.domain.switch import is_wanted, rendering_trouble
from kontor.letters.rendering.sheet import Asset, Sheet
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.messages import NewFile, NewMessage
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Ticket

_NUMBER = re.compile(r"\s*\[#[\d\s\u202f\u00a0]+\]\s*$")

PREVIEW = 10**12
"""The letter that a preview's code names: as long as a real one, and never there."""


@dataclass(frozen=True)
class LetterOffer:
    """Whether the ticket may be answered by letter. ``reason`` says why not; ``lacks_address`` that this is all.

    ``addresses`` are the customer's, the one that letters go to first.
    """

    addresses: list[PostalAddress] = field(default_factory=list)
    reason: str = ""
    lacks_address: bool = False

    @property
    def possible(self) -> bool:
        return not self.reason


def is_letter(draft: Draft) -> bool:
    return draft.channel == MessageChannel.LETTER


def letter_offer(ticket: Ticket, *, system: Holder | None = None) -> LetterOffer | None:
    """None where nobody works with letters: the installation or the tenant. ``system``: its row, if it is at hand.

    A lent ticket is answered by mail: letters would show the lender's contacts to the borrower.
    """
    system = system or cast(Holder, system_values())
    if not is_wanted(system) or Channel.LETTER.value not in ENABLED_CHANNELS.get(system, cast(Holder, ticket.tenant)):
        return None
    if trouble := rendering_trouble():
        return LetterOffer(reason=trouble)
    if ticket.lent_to_id:
        return LetterOffer(reason=_("The ticket is lent: it is answered by e-mail."))
    if ticket.customer is None:
        return LetterOffer(reason=_("The ticket has no contact to whom a letter could go."))
    addresses = postal_addresses(ticket.customer)
    if not addresses:
        return LetterOffer(reason=_("The contact has no postal address."), lacks_address=True)
    return LetterOffer(addresses)


def require_letter(ticket: Ticket, draft: Draft) -> None:
    """Refused where letters are not offered for the ticket any more, or nobody has said where it goes."""
    offer = letter_offer(ticket)
    if offer is None:
        raise Refused(_("Letters are switched off here. Answer by e-mail."))
    if not offer.possible:
        raise Refused(offer.reason)
    if draft.postal_address_id is None:
        raise Refused(_("The letter has no address. Choose one."))


def address_lines(ticket: Ticket, draft: Draft) -> list[str]:
    """What stands in the window of the envelope."""
    if draft.postal_address is None:
        return []
    return lines_of(draft.postal_address, from_country=ticket.tenant.country)


def letter_template(ticket: Ticket, draft: Draft) -> ReplyTemplate | None:
    """The template whose stylesheet the letter wears."""
    return template_of(draft, voice_of_draft(draft, ticket))


def letter_subject(draft: Draft) -> str:
    """The subject without what only mails need: Re: and the number in brackets, which stands beside the address."""
    return _NUMBER.sub("", bare_subject(draft.subject))


def letter_body(draft: Draft) -> tuple[str, list[NewFile]]:
    """What was written, with the pictures that it shows; no layout of mails, no quote."""
    if not is_rich(draft):
        return f"<p>{html_from_plain_text(draft.text)}</p>", []
    return with_own_pictures(html_to_show(draft), carried_files(draft))


def enclosures_of(draft: Draft) -> list[str]:
    """The names under “Enclosures”: the files of the draft. Whoever puts the letter into its envelope adds them."""
    return [file.filename for file in carried_files(draft) if not file.inline]


def sheet_of_draft(ticket: Ticket, draft: Draft) -> Sheet:
    """The letter as it would leave now: what is sent is composed in the same way, with a code of its own."""
    html, pictures = letter_body(draft)
    return compose(
        ticket.tenant,
        address=address_lines(ticket, draft),
        subject=letter_subject(draft),
        html=html,
        language=draft.language or ticket.language or ticket.tenant.language,
        template=letter_template(ticket, draft),
        ticket=ticket,
        author=draft.author,
        enclosures=enclosures_of(draft),
        code=make_code(PREVIEW, ticket.tenant_id),
        pictures=[Asset(file.content_id, file.content_type, file.blob.content) for file in pictures if file.blob],
    )


def letter_message(ticket: Ticket, draft: Draft, *, kind: MessageKind) -> NewMessage:
    """The message as it will be written: to nobody's mail address, and to an address of its own kind."""
    html, pictures = letter_body(draft)
    attached = [as_attachment(file) for file in carried_files(draft) if not file.inline]
    return NewMessage(
        direction=Direction.OUT,
        kind=kind,
        channel=MessageChannel.LETTER,
        postal=address_lines(ticket, draft),
        at=clock.now(),
        author=draft.author,
        from_name=voice_of_draft(draft, ticket).tenant.name,
        subject=letter_subject(draft),
        text=draft.text,
        html=html,
        files=[*pictures, *attached],
    )
