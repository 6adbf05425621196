"""Two tenants may call their business hours and service levels alike, for whoever works for both too."""

from __future__ import annotations

from kontor.sla.domain.calendars import copy_calendar, create_calendar
from kontor.sla.domain.service_levels import create_service_level
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def test_names_are_the_tenants_own(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        copies = []
        for tenant in (alpina, nordlicht):
            create_service_level(tenant, name="Gold", first_response=60, by=None)
            calendar = create_calendar(tenant, name="Büro", time_zone="Europe/Berlin", by=None)
            copies.append(copy_calendar(calendar, by=None).name)

    assert copies[0] == copies[1]
