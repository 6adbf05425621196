"""Where a new tenant's setting up was left: for those who may set it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kontor.org.domain.setting_up import setups_begun
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Begun:
    """A tenant that somebody sets up, and the step at which they left it."""

    tenant: Tenant
    step: str


def in_preparation(request: DeskRequest) -> Sequence[Begun]:
    """The living tenants that are being set up, of those the person may set up; the one left last first."""
    return [Begun(row.tenant, row.step) for row in setups_begun(request.access.tenants_with("tenants.write"))]
