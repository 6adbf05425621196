"""What lies in the wrong category already goes where the rules that were tried would have led it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.intake.domain.rule_dry_runs import UNFINISHED
from kontor.org.domain.category_queries import categories_in_scope
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import recategorize_many
from kontor.routing.models import DryRun
from kontor.supervisor.rules.access import get_dry_run
from kontor.tickets import rules
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from kontor.ui.htmx import message, redirect


@require_POST
def move(request: DeskRequest, run_id: int) -> HttpResponse:
    """Each as if an agent had moved it. What is refused stays, and it is said how many that are."""
    run = get_dry_run(request, run_id, may="categories.write")
    found = waiting_elsewhere(request, run)
    moved = stayed = 0
    for category in categories_in_scope().filter(pk__in=found, tenant_id=run.tenant_id):
        result = recategorize_many(found[category.pk], category, by=request.user)
        moved, stayed = moved + len(result.done), stayed + len(result.refused)
    said = [ngettext("%(count)s ticket is moved.", "%(count)s tickets are moved.", moved) % {"count": moved}]
    if stayed:
        said.append(_("Not moved: %(count)s.") % {"count": stayed})
    message(request, " ".join(said), "near" if stayed else "success")
    return redirect(request, reverse("supervisor:rules:dry-run", args=[run.pk]))


def waiting_elsewhere(request: DeskRequest, run: DryRun) -> dict[int, list[Ticket]]:
    """By the category they would have come into: listed tickets that wait where they lay, and may be moved."""
    if run.state in UNFINISHED:
        return {}
    wanted = {ticket_id: (new, there) for ticket_id, _old, new, there, _rule in run.changes if new and new != there}
    found: dict[int, list[Ticket]] = {}
    for ticket in visible_to(request.access).filter(pk__in=wanted, state=TicketState.QUEUED):
        new, there = wanted[ticket.pk]
        if ticket.category_id == there and rules.may_recategorize(request.access, ticket):
            found.setdefault(new, []).append(ticket)
    return found
