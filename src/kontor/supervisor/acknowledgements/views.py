"""The mask of an acknowledgement's text."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.answers.domain.acknowledgement_texts import add_text, change_text, example_of, is_switched_on
from kontor.answers.models import AcknowledgementText
from kontor.org.middleware import DeskRequest
from kontor.supervisor.acknowledgements.access import READ, WRITE, get_text
from kontor.supervisor.acknowledgements.forms import ACKNOWLEDGEMENT_MASK, NewTextForm, TextForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/acknowledgements/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:acknowledgements:new")
    mask = open_mask(ACKNOWLEDGEMENT_MASK, request, AcknowledgementText(), "general", url=lambda _key: here)
    form = cast(NewTextForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _add(request, form)):
        message(request, _("The acknowledgement is created."))
        return redirect(request, reverse("supervisor:acknowledgements:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, acknowledgement_id: int) -> HttpResponse:
    row = get_text(request, acknowledgement_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:acknowledgements:edit", args=[row.pk])
    mask = open_mask(ACKNOWLEDGEMENT_MASK, request, row, "general", url=lambda _key: here)
    form = cast(TextForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=row.tenant_id),
        "mask_colour": row.tenant.colour,
        "language": language_names([row.language])[0],
        "example": example_of(row),
        "is_on": is_switched_on(row),
        "settings_url": _settings_url(row),
    }
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(row.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = form.cleaned_data
        if saves(form, lambda: change_text(row, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The acknowledgement is saved."))
    return mask.answer(request, TEMPLATE, context)


def _add(request: DeskRequest, form: NewTextForm) -> None:
    tenant, category = form.place_chosen()
    need(request, WRITE, tenant_id=tenant.pk)
    values = {name: form.cleaned_data[name] for name in ("language", "subject", "text")}
    add_text(tenant, category, **values, by=request.user)


def _settings_url(row: AcknowledgementText) -> str:
    if row.category_id:
        return reverse("supervisor:categories:tab", args=[row.category_id, "settings"])
    return reverse("supervisor:tenants:tab", args=[row.tenant_id, "settings"])
