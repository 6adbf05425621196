"""Placing a call: with whose prefix, from which phone, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.calls.domain import placing
from kontor.calls.enums import CallState, Connector, Direction, LinkState, PartyState
from kontor.calls.models import Call, PhoneDevice, PhoneLink, PhoneSystem, SystemTenant, TenantTelephony
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.call_records import connect_calls, make_party, make_record
from tests.factories.loans import lend_ticket
from tests.factories.telephony import make_asterisk, make_phone, make_telephony
from tests.support.jobs import waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

NUMBER = "040 / 123 45-67"


@pytest.fixture
def system(nordlicht: Tenant, alpina: Tenant, anna: User, bela: User) -> PhoneSystem:
    """Both tenants call over it, each with a prefix and a trunk; Anna and Bela have phones there."""
    connect_calls()
    system = make_asterisk(name="Zentrale")
    make_telephony(nordlicht, system, prefix="71", trunk="north", number="+4940111000")
    make_telephony(alpina, system, prefix="72", trunk="alps", number="+43512222000")
    make_phone(anna, system, "1001")
    make_phone(bela, system, "1002")
    return system


def place(user: User, number: str, tenant: Tenant, ticket: Ticket | None = None) -> Call:
    with in_scope(tenant):
        return placing.place(user, number, tenant=tenant, ticket=ticket)


def test_a_call_is_noted_and_a_job_places_it(
    system: PhoneSystem, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    call = place(anna, NUMBER, nordlicht)

    assert (call.tenant, call.system, call.direction, call.state) == (
        nordlicht,
        system,
        Direction.OUT,
        CallState.DIALLING,
    )
    assert (call.remote_normal, call.prefix, call.extension) == ("+49401234567", "71", "1001")
    assert (call.agent, call.placed_by, call.started_at) == (anna, anna, frozen.at)
    assert (call.shown_number, call.trunk) == ("+4940111000", "north")
    assert [job.arguments for job in waiting_jobs("dial")] == [{"tenant_id": nordlicht.pk, "call_id": call.pk}]


def test_the_prefix_is_that_of_the_tenant(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant, bela: User) -> None:
    first = place(bela, NUMBER, nordlicht)
    with everywhere():
        Call.objects.filter(pk=first.pk).update(state=CallState.ENDED)
    second = place(bela, NUMBER, alpina)

    assert [(call.prefix, call.shown_number) for call in (first, second)] == [
        ("71", "+4940111000"),
        ("72", "+43512222000"),
    ]


def test_without_a_prefix_only_the_telephone_system_knows_what_is_shown(nordlicht: Tenant, anna: User) -> None:
    connect_calls()
    system = make_asterisk(name="Zentrale")
    make_telephony(nordlicht, system, trunk="north", number="+4940111000")
    make_phone(anna, system, "1001")

    call = place(anna, NUMBER, nordlicht)

    assert (call.shown_number, call.trunk) == ("", "")


def test_a_number_without_country_is_one_of_the_tenants_country(
    system: PhoneSystem, alpina: Tenant, bela: User
) -> None:
    """The telephone system stands in Germany; the same digits are somebody else's number there."""
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(country="AT")
        alpina.refresh_from_db()

    call = place(bela, "0512 222333", alpina)

    assert (system.country, call.remote_normal, call.remote) == ("DE", "+43512222333", "0512 222333")


def test_the_call_of_a_ticket_belongs_to_it(system: PhoneSystem, ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    assert place(anna, NUMBER, nordlicht, ticket).ticket == ticket


def test_the_call_of_a_lent_ticket_is_the_lenders_and_lent_too(
    system: PhoneSystem, ticket: Ticket, claims: Category, nordlicht: Tenant, alpina: Tenant, carla: User
) -> None:
    lend_ticket(ticket, claims)
    make_phone(carla, system, "1003")

    with in_scope(nordlicht, alpina):
        call = placing.place(carla, NUMBER, tenant=nordlicht, ticket=ticket)

    assert (call.tenant_id, call.lent_to_id, call.prefix, call.shown_number) == (
        nordlicht.pk,
        alpina.pk,
        "71",
        "+4940111000",
    )


@pytest.mark.parametrize("number", ["110", "112", "0 112", "+49 112", "1 1 0"])
def test_emergency_numbers_are_refused(system: PhoneSystem, nordlicht: Tenant, anna: User, number: str) -> None:
    with refused("emergency number. Dial it on the phone itself."):
        place(anna, number, nordlicht)

    assert waiting_jobs("dial") == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("0800-KONTOR", "contains letters"),
        ("040 1234567\r\nAction: Originate", "contains letters"),
        ("7*8#", "characters that no phone number has"),
        ("12", "too short"),
        ("", "Enter a phone number."),
    ],
)
def test_what_is_no_number_is_refused(
    system: PhoneSystem, nordlicht: Tenant, anna: User, number: str, sentence: str
) -> None:
    with refused(sentence):
        place(anna, number, nordlicht)


