"""What people are while they telephone, and afterwards."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.people.domain.availability import (
    arrive,
    end_wrap_up,
    end_wrap_ups,
    hang_up,
    is_ready,
    set_state,
    states_of,
    talk,
)
from kontor.people.domain.sign_out import end_sessions
from kontor.people.enums import Availability, Module
from kontor.people.models import BreakReason, StateChange, User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import in_scope


@pytest.fixture
def there(anna: User, nordlicht: Tenant, frozen: Frozen) -> User:
    """Anna, signed in and ready for everything."""
    sign_in(Client(), anna, nordlicht)
    set_state(anna, None, Availability.READY, by=anna)
    return anna


def now(user: User) -> list[str]:
    """For e-mail and calls."""
    states = states_of(user)
    return [states[module].availability for module in Module]


def changes(user: User) -> list[str]:
    return list(StateChange.objects.filter(user=user, module=Module.MAIL).values_list("availability", flat=True))


def test_on_the_phone_one_is_ready_for_nothing_and_afterwards_as_before(there: User, frozen: Frozen) -> None:
    set_state(there, Module.MAIL, Availability.BUSY, by=there)

    talk(there)
    assert now(there) == ["talking", "talking"]
    assert not is_ready(there, Module.CALL)

    hang_up(there, 30)
    assert now(there) == ["wrap_up", "wrap_up"]
    assert not is_ready(there, Module.CALL)

    frozen.move(seconds=29)
    assert end_wrap_ups() == 0
    frozen.move(seconds=1)
    assert end_wrap_ups() == 2
    assert now(there) == ["busy", "ready"]
    assert changes(there) == ["ready", "busy", "talking", "wrap_up", "busy"]


def test_without_a_wrap_up_one_is_as_before_at_once(there: User) -> None:
    talk(there)
    hang_up(there, 0)

    assert now(there) == ["ready", "ready"]


def test_a_second_call_changes_nothing_and_hanging_up_twice_neither(there: User) -> None:
    talk(there)
    talk(there)
    hang_up(there, 0)
    hang_up(there, 60)

    assert changes(there) == ["ready", "talking", "ready"]


def test_a_call_during_the_wrap_up_still_knows_what_was_before(there: User) -> None:
    set_state(there, None, Availability.BUSY, by=there)
    talk(there)
    hang_up(there, 60)
    talk(there)
    hang_up(there, 0)

    assert now(there) == ["busy", "busy"]


def test_a_call_during_a_wrap_up_that_was_chosen_ends_in_ready(there: User) -> None:
    set_state(there, None, Availability.WRAP_UP, by=there)
    talk(there)
    hang_up(there, 0)

    assert now(there) == ["ready", "ready"]


def test_a_break_goes_on_with_its_reason(there: User) -> None:
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    set_state(there, None, Availability.PAUSE, reason=lunch, by=there)

    talk(there)
    during = states_of(there)[Module.MAIL]
    assert (during.shown_reason, during.resumes) == (None, "pause")
    hang_up(there, 60)
    end_wrap_up(there)

    after = states_of(there)[Module.MAIL]
    assert (after.availability, after.shown_reason) == ("pause", lunch)


def test_what_is_chosen_during_a_call_comes_after_it(there: User, sven: User) -> None:
    talk(there)
    set_state(there, Module.MAIL, Availability.BUSY, by=sven)

    assert now(there) == ["talking", "talking"]
    hang_up(there, 0)
    assert now(there) == ["busy", "ready"]


def test_what_is_chosen_during_the_wrap_up_ends_it(there: User, frozen: Frozen) -> None:
    talk(there)
    hang_up(there, 60)
    set_state(there, None, Availability.BUSY, by=there)
    frozen.move(minutes=2)

    assert end_wrap_ups() == 0
    assert now(there) == ["busy", "busy"]


def test_a_wrap_up_that_was_chosen_is_not_ended_by_a_call(there: User) -> None:
    set_state(there, None, Availability.WRAP_UP, by=there)

    end_wrap_up(there)

    assert now(there) == ["wrap_up", "wrap_up"]


def test_nobody_chooses_to_telephone_nor_to_wrap_up_meanwhile(there: User) -> None:
    with rolled_back(ValueError):
        set_state(there, None, Availability.TALKING, by=there)
    talk(there)

    with refused("The wrap-up after a call begins by itself."):
        set_state(there, None, Availability.WRAP_UP, by=there)


def test_whoever_is_signed_out_is_nothing_on_the_phone(anna: User) -> None:
    with in_scope():
        talk(anna)
        hang_up(anna, 60)

    assert states_of(anna) == {}


def test_signing_out_during_a_call_and_in_the_wrap_up(there: User, nordlicht: Tenant) -> None:
    set_state(there, Module.CALL, Availability.BUSY, by=there)
    talk(there)
    end_sessions(there)
    hang_up(there, 60)
    assert now(there) == ["ready", "busy"]

    arrive(there)
    sign_in(Client(), there, nordlicht)
    talk(there)
    hang_up(there, 60)
    end_sessions(there)

    assert now(there) == ["ready", "busy"]
    assert changes(there) == ["ready", "talking", "", "ready", "talking", "wrap_up", ""]


def test_whoever_never_was_anything_is_busy_after_their_first_call(anna: User, nordlicht: Tenant) -> None:
    sign_in(Client(), anna, nordlicht)

    talk(anna)
    hang_up(anna, 0)

    assert now(anna) == ["busy", "busy"]
