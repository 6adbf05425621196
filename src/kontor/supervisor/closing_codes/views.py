"""The mask of a closing code."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.org.domain.closing_codes import change_closing_code, create_closing_code
from kontor.org.middleware import DeskRequest
from kontor.org.models import ClosingCode
from kontor.supervisor.closing_codes.access import get_closing_code
from kontor.supervisor.closing_codes.forms import CLOSING_CODE_MASK, ClosingCodeForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/closing_codes/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "closing_codes.write")
    here = reverse("supervisor:closing_codes:new")
    mask = open_mask(CLOSING_CODE_MASK, request, ClosingCode(), "general", url=lambda _key: here)
    form = cast(ClosingCodeForm, mask.form)
    if (
        mask.is_posted
        and form.is_valid()
        and saves(form, lambda: create_closing_code(**form.cleaned_data, by=request.user))
    ):
        message(request, _("The closing code “%(name)s” is created.") % {"name": form.cleaned_data["name"]})
        return redirect(request, reverse("supervisor:closing_codes:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, closing_code_id: int) -> HttpResponse:
    closing_code = get_closing_code(request, closing_code_id, may="closing_codes.read")
    here = reverse("supervisor:closing_codes:edit", args=[closing_code.pk])
    mask = open_mask(CLOSING_CODE_MASK, request, closing_code, "general", url=lambda _key: here)
    form = cast(ClosingCodeForm, mask.form)
    may_write = request.access.may("closing_codes.write", tenant_id=closing_code.tenant_id)
    context = {"may_write": may_write, "mask_colour": closing_code.tenant.colour}
    if mask.is_posted:
        need(request, "closing_codes.write", tenant_id=closing_code.tenant_id)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(closing_code.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = form.cleaned_data
        if saves(form, lambda: change_closing_code(closing_code, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The closing code “%(name)s” is saved.") % {"name": values["name"]})
    return mask.answer(request, TEMPLATE, context)
