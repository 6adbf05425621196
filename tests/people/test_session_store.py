"""The sessions of the browsers on our own table: what stands in columns beside Django's data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError

from kontor.people.backends import DeskBackend
from kontor.people.models import Session, User
from kontor.people.sessions import SessionStore
from tests.conftest import Frozen
from tests.factories.people import make_user
from tests.support.refusal import rolled_back


def made(user: User | None = None, **values: object) -> SessionStore:
    store = SessionStore()
    if user:
        store[SESSION_KEY] = str(user.pk)
    for key, value in values.items():
        store[key] = value
    store.create()
    return store


def test_person_tenants_address_and_browser_stand_in_columns(dora: User, frozen: Frozen) -> None:
    store = made(dora, tenants=[3, 7], address="192.0.2.7", browser="Firefox/128.0")

    row = Session.objects.get()
    assert (row.session_key, row.user, row.tenants) == (store.session_key, dora, [3, 7])
    assert (row.address, row.browser, row.seen_at) == ("192.0.2.7", "Firefox/128.0", frozen.at)


def test_before_signing_in_the_columns_are_empty(db: None) -> None:
    made(language="de")

    row = Session.objects.get()
    assert (row.user, row.tenants, row.address, row.browser) == (None, [], None, "")


def test_saving_follows_the_data_and_keeps_when_it_began_and_was_last_used(dora: User, frozen: Frozen) -> None:
    key = made().session_key
    before = Session.objects.get()
    frozen.move(minutes=9)

    again = SessionStore(session_key=key)
    again[SESSION_KEY], again["tenants"] = str(dora.pk), [7]
    again.save()

    row = Session.objects.get()
    assert (row.user, row.tenants) == (dora, [7])
    assert (row.started_at, row.seen_at) == (before.started_at, before.seen_at)


def test_a_store_without_a_key_gets_one_on_saving(db: None) -> None:
    store = SessionStore()
    store["language"] = "de"

    store.save()

    assert Session.objects.get().session_key == store.session_key
    assert SessionStore(session_key=store.session_key)["language"] == "de"


def test_two_sessions_cannot_have_one_key(db: None) -> None:
    taken = made().session_key
    store = SessionStore(session_key=taken)

    with rolled_back(CreateError):
        store.save(must_create=True)


def test_a_session_that_ended_meanwhile_is_not_written_back(dora: User) -> None:
    store = made(dora)
    Session.objects.all().delete()

    with rolled_back(UpdateError):
        store.save()

    assert not Session.objects.exists()


def test_loading_says_when_the_session_was_last_used(dora: User, frozen: Frozen) -> None:
    key = made(dora).session_key
    used = frozen.at - timedelta(hours=3)
    Session.objects.update(seen_at=used)

    store = SessionStore(session_key=key)

    assert store[SESSION_KEY] == str(dora.pk)
    assert store.seen_at == used


@pytest.mark.parametrize("gone", ["expired", "ended"])
def test_what_has_ended_gives_nothing_and_its_key_is_not_used_again(dora: User, frozen: Frozen, gone: str) -> None:
    key = made(dora).session_key
    if gone == "expired":
        Session.objects.update(expire_date=frozen.at)
    else:
        Session.objects.all().delete()

    store = SessionStore(session_key=key)

    assert store.get(SESSION_KEY) is None
    assert (store.session_key, store.seen_at) == (None, None)


def test_a_sign_in_belongs_to_a_person_who_may_sign_in(dora: User, frozen: Frozen) -> None:
    off, gone = make_user("Otto", active=False), make_user("Egon", deleted_at=frozen.at)
    find = DeskBackend().get_user

    assert [find(user.pk) for user in (dora, off, gone)] == [dora, None, None]
    assert find(gone.pk + 1000) is None
