"""What the reply editor shows about letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from kontor.answers.domain.by_letter import is_letter, letter_offer, letter_subject
from kontor.answers.models import Draft
from kontor.customers.domain.postal_addresses import lines_of, problems_of
from kontor.customers.models import PostalAddress
from kontor.desk.letter.switch import letters_are_on
from kontor.org.middleware import DeskRequest
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.tickets.enums import TicketKind
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class Choice:
    """An address on one line."""

    pk: int
    words: str


def letter_context(ticket: Ticket, draft: Draft) -> dict[str, Any]:
    """The channels and the address. One statement where the tenant works with letters, none elsewhere."""
    read: dict[str, Any] | None = getattr(draft, "system_preferences", None)
    system = None if read is None else cast(Holder, SystemValues(preferences=read))
    offer = letter_offer(ticket, system=system)
    if not is_letter(draft):
        return {"letter_offer": offer, "by_letter": False}
    known = offer.addresses if offer else []
    return {
        "letter_offer": offer,
        "by_letter": True,
        "postal_choices": [Choice(row.pk, _words(row, ticket)) for row in known],
        "postal_problems": _problems(draft.postal_address),
        "printed_subject": letter_subject(draft),
    }


def may_begin_letter(request: DeskRequest, ticket: Ticket) -> bool:
    """Whether a mail can be answered by letter right away: the contact has an address. A letter is so anyway."""
    if not letters_are_on(request) or ticket.kind == TicketKind.LETTER:
        return False
    offer = letter_offer(ticket, system=cast(Holder, request.access.system))
    return offer is not None and offer.possible


def _words(row: PostalAddress, ticket: Ticket) -> str:
    return ", ".join(lines_of(row, from_country=ticket.tenant.country))


def _problems(address: PostalAddress | None) -> list[str]:
    """What the send guard will say of the address."""
    if address is None:
        return [_("The letter has no address. Choose one.")]
    said = [problem.sentence for problem in problems_of(address)]
    if address.undeliverable_since:
        reason = address.undeliverable_reason
        said.insert(0, f"{_('Letters to this address came back as undeliverable.')} {reason}".strip())
    return said
