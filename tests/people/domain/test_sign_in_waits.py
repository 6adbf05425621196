"""How long one waits after failed sign-ins, what is counted, and what is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from kontor.people.domain.sign_in import (
    FREE_BY_ADDRESS,
    FREE_BY_NAME,
    check_sign_in,
    find_user,
    forget_old_attempts,
    too_many,
    wait_after,
)
from kontor.people.models import SignInAttempt, User
from tests.conftest import Frozen
from tests.factories.people import PASSWORD, make_user


def fail(times: int, name: str = "dora", address: str = "192.0.2.1") -> None:
    for _each in range(times):
        check_sign_in(name, "wrong", address=address)


def sentence(name: str = "dora", address: str = "192.0.2.1") -> str:
    return check_sign_in(name, PASSWORD, address=address).sentence


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 15), (6, 30), (9, 240), (10, 480), (11, 900), (500, 900)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures, 5) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("failures", "passed", "english", "german"),
    [
        (5, 14, "Wait 1 second, then", "Warten Sie 1 Sekunde,"),
        (5, 13.5, "Wait 2 seconds, then", "Warten Sie 2 Sekunden,"),
        (8, 30, "Wait 90 seconds, then", "Warten Sie 90 Sekunden,"),
        (8, 29, "Wait 2 minutes, then", "Warten Sie 2 Minuten,"),
        (9, 119, "Wait 3 minutes, then", "Warten Sie 3 Minuten,"),
        (11, 0, "Wait 15 minutes, then", "Warten Sie 15 Minuten,"),
    ],
)
def test_the_wait_is_said_in_seconds_and_then_in_minutes(
    dora: User, frozen: Frozen, failures: int, passed: float, english: str, german: str
) -> None:
    for before in range(failures):
        frozen.move(seconds=wait_after(before, FREE_BY_NAME).total_seconds())
        fail(1)
    frozen.move(seconds=passed)

    assert english in sentence()
    with translation.override("de"):
        assert german in sentence()


def test_a_name_is_counted_however_it_is_typed_and_by_itself(dora: User, ada: User, frozen: Frozen) -> None:
    for typed in ("dora", " dora", "DORA", "Dora ", "dorA"):
        fail(1, typed)

    assert sentence(address="192.0.2.9") == "Too many attempts failed. Wait 15 seconds, then try again."
    assert sentence("ada", address="192.0.2.9") == ""


def test_waiting_itself_is_not_counted(dora: User, frozen: Frozen) -> None:
    fail(5)
    before = SignInAttempt.objects.count()

    fail(3)

    assert SignInAttempt.objects.count() == before == 10


def test_a_name_and_an_address_that_mean_the_same_person_are_counted_apart(dora: User, frozen: Frozen) -> None:
    """Else strangers would learn that the two belong together."""
    fail(5, "dora")

    assert check_sign_in("dora@kontor.example", PASSWORD, address="192.0.2.9").user == dora


def test_a_success_forgets_the_failures_of_the_name_and_keeps_those_of_the_address(dora: User, frozen: Frozen) -> None:
    fail(3)
    check_sign_in("dora", PASSWORD, address="192.0.2.1")

    assert SignInAttempt.objects.count() == 3


def test_an_address_may_fail_twenty_times_and_then_waits_for_every_name(dora: User, frozen: Frozen) -> None:
    for number in range(FREE_BY_ADDRESS - 1):
        fail(1, f"name{number}")
    assert sentence() == ""
    fail(1, "one more")

    assert sentence() == "Too many attempts failed. Wait 15 seconds, then try again."
    assert sentence(address="192.0.2.2") == ""


def test_all_addresses_of_one_house_count_as_one(dora: User, frozen: Frozen) -> None:
    for number in range(FREE_BY_ADDRESS):
        fail(1, f"name{number}", address=f"2001:db8:1:2::{number:x}")

    assert sentence(address="2001:db8:1:2:ffff::1") == "Too many attempts failed. Wait 15 seconds, then try again."
    assert sentence(address="2001:db8:1:3::1") == ""


def test_an_old_address_that_is_written_as_a_new_one_is_counted_as_what_it_is(dora: User, frozen: Frozen) -> None:
    for number in range(FREE_BY_ADDRESS):
        fail(1, f"name{number}", address="::ffff:192.0.2.1")

    assert sentence(address="192.0.2.1") == "Too many attempts failed. Wait 15 seconds, then try again."
    assert sentence(address="::ffff:192.0.2.2") == ""


def test_failures_count_for_an_hour(dora: User, frozen: Frozen) -> None:
    fail(4)
    frozen.move(hours=1)
    fail(1)
    assert sentence().startswith("Too many attempts failed.")
    frozen.move(seconds=16)

    assert sentence() == ""


def test_the_longer_of_two_waits_counts(dora: User, frozen: Frozen) -> None:
    fail(5)
    frozen.move(seconds=15)
    fail(1)
    for number in range(FREE_BY_ADDRESS - 6):
        fail(1, f"name{number}")

    assert sentence() == "Too many attempts failed. Wait 30 seconds, then try again."


def test_nobody_waits_longer_because_the_clock_was_set_back(dora: User, frozen: Frozen) -> None:
    fail(5)
    frozen.move(minutes=-50)

    assert sentence() == "Too many attempts failed. Wait 15 seconds, then try again."
    frozen.move(seconds=14)
    assert sentence() == "Too many attempts failed. Wait 1 second, then try again."
    frozen.move(seconds=1)
    assert sentence() == ""


def test_what_strangers_ask_for_is_counted_by_kind_and_value(db: None, frozen: Frozen) -> None:
    asked = [too_many("reset", "dora", most=2) for _each in range(3)]

    assert asked == [False, False, True]
    assert not too_many("reset", "anna", most=2)
    assert not too_many("other", "dora", most=2)
    frozen.move(hours=1, seconds=1)
    assert not too_many("reset", "dora", most=2)


def test_what_still_counts_is_not_forgotten(dora: User, frozen: Frozen) -> None:
    fail(1)
    frozen.move(minutes=59)
    fail(1)
    frozen.move(minutes=1)
    assert forget_old_attempts() == 0
    frozen.move(seconds=1)

    assert forget_old_attempts() == 2
    assert SignInAttempt.objects.count() == 2


def test_a_deleted_person_is_told_only_that_the_account_is_off(db: None, frozen: Frozen) -> None:
    make_user("Weg", username="weg", deleted_at=frozen.at)

    assert sentence("weg") == "This account is switched off. An administrator can switch it on again."


@pytest.mark.parametrize(("name", "found"), [(" Dora ", True), ("DORA@kontor.example", True), ("dor", False)])
def test_a_person_is_found_by_user_name_or_address(dora: User, name: str, found: bool) -> None:
    assert (find_user(name) == dora) is found


@pytest.mark.parametrize("name", ["", "@", "nobody"])
def test_nobody_is_found_by_what_is_nobodys(dora: User, name: str) -> None:
    assert find_user(name) is None
