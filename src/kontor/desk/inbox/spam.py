"""Several chosen tickets at once: marked as spam, with their senders blocked if wished, and taken back."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.desk.inbox.selection import SpamForm, allowed, answer
from kontor.desk.ticket.spam import sender_to_block
from kontor.intake.domain.block_list import block
from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import mark_many_as_spam, take_many_back_from_spam
from kontor.tickets import rules
from kontor.tickets.models import Ticket
from kontor.ui.htmx import message


@require_POST
def spam(request: DeskRequest) -> HttpResponse:
    tickets = allowed(request, rules.may_mark_as_spam)
    form = SpamForm(request.POST)
    result = mark_many_as_spam(tickets, by=request.user)
    if form.is_valid() and form.cleaned_data["block"] and may_block(request.access, tickets):
        done = {before.ticket_id for before in result.done}
        _block(request, [ticket for ticket in tickets if ticket.pk in done])
    return answer(
        request, result, ngettext("%(count)d ticket is spam now.", "%(count)d tickets are spam now.", len(result.done))
    )


@require_POST
def not_spam(request: DeskRequest) -> HttpResponse:
    result = take_many_back_from_spam(allowed(request, rules.may_take_back_from_spam), by=request.user)
    sentence = ngettext(
        "%(count)d ticket is in the queue again.", "%(count)d tickets are in the queue again.", len(result.done)
    )
    return answer(request, result, sentence)


def may_block(access: Access, tickets: list[Ticket]) -> bool:
    """In every tenant of these tickets."""
    return all(access.may("tickets.block", tenant_id=ticket.tenant_id) for ticket in tickets)


def _block(request: DeskRequest, tickets: list[Ticket]) -> None:
    """Each sender once in its tenant. One that cannot be blocked stops no other; it is said."""
    senders = {(ticket.tenant_id, sender_to_block(ticket)): ticket.tenant for ticket in tickets}
    blocked = 0
    for (_tenant_id, sender), tenant in senders.items():
        if not sender:
            continue
        try:
            with transaction.atomic():
                block(tenant, sender, by=request.user)
        except Refused as refusal:
            message(request, str(refusal), "near")
            continue
        blocked += 1
    if blocked:
        sentence = ngettext("%(count)d sender is blocked.", "%(count)d senders are blocked.", blocked)
        message(request, sentence % {"count": blocked})
