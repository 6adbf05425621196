"""A password is given: to whom, what it ends, and what of it is written down; links for those who forgot theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.people.domain.passwords import (
    change_password,
    reset_token,
    set_password_by_token,
    user_of_token,
    weakness,
)
from kontor.people.models import Session, User
from kontor.people.preferences import PASSWORD_LENGTH
from kontor.preferences.domain.system import change_system_values, system_values
from tests.factories.people import PASSWORD
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import everywhere

NEW = "a new and long enough one"


def test_it_is_this_persons_and_nobody_elses(dora: User, ada: User) -> None:
    given = change_password(dora, NEW, by=ada)

    ada.refresh_from_db()
    assert given.check_password(NEW)
    assert not given.must_change_password
    assert ada.check_password(PASSWORD)


def test_whoever_gets_one_from_an_administrator_must_change_it(dora: User, ada: User) -> None:
    change_password(dora, NEW, by=ada, must_change=True)

    dora.refresh_from_db()
    assert dora.must_change_password
    assert not change_password(dora, NEW + "!", by=dora).must_change_password


def test_the_log_says_that_and_by_whom_and_nothing_of_the_password(dora: User, ada: User) -> None:
    change_password(dora, NEW, by=ada)

    with everywhere():
        entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id, entry.actor_id, entry.tenant_id) == (
        "password_changed",
        dora.pk,
        ada.pk,
        None,
    )
    assert entry.changes == {"password": ["••••••", "••••••"]}


def test_all_sign_ins_end_but_the_one_in_which_it_was_changed(dora: User, client_for: Any) -> None:
    here: Browser = client_for(dora)
    client_for(dora)

    change_password(dora, NEW, by=dora, keep_session=here.session.session_key)

    assert [session.session_key for session in Session.objects.all()] == [here.session.session_key]
    change_password(dora, NEW + "!", by=dora)
    assert not Session.objects.exists()


def test_who_knew_the_password_before_an_administrator_gave_another_one_does_not_overwrite_it(
    dora: User, ada: User, client_for: Any
) -> None:
    """The present password was asked for, and found right, a moment before."""
    thief: Browser = client_for(dora)
    seen = User.objects.get(pk=dora.pk)
    change_password(dora, NEW, by=ada)

    with refused("Somebody else has changed this user in the meantime. Nothing was overwritten."):
        change_password(seen, NEW + "!", by=seen, keep_session=thief.session.session_key)

    dora.refresh_from_db()
    assert dora.check_password(NEW)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("x" * 11, "Use at least 12 characters."),
        ("x1" * 6, ""),
        ("123456789012", "A password of digits alone is guessed too quickly. Add letters."),
        ("dora dahl dora", "This password resembles the person's name or address too much. Choose another one."),
    ],
)
def test_the_sentence_says_what_to_do(dora: User, password: str, sentence: str) -> None:
    assert weakness(password, dora) == sentence


def test_passwords_of_the_lists_are_refused_where_short_ones_are_allowed(dora: User) -> None:
    with everywhere():
        change_system_values({PASSWORD_LENGTH.key: 8}, version=system_values().version)

    assert weakness("password1", dora) == (
        "This password is in lists of passwords that are tried first. Choose another one."
    )
    with translation.override("de"):
        assert weakness("zu kurz", dora) == "Verwenden Sie mindestens 8 Zeichen."


def test_a_link_belongs_to_one_person(dora: User, ada: User) -> None:
    assert user_of_token(reset_token(dora)) == dora
    assert user_of_token(reset_token(ada)) == ada


@pytest.mark.parametrize("happened", ["signed in", "address changed", "password changed", "deleted"])
def test_a_link_is_good_until_something_happens_to_the_account(dora: User, happened: str) -> None:
    token = reset_token(dora)
    rows = User.objects.filter(pk=dora.pk)
    if happened == "signed in":
        rows.update(last_login=clock.now())
    elif happened == "address changed":
        rows.update(email="neu@kontor.example", email_key="neu@kontor.example")
    elif happened == "password changed":
        change_password(dora, NEW, by=dora)
    else:
        rows.update(deleted_at=clock.now())

    assert user_of_token(token) is None


def test_what_does_not_concern_the_account_leaves_the_link_good(dora: User) -> None:
    token = reset_token(dora)
    User.objects.filter(pk=dora.pk).update(location="Kiel", name="Dora Drosse")

    assert user_of_token(token) == dora


def test_a_link_ends_all_sign_ins_and_names_the_person_in_the_log(dora: User, ada: User, client_for: Any) -> None:
    client_for(dora)
    User.objects.filter(pk=dora.pk).update(must_change_password=True)

    user = set_password_by_token(reset_token(dora), NEW)

    assert (user, user.must_change_password) == (dora, False)
    assert not Session.objects.exists()
    with everywhere():
        assert AuditEntry.objects.get().actor_id == dora.pk
