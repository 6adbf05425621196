"""What the menu of states in the title bar is told about a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kontor.people.domain.availability import end_wrap_ups, hang_up, set_state, talk
from kontor.people.domain.title_bar import TitleBar, title_bar_of
from kontor.people.enums import Availability, Module
from kontor.people.models import Absence, BreakReason, User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.statements import statements


@pytest.fixture
def there(anna: User, nordlicht: Tenant, frozen: Frozen) -> User:
    sign_in(Client(), anna, nordlicht)
    return anna


def reason(name: str, **values: object) -> BreakReason:
    return BreakReason.objects.create(name=name, sort_key=name.casefold(), **values)


def test_whoever_was_never_anything_has_no_states_no_reasons_and_no_absence(dora: User) -> None:
    assert title_bar_of(dora) == TitleBar({}, [], False, None)


def test_each_module_has_the_state_of_this_person(there: User, bela: User, nordlicht: Tenant) -> None:
    sign_in(Client(), bela, nordlicht)
    set_state(bela, None, Availability.BUSY, by=bela)
    set_state(there, Module.MAIL, Availability.READY, by=there)
    set_state(there, Module.CALL, Availability.BUSY, by=there)

    states = title_bar_of(there).states

    assert {module: (state.availability, state.user) for module, state in states.items()} == {
        Module.MAIL: ("ready", there),
        Module.CALL: ("busy", there),
    }


def test_a_break_is_shown_with_its_reason_and_without_an_end(there: User) -> None:
    lunch = reason("Mittag")
    set_state(there, Module.MAIL, Availability.PAUSE, reason=lunch, by=there)

    state = title_bar_of(there).states[Module.MAIL]

    assert (state.shown_reason, state.until) == (lunch, None)
    assert state.shown_reason is not None
    assert state.shown_reason.name == "Mittag"


def test_a_wrap_up_says_when_it_ends(there: User, frozen: Frozen) -> None:
    set_state(there, Module.CALL, Availability.WRAP_UP, by=there)

    assert title_bar_of(there).states[Module.CALL].until == frozen.at + timedelta(minutes=5)


def test_after_a_call_it_is_known_what_comes_next(there: User) -> None:
    set_state(there, None, Availability.BUSY, by=there)
    talk(there)
    hang_up(there, 30)

    state = title_bar_of(there).states[Module.MAIL]

    assert (state.availability, state.resumes) == ("wrap_up", "busy")


def test_reasons_come_by_name_without_the_deleted_ones(there: User, frozen: Frozen) -> None:
    for name, values in (("Mittag", {}), ("Arzt", {}), ("Weg", {"deleted_at": frozen.at})):
        reason(name, **values)

    assert [each.name for each in title_bar_of(there).reasons] == ["Arzt", "Mittag"]


@pytest.mark.parametrize(("house", "own", "expected"), [({}, {}, False), (True, {}, True), (True, False, False)])
def test_states_for_each_module_are_a_setting_of_the_house_and_of_the_person(
    dora: User, house: object, own: object, expected: bool
) -> None:
    key = "people.states_per_module"
    given = {} if house == {} else {key: house}
    SystemValues.objects.update_or_create(id=1, defaults={"preferences": given})
    dora.preferences = {} if own == {} else {key: own}

    assert title_bar_of(dora).per_module is expected


def test_an_absence_is_shown_from_its_first_moment_to_before_its_last(dora: User, bela: User, frozen: Frozen) -> None:
    begins, ends = frozen.at + timedelta(hours=1), frozen.at + timedelta(hours=2)
    Absence.objects.create(user=dora, since=begins, until=ends)
    Absence.objects.create(user=bela, since=frozen.at, until=ends + timedelta(hours=9))

    seen = []
    for _step in range(3):
        absence = title_bar_of(dora).absence
        seen.append(absence.until if absence else None)
        frozen.move(hours=1)

    assert seen == [None, ends, None]


def test_it_costs_one_statement_however_much_there_is(there: User) -> None:
    for name in ("Arzt", "Mittag", "Schulung"):
        reason(name)
    set_state(there, None, Availability.READY, by=there)

    with statements() as sent:
        title_bar_of(there)

    assert len(sent) == 1


def test_a_wrap_up_that_has_ended_has_no_end_any_more(there: User, frozen: Frozen) -> None:
    set_state(there, Module.CALL, Availability.WRAP_UP, by=there)
    frozen.move(minutes=5)
    end_wrap_ups()

    state = title_bar_of(there).states[Module.CALL]

    assert (state.availability, state.until, state.reason) == ("ready", None, None)
