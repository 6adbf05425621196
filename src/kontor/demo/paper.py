"""A request that was answered by letter: it is on its way to print when the demo is looked at."""

from __future__ import annotations

import re
from dataclasses import replace

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Draft
from kontor.demo.content.letters import ANSWER
from kontor.demo.organization import Built
from kontor.letters.domain.switch import rendering_trouble
from kontor.routing.domain.assign import assign_ticket
from kontor.tenants.scope import scope
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

_GAP = re.compile(r"<p>(?:\s|&nbsp;)*</p>")


def write_letter(built: Built) -> None:
    """The oldest request that waits and whose customer has told where they live; none where nothing can be rendered."""
    if rendering_trouble():
        return
    with scope(built.tenant.pk):
        waiting = Ticket.objects.filter(state=TicketState.QUEUED, language="de", category__closing_code_required=False)
        living = waiting.filter(customer__postal_addresses__deleted_at=None, customer__postal_addresses__country="DE")
        ticket = living.order_by("received_at").first()
        assert ticket is not None
        agent = built.people[0]
        draft = open_draft(assign_ticket(ticket, to=agent, by=agent), author=agent)
        letter = answer_by_letter(draft, by=agent)
        send_answer(save_draft(letter, _said(letter), version=letter.version, by=agent), by=agent)


def _said(draft: Draft) -> DraftValues:
    """The answer between the greeting and the signature that the template gives."""
    html = _GAP.sub(ANSWER, draft.html, count=1)
    values = DraftValues(to=draft.to, cc=draft.cc, bcc=draft.bcc, subject=draft.subject, text="", html=html, rich=True)
    return replace(values, postal_address=draft.postal_address)
