"""The mask of an escalation rule."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.entries import clean_content
from kontor.escalations.domain.firings import would_act_now
from kontor.escalations.domain.rules import READ, WRITE, change_rule, create_rule
from kontor.escalations.domain.versions import put_in_force, version_in_force
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import EscalationRule
from kontor.kernel.text import whole_number
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.escalations.access import get_rule
from kontor.supervisor.escalations.forms import ESCALATION_MASK, EscalationForm
from kontor.supervisor.replays.beginning import begin, is_asked_for
from kontor.supervisor.saving import saves
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect, wants_fragment
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/escalations/edit.html"
MOST_SHOWN = 10


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """For the tenant that the address names, else the first one in which one may."""
    need_anywhere(request, WRITE)
    tenant = _tenant(request)
    here = f"{reverse('supervisor:escalations:new')}?tenant={tenant.pk}"
    mask = open_mask(ESCALATION_MASK, request, EscalationRule(tenant=tenant), "general", url=lambda _key: here)
    form = cast(EscalationForm, mask.form)
    context = {"may_write": True, "mask_colour": tenant.colour}
    if _grows(request):
        return _grown(request, mask, context)
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            return _tried(request, tenant, None, form)
        made: list[EscalationRule] = []
        values = (tenant, form.cleaned_data["name"], form.content())
        if saves(form, lambda: made.append(create_rule(*values, by=request.user))):
            message(request, _("The rule is created. It counts once it is put in force."))
            return redirect(request, reverse("supervisor:escalations:edit", args=[made[0].pk]))
    return mask.answer(request, TEMPLATE, context)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, escalation_id: int) -> HttpResponse:
    rule = get_rule(request, escalation_id, may=WRITE if request.method == "POST" else READ)
    here = reverse("supervisor:escalations:edit", args=[rule.pk])
    mask = open_mask(ESCALATION_MASK, request, rule, "general", url=lambda _key: here)
    form = cast(EscalationForm, mask.form)
    context = {
        "may_write": request.access.may(WRITE, tenant_id=rule.tenant_id),
        "mask_colour": rule.tenant.colour,
        **_standing(rule),
    }
    if _grows(request):
        return _grown(request, mask, context)
    if mask.is_posted and form.is_valid():
        if is_asked_for(request):
            return _tried(request, rule.tenant, rule.pk, form)
        if conflict := mask.conflict(rule.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = (rule, form.cleaned_data["name"], form.content())
        if saves(form, lambda: change_rule(*values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The rule is saved. It counts once it is put in force."))
    return mask.answer(request, TEMPLATE, context)


@require_POST
def activate(request: DeskRequest, escalation_id: int) -> HttpResponse:
    """Put the draft in force, as it was seen."""
    rule = get_rule(request, escalation_id, may=WRITE)
    seen = whole_number(request.POST.get("seen", ""))
    version = put_in_force(rule, version=seen or 0, by=request.user)
    sentence = _("Version %(number)s of the rule “%(name)s” is in force.")
    message(request, sentence % {"number": version.number, "name": version.name})
    return redirect(request, reverse("supervisor:escalations:edit", args=[rule.pk]))


def _tried(request: DeskRequest, tenant: Tenant, rule_id: int | None, form: EscalationForm) -> HttpResponse:
    content = clean_content(form.content(), tenant.pk).to_json()
    return begin(request, ReplayKind.RULE, tenant, rule_id, {"name": form.cleaned_data["name"], **content})


def _tenant(request: DeskRequest) -> Tenant:
    rows = tenants_for(request.access, WRITE)
    wanted = request.GET.get("tenant", "")
    if not wanted and (first := rows.first()):
        return first
    tenant = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if tenant is None:
        raise Http404
    need(request, WRITE, tenant_id=tenant.pk)
    return tenant


def _standing(rule: EscalationRule) -> dict[str, Any]:
    """What is in force, whether the draft differs, and what the draft would do at this moment."""
    present = version_in_force(rule)
    content = Content.from_json(rule.content)
    differs = present is None or (present.name, present.content) != (rule.name, rule.content)
    return {
        "in_force": present,
        "differs": differs,
        "preview": would_act_now(rule.tenant_id, content, most=MOST_SHOWN, version=None if differs else present),
    }


def _grows(request: DeskRequest) -> bool:
    """A row is added or taken out; nothing is saved."""
    return request.method == "POST" and ("add" in request.POST or "remove" in request.POST)


def _grown(request: DeskRequest, mask: Mask, context: dict[str, Any]) -> HttpResponse:
    form = cast(EscalationForm, mask.form)
    form.grow()
    if wants_fragment(request):
        return fragment(request, "supervisor/escalations/_editor.html", {"form": form, "mask": mask})
    return mask.answer(request, TEMPLATE, context)
