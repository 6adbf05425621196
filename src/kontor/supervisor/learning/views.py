"""What a tenant has learned from its closed requests: how good it is, how it is used, what it says of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.learned_examples import LEAST, LEAST_OF_CATEGORY
from kontor.routing.domain.learned_models import ask_for_training, is_under_way, use_model
from kontor.routing.domain.learned_queries import category_names, kept_models, learning_of, models_in_use
from kontor.routing.enums import LearnedOrder
from kontor.routing.models import LearnedModel
from kontor.routing.preferences import LEARNED_SURE, LEARNED_USE
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.learning.access import get_model, get_tenant, tenants_here
from kontor.supervisor.learning.figures import Figures, figures_of, percent
from kontor.supervisor.learning.forms import TryForm, UseForm, use_form
from kontor.supervisor.learning.trying import try_on
from kontor.supervisor.saving import saves
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect, wants_fragment

TEMPLATE = "supervisor/learning/show.html"


@dataclass(frozen=True)
class TenantRow:
    """A tenant in the list, with the accuracy of its model if it has one."""

    tenant: Tenant
    use: str
    used: bool
    model: LearnedModel | None
    accuracy: str


@require_GET
def tenants(request: DeskRequest) -> HttpResponse:
    """Who administers one tenant only is led to its page."""
    need_anywhere(request, "categories.read")
    found = tenants_here(request)
    if len(found) == 1:
        return redirect(request, reverse("supervisor:learning:show", args=[found[0].pk]))
    active = models_in_use(tenant.pk for tenant in found)
    rows = [_row(tenant, active.get(tenant.pk)) for tenant in found]
    return fragment(request, "supervisor/learning/list.html", {"rows": rows})


@require_GET
def show(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.read")
    return _page(request, tenant, partial="state" if wants_fragment(request) else "")


@require_POST
def use(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """Whether and how what was learned counts."""
    tenant = get_tenant(request, tenant_id, may="categories.write")
    form = use_form(tenant, request.POST)
    if not form.is_valid() or not saves(form, lambda: _save_use(request, tenant, form)):
        return _page(request, tenant, form=form, status=422)
    message(request, _("The settings are saved. They hold for mail that arrives from now on."))
    return redirect(request, reverse("supervisor:learning:show", args=[tenant.pk]))


@require_POST
def train(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.write")
    ask_for_training(tenant, by=request.user)
    message(request, _("The training begins as soon as a worker has time. You may leave this page."))
    return redirect(request, reverse("supervisor:learning:show", args=[tenant.pk]))


@require_POST
def choose(request: DeskRequest, tenant_id: int, model_id: int) -> HttpResponse:
    """Use another of the kept models."""
    tenant = get_tenant(request, tenant_id, may="categories.write")
    use_model(get_model(request, tenant, model_id), by=request.user)
    message(request, _("The chosen model is in use from now on."))
    return redirect(request, reverse("supervisor:learning:show", args=[tenant.pk]))


@require_POST
def ask(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """Stores nothing; POST because mails are long and no business of an address bar."""
    tenant = get_tenant(request, tenant_id, may="categories.read")
    form = TryForm(request.POST)
    tried = try_on(request, tenant, form) if form.is_valid() else None
    context = {"tried": tried, "try_form": form}
    status = 422 if form.errors else 200
    return _page(request, tenant, partial="opinion", more=context, status=status)


def _page(
    request: DeskRequest,
    tenant: Tenant,
    *,
    form: UseForm | None = None,
    partial: str = "",
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    may_write = request.access.may("categories.write", tenant_id=tenant.pk)
    kept = kept_models(tenant.pk)
    active = next((model for model in kept if model.active), None)
    learning = learning_of(tenant.pk)
    context = {
        "tenant": tenant,
        "form": form or use_form(tenant, may_write=may_write),
        "try_form": TryForm(),
        "figures": _figures(tenant, active),
        "others": [(model, percent(model.measure["accuracy"])) for model in kept if not model.active],
        "learning": learning,
        "under_way": bool(learning and is_under_way(learning)),
        "used": LEARNED_USE.get(tenant) != LearnedOrder.OFF,
        "may_write": may_write,
        "least": LEAST,
        "least_each": LEAST_OF_CATEGORY,
        **(more or {}),
    }
    return fragment(request, TEMPLATE, context, partial=partial, status=status)


def _figures(tenant: Tenant, active: LearnedModel | None) -> Figures | None:
    return figures_of(active, category_names(tenant.pk), threshold=LEARNED_SURE.get(tenant)) if active else None


def _save_use(request: DeskRequest, tenant: Tenant, form: UseForm) -> None:
    entered = form.cleaned_data
    values = {LEARNED_USE.key: entered["use"], LEARNED_SURE.key: entered["sure"]}
    change_tenant_settings(tenant, values, version=entered["version"], by=request.user)


def _row(tenant: Tenant, model: LearnedModel | None) -> TenantRow:
    order = LEARNED_USE.get(tenant)
    accuracy = percent(model.measure["accuracy"]) if model else ""
    return TenantRow(tenant, str((LEARNED_USE.choices or {})[order]), order != LearnedOrder.OFF, model, accuracy)
