"""The do-not-reply addresses on the tab of the accounts: added, named, made default, removed one by one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.channels.domain.no_reply import (
    add_no_reply_address,
    change_no_reply_address,
    make_default,
    remove_no_reply_address,
)
from kontor.channels.models import NoReplyAddress
from kontor.org.middleware import DeskRequest
from kontor.supervisor.saving import saves, seen_id
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.tenants.forms import NoReplyForm
from kontor.supervisor.tenants.tabs import TENANT_MASK
from kontor.supervisor.tenants.views import answer
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask


@require_POST
def add(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="tenants.write")
    form = NoReplyForm(request.POST, prefix="no-reply")
    if form.is_valid() and saves(form, lambda: add_no_reply_address(tenant, **form.cleaned_data, by=request.user)):
        message(request, _("%(address)s is added.") % {"address": form.cleaned_data["address"]})
        return _back(request, tenant_id)
    request.method = "GET"  # the mask's own form was not posted
    mask = open_mask(TENANT_MASK, request, tenant, "accounts", url=lambda key: _url(tenant_id, key))
    response = answer(request, mask, no_reply_form=form)
    response.status_code = 422
    return response


@require_POST
def change(request: DeskRequest, tenant_id: int, address_id: int) -> HttpResponse:
    row = _get(request, tenant_id, address_id)
    name = request.POST.get("display_name", "")[:120]
    change_no_reply_address(row, display_name=name, by=request.user, seen=request.POST.get("seen"))
    message(request, _("The display name of %(address)s is saved.") % {"address": row.address})
    return _back(request, tenant_id)


@require_POST
def default(request: DeskRequest, tenant_id: int, address_id: int) -> HttpResponse:
    row = _get(request, tenant_id, address_id)
    make_default(row, by=request.user, seen=seen_id(request))
    message(request, _("%(address)s is the default now.") % {"address": row.address})
    return _back(request, tenant_id)


@require_POST
def remove(request: DeskRequest, tenant_id: int, address_id: int) -> HttpResponse:
    row = _get(request, tenant_id, address_id)
    remove_no_reply_address(row, by=request.user)
    message(request, _("%(address)s is removed.") % {"address": row.address})
    return _back(request, tenant_id)


def _get(request: DeskRequest, tenant_id: int, address_id: int) -> NoReplyAddress:
    get_tenant(request, tenant_id, may="tenants.write")
    row = NoReplyAddress.objects.filter(pk=address_id, tenant_id=tenant_id).first()
    if row is None:
        raise Http404
    return row


def _back(request: DeskRequest, tenant_id: int) -> HttpResponse:
    return redirect(request, f"{_url(tenant_id, 'accounts')}#no-reply")


def _url(tenant_id: int, tab: str) -> str:
    return reverse("supervisor:tenants:tab", args=[tenant_id, tab])
