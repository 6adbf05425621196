"""People are changed, taken away and brought back: what is cleaned, refused, written down and told."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.models import AgentGroup, Membership
from kontor.people.domain.users import (
    active_user,
    change_profile,
    change_user,
    create_user,
    delete_user,
    email_problem,
    restore_user,
    stays_active,
    username_problem,
)
from kontor.people.models import Session, User
from tests.conftest import Frozen
from tests.factories.people import PASSWORD, make_user
from tests.support.client import Browser
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere

RESERVED_NAME = (
    "This user name is reserved for a deleted user. "
    "Get this user back under Administration, Users, Restore deleted, or choose another name."
)
RESERVED_ADDRESS = (
    "This e-mail address is reserved for a deleted user. "
    "Get this user back under Administration, Users, Restore deleted, or enter another address."
)


def changed(user: User, **values: Any) -> User:
    user.refresh_from_db()
    return change_user(user, values, version=user.version, by=None)


def audited(user: User) -> list[tuple[str, int | None, dict[str, object]]]:
    with everywhere():
        rows = AuditEntry.objects.filter(kind="people.user", object_id=user.pk).order_by("id")
        return [(row.action, row.actor_id, row.changes) for row in rows]


def test_a_new_person_begins_with_version_one_and_with_the_details_given(database: None) -> None:
    user = create_user(
        username="elli", email="elli@kontor.example", name="Elli Öz", by=None, location="Kiel", tags=["vip"]
    )

    assert (user.version, user.location, user.tags, user.active) == (1, "Kiel", ["vip"], True)


def test_without_a_password_nobody_can_sign_in_until_one_is_set(database: None) -> None:
    user = create_user(username="elli", email="elli@kontor.example", name="Elli Öz", by=None)

    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.parametrize("values", [{"username": "  "}, {"name": "\n"}])
def test_a_person_needs_a_name_and_a_user_name(dora: User, values: dict[str, str]) -> None:
    with refused("A user needs a name and a user name."):
        changed(dora, **values)


def test_names_and_addresses_are_one_line_and_skills_stand_once(dora: User) -> None:
    user = changed(
        dora,
        name="Dora\n Dahl-Öz ",
        username=" Dora.D ",
        email=" Dora@Kontor.Example ",
        languages=["de", " en ", "de", ""],
        tags=["gas", "strom", " gas"],
    )

    assert (user.name, user.sort_key) == ("Dora Dahl-Öz", "dora dahl oz")
    assert (user.username, user.username_key) == ("Dora.D", "dora.d")
    assert (user.email, user.email_key) == ("Dora@Kontor.Example", "dora@kontor.example")
    assert (user.languages, user.tags) == (["de", "en"], ["gas", "strom"])


def test_only_named_fields_change_and_each_change_is_a_version(dora: User) -> None:
    first = changed(dora, location="Kiel")
    second = changed(dora, signature="D. Dahl")

    assert (second.location, second.signature, second.username) == ("Kiel", "D. Dahl", "dora")
    assert (first.version, second.version) == (2, 3)


def test_saving_what_is_there_already_is_not_written_down(dora: User, ada: User) -> None:
    change_user(dora, {"location": ""}, version=1, by=ada)

    assert audited(dora) == []


def test_ones_own_names_are_not_taken_by_oneself(dora: User) -> None:
    assert username_problem("DORA", user_id=dora.pk) == ""
    assert email_problem("DORA@kontor.example", user_id=dora.pk) == ""
    assert username_problem("dora") == "This user name is taken. Choose another one."
    assert email_problem("dora@kontor.example") == "This e-mail address is taken by another user."


def test_a_user_name_that_looks_like_an_address_is_not_given_as_anybody_elses_address(dora: User) -> None:
    make_user("Egon", username="egon@post.example", email="egon@kontor.example")

    assert email_problem("Egon@Post.example") == "This e-mail address is taken by another user."
    assert username_problem("dora@KONTOR.example") == "This user name is taken. Choose another one."
    assert username_problem("kontor.example") == ""


def test_what_a_deleted_person_had_stays_reserved(dora: User) -> None:
    delete_user(dora, by=None)

    assert username_problem("Dora") == RESERVED_NAME
    assert email_problem("dora@kontor.example") == RESERVED_ADDRESS


def test_a_person_is_deleted_once_and_restored_once(dora: User, ada: User, frozen: Frozen) -> None:
    gone = delete_user(dora, by=ada)
    assert (gone.deleted_at, gone.version, gone.is_active) == (frozen.at, 2, False)
    with refused("This user is deleted already."):
        delete_user(dora, by=ada)

    back = restore_user(dora, by=ada)
    assert (back.deleted_at, back.version, back.is_active) == (None, 3, True)
    with refused("This user is not deleted."):
        restore_user(dora, by=ada)

    assert audited(dora) == [("deleted", ada.pk, {}), ("restored", ada.pk, {})]


def test_a_restored_person_has_the_groups_of_before(anna: User, nordlicht_service: AgentGroup) -> None:
    delete_user(anna, by=None)
    restore_user(anna, by=None)

    with everywhere():
        assert [row.agent_group for row in Membership.objects.filter(user=anna)] == [nordlicht_service]


@pytest.mark.parametrize("deleting", [True, False])
def test_whoever_may_sign_in_no_more_is_signed_out_and_their_pages_hear_it(
    dora: User, client_for: Any, deleting: bool
) -> None:
    browser: Browser = client_for(dora)
    assert browser.session.session_key

    with heard() as told, everywhere():
        if deleting:
            delete_user(dora, by=None)
        else:
            changed(dora, active=False)

    assert not Session.objects.filter(user=dora).exists()
    assert told == [("u", dora.pk, "rights", 0)]


def test_other_changes_leave_the_person_signed_in(dora: User, client_for: Any) -> None:
    client_for(dora)

    with heard() as told, everywhere():
        changed(dora, location="Kiel", active=True)

    assert Session.objects.filter(user=dora).count() == 1
    assert told == []


def test_who_is_switched_off_already_hears_nothing_and_who_is_deleted_does_in_any_case(dora: User, ada: User) -> None:
    changed(dora, active=False)

    with heard() as later, everywhere():
        changed(dora, location="Kiel")
    with heard() as deleted, everywhere():
        delete_user(dora, by=ada)

    assert later == []
    assert deleted == [("u", dora.pk, "rights", 0)]


def test_people_change_their_own_name_signature_language_and_theme(dora: User) -> None:
    values = {"name": "Dora Drosse", "signature": "DD", "language": "de", "theme": "dark"}

    user = change_profile(dora, **values, version=1)

    assert {field: getattr(user, field) for field in values} == values
    assert user.sort_key == "dora drosse"
    [(action, actor, changes)] = audited(dora)
    assert (action, actor) == ("changed", dora.pk)
    assert changes == {field: [getattr(dora, field), value] for field, value in values.items()}


def test_a_profile_that_was_changed_elsewhere_is_not_overwritten(dora: User) -> None:
    changed(dora, location="Kiel")

    with refused("Somebody else has changed this user in the meantime. Nothing was overwritten."):
        change_profile(dora, name="Dora", signature="", language="", theme="", version=1)


@pytest.mark.parametrize("values", [{}, {"active": False}, {"deleted": True}])
def test_who_may_sign_in_is_found_and_stays(values: dict[str, bool], frozen: Frozen, db: None) -> None:
    gone = {"deleted_at": frozen.at} if values.get("deleted") else values
    user = make_user("Elli", password=PASSWORD, **gone)

    assert active_user(user.pk) == (None if values else user)
    assert stays_active(user.pk) is not bool(values)


def test_nobody_is_found_under_a_number_that_nobody_has(dora: User) -> None:
    assert active_user(dora.pk + 1000) is None
    assert stays_active(dora.pk + 1000) is False
