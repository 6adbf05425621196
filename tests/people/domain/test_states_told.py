"""States of agents: whose they are, who is told, what is kept, and who counts as ready."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kontor.kernel import clock
from kontor.people.domain.availability import (
    arrive,
    end_wrap_ups,
    hang_up,
    is_ready,
    is_signed_in,
    leave,
    ready_agents,
    set_state,
    shown_state,
    states_of,
    talk,
)
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, BreakReason, Session, StateChange, User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere


@pytest.fixture
def there(anna: User, nordlicht: Tenant, frozen: Frozen) -> User:
    sign_in(Client(), anna, nordlicht)
    return anna


@pytest.fixture
def bela_too(bela: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen) -> User:
    sign_in(Client(), bela, nordlicht, alpina)
    return bela


def now(user: User) -> list[str]:
    states = states_of(user)
    return [states[module].availability for module in Module if module in states]


def test_a_state_is_one_persons(there: User, bela_too: User) -> None:
    set_state(bela_too, Module.MAIL, Availability.READY, by=bela_too)
    set_state(there, None, Availability.BUSY, by=there)

    assert (now(there), now(bela_too)) == (["busy", "busy"], ["ready"])
    assert (is_ready(there, Module.MAIL), is_ready(bela_too, Module.MAIL)) == (False, True)
    assert list(ready_agents(Module.MAIL)) == [states_of(bela_too)[Module.MAIL]]


@pytest.mark.parametrize("gone", ["switched off", "deleted", "signed out", "expired"])
def test_nothing_is_given_to_whoever_is_not_there(there: User, bela_too: User, gone: str, frozen: Frozen) -> None:
    set_state(there, Module.MAIL, Availability.READY, by=there)
    assert is_ready(there, Module.MAIL)

    if gone == "switched off":
        User.objects.filter(pk=there.pk).update(active=False)
    elif gone == "deleted":
        User.objects.filter(pk=there.pk).update(deleted_at=clock.now())
    elif gone == "signed out":
        Session.objects.filter(user=there).delete()
    else:
        Session.objects.filter(user=there).update(expire_date=frozen.at)

    assert not is_ready(there, Module.MAIL)


def test_whoevers_sign_in_has_expired_is_not_signed_in(there: User, bela: User, frozen: Frozen) -> None:
    assert (is_signed_in(there), is_signed_in(bela)) == (True, False)

    Session.objects.update(expire_date=frozen.at)

    assert not is_signed_in(there)
    with refused("Anna Arndt is not signed in."):
        set_state(there, Module.MAIL, Availability.READY, by=there)


def test_a_change_is_told_to_the_person_and_to_the_tenants_they_work_for(
    bela_too: User, there: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with heard() as told, everywhere():
        set_state(bela_too, Module.MAIL, Availability.READY, by=bela_too)

    assert sorted(told) == sorted(
        [
            ("u", bela_too.pk, "state", 0),
            ("t", nordlicht.pk, "agent", bela_too.pk),
            ("t", alpina.pk, "agent", bela_too.pk),
        ]
    )


def test_what_is_chosen_during_a_call_is_told_too(there: User, nordlicht: Tenant) -> None:
    set_state(there, None, Availability.READY, by=there)
    talk(there)

    with heard() as told, everywhere():
        set_state(there, Module.CALL, Availability.BUSY, by=there)

    assert set(told) == {("u", there.pk, "state", 0), ("t", nordlicht.pk, "agent", there.pk)}


def test_since_when_it_is_so_is_kept_with_the_log(there: User, frozen: Frozen) -> None:
    set_state(there, Module.MAIL, Availability.READY, by=there)
    frozen.move(minutes=7)
    set_state(there, Module.MAIL, Availability.BUSY, by=there)

    state = states_of(there)[Module.MAIL]
    assert (state.since, state.until) == (frozen.at, None)
    assert list(StateChange.objects.values_list("at", flat=True)) == [frozen.at - timedelta(minutes=7), frozen.at]


@pytest.mark.parametrize(("house", "own", "minutes"), [(None, None, 5), (9, None, 9), (9, 2, 2)])
def test_how_long_a_wrap_up_takes_is_a_setting_of_the_house_and_of_the_person(
    there: User, frozen: Frozen, house: int | None, own: int | None, minutes: int
) -> None:
    key = "people.wrap_up_minutes"
    SystemValues.objects.update_or_create(id=1, defaults={"preferences": {key: house} if house else {}})
    there.preferences = {key: own} if own else {}

    set_state(there, Module.CALL, Availability.WRAP_UP, by=there)

    assert states_of(there)[Module.CALL].until == frozen.at + timedelta(minutes=minutes)


def test_the_wrap_up_of_a_call_takes_so_many_seconds(there: User, frozen: Frozen) -> None:
    set_state(there, None, Availability.READY, by=there)
    talk(there)
    hang_up(there, 45)

    assert {state.until for state in states_of(there).values()} == {frozen.at + timedelta(seconds=45)}


def test_wrap_ups_of_several_people_end_together_and_nobody_elses(there: User, bela_too: User, frozen: Frozen) -> None:
    set_state(there, None, Availability.WRAP_UP, by=there)
    frozen.move(minutes=1)
    set_state(bela_too, Module.CALL, Availability.WRAP_UP, by=bela_too)

    frozen.move(minutes=4)
    assert (end_wrap_ups(), now(there), now(bela_too)) == (2, ["ready", "ready"], ["wrap_up"])
    frozen.move(minutes=1)
    assert (end_wrap_ups(), now(bela_too)) == (1, ["ready"])
    assert end_wrap_ups() == 0


def test_that_a_wrap_up_ended_by_itself_is_nobodys_doing(there: User, frozen: Frozen) -> None:
    set_state(there, Module.CALL, Availability.WRAP_UP, by=there)
    frozen.move(minutes=5)
    end_wrap_ups()

    assert list(StateChange.objects.values_list("availability", "by")) == [("wrap_up", None), ("ready", None)]


def test_a_break_that_is_chosen_during_a_call_has_its_reason_afterwards(there: User, frozen: Frozen) -> None:
    lunch = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    set_state(there, None, Availability.READY, by=there)
    talk(there)
    set_state(there, Module.MAIL, Availability.PAUSE, reason=lunch, by=there)
    set_state(there, Module.CALL, Availability.BUSY, reason=lunch, by=there)

    hang_up(there, 0)

    states = states_of(there)
    assert [(states[each].availability, states[each].shown_reason) for each in Module] == [
        ("pause", lunch),
        ("busy", None),
    ]


def test_signing_out_during_a_wrap_up_leaves_what_comes_after_it(there: User, frozen: Frozen) -> None:
    set_state(there, None, Availability.BUSY, by=there)
    talk(there)
    hang_up(there, 60)

    with everywhere():
        leave(there.pk)

    assert {(state.availability, state.resumes, state.until) for state in states_of(there).values()} == {
        ("busy", "", None)
    }


def test_leaving_is_one_persons_and_written_down_for_each_module(there: User, bela_too: User, frozen: Frozen) -> None:
    set_state(there, None, Availability.READY, by=there)
    set_state(bela_too, None, Availability.WRAP_UP, by=bela_too)

    with everywhere():
        leave(there.pk)

    assert now(bela_too) == ["wrap_up", "wrap_up"]
    gone = StateChange.objects.filter(availability="").order_by("module")
    assert [(row.user_id, row.module, row.at) for row in gone] == [
        (there.pk, "call", frozen.at),
        (there.pk, "mail", frozen.at),
    ]


def test_calls_and_mail_have_settings_of_their_own_for_signing_in(anna: User) -> None:
    anna.preferences = {
        "people.state_after_sign_in_mail": "busy",
        "people.state_after_sign_in_call": "ready",
    }

    arrive(anna)

    assert now(anna) == ["busy", "ready"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (["busy", "talking"], "talking"),
        (["ready", "talking"], "talking"),
        (["wrap_up", "ready"], "ready"),
        (["pause", "wrap_up"], "wrap_up"),
        (["busy", "pause"], "pause"),
        (["busy", "busy"], "busy"),
    ],
)
def test_the_title_bar_shows_the_first_of_the_states_by_rank(given: list[str], shown: str) -> None:
    states = [AgentState(module=module, availability=each) for module, each in zip(Module, given, strict=True)]

    for order in (states, states[::-1]):
        found = shown_state(order)
        assert found is not None
        assert found.availability == shown


def test_whoever_telephones_with_one_state_only_is_busy_in_the_other_module_afterwards(there: User) -> None:
    set_state(there, Module.MAIL, Availability.READY, by=there)

    talk(there)
    hang_up(there, 0)

    assert now(there) == ["ready", "busy"]
