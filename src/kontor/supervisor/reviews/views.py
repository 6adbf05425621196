"""The mask of a rule of release and sampling."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.answers.domain.review_rule_entries import change_review_rule, create_review_rule, rule_in_words
from kontor.answers.models import ReviewRule
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.reviews.access import READ, WRITE, get_rule
from kontor.supervisor.reviews.forms import RULE_MASK, NewRuleForm, RuleForm
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/reviews/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:reviews:new")
    mask = open_mask(RULE_MASK, request, ReviewRule(), "general", url=lambda _key: here)
    form = cast(NewRuleForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form)):
        message(request, _("The rule is created."))
        return redirect(request, reverse("supervisor:reviews:list"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, review_rule_id: int) -> HttpResponse:
    rule = get_rule(request, review_rule_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:reviews:edit", args=[rule.pk])
    mask = open_mask(RULE_MASK, request, rule, "general", url=lambda _key: here)
    form = cast(RuleForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=rule.tenant_id),
        "mask_colour": rule.tenant.colour,
        "in_words": rule_in_words(rule),
    }
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(rule.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        if saves(form, lambda: change_review_rule(rule, form.values(), version=mask.version, by=request.user)):
            return mask.saved(request, _("The rule is saved."))
    return mask.answer(request, TEMPLATE, context)


def _create(request: DeskRequest, form: NewRuleForm) -> None:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    create_review_rule(tenant, form.values(), by=request.user)
