"""Two administrators give the same system group to a tenant at the same moment."""

from __future__ import annotations

import pytest

from kontor.kernel.errors import Refused
from kontor.org.domain.group_tenant import choose_tenant
from kontor.org.models import SystemGroup
from kontor.tenants.models import Tenant
from tests.factories.org import make_system_group
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere
from tests.support.threads import while_uncommitted


@pytest.mark.parametrize("same", [True, False])
def test_the_second_is_told_that_somebody_was_faster(
    committed_db: str, nordlicht: Tenant, alpina: Tenant, same: bool
) -> None:
    group = make_system_group(nordlicht, "Leer")
    second = alpina if same else make_tenant("Dritte")

    moved, refused = while_uncommitted(
        everywhere,
        lambda: choose_tenant(group, alpina, by=None).tenant_id,
        lambda: choose_tenant(group, second, by=None).tenant_id,
    )

    assert (moved, type(refused)) == (alpina.pk, Refused)
    assert str(refused) == "Somebody else has changed the group in the meantime. Nothing was overwritten."
    with everywhere():
        assert SystemGroup.objects.get(pk=group.pk).tenant_id == alpina.pk
