"""The mask of an entry of the address book."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.customers.domain.experts import change_expert, create_expert
from kontor.customers.models import Expert
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.experts.access import READ, WRITE, get_expert
from kontor.supervisor.experts.forms import EXPERT_MASK, ExpertForm
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/experts/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:experts:new")
    mask = open_mask(EXPERT_MASK, request, Expert(), "general", url=lambda _key: here)
    form = cast(ExpertForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form)):
        message(request, _("“%(name)s” is in the address book.") % {"name": form.cleaned_data["name"]})
        return redirect(request, reverse("supervisor:experts:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


def _create(request: DeskRequest, form: ExpertForm) -> None:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    create_expert(tenant, form.values, by=request.user)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, expert_id: int) -> HttpResponse:
    expert = get_expert(request, expert_id, may=READ)
    here = reverse("supervisor:experts:edit", args=[expert.pk])
    mask = open_mask(EXPERT_MASK, request, expert, "general", url=lambda _key: here)
    form = cast(ExpertForm, mask.form)
    may_write = request.access.may(WRITE, tenant_id=expert.tenant_id)
    context = {"may_write": may_write, "mask_colour": expert.tenant.colour}
    if mask.is_posted:
        need(request, WRITE, tenant_id=expert.tenant_id)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(expert.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_expert(expert, form.values, version=mask.version, by=request.user)):
            return mask.saved(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
    return mask.answer(request, TEMPLATE, context)
