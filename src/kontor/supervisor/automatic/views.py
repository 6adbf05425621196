"""The mask of an automatic reply."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.answers.domain.automatic_entries import change_automatic, create_automatic
from kontor.answers.models import AutomaticReply
from kontor.org.middleware import DeskRequest
from kontor.supervisor.automatic.access import READ, WRITE, get_automatic
from kontor.supervisor.automatic.forms import AUTOMATIC_MASK, AutomaticForm, NewAutomaticForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/automatic/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:automatic:new")
    mask = open_mask(AUTOMATIC_MASK, request, AutomaticReply(), "general", url=lambda _key: here)
    form = cast(NewAutomaticForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form)):
        message(request, _("The automatic reply is created."))
        return redirect(request, reverse("supervisor:automatic:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, automatic_id: int) -> HttpResponse:
    row = get_automatic(request, automatic_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:automatic:edit", args=[row.pk])
    mask = open_mask(AUTOMATIC_MASK, request, row, "general", url=lambda _key: here)
    form = cast(AutomaticForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=row.tenant_id),
        "mask_colour": row.tenant.colour,
    }
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(row.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_automatic(row, form.values(), version=mask.version, by=request.user)):
            return mask.saved(request, _("The automatic reply is saved."))
    return mask.answer(request, TEMPLATE, context)


def _create(request: DeskRequest, form: NewAutomaticForm) -> None:
    category = form.cleaned_data["category"]
    need(request, WRITE, tenant_id=category.tenant_id)
    create_automatic(category, form.values(), by=request.user)
