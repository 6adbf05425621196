"""Trying the draft on the mail of the last days: starting, watching, cancelling, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.intake.domain.rule_dry_runs import MOST_CHANGES, UNFINISHED, cancel_dry_run, start_dry_run
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.content import Content, RuleContent
from kontor.routing.domain.names import Names, names_for
from kontor.routing.domain.rule_queries import category_names
from kontor.routing.models import DryRun
from kontor.supervisor.rules.access import get_dry_run, get_tenant
from kontor.supervisor.rules.moving import waiting_elsewhere
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

LISTED = 100


@dataclass(frozen=True)
class Pair:
    """So many tickets would have gone from one category to the other."""

    old: str
    new: str
    count: int


@dataclass(frozen=True)
class Difference:
    """A ticket that would have gone elsewhere. ``number`` is empty when the person may not read it.

    Of one that is open nobody knows yet whether it lies where it belongs.
    """

    number: str
    url: str
    subject: str
    old: str
    new: str
    ended: str
    rule: str
    is_open: bool
    right: bool
    wrong: bool


@require_POST
def start(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.write")
    run = start_dry_run(tenant.pk, by=request.user)
    return redirect(request, reverse("supervisor:rules:dry-run", args=[run.pk]))


@require_POST
def cancel(request: DeskRequest, run_id: int) -> HttpResponse:
    run = get_dry_run(request, run_id, may="categories.write")
    cancel_dry_run(run)
    message(request, _("The dry run is cancelled."))
    return redirect(request, reverse("supervisor:rules:dry-run", args=[run.pk]))


@require_GET
def show(request: DeskRequest, run_id: int) -> HttpResponse:
    run = get_dry_run(request, run_id, may="categories.read")
    content = Content.from_json(run.content)
    names = names_for(content)
    ids = {pk for change in run.changes for pk in change[1:4] if pk} | {pk for pair in _pairs(run) for pk in pair[:2]}
    readable = {
        ticket.pk: ticket
        for ticket in visible_to(request.access).filter(pk__in=[each[0] for each in run.changes[:LISTED]])
    }
    categories = category_names(ids | {ticket.category_id for ticket in readable.values()})
    context: dict[str, Any] = {
        "run": run,
        "going_on": run.state in UNFINISHED,
        "seen": run.counts.get("seen", 0),
        "moved": run.counts.get("moved", 0),
        "better": run.counts.get("better", 0),
        "worse": run.counts.get("worse", 0),
        "pairs": [Pair(_called(old, categories), _called(new, categories), count) for old, new, count in _pairs(run)],
        "differences": _differences(run, readable, categories, names, {rule.id: rule for rule in content.rules}),
        "more": run.counts.get("moved", 0) - min(len(run.changes), LISTED),
        "most": MOST_CHANGES,
        "may_write": request.access.may("categories.write", tenant_id=run.tenant_id),
        "waiting": sum(map(len, waiting_elsewhere(request, run).values())),
    }
    return fragment(request, "supervisor/rules/dry_run.html", context, partial="result")


def _pairs(run: DryRun) -> list[tuple[int, int, int]]:
    """The most frequent first; 0 is no category."""
    found = [(*map(int, pair.split(">")), count) for pair, count in run.counts.get("pairs", {}).items()]
    return sorted(((old, new, count) for old, new, count in found), key=lambda each: (-each[2], each))


def _differences(
    run: DryRun, readable: dict[int, Ticket], categories: dict[int, str], names: Names, rules: dict[int, RuleContent]
) -> list[Difference]:
    """Of what is open it is said where it lies now."""
    found = []
    for ticket_id, old, new, ended, rule_id in run.changes[:LISTED]:
        ticket = readable.get(ticket_id)
        found.append(
            Difference(
                number=format_number(ticket.number) if ticket else "",
                url=reverse("desk:ticket:show", args=[ticket.number]) if ticket else "",
                subject=ticket.subject if ticket else "",
                old=_called(old, categories),
                new=_called(new, categories),
                ended=_called(ticket.category_id if ticket and ticket.is_open else ended, categories),
                rule=names.rule(rules[rule_id]) if rule_id in rules else "",
                is_open=bool(ticket and ticket.is_open),
                right=new == ended,
                wrong=old == ended and bool(ticket and not ticket.is_open),
            )
        )
    return found


def _called(pk: int | None, categories: dict[int, str]) -> str:
    return categories.get(pk, _("a category that is gone")) if pk else _("none, held")
