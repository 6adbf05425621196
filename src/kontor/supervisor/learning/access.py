"""The door to what a tenant has learned: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.routing.models import LearnedModel
from kontor.supervisor.doors import need
from kontor.tenants.models import Tenant


def get_tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Tenant:
    tenant = Tenant.objects.living().filter(pk=tenant_id).first()
    if tenant is None:
        raise Http404
    need(request, may, tenant_id=tenant.pk)
    return tenant


def get_model(request: DeskRequest, tenant: Tenant, model_id: int) -> LearnedModel:
    """One of the tenant's kept models, without its content."""
    model = LearnedModel.objects.filter(tenant=tenant, pk=model_id).defer("content").first()
    if model is None:
        raise Http404
    return model


def tenants_here(request: DeskRequest) -> list[Tenant]:
    """Those whose categories the person may look at."""
    return list(Tenant.objects.living().filter(pk__in=request.access.tenants_with("categories.read")))
