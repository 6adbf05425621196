"""Whose settings come from above."""

from __future__ import annotations

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.preferences.models import SystemValues
from kontor.routing.domain.setting_holders import chains_below
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere


def test_a_deleted_tenant_and_what_is_below_it_inherit_nothing(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(deleted_at=clock.now())

        below = [chain[-1] for chain in chains_below(SystemValues.get())]

    assert [each for each in below if isinstance(each, Tenant | Category)] == [nordlicht, billing]
