"""The door to a tenant's greetings: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need
from kontor.supervisor.rules.languages import LANGUAGES
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import TenantGreetings, greetings_in, languages_with_greetings

READ, WRITE = "templates.read", "templates.write"


def get_tenant(request: DeskRequest, tenant_id: int, *, may: str) -> Tenant:
    """A living tenant."""
    tenant = Tenant.objects.living().filter(pk=tenant_id).first()
    if tenant is None:
        raise Http404
    need(request, may, tenant_id=tenant_id)
    return tenant


def get_greetings(request: DeskRequest, tenant_id: int, language: str, *, may: str) -> TenantGreetings:
    """A tenant's greetings in a language: one of those offered, or one in which there are some."""
    tenant = get_tenant(request, tenant_id, may=may)
    if language not in (*LANGUAGES, tenant.language) and language not in languages_with_greetings(tenant):
        raise Http404
    return greetings_in(tenant, language)
