"""People as they are looked up: by user name, living ones, those of some tenants."""

from __future__ import annotations

import pytest

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope


def test_a_user_name_is_looked_up_in_any_case(dora: User, ada: User) -> None:
    assert User.objects.get_by_natural_key("DoRa") == dora
    for nobody in ("", None, "dor"):
        with rolled_back(User.DoesNotExist):
            User.objects.get_by_natural_key(nobody)


def test_within_a_scope_are_those_with_a_group_or_a_role_there(
    anna: User, bela: User, carla: User, sven: User, ada: User, dora: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(alpina):
        assert set(User.objects.within_scope()) == {bela, carla}
    with everywhere():
        assert set(User.objects.within_scope([nordlicht.pk])) == {anna, bela, sven}
        assert set(User.objects.within_scope([])) == set()


def test_whoever_has_two_places_in_a_tenant_is_found_once(bela: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert list(User.objects.within_scope()) == [bela]


def test_a_role_for_the_installation_is_no_place_in_a_tenant(dora: User, nordlicht: Tenant) -> None:
    make_grant(dora, make_role("Leser", ["tickets.read"]))

    with everywhere():
        assert dora not in User.objects.within_scope([nordlicht.pk])


@pytest.mark.parametrize("values", [{"active": False}, {"deleted_at": "2026-01-01T00:00Z"}])
def test_living_is_who_is_not_deleted_and_active_who_may_sign_in(db: None, values: dict[str, object]) -> None:
    user = make_user("Elli", **values)
    user.refresh_from_db()

    assert not user.is_active
    assert User.objects.living().filter(pk=user.pk).exists() is ("active" in values)


def test_people_are_listed_by_the_german_order_of_their_names(db: None) -> None:
    for name in ("Zoe", "Öz", "anton", "Ärger", "Otto"):
        make_user(name)

    assert [str(user) for user in User.objects.all()] == ["anton", "Ärger", "Otto", "Öz", "Zoe"]
