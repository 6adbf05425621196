"""The mask of a rule."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.rules import change_rule, create_rule, label
from kontor.routing.models import CategoryRule
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.rules.access import get_rule
from kontor.supervisor.rules.forms import RULE_MASK, RuleForm
from kontor.supervisor.saving import saves
from kontor.ui.htmx import fragment, message, redirect, wants_fragment
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/rules/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.write")
    here = reverse("supervisor:rules:new")
    mask = open_mask(RULE_MASK, request, CategoryRule(), "general", url=lambda _key: here)
    form = cast(RuleForm, mask.form)
    if grows(request):
        return _grown(request, mask, {"may_write": True})
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form.cleaned_data)):
        message(request, _("The rule is created, after the others of its tenant. It counts once it is activated."))
        return redirect(request, reverse("supervisor:rules:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, rule_id: int) -> HttpResponse:
    rule = get_rule(request, rule_id, may="categories.read")
    here = reverse("supervisor:rules:edit", args=[rule.pk])
    mask = open_mask(RULE_MASK, request, rule, "general", url=lambda _key: here)
    form = cast(RuleForm, mask.form)
    may_write = request.access.may("categories.write", tenant_id=rule.tenant_id)
    context = {"may_write": may_write, "mask_colour": rule.tenant.colour, "rule_label": label(rule)}
    if mask.is_posted:
        need(request, "categories.write", tenant_id=rule.tenant_id)
    if grows(request):
        return _grown(request, mask, context)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(rule.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = form.cleaned_data
        if saves(form, lambda: change_rule(rule, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The rule is saved. It counts once it is activated."))
    return mask.answer(request, TEMPLATE, context)


def grows(request: DeskRequest) -> bool:
    """A condition is added or taken out; nothing is saved."""
    return request.method == "POST" and ("add" in request.POST or "remove" in request.POST)


def _grown(request: DeskRequest, mask: Mask, context: dict[str, Any]) -> HttpResponse:
    form = cast(RuleForm, mask.form)
    form.grow()
    if wants_fragment(request):
        return fragment(request, "supervisor/rules/_editor.html", {"form": form, "mask": mask})
    return mask.answer(request, TEMPLATE, context)


def _create(request: DeskRequest, values: dict[str, Any]) -> CategoryRule:
    rest = {key: value for key, value in values.items() if key != "category"}
    return create_rule(values["category"], by=request.user, **cast(Any, rest))
