"""Whose a call is that goes out."""

from __future__ import annotations

import pytest

from kontor.calls.domain.folding import fold
from kontor.calls.domain.whose import owner_of
from kontor.calls.models import TenantTelephony
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.support.scoping import everywhere


@pytest.mark.parametrize(("of_the_caller", "shown"), [(True, "+4940111000"), (False, "")])
def test_the_number_of_the_own_trunk_is_shown_and_of_no_other(
    nordlicht: Tenant, alpina: Tenant, of_the_caller: bool, shown: str
) -> None:
    system = make_phone_system(all_tenants=True)
    make_trunk(system, nordlicht if of_the_caller else alpina, prefix="71", signalled_number="+4940111000")
    begun = CallEvent(
        call="c1", kind=EventKind.BEGUN, at=clock.now(), direction=CallDirection.OUT, dialled="710401234567"
    )
    facts = fold([begun])
    assert facts is not None
    with everywhere():
        TenantTelephony.objects.create(tenant=nordlicht, system=system, prefix="71")

        owner = owner_of(system, facts)

    assert (owner.tenant, owner.prefix, owner.shown) == (nordlicht, "71", shown)
