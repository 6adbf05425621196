from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.uses import InUse
from kontor.sla.domain.queries import calendars_in_scope, service_levels_in_scope
from kontor.sla.domain.service_levels import (
    change_service_level,
    create_service_level,
    delete_service_levels,
    restore_service_level,
)
from kontor.sla.enums import PauseKind
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

GOLD: dict[str, Any] = {
    "description": "",
    "first_response": 240,
    "next_response": None,
    "resolution": 1440,
    "warning_share": 80,
    "pauses": [PauseKind.CUSTOMER],
    "priority_percent": 150,
}


def test_a_service_level_is_created_and_changed(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        made = create_service_level(nordlicht, name=" Gold ", by=ada, **GOLD)
        changed = change_service_level(made, name="Gold", version=1, by=ada, **{**GOLD, "first_response": 120})
        entries = AuditEntry.objects.filter(kind="sla.servicelevel").order_by("pk")

        assert (changed.name, changed.first_response, changed.version) == ("Gold", 120, 2)
        assert [(entry.action, entry.changes.get("first_response")) for entry in entries] == [
            ("created", [None, 240]),
            ("changed", [240, 120]),
        ]


def test_saving_without_a_change_leaves_the_version(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        made = create_service_level(nordlicht, name="Gold", by=None, **GOLD)

        assert change_service_level(made, name="Gold", version=1, by=None, **GOLD).version == 1


def test_a_service_level_promises_something(nordlicht: Tenant) -> None:
    nothing = {**GOLD, "first_response": None, "resolution": None}
    with in_scope(nordlicht), refused("A service level promises something: enter at least one target."):
        create_service_level(nordlicht, name="Blech", by=None, **nothing)


def test_names_are_unique_among_the_living(nordlicht: Tenant, alpina: Tenant) -> None:
    gold = make_service_level(nordlicht, "Gold")
    make_service_level(alpina, "Silber")
    with in_scope(nordlicht):
        silver = create_service_level(nordlicht, name="Silber", by=None, **GOLD)
        with refused("There is a service level “Gold” already. Choose another name."):
            change_service_level(silver, name="Gold", version=1, by=None, **GOLD)
        delete_service_levels([gold], by=None)
        change_service_level(silver, name="Gold", version=1, by=None, **GOLD)
        with refused("There is a service level “Gold” already. Choose another name."):
            restore_service_level(gold, by=None)


def test_what_somebody_else_has_changed_is_not_overwritten(nordlicht: Tenant) -> None:
    gold = make_service_level(nordlicht, "Gold")
    with in_scope(nordlicht):
        change_service_level(gold, name="Gold", version=1, by=None, **GOLD)
        with refused("Somebody else has changed “Gold” in the meantime. Nothing was overwritten."):
            change_service_level(gold, name="Anders", version=1, by=None, **GOLD)


def test_what_is_chosen_is_not_deleted(nordlicht: Tenant, billing: Category) -> None:
    gold, silver = make_service_level(nordlicht, "Gold"), make_service_level(nordlicht, "Silber")
    choose(billing, SERVICE_LEVEL, gold)
    with in_scope(nordlicht):
        with pytest.raises(InUse) as told, transaction.atomic():
            delete_service_levels([silver, gold], by=None)
        assert str(told.value) == f"“Gold” is in use and cannot be deleted (Category: {billing.name})."

        choose(billing, SERVICE_LEVEL, None)
        assert delete_service_levels([silver, gold], by=None) == 2
        restored = restore_service_level(gold, by=None)
    assert restored.deleted_at is None


def test_those_of_the_scope_are_the_living_or_the_deleted_ones_of_living_tenants(
    nordlicht: Tenant, alpina: Tenant
) -> None:
    living = make_service_level(nordlicht)
    deleted = make_service_level(nordlicht, deleted_at="2026-11-01T00:00Z")
    of_another = make_service_level(alpina)
    make_calendar(nordlicht, "Büro")
    make_calendar(nordlicht, "Alt", deleted_at=clock.now())
    with in_scope(nordlicht):
        assert (list(service_levels_in_scope()), list(service_levels_in_scope(deleted=True))) == ([living], [deleted])
        assert [row.name for row in calendars_in_scope()] == ["Büro"]
        assert [row.name for row in calendars_in_scope(deleted=True)] == ["Alt"]
    with everywhere():
        assert set(service_levels_in_scope()) == {living, of_another}
        Tenant.objects.filter(pk=nordlicht.pk).update(deleted_at=clock.now())
        assert list(service_levels_in_scope()) == [of_another]
        assert list(calendars_in_scope()) == list(calendars_in_scope(deleted=True)) == []
