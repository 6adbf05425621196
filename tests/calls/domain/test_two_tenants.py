"""Numbers and telephony of one tenant where the rows of two are in the scope: telephone systems serve several."""

from __future__ import annotations

from kontor.calls.domain.blocking import block_number
from kontor.calls.domain.screening import directive_for
from kontor.calls.domain.telephony import change_telephony, is_called, telephony_of
from kontor.calls.models import BlockedNumber
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories.phone_systems import make_dialled_number, make_phone_system
from tests.support.scoping import in_scope


def test_numbers_are_called_and_blocked_for_one_tenant(nordlicht: Tenant, alpina: Tenant) -> None:
    dialled = make_dialled_number(make_phone_system(), alpina)
    with in_scope(0, nordlicht, alpina):
        assert [is_called(tenant) for tenant in (nordlicht, alpina)] == [False, True]
        block_number(nordlicht, dialled.normalized, by=None)
        for tenant in (nordlicht, alpina):
            block_number(tenant, "0431 7654321", by=None)

        assert BlockedNumber.objects.count() == 3


def test_a_tenant_dials_with_what_it_has_chosen(nordlicht: Tenant, alpina: Tenant) -> None:
    system = make_phone_system()
    with in_scope(0, nordlicht, alpina):
        change_telephony(alpina, system=system, prefix="7", postfix="", version=0, by=None)

        assert (telephony_of(nordlicht).version, telephony_of(nordlicht).system) == (0, None)
        change_telephony(nordlicht, system=system, prefix="8", postfix="", version=0, by=None)

        assert [telephony_of(tenant).prefix for tenant in (alpina, nordlicht)] == ["7", "8"]


def test_a_caller_whom_one_tenant_has_blocked_reaches_another(nordlicht: Tenant, alpina: Tenant) -> None:
    system = make_phone_system()
    numbers = [make_dialled_number(system, tenant).number for tenant in (nordlicht, alpina)]
    with in_scope(nordlicht):
        block_number(nordlicht, "0431 7654321", by=None)
    begun = [
        CallEvent(
            call=number,
            kind=EventKind.BEGUN,
            at=clock.now(),
            direction=CallDirection.IN,
            caller="0431 7654321",
            dialled=number,
        )
        for number in numbers
    ]

    assert [directive_for(system, event).reject for event in begun] == [True, False]
