"""The list of automatic replies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.automatic_entries import automatic_in_scope, delete_automatic
from kontor.answers.enums import AutomaticAction
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.automatic.access import READ, WRITE, get_several
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected


def _actions() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in AutomaticAction.choices]


def _is_on(row: Any) -> str:
    return gettext("Yes") if row.active else gettext("No")


AUTOMATIC = Listing(
    "automatic-replies",
    _("Automatic replies"),
    columns=(
        Column(
            "category",
            _("Category"),
            "category.name",
            sort="category__sort_key",
            filter=Text("category__name"),
            fixed=True,
            template="supervisor/reviews/_answers.html",
        ),
        Column(
            "action",
            _("What happens"),
            lambda row: row.get_action_display(),
            sort="action",
            filter=Choice("action", choices=_actions),
        ),
        Column("template", _("Template"), "template.name", sort="template__sort_key", filter=Text("template__name")),
        Column("active", _("Switched on"), _is_on, sort="active", labelled=True),
        tenant_column(READ),
    ),
    default_sort=("tenant", "category"),
    link="supervisor:automatic:edit",
    colour=lambda row: int(row.tenant.colour),
    called=lambda row: row.category.name,
    actions=(
        Action(
            _("Delete"),
            "supervisor:automatic:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen automatic replies? New tickets of these categories wait for people again."),
        ),
    ),
)


@require_GET
def replies(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "new_url": reverse("supervisor:automatic:new") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("No automatic reply yet"),
        "empty_text": _("An automatic reply answers new tickets of a category by itself, and closes them if you want."),
    }
    rows = automatic_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return AUTOMATIC.answer(request, rows, "supervisor/reviews/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_several(request, selected(request), may=WRITE)
    for row in chosen:
        delete_automatic(row, by=request.user)
    sentence = ngettext(
        "%(count)s automatic reply is deleted.", "%(count)s automatic replies are deleted.", len(chosen)
    )
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:automatic:list"))
