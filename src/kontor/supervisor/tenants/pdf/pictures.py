"""The pictures that a tenant's letters may show: put in, replaced, deleted, restored, looked at."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.letters.domain.asset_files import SVG
from kontor.letters.domain.assets import add_asset, delete_asset, replace_asset, restore_asset
from kontor.letters.domain.stationery import stationery_of
from kontor.org.middleware import DeskRequest
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.access import READ, WRITE, get_asset, get_tenant
from kontor.supervisor.tenants.pdf.letterhead import LetterheadForm, answer
from kontor.supervisor.tenants.pdf.picture_form import PictureForm
from kontor.ui.downloads import download
from kontor.ui.htmx import message, redirect


@require_POST
def add(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may=WRITE)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        content, filename = form.upload()
        name = form.cleaned_data["name"]
        if saves(form, lambda: add_asset(tenant, content, filename, name=name, by=request.user)):
            message(request, _("The picture is there. Letters can show it now."))
            return _back(request, tenant_id)
    return answer(request, tenant, LetterheadForm(None, saved=stationery_of(tenant)), picture_form=form)


@require_POST
def replace(request: DeskRequest, tenant_id: int, asset_id: int) -> HttpResponse:
    asset = get_asset(request, tenant_id, asset_id, may=WRITE)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        content, filename = form.upload()
        if saves(form, lambda: replace_asset(asset, content, filename, by=request.user)):
            message(request, _("“%(name)s” has another content now.") % {"name": asset.name})
            return _back(request, tenant_id)
    message(request, next(iter(form.errors.values()))[0], "near")
    return _back(request, tenant_id)


@require_POST
def delete(request: DeskRequest, tenant_id: int, asset_id: int) -> HttpResponse:
    asset = get_asset(request, tenant_id, asset_id, may=WRITE)
    delete_asset(asset, by=request.user)
    message(request, _("“%(name)s” is deleted. It can be restored.") % {"name": asset.name})
    return _back(request, tenant_id)


@require_POST
def restore(request: DeskRequest, tenant_id: int, asset_id: int) -> HttpResponse:
    asset = get_asset(request, tenant_id, asset_id, may=WRITE, deleted=True)
    restore_asset(asset, by=request.user)
    message(request, _("“%(name)s” is restored.") % {"name": asset.name})
    return _back(request, tenant_id)


@require_GET
def content(request: DeskRequest, tenant_id: int, asset_id: int) -> HttpResponse:
    """The picture, for an ``img``: a browser runs nothing in there, and the policy lets nothing run or load anyway."""
    asset = get_asset(request, tenant_id, asset_id, may=READ)
    if request.GET.get("show") != "1":
        return download(asset.blob.content, asset.filename)
    response = HttpResponse(asset.blob.content, content_type=asset.content_type)
    style = " style-src 'unsafe-inline';" if asset.content_type == SVG else ""
    response["Content-Security-Policy"] = f"default-src 'none';{style} sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back(request: DeskRequest, tenant_id: int) -> HttpResponse:
    return redirect(request, reverse("supervisor:tenants:pdf:letterhead", args=[tenant_id]) + "#pictures")
