"""Reading the audit log. Row security decides what is there: a tenant's rows, the installation's with scope id 0."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kontor.audit.models import AuditEntry


def entries(*, tenant_ids: Iterable[int], installation: bool = False) -> QuerySet[AuditEntry]:
    """The rows of these tenants, and with ``installation`` those that belong to no tenant, newest first."""
    wanted = Q(tenant__in=tuple(tenant_ids))
    if installation:
        wanted |= Q(tenant=None)
    return AuditEntry.objects.filter(wanted).select_related("actor", "tenant").order_by("-at", "-id")


def known_kinds() -> list[str]:
    """The kinds of things that were ever changed in the scope."""
    return list(AuditEntry.objects.order_by("kind").values_list("kind", flat=True).distinct())
