"""Who passes a call on."""

from __future__ import annotations

import pytest

from kontor.calls.domain.agent_states import follow
from kontor.calls.domain.living import Phase, calls_of
from kontor.calls.domain.placing import extension_of
from kontor.calls.domain.talks import finish_with_note
from kontor.calls.domain.wrapping_up import finish
from kontor.calls.enums import CallState, PartyState
from kontor.calls.models import Call
from kontor.kernel import clock
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.calls.domain.wrapping_up.conftest import state
from tests.calls.making import ended, make_call, party
from tests.conftest import Frozen
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def passed_on(there: User, bela: User, phones: Tenant) -> Call:
    """Anna has spoken, and put the caller through to Bela, who speaks with them now."""
    call = make_call(phones, agent=bela, state=CallState.TALKING, answered_at=clock.now())
    party(call, there, PartyState.TALKING, answered_at=clock.now())
    with everywhere():
        follow(call)
    party(call, there, PartyState.LEFT, left_at=clock.now())
    party(call, bela, PartyState.TALKING, answered_at=clock.now())
    with everywhere():
        follow(call)
    return call


def seen(user: User, tenant: Tenant) -> list[tuple[Phase, bool]]:
    """What the panel shows, and whether it says how long yet."""
    with in_scope(tenant):
        return [(one.phase, one.until is not None) for one in calls_of(user)]


def test_who_passes_a_call_on_wraps_up_while_it_goes_on(
    passed_on: Call, there: User, bela: User, phones: Tenant, frozen: Frozen
) -> None:
    assert (seen(there, phones), seen(bela, phones)) == ([(Phase.WRAP_UP, True)], [(Phase.TALKING, False)])

    frozen.move(seconds=61)

    assert (seen(there, phones), seen(bela, phones)) == ([], [(Phase.TALKING, False)])


def test_who_passed_a_call_on_wraps_up_also_when_it_ends_meanwhile(
    passed_on: Call, there: User, phones: Tenant
) -> None:
    ended(passed_on)

    assert seen(there, phones) == [(Phase.WRAP_UP, True)]


def test_who_passed_a_call_on_finishes_and_the_note_stays_for_who_goes_on(
    passed_on: Call, there: User, bela: User, phones: Tenant
) -> None:
    with in_scope(phones):
        finish_with_note(passed_on, there, "wants a call back")
        finish_with_note(passed_on, there, "")
        passed_on.refresh_from_db()
        with refused("has not ended yet"):
            finish(passed_on, bela)

    assert (passed_on.note, passed_on.wrapped_up_at) == ("wants a call back", None)
    assert (state(there), seen(there, phones)) == (Availability.READY, [])
    assert seen(bela, phones) == [(Phase.TALKING, False)]


def test_who_passed_a_call_on_gives_no_orders_for_it_any_more(passed_on: Call, there: User, phones: Tenant) -> None:
    with in_scope(phones):
        Call.objects.filter(pk=passed_on.pk).update(placed_by=there)
        passed_on.refresh_from_db()

        assert extension_of(passed_on, there) == ""
