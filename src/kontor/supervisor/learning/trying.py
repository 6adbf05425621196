"""What the model in use says of a ticket or of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from kontor.intake.parsing.quotes import own_text
from kontor.kernel.language import detect_language
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.categorize import MailFacts
from kontor.routing.domain.learned import learner_for, words_of
from kontor.routing.domain.learned_queries import category_names
from kontor.supervisor.learning.figures import percent
from kontor.supervisor.learning.forms import TryForm
from kontor.tenants.models import Tenant
from kontor.tickets.domain.queries import ticket_by_number
from kontor.tickets.enums import Direction
from kontor.tickets.models import Ticket

if TYPE_CHECKING:
    from kontor.routing.learning.classifier import Opinion

SHOWN = 5


@dataclass(frozen=True)
class Chance:
    name: str
    share: str
    percent: int


@dataclass(frozen=True)
class Tried:
    """``chances`` is empty when there is no opinion: too little of the mail is known."""

    ticket: Ticket | None
    chances: list[Chance]
    words: tuple[str, ...] = ()


def try_on(request: DeskRequest, tenant: Tenant, form: TryForm) -> Tried | None:
    """For a valid form. None, with an error in the form, for a number that is none of the tenant's to this person."""
    entered = form.cleaned_data
    ticket = None
    if entered["number"].strip():
        ticket = _ticket(request, tenant, entered["number"])
        if ticket is None:
            form.add_error("number", _("There is no such ticket of this tenant, or you may not read it."))
            return None
    facts = _facts_of(ticket) if ticket else _facts(entered["sender"], entered["subject"], entered["text"])
    learner = learner_for(tenant.pk)
    opinion = learner.opinion(facts, account_id=ticket.account_id if ticket else None) if learner else None
    return _tried(tenant, ticket, opinion)


def _tried(tenant: Tenant, ticket: Ticket | None, opinion: Opinion | None) -> Tried:
    if opinion is None:
        return Tried(ticket, [])
    names = category_names(tenant.pk)
    chances = [
        Chance(names.get(category, "–"), percent(chance), round(100 * chance))
        for category, chance in opinion.chances[:SHOWN]
    ]
    return Tried(ticket, chances, words_of(opinion.reasons))


def _ticket(request: DeskRequest, tenant: Tenant, number: str) -> Ticket | None:
    """A ticket of this tenant that the person may read."""
    try:
        ticket = ticket_by_number(request.access, number)
    except Http404:
        return None
    return ticket if ticket.tenant_id == tenant.pk else None


def _facts_of(ticket: Ticket) -> MailFacts:
    first = ticket.messages.filter(direction=Direction.IN).order_by("at", "id").first()
    if first is None:
        return MailFacts()
    return MailFacts(
        sender=first.from_address, subject=first.subject, text=own_text(first.text), language=ticket.language
    )


def _facts(sender: str, subject: str, text: str) -> MailFacts:
    own = own_text(text)
    return MailFacts(sender=sender, subject=subject, text=own, language=detect_language(own))
