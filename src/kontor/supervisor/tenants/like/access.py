"""The door to a tenant that another one is made like: whoever makes tenants and may see everything that is copied."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse

from kontor.org.domain.access import Access
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need
from kontor.supervisor.tenants.access import get_tenant
from kontor.tenants.models import Tenant

CREATE = "tenants.write"
CONFIGURATION = frozenset(
    {
        "accounts.read",
        "alarms.write",
        "automatic.read",
        "blocks.read",
        "calls.read",
        "categories.read",
        "closing_codes.read",
        "escalations.read",
        "groups.read",
        "hours.read",
        "library.read",
        "modules.read",
        "overflow.read",
        "reviews.read",
        "roles.read",
        "routing.read",
        "service_levels.read",
        "stylesheets.read",
        "templates.read",
        "tenants.read",
        "users.read",
        "words.read",
    }
)
"""What one may see of a tenant who sees its whole configuration. Who edits alarms may display them."""


def get_source(request: DeskRequest, tenant_id: int) -> Tenant:
    tenant: Tenant = get_tenant(request, tenant_id, may=CREATE)
    need(request, CREATE, tenant_id=0)
    if not _sees_all(request.access, tenant.pk):
        raise PermissionDenied
    return tenant


def sources(request: DeskRequest) -> QuerySet[Tenant]:
    """The tenants that the person may take as a pattern."""
    need(request, CREATE, tenant_id=0)
    known = [pk for pk in request.access.tenants_with(CREATE) if _sees_all(request.access, pk)]
    return tenants_for(request.access, CREATE).filter(pk__in=known)


def like_url(request: DeskRequest, tenant: Tenant) -> str:
    """Where one creates a tenant like this one; "" for those who may not."""
    if not request.access.may(CREATE, tenant_id=0) or not _sees_all(request.access, tenant.pk):
        return ""
    return reverse("supervisor:tenants:like", args=[tenant.pk])


def _sees_all(access: Access, tenant_id: int) -> bool:
    return all(access.may(right, tenant_id=tenant_id) for right in CONFIGURATION)
