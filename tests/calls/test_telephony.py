from __future__ import annotations

from kontor.calls.domain.telephony import trunk_for
from kontor.tenants.models import Tenant
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.support.scoping import in_scope


def test_the_trunk_a_tenant_calls_over_is_its_own_or_nobodys(nordlicht: Tenant, alpina: Tenant) -> None:
    system = make_phone_system()
    own, anybodys, theirs = (
        make_trunk(system, tenant, f"trunk-{prefix}", prefix=prefix)
        for tenant, prefix in ((nordlicht, "71"), (None, "70"), (alpina, "72"))
    )

    with in_scope(nordlicht):
        found = [trunk_for(nordlicht, system, prefix, "") for prefix in ("71", "70", "72", "")]

    assert found == [own, anybodys, None, None]
    with in_scope(alpina):
        assert trunk_for(alpina, system, "72", "") == theirs
