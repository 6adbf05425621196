"""The list of service levels, that of the deleted ones, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.queries import service_levels_in_scope
from kontor.sla.domain.service_levels import delete_service_levels, restore_service_level
from kontor.supervisor.columns import CHANGED_AT, name_column, tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.durations import written
from kontor.supervisor.lists import deleted_context, deleted_list, living_context
from kontor.supervisor.service_levels.access import READ, WRITE, get_levels
from kontor.supervisor.uses import answer_deletion
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Column, Listing, selected

LIST = "supervisor:service_levels:list"
TEMPLATE = "supervisor/service_levels/list.html"


def _target(field: str) -> Callable[[Any], str]:
    def value(level: Any) -> str:
        minutes = getattr(level, field)
        return f"{written(minutes)} h" if minutes else "–"

    return value


NAME = name_column()
TENANT = tenant_column(READ)
SERVICE_LEVELS = Listing(
    "service-levels",
    _("Service levels"),
    columns=(
        NAME,
        Column("first", _("First response"), _target("first_response"), sort="first_response", figure=True),
        Column("next", _("Next response"), _target("next_response"), sort="next_response", figure=True),
        Column("resolution", _("Resolution"), _target("resolution"), sort="resolution", figure=True),
        Column("call-back", _("Call back"), _target("call_back"), sort="call_back", figure=True),
        TENANT,
        CHANGED_AT,
    ),
    default_sort=("name", "tenant"),
    link="supervisor:service_levels:edit",
    colour=lambda level: int(level.tenant.colour),
    actions=(
        Action(
            _("Delete"),
            "supervisor:service_levels:delete",
            deed="hours",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen service levels? What was promised with them stays; they can be restored."),
        ),
    ),
)
DELETED = deleted_list("service_levels", _("Deleted service levels"), NAME, TENANT, write=WRITE)


@require_GET
def service_levels(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    title, text = _("No service level yet"), _("Without a service level nothing is promised and nothing is overdue.")
    context = living_context(request, "service_levels", WRITE, title=title, text=text)
    rows = service_levels_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return SERVICE_LEVELS.answer(request, rows, TEMPLATE, context)


@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    rows = service_levels_in_scope(deleted=True).filter(tenant__in=tenants_for(request.access, WRITE))
    context = deleted_context(_("No deleted service levels"))
    return DELETED.answer(request, rows, TEMPLATE, context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_levels(request, selected(request), may=WRITE)
    return answer_deletion(
        request, lambda: delete_service_levels(chosen, by=request.user), _deleted_sentence, back=LIST
    )


def _deleted_sentence(count: int) -> str:
    return ngettext("%(count)s service level is deleted.", "%(count)s service levels are deleted.", count) % {
        "count": count
    }


@require_POST
def restore(request: DeskRequest) -> HttpResponse:
    chosen = get_levels(request, selected(request), may=WRITE, deleted=True)
    for level in chosen:
        restore_service_level(level, by=request.user)
    sentence = ngettext("%(count)s service level is restored.", "%(count)s service levels are restored.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse(LIST))
