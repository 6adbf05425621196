"""Calls over a real Asterisk, with telephones and trunks: from the order, or from a customer, to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from kontor.calls.domain import placing
from kontor.calls.enums import CallState, Direction, HeldBecause, LinkState, Outcome
from kontor.calls.failures import failure_in_words
from kontor.calls.models import HeldCall, PhoneDevice, PhoneLink, ReceivedEvent, TenantTelephony, Trunk
from kontor.calls.preferences import CATEGORY
from kontor.channels.telephony.events import EventKind
from kontor.customers.domain.contacts import add_address
from kontor.customers.enums import AddressKind
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.flows.asterisk_house import Telephony, line_held, set_up
from tests.servers.telephony.asterisk import ALPS, HOUSE, NORTH, Asterisk
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.processes import until, worker
from tests.support.scoping import everywhere

CUSTOMER = "0170 1234567"
DIALLED = "00491701234567"
NORMAL = "+491701234567"


@pytest.fixture
def house(
    committed_db: str, asterisk: Asterisk, nordlicht: Tenant, alpina: Tenant, anna: User, bela: User, carla: User
) -> Telephony:
    """Anna sits at 1001, Bela at 1002 (not signed in there), Carla at 1003. Nobody holds the line yet."""
    return set_up(asterisk, nordlicht, alpina, {"1001": anna, "1002": bela, "1003": carla})


@pytest.fixture
def telephony(house: Telephony) -> Iterator[Telephony]:
    """The line stands."""
    with line_held():
        house.until_link(LinkState.UP)
        yield house


def test_both_tenants_call_the_same_customer(
    telephony: Telephony, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    telephony.tell(lambda: placing.place(anna, CUSTOMER, tenant=nordlicht))
    telephony.until_state(CallState.TALKING)
    telephony.tell(lambda: placing.place(carla, CUSTOMER, tenant=alpina))
    telephony.until_state(CallState.TALKING, count=2)

    north, alps = telephony.calls()
    phones = telephony.asterisk.phones
    assert [(seen.dialled, seen.shown) for seen in phones.invites("north")] == [(DIALLED, NORTH)]
    assert [(seen.dialled, seen.shown) for seen in phones.invites("alps")] == [(DIALLED, ALPS)]
    assert (north.tenant, north.shown_number, north.agent) == (nordlicht, NORTH, anna)
    assert (alps.tenant, alps.shown_number, alps.agent) == (alpina, ALPS, carla)

    telephony.tell(lambda: placing.hang_up(north, anna))
    telephony.tell(lambda: placing.hang_up(alps, carla))
    telephony.until_state(CallState.ENDED, count=2)
    for call in telephony.calls():
        assert (call.outcome, call.cause, call.remote_normal) == (Outcome.ANSWERED, 16, NORMAL)
        assert (call.prefix, call.failure_kind) == ({nordlicht: "71", alpina: "72"}[call.tenant], "")


def test_a_test_call_rings_ones_own_phone_and_tells_what_was_signalled(
    telephony: Telephony, alpina: Tenant, ada: User, client_for: Callable[..., Browser]
) -> None:
    """An administrator looks whether the tab is right: what the page says is what the called phone was told."""
    with everywhere():
        PhoneDevice.objects.filter(extension="1001").update(user=ada)
    browser = client_for(ada)
    tab = reverse("supervisor:tenants:tab", args=[alpina.pk, "call-connector"])

    browser.post(reverse("supervisor:tenants:test-call", args=[alpina.pk]), {"called": CUSTOMER})
    run_jobs()
    telephony.until_state(CallState.TALKING)

    phones, call = telephony.asterisk.phones, telephony.call()
    assert len(phones.invites("phone1")) == 1
    (seen,) = phones.invites("alps")
    assert (seen.dialled, seen.shown) == (DIALLED, ALPS)
    assert (call.is_test, call.tenant, call.agent) == (True, alpina, ada)
    for page in (tab, reverse("supervisor:tenants:test-call-progress", args=[alpina.pk, call.pk])):
        assert f"<strong>{seen.shown}</strong>" in browser.get(page, headers={"HX-Request": "true"}).content.decode()

    telephony.tell(lambda: placing.hang_up(call, ada))
    telephony.until_state(CallState.ENDED)
    assert "0170 1234567" in browser.get(tab).content.decode()
    with everywhere():
        assert not Ticket.objects.exists()


def test_a_tenant_without_prefix_shows_the_number_of_the_house(
    telephony: Telephony, nordlicht: Tenant, anna: User
) -> None:
    with everywhere():
        TenantTelephony.objects.filter(tenant=nordlicht).update(prefix="")

    telephony.tell(lambda: placing.place(anna, CUSTOMER, tenant=nordlicht))
    telephony.until_state(CallState.TALKING)

    assert [(seen.dialled, seen.shown) for seen in telephony.asterisk.phones.invites("north")] == [(DIALLED, HOUSE)]
    assert (telephony.call().tenant, telephony.call().shown_number) == (nordlicht, HOUSE)


def test_calls_that_come_to_nothing_say_why(
    telephony: Telephony, nordlicht: Tenant, alpina: Tenant, anna: User, bela: User
) -> None:
    phones = telephony.asterisk.phones
    ended: list[tuple[str, str]] = []

    def place(user: User, tenant: Tenant) -> None:
        telephony.tell(lambda: placing.place(user, CUSTOMER, tenant=tenant))
        telephony.until_state(CallState.ENDED, count=len(ended) + 1)
        until(lambda: not ended or bool(telephony.calls()[-1].failure_kind), "the reason")
        call = telephony.calls()[-1]
        ended.append((call.outcome, failure_in_words(call)))

    phones.serve("north", "busy")
    place(anna, nordlicht)
    phones.serve("phone1", "busy")
    place(anna, nordlicht)
    phones.serve("phone1")
    place(bela, nordlicht)
    with everywhere():
        TenantTelephony.objects.filter(tenant=alpina).update(prefix="73")
    place(anna, alpina)

    assert ended == [
        (Outcome.BUSY, ""),
        (Outcome.BUSY, "Your own phone, 1001, is busy."),
        (Outcome.FAILED, "Your own phone, 1002, is not registered with the telephone system."),
        (Outcome.FAILED, "The telephone system does not know the prefix “73” and puts nothing through with it."),
    ]
    assert phones.invites("alps") == []


def test_nobody_answers(telephony: Telephony, nordlicht: Tenant, anna: User) -> None:
    telephony.asterisk.phones.serve("north", "rings")
    telephony.tell(lambda: placing.place(anna, CUSTOMER, tenant=nordlicht))
    telephony.until_state(CallState.ENDED)

    call = telephony.call()
    with everywhere():
        assert ReceivedEvent.objects.filter(kind=EventKind.RINGING).exists()
    assert (call.outcome, call.answered_at, call.talk_seconds) == (Outcome.NO_ANSWER, None, 0)


def test_customers_call_each_tenant(
    telephony: Telephony, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    known = make_customer(nordlicht)
    with everywhere():
        for customer in (known, make_customer(alpina)):
            add_address(customer, kind=AddressKind.PHONE, value="0170 1111111")
    phones = telephony.asterisk.phones
    first = phones.call("north", caller="+491701111111", dialled=NORTH, talk=0.2)
    second = phones.call("alps", caller="anonymous", dialled=ALPS, talk=0.2)
    assert first.wait() and second.wait()
    telephony.until_state(CallState.ENDED, count=2)

    north, alps = sorted(telephony.calls(), key=lambda call: call.trunk, reverse=True)
    assert (north.tenant, north.customer, north.agent, north.direction) == (nordlicht, known, anna, Direction.IN)
    assert (north.dialled_normal, north.remote_normal, north.outcome) == (NORTH, "+491701111111", Outcome.ANSWERED)
    assert (alps.tenant, alps.customer, alps.agent, alps.anonymous) == (alpina, None, carla, True)


def test_a_missed_call_becomes_a_ticket_of_the_tenant(
    telephony: Telephony, nordlicht: Tenant, billing: Category
) -> None:
    prefer(nordlicht, CATEGORY, billing.pk)
    telephony.asterisk.phones.serve("phone1", "rings")
    telephony.asterisk.phones.call("north", caller="+491702222222", dialled=NORTH, talk=0.2, scenario="gives_up")
    telephony.until_state(CallState.ENDED)
    until(lambda: telephony.call().ticket is not None, "the ticket")

    call = telephony.call()
    assert (call.outcome, call.tenant) == (Outcome.MISSED, nordlicht)
    assert call.ticket is not None
    assert (call.ticket.tenant_id, call.ticket.category_id) == (nordlicht.pk, billing.pk)


def test_a_trunk_that_nobody_knows_is_held(telephony: Telephony) -> None:
    with everywhere():
        Trunk.objects.filter(pbx_name="north").delete()
    telephony.asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=0.2).wait()

    def held() -> list[HeldBecause]:
        with everywhere():
            return [HeldBecause(each.because) for each in HeldCall.objects.all()]

    until(lambda: bool(held()), "the call is held")
    assert (held(), telephony.calls()) == ([HeldBecause.UNKNOWN_NUMBER], [])


def test_holding_taking_back_and_putting_through(telephony: Telephony, nordlicht: Tenant, anna: User) -> None:
    telephony.tell(lambda: placing.place(anna, CUSTOMER, tenant=nordlicht))
    telephony.until_state(CallState.TALKING)
    telephony.until_bridged()
    telephony.tell(lambda: placing.hold(telephony.call(), anna))
    telephony.until_state(CallState.HELD)
    telephony.tell(lambda: placing.resume(telephony.call(), anna))
    telephony.until_state(CallState.TALKING)
    telephony.until_bridged()
    telephony.tell(lambda: placing.transfer(telephony.call(), anna, "1003"))
    until(lambda: telephony.parties() == [("1001", "left"), ("1003", "talking")], "Carla has the call")

    assert (telephony.call().state, telephony.call().failure_kind) == (CallState.TALKING, "")
    assert telephony.asterisk.phones.byes("north") == 0


def test_a_customer_on_hold_is_not_left_alone(telephony: Telephony, nordlicht: Tenant, anna: User) -> None:
    telephony.tell(lambda: placing.place(anna, CUSTOMER, tenant=nordlicht))
    telephony.until_state(CallState.TALKING)
    telephony.until_bridged()
    telephony.tell(lambda: placing.hold(telephony.call(), anna))
    telephony.until_state(CallState.HELD)
    telephony.asterisk.hang_up("1001")
    telephony.until_state(CallState.ENDED)

    assert telephony.asterisk.phones.byes("north") == 1


def test_the_telephone_system_is_started_again_in_mid_call(telephony: Telephony) -> None:
    telephony.asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=60)
    telephony.until_state(CallState.TALKING)
    telephony.asterisk.stop(hard=True)
    telephony.until_link(LinkState.DOWN)
    assert telephony.call().state == CallState.TALKING

    telephony.asterisk.start()
    telephony.until_state(CallState.ENDED)
    call = telephony.call()
    assert (call.outcome, call.cause, telephony.parties()) == (Outcome.ANSWERED, None, [("1001", "left")])
    assert call.ended_at is not None and call.answered_at is not None and call.ended_at >= call.answered_at

    telephony.until_link(LinkState.UP)
    telephony.asterisk.phones.call("north", caller="+491701111111", dialled=NORTH, talk=0.2).wait()
    telephony.until_state(CallState.ENDED, count=2)


def test_the_worker_is_killed_in_mid_call(house: Telephony, committed_db: str) -> None:
    """One call ends while nobody listens, the other one goes on and ends before the next worker's ears."""
    phones = house.asterisk.phones
    with worker(committed_db) as first:
        until(lambda: house.link().state == LinkState.UP, "the line", worker=first)
        short = phones.call("north", caller="+491701111111", dialled=NORTH, talk=90)
        long = phones.call("alps", caller="+491702222222", dialled=ALPS, talk=90)
        house.until_state(CallState.TALKING, count=2)
        first.kill()
    killed = clock.now()
    house.asterisk.hang_up("north")
    short.wait()
    PhoneLink.objects.update(leased_until=clock.now() - timedelta(seconds=1))  # its lease has run out

    with line_held():
        until(lambda: CallState.ENDED in [call.state for call in house.calls()], "the lost call ends")
        assert sorted(call.state for call in house.calls()) == [CallState.ENDED, CallState.TALKING]
        house.asterisk.hang_up("alps")
        long.wait()
        house.until_state(CallState.ENDED, count=2)

    lost, heard = sorted(house.calls(), key=lambda call: call.remote)
    assert (lost.cause, lost.outcome, heard.cause, heard.outcome) == (None, Outcome.ANSWERED, 16, Outcome.ANSWERED)
    assert lost.ended_at is not None and lost.ended_at <= killed
    assert heard.ended_at is not None and heard.ended_at > killed
    assert set(house.parties()) == {("1001", "left"), ("1003", "left")}
