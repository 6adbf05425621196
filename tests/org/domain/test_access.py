from __future__ import annotations

import pytest

from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.routing.domain.category_deletion import delete_category
from kontor.tenants.models import Tenant
from tests.factories.org import make_category, make_main_category
from tests.support.scoping import in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def test_settings_of_the_installation_are_read_along(anna: User, nordlicht: Tenant) -> None:
    SystemValues.objects.create(id=1, preferences={"calls.integration": True})

    with in_scope(nordlicht), statements() as sent:
        access = load_access(anna, (nordlicht.pk,))

    assert access.system.preferences == {"calls.integration": True}
    assert len(sent) == 1
    assert access.may("tickets.read", tenant_id=nordlicht.pk)


def test_without_settings_the_defaults_hold(anna: User, nordlicht: Tenant) -> None:
    SystemValues.objects.all().delete()

    with in_scope(nordlicht):
        assert load_access(anna, (nordlicht.pk,)).system.preferences == {}


def test_a_deleted_category_is_read_and_nothing_else_and_is_listed_nowhere(
    anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    with in_scope(nordlicht):
        delete_category(moving, by=None)
        access = load_access(anna, (nordlicht.pk,))

        assert access.category_ids("tickets.read") == {billing.pk, moving.pk}
        assert access.category_ids("tickets.answer") == {billing.pk}
        [listed] = access.categories("tickets.read")
    assert (listed.id, listed.name) == (billing.pk, billing.name)


def test_categories_are_listed_by_their_main_categories(
    anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    meters, payments = make_main_category(nordlicht, "Zähler"), make_main_category(nordlicht, "Abschlag")
    for main, name in ((meters, "Ablesung"), (payments, "Zahlung"), (payments, "Erhöhung")):
        make_category(nordlicht_service, name, main_category=main)
    with in_scope(nordlicht):
        listed = load_access(anna, (nordlicht.pk,)).categories("tickets.read")

    assert [(each.main, each.name) for each in listed] == [
        ("Abschlag", "Erhöhung"),
        ("Abschlag", "Zahlung"),
        ("Zähler", "Ablesung"),
    ]
