"""Whose words an answer has: templates, text modules, layout, and the name that the customer reads.

They are those of the ticket's tenant; while it is lent under terms by which the borrower signs, the borrower's. The
address is the lender's in any case: there the customer's next mail finds the ticket, also when the loan has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.domain.choice import Sender, present_sender
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.routing.domain.loans import running_loan
from kontor.routing.enums import Signs
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket

BORROWED_TEMPLATE = "borrowed_template"
"""In the options of a draft: the template of the borrower who signs. A draft of the lender names its own only."""


@dataclass(frozen=True)
class Voice:
    """``category`` is where the tenant's templates and text modules are chosen."""

    tenant: Tenant
    category: Category


def voice_of(ticket: Ticket) -> Voice:
    """Who speaks to the customer of this ticket. One statement for a lent one, none for others.

    Refused where the borrower signs and is not in the scope.
    """
    loan = running_loan(ticket)
    if loan is None or loan.signs != Signs.BORROWER:
        return Voice(ticket.tenant, ticket.category)
    if loan.lent_to_id not in current():
        raise Refused(_("%(tenant)s answers this ticket in its own name.") % {"tenant": loan.borrower_name})
    assert loan.lent_to is not None
    return Voice(loan.lent_to, loan.category)


def voice_of_draft(draft: Draft, ticket: Ticket | None = None) -> Voice:
    """Who speaks in the draft. To people outside it is always the ticket's own tenant."""
    ticket = ticket or draft.ticket
    if ticket is None:
        assert draft.category is not None
        return Voice(draft.category.tenant, draft.category)
    return voice_of(ticket) if draft.kind == DraftKind.REPLY else Voice(ticket.tenant, ticket.category)


def template_of(draft: Draft, voice: Voice) -> ReplyTemplate | None:
    """The template in which the draft goes out: of whoever speaks."""
    if voice.tenant.pk == draft.tenant_id:
        own: ReplyTemplate | None = draft.template
        return own
    template_id = draft.options.get(BORROWED_TEMPLATE)
    return ReplyTemplate.objects.filter(pk=template_id, tenant=voice.tenant).first() if template_id else None


def template_fields(template: ReplyTemplate | None, options: dict[str, Any], *, tenant_id: int) -> dict[str, Any]:
    """How a draft of this tenant notes its template: ``template`` and ``options``."""
    options = {name: value for name, value in options.items() if name != BORROWED_TEMPLATE}
    if template is None or template.tenant_id == tenant_id:
        return {"template": template, "options": options}
    return {"template": None, "options": {**options, BORROWED_TEMPLATE: template.pk}}


def name_of_sender(voice: Voice, sender: Sender) -> str:
    """The name that the customer reads as the sender's: the account's, or that of the borrower who signs."""
    if sender.account.owner in (0, voice.tenant.pk):
        return sender.account.sender_name or voice.tenant.name
    own = present_sender(voice.tenant.pk)
    speaks = own.account.sender_name if own and own.account.owner == voice.tenant.pk else ""
    return speaks or voice.tenant.name
