from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kontor.kernel import clock
from kontor.people.domain.availability import (
    arrive,
    end_wrap_ups,
    is_ready,
    leave,
    set_state,
    shown_state,
    states_of,
)
from kontor.people.domain.sign_out import end_sessions
from kontor.people.enums import Availability, Module
from kontor.people.models import Absence, AgentState, BreakReason, StateChange, User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.people import PASSWORD
from tests.support.client import sign_in
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def _changes(user: User, module: Module = Module.MAIL) -> list[tuple[str, str]]:
    return list(StateChange.objects.filter(user=user, module=module).values_list("availability", "reason"))


def _there(user: User, *tenants: Tenant) -> None:
    sign_in(Client(), user, *tenants)


def test_whoever_is_signed_in_and_ready_can_be_given_something(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    assert not is_ready(anna, Module.MAIL)

    set_state(anna, Module.MAIL, Availability.READY, by=anna)

    assert is_ready(anna, Module.MAIL)
    assert not is_ready(anna, Module.CALL)
    assert _changes(anna) == [("ready", "")]


def test_a_state_for_all_modules(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)

    set_state(anna, None, Availability.READY, by=anna)

    assert {module: state.availability for module, state in states_of(anna).items()} == {
        Module.MAIL: "ready",
        Module.CALL: "ready",
    }


def test_nobody_is_anything_when_signed_out(anna: User, nordlicht: Tenant) -> None:
    with refused("Anna Arndt is not signed in."):
        set_state(anna, Module.MAIL, Availability.READY, by=anna)
    _there(anna, nordlicht)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)

    end_sessions(anna)

    assert not is_ready(anna, Module.MAIL)
    assert _changes(anna) == [("ready", ""), ("", "")]


def test_one_sign_in_of_two_ends_and_the_state_stays(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    second = Client()
    sign_in(second, anna, nordlicht)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)

    end_sessions(anna, keep=second.session.session_key)

    assert is_ready(anna, Module.MAIL)
    assert _changes(anna) == [("ready", "")]


def test_a_break_has_a_reason_that_stays_in_the_log(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag")

    set_state(anna, Module.MAIL, Availability.PAUSE, reason=lunch, by=anna)
    set_state(anna, Module.MAIL, Availability.READY, reason=lunch, by=anna)

    assert _changes(anna) == [("pause", "Mittag"), ("ready", "")]
    assert states_of(anna)[Module.MAIL].reason is None


def test_a_deleted_reason_is_refused(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag", deleted_at=clock.now())

    with refused("The reason “Mittag” is not on the list any more."):
        set_state(anna, Module.MAIL, Availability.PAUSE, reason=lunch, by=anna)


def test_a_wrap_up_ends_by_itself(anna: User, nordlicht: Tenant, frozen: Frozen) -> None:
    _there(anna, nordlicht)
    set_state(anna, Module.CALL, Availability.WRAP_UP, by=anna)

    frozen.move(minutes=4)
    assert end_wrap_ups() == 0
    frozen.move(minutes=1)
    assert end_wrap_ups() == 1

    assert is_ready(anna, Module.CALL)
    assert _changes(anna, Module.CALL) == [("wrap_up", ""), ("ready", "")]


def test_a_wrap_up_does_not_outlast_signing_out(anna: User, nordlicht: Tenant, frozen: Frozen) -> None:
    _there(anna, nordlicht)
    set_state(anna, Module.CALL, Availability.WRAP_UP, by=anna)

    end_sessions(anna)
    frozen.move(minutes=10)

    assert end_wrap_ups() == 0
    assert _changes(anna, Module.CALL) == [("wrap_up", ""), ("", "")]


def test_who_changed_it_for_somebody_else_is_written_down(anna: User, sven: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)

    set_state(anna, Module.MAIL, Availability.BUSY, by=sven)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)

    assert list(StateChange.objects.values_list("by", flat=True)) == [sven.pk, None]


def test_at_the_first_sign_in_one_is_busy_then_as_before(anna: User, nordlicht: Tenant) -> None:
    arrive(anna)
    _there(anna, nordlicht)
    first = states_of(anna)[Module.MAIL].availability
    set_state(anna, Module.MAIL, Availability.READY, by=anna)
    end_sessions(anna)

    arrive(anna)

    assert (first, states_of(anna)[Module.MAIL].availability) == ("busy", "ready")
    assert _changes(anna) == [("busy", ""), ("ready", ""), ("", ""), ("ready", "")]


def test_a_second_sign_in_changes_nothing(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)

    arrive(anna)

    assert _changes(anna) == []


@pytest.mark.parametrize("wanted", ["ready", "busy"])
def test_the_state_after_sign_in_is_a_setting_of_the_house_and_of_the_person(anna: User, wanted: str) -> None:
    other = "busy" if wanted == "ready" else "ready"
    SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"people.state_after_sign_in_mail": other}})
    anna.preferences = {"people.state_after_sign_in_mail": wanted}

    arrive(anna)

    assert states_of(anna)[Module.MAIL].availability == wanted


def test_whoever_is_away_is_given_nothing(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)
    now = clock.now()

    Absence.objects.create(user=anna, since=now - timedelta(hours=1), until=now + timedelta(hours=1))

    assert not is_ready(anna, Module.MAIL)


def test_the_title_bar_shows_ready_as_soon_as_one_module_is(anna: User, nordlicht: Tenant) -> None:
    _there(anna, nordlicht)
    set_state(anna, None, Availability.BUSY, by=anna)
    set_state(anna, Module.CALL, Availability.READY, by=anna)

    shown = shown_state(states_of(anna).values())

    assert shown is not None
    assert shown.module == Module.CALL
    assert shown_state([]) is None


def test_signing_in_and_out_through_the_door(anna: User, nordlicht: Tenant, billing: object) -> None:
    browser = Client()
    browser.post("/sign-in/", {"name": "anna", "password": PASSWORD})
    browser.post("/sign-out/")

    assert _changes(anna) == [("busy", ""), ("", "")]


def test_whoever_leaves_without_states_leaves_no_trace(anna: User) -> None:
    with in_scope():
        leave(anna.pk)

    assert not AgentState.objects.exists()
    assert _changes(anna) == []
