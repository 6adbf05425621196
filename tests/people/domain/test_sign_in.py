from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from kontor.people.domain.sign_in import LONGEST_WAIT, check_sign_in, forget_old_attempts, wait_after
from kontor.people.models import SignInAttempt, User
from tests.conftest import Frozen
from tests.factories.people import PASSWORD, make_user

WRONG = "Name and password do not match. Check the caps lock key and try again."


@pytest.mark.parametrize("name", ["dora", " DORA ", "dora@kontor.example", "Dora@KONTOR.example"])
def test_sign_in_by_user_name_or_email_in_any_case(dora: User, name: str) -> None:
    assert check_sign_in(name, PASSWORD, address="192.0.2.1").user == dora


@pytest.mark.parametrize("name", ["dora", "nobody", ""])
def test_sign_in_says_the_same_for_wrong_passwords_and_unknown_names(dora: User, name: str) -> None:
    result = check_sign_in(name, "wrong", address="192.0.2.1")

    assert (result.user, result.sentence) == (None, WRONG)


def test_sign_in_of_a_switched_off_person_is_explained_only_with_the_right_password(db: None) -> None:
    make_user("Otto Off", username="otto", active=False)

    assert check_sign_in("otto", "wrong", address="192.0.2.1").sentence == WRONG
    assert "switched off" in check_sign_in("otto", PASSWORD, address="192.0.2.1").sentence


def test_sign_in_waits_longer_with_each_failure_even_for_the_right_password(dora: User, frozen: Frozen) -> None:
    for _attempt in range(5):
        check_sign_in("dora", "wrong", address="192.0.2.1")

    refused = check_sign_in("Dora ", PASSWORD, address="192.0.2.99")

    assert refused.sentence == "Too many attempts failed. Wait 15 seconds, then try again."
    frozen.move(seconds=15)
    check_sign_in("dora", "wrong", address="192.0.2.1")
    assert check_sign_in("dora", PASSWORD, address="192.0.2.1").sentence.startswith("Too many attempts failed. Wait 30")
    frozen.move(seconds=31)
    assert check_sign_in("dora", PASSWORD, address="192.0.2.1").user == dora


@pytest.mark.parametrize(
    ("first", "then"),
    [("dora", "dora@kontor.example"), ("dora@kontor.example", "dora"), ("nobody", "nobody@x.example")],
)
def test_waiting_tells_nobody_that_a_name_and_an_address_are_one_persons(dora: User, first: str, then: str) -> None:
    for _attempt in range(5):
        check_sign_in(first, "wrong", address="192.0.2.1")

    assert check_sign_in(first, "wrong", address="192.0.2.1").sentence.startswith("Too many attempts failed.")
    assert check_sign_in(then, "wrong", address="192.0.2.1").sentence == WRONG


@pytest.mark.parametrize("spelt", ["Dora@KONTOR.example", " dora@kontor.example "])
def test_an_address_waits_however_it_is_spelt(dora: User, spelt: str) -> None:
    for _attempt in range(5):
        check_sign_in("dora@kontor.example", "wrong", address="192.0.2.1")

    assert check_sign_in(spelt, PASSWORD, address="192.0.2.1").user is None


def test_sign_in_forgets_failures_of_a_name_after_a_success(dora: User, frozen: Frozen) -> None:
    for _attempt in range(4):
        check_sign_in("dora", "wrong", address="192.0.2.1")
    check_sign_in("dora", PASSWORD, address="192.0.2.1")

    check_sign_in("dora", "wrong", address="192.0.2.1")

    assert check_sign_in("dora", PASSWORD, address="192.0.2.1").user == dora


def test_sign_in_limits_an_address_that_tries_many_names(dora: User, frozen: Frozen) -> None:
    for number in range(20):
        check_sign_in(f"name{number}", "wrong", address="192.0.2.1")

    assert check_sign_in("dora", PASSWORD, address="192.0.2.1").user is None
    assert check_sign_in("dora", PASSWORD, address="192.0.2.2").user == dora


def test_attempts_hold_no_names_and_go_after_an_hour(dora: User, frozen: Frozen) -> None:
    check_sign_in("dora", "wrong", address="192.0.2.1")
    assert not SignInAttempt.objects.filter(key__icontains="dora").exists()
    frozen.move(hours=1, seconds=1)

    assert forget_old_attempts() == 2
    assert SignInAttempt.objects.count() == 0


def test_waits_double_up_to_a_limit() -> None:
    waits = [wait_after(failures, 5) for failures in (4, 5, 6, 7, 40)]

    assert waits == [timedelta(0), timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60), LONGEST_WAIT]


def test_attempts_at_the_same_moment_count_all_the_same(committed_db: str) -> None:
    make_user("Dora Dahl", username="dora")

    def attempt(number: int) -> str:
        try:
            with translation.override("en"):
                return check_sign_in("dora", "wrong", address=f"192.0.2.{number}").sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        sentences = list(pool.map(attempt, range(12)))

    assert sum(sentence == WRONG for sentence in sentences) <= 5
