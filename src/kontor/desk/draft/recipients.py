"""Which of the recipients deserve a second look."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from kontor.answers.domain.recipients import MarkedRecipient, marked_recipients
from kontor.answers.models import Draft
from kontor.desk.compose.addresses import read_addresses
from kontor.desk.doors import get_draft
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment

LONGEST = 10_000
LINES = ("to", "cc", "bcc")


@require_POST
def marks(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The marks for the recipients that stand in the editor now; nothing is kept."""
    draft = get_draft(request, draft_id)
    pairs = [pair for line in LINES for pair in read_addresses(request.POST.get(line, "")[:LONGEST])]
    return fragment(request, "desk/draft/recipients.html", {"marked": marks_of(draft, pairs)})


def marks_of(draft: Draft, pairs: list[list[str]]) -> list[MarkedRecipient]:
    customer_id = draft.ticket.customer_id if draft.ticket else draft.customer_id
    return marked_recipients(pairs, tenant_id=draft.tenant_id, customer_id=customer_id, ticket_id=draft.ticket_id)
