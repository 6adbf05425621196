"""The mask of a text module."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.modules.access import READ, WRITE, get_module
from kontor.supervisor.modules.forms import MODULE_MASK, ModuleForm, NewModuleForm, groups_of
from kontor.supervisor.reply_templates.insertions import InsertionGroup, insertions_of_modules
from kontor.supervisor.saving import saves
from kontor.texts.domain.modules import change_module, create_module
from kontor.texts.models import TextModule
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/modules/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:modules:new")
    mask = open_mask(MODULE_MASK, request, TextModule(), "general", url=lambda _key: here)
    form = cast(NewModuleForm, mask.form)
    made: list[TextModule] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: made.append(_create(request, form))):
        sentence = _("The text module “%(name)s” is created. It is offered in all categories until you choose some.")
        message(request, sentence % {"name": made[0].name})
        return redirect(request, reverse("supervisor:modules:edit", args=[made[0].pk]))
    context = {"may_write": True, "groups": groups_of(TextModule(), form), "insertions": _insertions(form)}
    return mask.answer(request, TEMPLATE, context)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, module_id: int) -> HttpResponse:
    module = get_module(request, module_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:modules:edit", args=[module.pk])
    mask = open_mask(MODULE_MASK, request, module, "general", url=lambda _key: here)
    form = cast(ModuleForm, mask.form)
    context = _context(request, module, mask)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(module.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_module(module, form.values(), version=mask.version, by=request.user)):
            return mask.saved(request, _("The text module is saved."))
    return mask.answer(request, TEMPLATE, context)


def _create(request: DeskRequest, form: NewModuleForm) -> TextModule:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    return create_module(tenant, form.values(), by=request.user)


def _insertions(form: NewModuleForm) -> list[InsertionGroup]:
    """What the new text may hold: with one tenant to choose from all of it, else what they have in common."""
    tenants = form.tenants_to_choose()
    if not tenants:
        return []
    return insertions_of_modules(tenants[0], str(form["language"].value() or ""), fixed=len(tenants) == 1)


def _context(request: DeskRequest, module: TextModule, mask: Mask) -> dict[str, Any]:
    return {
        "may_write": request.access.may(WRITE, tenant_id=module.tenant_id),
        "mask_colour": module.tenant.colour,
        "groups": groups_of(module, cast(ModuleForm, mask.form)),
        "history_url": history_url(request, module),
        "insertions": insertions_of_modules(module.tenant, module.language),
    }
