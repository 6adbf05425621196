from __future__ import annotations

import pytest

from kontor.people.domain.passwords import (
    change_password,
    reset_token,
    set_password_by_token,
    user_of_token,
    weakness,
)
from kontor.people.models import User
from kontor.people.preferences import PASSWORD_LENGTH
from kontor.preferences.domain.system import change_system_values, system_values
from tests.support.refusal import refused
from tests.support.scoping import everywhere

NEW = "a new and long enough one"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Use at least 12 characters."),
        ("482915736482", "A password of digits alone is guessed too quickly. Add letters."),
        ("dora@kontor.example", "resembles"),
        ("liverpoolfc1234", ""),
        (NEW, ""),
    ],
)
def test_weakness_names_what_is_wrong(dora: User, password: str, sentence: str) -> None:
    found = weakness(password, dora)

    assert sentence in found
    assert bool(found) == bool(sentence)


def test_weakness_follows_the_system_setting(dora: User) -> None:
    with everywhere():
        change_system_values({PASSWORD_LENGTH.key: 30}, version=system_values().version)

    assert weakness(NEW, dora) == "Use at least 30 characters."


def test_change_password_refuses_a_weak_one(dora: User) -> None:
    with refused("Use at least 12 characters."):
        change_password(dora, "short", by=dora)

    dora.refresh_from_db()
    assert not dora.check_password("short")


def test_reset_token_is_good_once(dora: User) -> None:
    token = reset_token(dora)

    set_password_by_token(token, NEW)

    dora.refresh_from_db()
    assert dora.check_password(NEW)
    assert user_of_token(token) is None
    with refused("This link has been used"):
        set_password_by_token(token, NEW)


def test_reset_token_ends_after_an_hour(dora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    token = reset_token(dora)

    monkeypatch.setattr("time.time", lambda: 1_000_000.0 + 3601)

    assert user_of_token(token) is None


@pytest.mark.parametrize("token", ["", "nonsense", "eyJ1c2VyIjoxfQ:1abcde:x"])
def test_forged_tokens_belong_to_nobody(dora: User, token: str) -> None:
    assert user_of_token(token) is None


def test_reset_token_of_a_deleted_person_is_good_for_nothing(dora: User) -> None:
    token = reset_token(dora)
    User.objects.filter(pk=dora.pk).update(active=False)

    assert user_of_token(token) is None
