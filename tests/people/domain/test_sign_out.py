"""Ending sign-ins: which go, which stay, and what open pages hear of it."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.audit.models import AuditEntry
from kontor.people.domain.availability import set_state
from kontor.people.domain.looks import CLOSED, EYES, end_looks_of
from kontor.people.domain.sign_out import end_session, end_sessions, sessions_of
from kontor.people.enums import Availability, Module
from kontor.people.models import Session, StateChange, User
from kontor.people.sessions import SessionStore
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.hearing import heard
from tests.support.scoping import everywhere, in_scope


def opened(user: User, *tenants: Tenant) -> str:
    browser = Client()
    sign_in(browser, user, *tenants)
    key: str | None = browser.session.session_key
    assert key
    return key


def left(user: User) -> bool:
    """Signing out is written down: the last sign-in has ended."""
    return StateChange.objects.filter(user=user, availability="").exists()


@pytest.fixture
def ready(anna: User, nordlicht: Tenant, frozen: Frozen) -> str:
    """The key of Anna's sign-in, in which she is ready."""
    key = opened(anna, nordlicht)
    set_state(anna, Module.MAIL, Availability.READY, by=anna)
    return key


def test_a_sign_in_ends_once_and_the_person_leaves(ready: str, anna: User) -> None:
    with everywhere():
        assert (end_session(ready), end_session(ready)) == (True, False)

    assert not Session.objects.exists()
    assert left(anna)


def test_the_person_stays_while_another_sign_in_is_open(ready: str, anna: User, nordlicht: Tenant) -> None:
    second = opened(anna, nordlicht)

    with everywhere():
        assert end_session(ready) is True

    assert [session.session_key for session in sessions_of(anna)] == [second]
    assert not left(anna)


def test_all_sign_ins_of_one_person_end_and_nobody_elses(ready: str, anna: User, bela: User, nordlicht: Tenant) -> None:
    opened(anna, nordlicht)
    others = opened(bela, nordlicht)

    with everywhere():
        assert (end_sessions(anna), end_sessions(anna)) == (2, 0)

    assert list(Session.objects.values_list("session_key", flat=True)) == [others]
    assert left(anna)


def test_the_sign_in_that_is_kept_is_not_counted(ready: str, anna: User, nordlicht: Tenant) -> None:
    kept = opened(anna, nordlicht)

    with everywhere():
        assert end_sessions(anna, keep=kept) == 1

    assert list(Session.objects.values_list("session_key", flat=True)) == [kept]


def test_open_pages_of_the_person_hear_that_their_rights_are_gone(ready: str, anna: User) -> None:
    with heard() as single, everywhere():
        end_session(ready)
    opened(anna)
    with heard() as together, everywhere():
        end_sessions(anna)
    with heard() as nothing, everywhere():
        end_sessions(anna)

    assert single == [("u", anna.pk, "rights", 0)]
    assert together == [("u", anna.pk, "rights", 0)]
    assert nothing == []


def test_sign_ins_are_listed_with_the_one_used_last_first(anna: User, nordlicht: Tenant, frozen: Frozen) -> None:
    first, second = opened(anna, nordlicht), opened(anna, nordlicht)
    frozen.move(minutes=5)
    Session.objects.filter(session_key=first).update(seen_at=frozen.at)

    assert [session.session_key for session in sessions_of(anna)] == [first, second]


def test_a_sign_in_before_anybody_is_known_ends_without_a_person(db: None) -> None:
    store = SessionStore()
    store["language"] = "de"
    store.create()

    with heard() as told, everywhere():
        assert end_session(str(store.session_key)) is True

    assert told == []
    assert not StateChange.objects.exists()


def look(by: User, person: User, *tenants: Tenant) -> str:
    """The key of a sign-in in which somebody looks through a person's eyes."""
    key = opened(by, *tenants)
    store = SessionStore(session_key=key)
    store[EYES] = {"user": person.pk, "tenants": [tenant.pk for tenant in tenants]}
    store.save()
    return key


@pytest.mark.parametrize("together", [True, False])
def test_a_look_through_somebodys_eyes_ends_with_the_sign_in_and_is_written_down(
    ada: User, anna: User, nordlicht: Tenant, alpina: Tenant, together: bool
) -> None:
    key = look(ada, anna, nordlicht, alpina)

    with everywhere():
        if together:
            end_sessions(ada)
        else:
            end_session(key)

    with everywhere():
        rows = AuditEntry.objects.filter(action=CLOSED).order_by("tenant_id")
        assert [(row.tenant_id, row.object_id, row.actor_id) for row in rows] == [
            (tenant.pk, anna.pk, ada.pk) for tenant in sorted((nordlicht, alpina), key=lambda each: each.pk)
        ]


def test_a_look_goes_on_in_the_sign_in_that_is_kept(ada: User, anna: User, nordlicht: Tenant) -> None:
    kept = look(ada, anna, nordlicht)
    opened(ada, nordlicht)

    with everywhere():
        end_sessions(ada, keep=kept)
        assert not AuditEntry.objects.filter(action=CLOSED).exists()


def test_a_sign_in_without_a_look_ends_none(ada: User, nordlicht: Tenant) -> None:
    opened(ada, nordlicht)

    with in_scope(nordlicht), heard() as told:
        end_looks_of(Session.objects.all())

    assert told == []
