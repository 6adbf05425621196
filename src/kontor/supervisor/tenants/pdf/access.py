"""The door to a tenant's letters: not there while letters are off, not in the scope is 404, not allowed is 403."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest

from kontor.letters.domain.assets import assets_of
from kontor.letters.domain.postage import postage_of
from kontor.letters.domain.stylesheets import stylesheets_of
from kontor.letters.models import LetterAsset, PostageClass, Stylesheet
from kontor.letters.preferences import LETTERS
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need
from kontor.tenants.models import Tenant

Row = TypeVar("Row")
READ, WRITE = "stylesheets.read", "stylesheets.write"


def is_there(request: HttpRequest) -> bool:
    """For tabs: letters are switched on."""
    access = getattr(request, "access", None)
    return access is not None and LETTERS.get(access.system)


def get_tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Tenant:
    """A living tenant of the scope."""
    tenant = Tenant.objects.living().filter(pk=tenant_id).first()
    if tenant is None:
        raise Http404
    need(request, may, tenant_id=tenant_id)
    if not is_there(request):
        raise Http404
    return tenant


def get_stylesheet(
    request: DeskRequest, tenant_id: int, stylesheet_id: int, *, may: str, deleted: bool = False
) -> Stylesheet:
    tenant = get_tenant(request, tenant_id, may=may)
    rows = stylesheets_of(tenant, deleted=deleted).select_related("tenant")
    return _found(rows.filter(pk=stylesheet_id).first())


def get_asset(request: DeskRequest, tenant_id: int, asset_id: int, *, may: str, deleted: bool = False) -> LetterAsset:
    tenant = get_tenant(request, tenant_id, may=may)
    rows = assets_of(tenant, deleted=deleted).select_related("tenant", "blob")
    return _found(rows.filter(pk=asset_id).first())


def get_postage(request: DeskRequest, tenant_id: int, postage_id: int, *, may: str) -> PostageClass:
    tenant = get_tenant(request, tenant_id, may=may)
    return _found(postage_of(tenant).filter(pk=postage_id).first())


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row
