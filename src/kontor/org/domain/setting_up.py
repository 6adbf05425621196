"""Where the setting up of a tenant was left, so that anybody can go on with it. In the tenant's scope."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from kontor.org.models import TenantSetup
from kontor.tenants.models import Tenant


def setup_of(tenant: Tenant) -> TenantSetup:
    """As it is kept; a new one, not saved, where nobody has begun or it is finished."""
    return TenantSetup.objects.filter(tenant=tenant).first() or TenantSetup(tenant=tenant)


def leave_setup_at(tenant: Tenant, step: str) -> None:
    """Where one goes on. Written only when it is another one."""
    if setup_of(tenant).step != step:
        TenantSetup.objects.update_or_create(tenant=tenant, defaults={"step": step})


@transaction.atomic(savepoint=False)
def mark_skipped(tenant: Tenant, step: str, *, skipped: bool) -> None:
    """That the step was skipped, or is not any more. Of two people at once, neither loses what the other has marked."""
    if (step in setup_of(tenant).skipped) == skipped:
        return
    row = TenantSetup.objects.select_for_update(of=("self",)).get_or_create(tenant=tenant)[0]
    row.skipped = sorted({*row.skipped, step} if skipped else {*row.skipped} - {step})
    row.save(update_fields=["skipped", "changed_at"])


def finish_setup(tenant: Tenant) -> None:
    """Nothing of it is left."""
    TenantSetup.objects.filter(tenant=tenant).delete()


def setups_begun(tenant_ids: Collection[int]) -> QuerySet[TenantSetup]:
    """Those of living tenants that were left somewhere, the one left last first."""
    rows = TenantSetup.objects.filter(tenant__in=tenant_ids, tenant__deleted_at=None).exclude(step="")
    return rows.select_related("tenant").order_by("-changed_at")