def test_nothing_is_placed_while_the_line_is_down(system: PhoneSystem, nordlicht: Tenant, anna: User) -> None:
    PhoneLink.objects.update(state=LinkState.CONNECTING)

    with refused("The telephone system “Zentrale” is not connected. Nothing is called."):
        place(anna, NUMBER, nordlicht)
    assert waiting_jobs("dial") == []


def test_nothing_is_placed_while_integration_is_off(system: PhoneSystem, nordlicht: Tenant, anna: User) -> None:
    SystemValues.objects.update(preferences={})

    with refused("Call integration is switched off."):
        place(anna, NUMBER, nordlicht)


@pytest.mark.parametrize("why", ["none", "inactive", "deleted", "not served"])
def test_a_tenant_without_a_telephone_system(
    system: PhoneSystem, nordlicht: Tenant, alpina: Tenant, anna: User, why: str
) -> None:
    with everywhere():
        if why == "none":
            TenantTelephony.objects.filter(tenant=nordlicht).update(system=None)
        elif why == "inactive":
            PhoneSystem.objects.update(active=False)
        elif why == "deleted":
            PhoneSystem.objects.update(deleted_at=clock.now())
        else:
            PhoneSystem.objects.update(all_tenants=False)
            SystemTenant.objects.create(tenant=alpina, system=system)

    with refused("Nordlicht Energie has no telephone system to call with."):
        place(anna, NUMBER, nordlicht)


def test_a_system_that_only_posts_events_places_nothing(system: PhoneSystem, nordlicht: Tenant, anna: User) -> None:
    PhoneSystem.objects.update(connector=Connector.PUSH)

    with refused("cannot be told to place calls"):
        place(anna, NUMBER, nordlicht)


def test_somebody_without_a_phone(system: PhoneSystem, nordlicht: Tenant, sven: User) -> None:
    with refused("You have no phone at “Zentrale”."):
        place(sven, NUMBER, nordlicht)


def test_a_double_click_places_one_call(system: PhoneSystem, nordlicht: Tenant, anna: User, frozen: Frozen) -> None:
    place(anna, NUMBER, nordlicht)
    with refused("A call of yours is being placed already."):
        place(anna, NUMBER, nordlicht)

    frozen.move(seconds=11)
    place(anna, NUMBER, nordlicht)
    assert len(waiting_jobs("dial")) == 2


def test_what_can_be_done_with_a_call(nordlicht: Tenant) -> None:
    system = make_asterisk()

    def of(state: CallState, at: PhoneSystem = system) -> set[str]:
        return placing.abilities(make_record(nordlicht, system=at, state=state))

    assert of(CallState.DIALLING) == of(CallState.RINGING) == {"hang_up"}
    assert of(CallState.TALKING) == {"hang_up", "hold", "transfer"}
    assert of(CallState.HELD) == {"hang_up", "resume", "transfer"}
    assert of(CallState.ENDED) == set()


def test_a_call_of_a_system_that_only_posts_events_can_be_said_to_be_over(nordlicht: Tenant) -> None:
    system = PhoneSystem.objects.create(name="P", sort_key="p", connector=Connector.PUSH)

    def of(state: CallState, **values: object) -> set[str]:
        return placing.abilities(make_record(nordlicht, system=system, state=state, **values))

    assert of(CallState.TALKING, answered_at=clock.now()) == of(CallState.DIALLING, direction=Direction.OUT)
    assert of(CallState.TALKING, answered_at=clock.now()) == {"say_over"}
    assert of(CallState.RINGING) == of(CallState.ENDED) == set()


def test_orders_are_for_those_who_are_in_the_call(
    system: PhoneSystem, nordlicht: Tenant, anna: User, bela: User
) -> None:
    call = make_record(nordlicht, system=system, state=CallState.TALKING)
    make_party(call, anna, "1001", state=PartyState.TALKING)
    make_party(call, bela, "1002", state=PartyState.LEFT)

    with in_scope(nordlicht):
        placing.hold(call, anna)
        with refused("You are not in this call."):
            placing.hold(call, bela)
        with refused("This is not possible with the call any more."):
            placing.resume(call, anna)
        with refused("is not an extension of this telephone system"):
            placing.transfer(call, anna, "1999\r\nX: y")
        placing.transfer(call, anna, " 1002 ")

    to = PhoneDevice.objects.get(extension="1002").pk
    given = [
        (job.arguments["order"], job.arguments["user_id"], job.arguments["to_id"]) for job in waiting_jobs("give_order")
    ]
    assert given == [("hold", anna.pk, 0), ("transfer", anna.pk, to)]


def test_an_own_call_has_its_phone_before_it_rings(
    system: PhoneSystem, nordlicht: Tenant, anna: User, sven: User
) -> None:
    call = place(anna, NUMBER, nordlicht)

    with in_scope(nordlicht):
        assert (placing.extension_of(call, anna), placing.extension_of(call, sven)) == ("1001", "")
        placing.hang_up(call, anna)
    assert timedelta(0) <= clock.now() - call.started_at < timedelta(minutes=1)
    assert [job.arguments["order"] for job in waiting_jobs("give_order")] == ["hang_up"]
