"""The blocked numbers, and taking several off the list."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.calls.domain.blocking import blocked_numbers, unblock_number
from kontor.kernel.telephone import written
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.blocked_numbers.access import BLOCK, enter
from kontor.supervisor.calls.access import call_for
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import allowed
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected

FOLDER = "supervisor/blocked_numbers"

BLOCKED = Listing(
    "blocked-numbers",
    _("Blocked numbers"),
    columns=(
        Column(
            "number",
            _("Phone number"),
            lambda row: written(row.number, row.tenant.country),
            sort="normalized",
            filter=Text(),
            fixed=True,
            template=f"{FOLDER}/_number.html",
        ),
        Column("reason", _("Reason"), filter=Text(), wide=True),
        Column("by", _("Blocked by"), "by.name", labelled=True),
        Column("created_at", _("Blocked since"), sort="created_at", cell=cells.moment, labelled=True),
        Column("called_at", _("Last call"), sort="called_at", cell=cells.moment, labelled=True),
        tenant_column(BLOCK),
    ),
    default_sort=("-created_at",),
    colour=lambda row: int(row.tenant.colour),
    actions=(
        Action(
            _("Unblock"),
            "supervisor:blocked_numbers:remove",
            icon="x",
            permission=BLOCK,
            confirm=_("Unblock the chosen numbers? Calls from them are put through again."),
        ),
    ),
)


@require_GET
def numbers(request: DeskRequest) -> HttpResponse:
    enter(request)
    context = {
        "call_for": call_for(request),
        "new_url": reverse("supervisor:blocked_numbers:new"),
        "empty_title": _("Nobody is blocked"),
        "empty_text": _("Calls from numbers that are blocked here are rejected, where the telephone system asks."),
    }
    rows = blocked_numbers().filter(tenant_id__in=request.access.tenants_with(BLOCK))
    return BLOCKED.answer(request, rows, f"{FOLDER}/list.html", context)


@require_POST
def remove(request: DeskRequest) -> HttpResponse:
    enter(request)
    chosen = allowed(request, blocked_numbers().filter(pk__in=selected(request)).order_by("pk"), BLOCK)
    for row in chosen:
        unblock_number(row, by=request.user)
    sentence = ngettext("%(count)s number is unblocked.", "%(count)s numbers are unblocked.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:blocked_numbers:list"))
