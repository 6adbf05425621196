"""The tenant's mask: creating one, and saving tab by tab."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.channels.domain.choice import present_sender
from kontor.channels.domain.no_reply import no_reply_addresses
from kontor.org.domain.app_settings import app_settings, shown
from kontor.org.domain.readiness import steps
from kontor.org.domain.tenants import create_tenant
from kontor.org.middleware import DeskRequest
from kontor.supervisor.acknowledgements.tabs import WRITE, texts_tab
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.tenants.checklist import accounts_url, checklist, new_account_url
from kontor.supervisor.tenants.connections import connections
from kontor.supervisor.tenants.forms import AccountsForm, GeneralForm, NoReplyForm
from kontor.supervisor.tenants.like.access import like_url
from kontor.supervisor.tenants.saving import save
from kontor.supervisor.tenants.tabs import TENANT_MASK
from kontor.tenants.models import Tenant
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/tenants/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need(request, "tenants.write", tenant_id=0)
    url = reverse("supervisor:tenants:new")
    mask = open_mask(TENANT_MASK, request, Tenant(), "general", url=lambda _tab: url)
    form = mask.form
    if mask.is_posted and isinstance(form, GeneralForm) and form.is_valid():
        made: list[Tenant] = []
        if saves(form, lambda: made.append(create_tenant(by=request.user, **form.cleaned_data))):
            sentence = _("“%(name)s” is created. What is still missing stands beside it.") % {"name": made[0].name}
            return mask.saved(request, sentence, url=reverse("supervisor:tenants:edit", args=[made[0].pk]))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, tenant_id: int, tab: str = "general") -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="tenants.write" if request.method == "POST" else "tenants.read")
    mask = open_mask(TENANT_MASK, request, tenant, tab, url=lambda key: _url(tenant_id, key))
    if mask.is_posted and mask.form and mask.form.is_valid():
        return _save(request, mask)
    return answer(request, mask)


def answer(request: DeskRequest, mask: Mask, **context: Any) -> HttpResponse:
    """The mask with what every tab shows beside its form."""
    tenant = mask.thing
    context.setdefault("no_reply_form", NoReplyForm(prefix="no-reply"))
    shared = {
        "mask_colour": tenant.colour,
        "checklist": checklist(request, tenant, steps(tenant)),
        "no_reply_addresses": no_reply_addresses(tenant) if mask.tab.key == "accounts" else [],
        "connections": connections(request, mask.form.saved) if isinstance(mask.form, AccountsForm) else [],
        "sender": present_sender(tenant.pk) if mask.tab.key == "accounts" else None,
        "accounts_url": accounts_url(request, tenant) if mask.tab.key == "accounts" else "",
        "new_account_url": new_account_url(request, tenant) if mask.tab.key == "accounts" else "",
        "app_settings": _app_settings(tenant) if mask.tab.key == "app-settings" else [],
        **(
            texts_tab(tenant, None, may_write=request.access.may(WRITE, tenant_id=tenant.pk))
            if mask.tab.key == "acknowledgements"
            else {}
        ),
        "may_write": request.access.may("tenants.write", tenant_id=tenant.pk),
        "history_url": history_url(request, tenant),
        "like_url": like_url(request, tenant),
    }
    conflict = context.pop("conflict", None)
    return mask.answer(request, TEMPLATE, {**shared, **context}, conflict=conflict)


def _save(request: DeskRequest, mask: Mask) -> HttpResponse:
    conflict = save(request, mask)
    if conflict or (mask.form and mask.form.errors):
        return answer(request, mask, conflict=conflict)
    return mask.saved(request)


def _url(tenant_id: int, tab: str) -> str:
    if tab == "general":
        return reverse("supervisor:tenants:edit", args=[tenant_id])
    return reverse("supervisor:tenants:tab", args=[tenant_id, tab])


def _app_settings(tenant: Tenant) -> list[dict[str, object]]:
    return [
        {"app": row.app, "key": row.key, "kind": row.get_kind_display(), "value": shown(row), "at": row.changed_at}
        for row in app_settings(tenant)
    ]
