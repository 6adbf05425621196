"""What was erased, and what is held."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.privacy.domain.holds import label_of, lift_hold
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Hold
from kontor.supervisor import cells
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import allowed
from kontor.supervisor.privacy.access import READ, WRITE, readable_erasures, readable_holds
from kontor.supervisor.privacy.words import subject_of
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected

FOLDER = "supervisor/privacy"

ERASURES = Listing(
    "erasures",
    _("Erasures"),
    columns=(
        Column("what", _("What"), subject_of, fixed=True, template=f"{FOLDER}/_what.html"),
        Column(
            "state",
            _("State"),
            lambda row: row.get_state_display(),
            sort="state",
            filter=Choice("state", choices=lambda: list(ErasureState.choices)),
            template=f"{FOLDER}/_state.html",
        ),
        Column("reason", _("Reason"), filter=Text(), wide=True),
        Column("asked_by", _("Asked for by"), "asked_by.name", labelled=True),
        Column("asked_at", _("Asked for"), sort="asked_at", cell=cells.moment, labelled=True),
        Column("ended_at", _("Ended"), sort="ended_at", cell=cells.moment, labelled=True),
        tenant_column(READ),
    ),
    default_sort=("-asked_at",),
    colour=lambda row: row.tenant.colour if row.tenant else None,
)

HOLDS = Listing(
    "holds",
    _("Legal holds"),
    columns=(
        Column("what", _("What"), label_of, fixed=True, template=f"{FOLDER}/_held.html"),
        Column("reason", _("Reason"), filter=Text(), wide=True),
        Column("placed_by", _("Hold placed by"), "placed_by.name", labelled=True),
        Column("placed_at", _("Held since"), sort="placed_at", cell=cells.moment, labelled=True),
        Column("lifted_at", _("Lifted"), sort="lifted_at", cell=cells.moment, labelled=True),
        tenant_column(READ),
    ),
    default_sort=("-placed_at",),
    colour=lambda row: int(row.tenant.colour),
    called=label_of,
    actions=(
        Action(
            _("Lift"),
            "supervisor:privacy:lift",
            icon="x",
            permission=WRITE,
            confirm=_("Lift the chosen holds? From then on erasure and retention count again."),
        ),
    ),
)


@require_GET
def erasures(request: DeskRequest) -> HttpResponse:
    context = {
        "empty_title": _("Nothing was erased yet"),
        "empty_text": _("Contacts are erased on their page. What the retention erases stands here too."),
    }
    return ERASURES.answer(request, readable_erasures(request), f"{FOLDER}/list.html", context)


@require_GET
def holds(request: DeskRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "empty_title": _("There is no legal hold"),
        "empty_text": _(
            "A contact is held on its page, a ticket here or on its own: nothing is erased until the hold is lifted."
        ),
    }
    if request.access.may_anywhere(WRITE):
        context["new_url"] = reverse("supervisor:privacy:new-hold")
    return HOLDS.answer(request, readable_holds(request), f"{FOLDER}/list.html", context)


@require_POST
def lift(request: DeskRequest) -> HttpResponse:
    rows = readable_holds(request).filter(pk__in=selected(request)).order_by("pk")
    chosen: list[Hold] = allowed(request, rows, WRITE)
    for hold in chosen:
        lift_hold(hold, by=request.user)
    sentence = ngettext("%(count)s hold is lifted.", "%(count)s holds are lifted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:privacy:holds"))
