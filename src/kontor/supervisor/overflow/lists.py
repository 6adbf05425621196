"""The list of agreements, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.escalations.domain.agreement_queries import agreements_for
from kontor.escalations.domain.agreements import delete_agreement, restore_agreement
from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import DELETED_AT
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.lists import deleted_context, living_context
from kontor.supervisor.overflow.access import READ, WRITE, get_agreements
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, Text, selected

NAME = Column("name", _("Name"), sort=("sort_key", "name"), filter=Text("name"), fixed=True)
FROM = Column(
    "lender",
    _("From"),
    "lender",
    sort="lender_name",
    filter=Text("lender_name"),
    template="supervisor/overflow/_side.html",
)
TO = Column(
    "borrower",
    _("To"),
    "borrower",
    sort="borrower_name",
    filter=Text("borrower_name"),
    template="supervisor/overflow/_side.html",
)
AGREEMENTS = Listing(
    "overflow-agreements",
    _("Overflow"),
    columns=(
        NAME,
        FROM,
        TO,
        Column("state", _("State"), template="supervisor/overflow/_state.html"),
        Column("lent", _("Lent now"), "lent_now", sort="lent_now", figure=True, labelled=True),
    ),
    default_sort=("name",),
    link="supervisor:overflow:show",
    colour=lambda agreement: int(agreement.lender_colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:overflow:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen agreements? They can be restored."),
        ),
    ),
)
DELETED = Listing(
    "deleted-overflow-agreements",
    _("Deleted agreements"),
    columns=(NAME, FROM, TO, DELETED_AT),
    default_sort=("-deleted",),
    colour=lambda agreement: int(agreement.lender_colour),
    actions=(Action(_("Restore"), "supervisor:overflow:restore", icon="restore", permission=WRITE),),
)


@require_GET
def agreements(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title = _("No agreement yet")
    text = _("With an agreement a tenant that has too much lends tickets to another one for a time.")
    context = living_context(request, "overflow", WRITE, title=title, text=text)
    return AGREEMENTS.answer(request, agreements_for(request.access), "supervisor/overflow/list.html", context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = agreements_for(request.access, WRITE, deleted=True)
    context = deleted_context(_("No deleted agreements"))
    return DELETED.answer(request, rows, "supervisor/overflow/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_agreements(request, selected(request))
    for agreement in chosen:
        delete_agreement(agreement, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s agreement is deleted.", "%(count)s agreements are deleted.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:overflow:list"))


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_agreements(request, selected(request), deleted=True)
    for agreement in chosen:
        restore_agreement(agreement, by=request.user)
    count = len(chosen)
    sentence = ngettext(
        "%(count)s agreement is restored and switched off.",
        "%(count)s agreements are restored and switched off.",
        count,
    )
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:overflow:list"))
