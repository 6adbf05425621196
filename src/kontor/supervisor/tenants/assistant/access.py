"""Where a new tenant's setting up was left: for those who may set it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kontor.org.domain.setting_up import setups_begun
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant

WRITE = "tenants.write"


@dataclass(frozen=True)
class Begun:
    """A tenant that somebody sets up, and the step at which they left it."""

    tenant: Tenant
    step: str


def tenant_to_go_on_with(request: DeskRequest, tenant_id: int) -> Tenant | None:
    """The living tenant, as long as the person may set it up."""
    if not request.access.may(WRITE, tenant_id=tenant_id):
        return None
    return Tenant.objects.living().filter(pk=tenant_id).first()


def in_preparation(request: DeskRequest) -> Sequence[Begun]:
    """The living tenants that are being set up, of those the person may set up; the one left last first."""
    return [Begun(row.tenant, row.step) for row in setups_begun(request.access.tenants_with(WRITE))]
