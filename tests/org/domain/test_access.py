from __future__ import annotations

import pytest

from kontor.org.domain.access import load_access
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
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
