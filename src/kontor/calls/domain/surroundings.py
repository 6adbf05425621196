"""What is the same for all calls of a telephone system while a batch of events is settled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kontor.calls.models import PhoneSystem
from kontor.kernel.kept import Kept
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant


class Surroundings:
    """Read when it is first needed, and not again for the next call: to be thrown away after the batch.

    ``tenants`` are the ids of all there are. System and tenants are read in the scope that is in force.
    """

    def __init__(self, system_id: int, tenants: Sequence[int] | None = None) -> None:
        self.system_id = system_id
        self.tenants = every_tenant() if tenants is None else tenants
        self._tenants: dict[int, Tenant] = {}

    @cached_property
    def system(self) -> PhoneSystem:
        return PhoneSystem.objects.get(pk=self.system_id)

    def tenant(self, tenant_id: int) -> Tenant:
        if tenant_id not in self._tenants:
            self._tenants[tenant_id] = _tenant(tenant_id)[0]
        return self._tenants[tenant_id]


_tenant: Kept[Tenant] = Kept(lambda tenant_id: Tenant.objects.filter(pk=tenant_id))
