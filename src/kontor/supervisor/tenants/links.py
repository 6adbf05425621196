"""The way from what belongs to a tenant to its mask, where it says what is still missing."""

from __future__ import annotations

from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant


def tenant_url(request: DeskRequest, tenant: Tenant | None) -> str:
    """The tenant's mask; "" for those who may not see it, and for what belongs to none."""
    if tenant is None or tenant.deleted_at or not request.access.may("tenants.read", tenant_id=tenant.pk):
        return ""
    return reverse("supervisor:tenants:edit", args=[tenant.pk])
