from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.people.domain.users import change_user, create_user, delete_user, restore_user
from kontor.people.models import Session, User
from kontor.tenants.scope import INSTALLATION
from tests.factories.people import PASSWORD
from tests.support.client import Browser
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def _create(**values: str) -> User:
    start = {"username": "Elli", "email": "elli@kontor.example", "name": "Elli Öz", "password": PASSWORD}
    return create_user(**{**start, **values}, by=None)  # type: ignore[arg-type]


def test_create_user_normalises_and_records(ada: User) -> None:
    user = create_user(username=" Elli ", email="Elli@Kontor.EXAMPLE", name="Elli Öz", password=PASSWORD, by=ada)

    assert (user.username_key, user.email_key, user.sort_key) == ("elli", "elli@kontor.example", "elli oz")
    assert user.check_password(PASSWORD)
    with in_scope(INSTALLATION):
        entry = AuditEntry.objects.get(object_id=user.pk, kind="people.user")
    assert (entry.action, entry.actor_id) == ("created", ada.pk)
    assert "password" not in entry.changes


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"username": "DORA"}, "This user name is taken."),
        ({"email": "dora@KONTOR.example"}, "This e-mail address is taken"),
        ({"username": "dora@kontor.example"}, "This user name is taken."),
        ({"email": "nonsense"}, "Enter a complete e-mail address"),
        ({"password": "short"}, "Use at least 12 characters."),
    ],
)
def test_create_user_refuses_what_is_taken_or_wrong(dora: User, values: dict[str, str], sentence: str) -> None:
    with refused(sentence):
        _create(**values)


def test_names_of_deleted_people_stay_reserved_and_the_sentence_says_how_to_get_them_back(dora: User) -> None:
    delete_user(dora, by=None)

    with refused("reserved for a deleted user. Get this user back under Administration, Users, Restore deleted"):
        _create(email="dora@kontor.example")
    restored = restore_user(dora, by=None)

    assert restored.is_active


def test_change_user_refuses_an_old_version(dora: User) -> None:
    change_user(dora, {"location": "Kiel"}, version=dora.version, by=None)

    with refused("Somebody else has changed this user in the meantime."):
        change_user(dora, {"location": "Bonn"}, version=dora.version, by=None)


def test_who_is_switched_off_or_deleted_is_signed_out(dora: User, client_for: object) -> None:
    browser: Browser = client_for(dora)  # type: ignore[operator]

    change_user(dora, {"active": False}, version=dora.version, by=None)

    assert Session.objects.filter(user=dora).count() == 0
    assert browser.get("/profile/").status_code == 302


def test_nobody_deletes_themselves(ada: User) -> None:
    with refused("You cannot delete yourself."):
        delete_user(ada, by=ada)


def test_the_last_administrator_stays(ada: User, dora: User) -> None:
    with refused("At least one active person must keep the right"):
        delete_user(ada, by=dora)
    with refused("At least one active person must keep the right"):
        change_user(ada, {"active": False}, version=ada.version, by=dora)


def test_changes_are_recorded_with_old_and_new(dora: User, ada: User) -> None:
    change_user(dora, {"location": "Kiel"}, version=dora.version, by=ada)

    with in_scope(INSTALLATION):
        entry = AuditEntry.objects.get(action="changed")
    assert entry.changes == {"location": ["", "Kiel"]}
