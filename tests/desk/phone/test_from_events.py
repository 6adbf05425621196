"""From what the telephone system tells to the panel: each tenant's number brings its own contacts, and no others'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from kontor.calls.domain.events import receive
from kontor.calls.enums import Creation
from kontor.calls.models import Call, PhoneSystem
from kontor.calls.preferences import TICKET_MISSED
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.customers.enums import AddressKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import integration
from tests.factories.answers import prefer
from tests.factories.customers import make_address, make_customer
from tests.factories.phone_systems import make_dialled_number, make_phone_system
from tests.factories.telephony import make_phone
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope

HtmxFor = Callable[..., HtmxBrowser]
CALLER = "+491701234567"
NUMBERS = {"NORD": "+49405550100", "ALPI": "+49405550200"}


@pytest.fixture
def system(nordlicht: Tenant, alpina: Tenant, bela: User) -> PhoneSystem:
    """Both tenants' numbers, Bela's phone, and a caller whom both know by different names."""
    integration()
    system = make_phone_system(country="DE", area_code="040")
    for tenant, name in ((nordlicht, "Frau Nord"), (alpina, "Frau Alpen")):
        make_dialled_number(system, tenant, NUMBERS[tenant.code])
        make_address(make_customer(tenant, name), CALLER, kind=AddressKind.PHONE)
    make_phone(bela, system, "21")
    return system


def ring(system: PhoneSystem, code: str, *, key: str = "c1") -> None:
    begun = {"caller": CALLER, "dialled": NUMBERS[code]}
    receive(system.pk, [_event(key, EventKind.BEGUN, **begun), _event(key, EventKind.RINGING, extension="21")])


def panel(browser: HtmxBrowser) -> str:
    return browser.get(reverse("desk:phone:calls")).content.decode()


@pytest.mark.parametrize(
    ("code", "name", "other"), [("NORD", "Frau Nord", "Frau Alpen"), ("ALPI", "Frau Alpen", "Frau Nord")]
)
def test_dialled_number_decides_tenant_and_contact(
    code: str,
    name: str,
    other: str,
    system: PhoneSystem,
    bela: User,
    nordlicht: Tenant,
    alpina: Tenant,
    htmx_for: HtmxFor,
) -> None:
    ring(system, code)

    page = panel(htmx_for(bela, nordlicht, alpina))

    tenant = nordlicht if code == "NORD" else alpina
    assert f"Call for <strong>{tenant.name}</strong>" in page
    assert (name in page, other in page) == (True, False)


def test_of_a_tenant_that_was_not_chosen_nothing_shows(
    system: PhoneSystem, bela: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ring(system, "ALPI")

    page = panel(htmx_for(bela, nordlicht))

    assert ("Alpina" in page, "Frau Alpen" in page, CALLER in page) == (False, False, False)


def test_two_calls_at_once_stand_below_each_other_and_events_that_come_twice_change_nothing(
    system: PhoneSystem, bela: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    prefer(alpina, TICKET_MISSED, Creation.NEVER)
    browser = htmx_for(bela, nordlicht, alpina)
    for key, code in (("c1", "NORD"), ("c2", "ALPI"), ("c1", "NORD")):
        ring(system, code, key=key)
    receive(system.pk, [_event("c1", EventKind.ANSWERED, extension="21")])

    both = panel(browser)
    receive(system.pk, [_event("c2", EventKind.ENDED, cause=16)])
    one = panel(browser)

    assert both.index('data-phase="ringing"') < both.index('data-phase="talking"')
    assert both.count('class="phone__call"') == 2
    assert ("Frau Nord" in one, "Frau Alpen" in one) == (True, False)


def test_missed_call_that_can_make_no_ticket_asks_until_somebody_says_no(
    system: PhoneSystem, bela: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ring(system, "NORD")
    receive(system.pk, [_event("c1", EventKind.ENDED, cause=16)])
    browser = htmx_for(bela, nordlicht)
    with in_scope(nordlicht):
        call = Call.objects.get()

    asked = panel(browser)
    browser.post(reverse("desk:phone:decline", args=[call.pk]))

    assert ("Missed" in asked, "Create a phone ticket for this call?" in asked) == (True, True)
    assert f'id="call-{call.pk}"' not in panel(browser)


def _event(key: str, kind: EventKind, **values: object) -> CallEvent:
    at = clock.now() + timedelta(milliseconds=list(EventKind).index(kind))
    return CallEvent(call=key, kind=kind, at=at, direction=CallDirection.IN, identity=f"{key}-{kind}", **values)  # type: ignore[arg-type]
