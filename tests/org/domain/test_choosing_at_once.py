"""A tenant chooses a service level while others work with it: nobody stands crosswise in the other's way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kontor.org.domain.tenants import change_tenant_settings
from kontor.sla.domain.rows import lock_row
from kontor.sla.domain.service_levels import change_service_level, delete_service_levels
from kontor.sla.models import ServiceLevel
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from tests.factories.sla import make_service_level
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits, while_uncommitted

AS_A_FOREIGN_KEY_DOES = "SELECT id FROM sla_servicelevel WHERE id = %s FOR KEY SHARE"


@pytest.fixture
def level(committed_db: str, nordlicht: Tenant) -> ServiceLevel:
    return make_service_level(nordlicht, "Gold", first_response=60)


def _choose(tenant: Tenant, level: ServiceLevel) -> int:
    return change_tenant_settings(tenant, {SERVICE_LEVEL.key: level.pk}, version=tenant.version, by=None).version


def test_whoever_chooses_does_not_wait_for_those_who_write_promises(nordlicht: Tenant, level: ServiceLevel) -> None:
    def choose() -> int:
        with everywhere(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            return _choose(nordlicht, level)

    with in_scope(nordlicht), connection.cursor() as cursor:
        cursor.execute(AS_A_FOREIGN_KEY_DOES, [level.pk])
        assert at_once(choose) == [nordlicht.version + 1]


def test_one_who_chooses_and_one_who_changes_what_is_chosen_both_come_through(
    nordlicht: Tenant, level: ServiceLevel
) -> None:
    with ThreadPoolExecutor(1) as other, in_scope(nordlicht):
        lock_row(level, level.version)
        chosen = other.submit(at_once, lambda: _choose(nordlicht, level))
        until_somebody_waits()
        change_service_level(level, name="Gold", first_response=30, version=level.version, by=None)

    assert chosen.result() == [nordlicht.version + 1]


def test_what_is_being_chosen_is_still_not_deleted(nordlicht: Tenant, level: ServiceLevel) -> None:
    chosen, deleted = while_uncommitted(
        everywhere, lambda: _choose(nordlicht, level), lambda: delete_service_levels([level], by=None)
    )

    assert (chosen, type(deleted).__name__) == (nordlicht.version + 1, "InUse")
