"""What is one tenant's stays its own where the rows of two are in the scope: of two tenants somebody works for."""

from __future__ import annotations

from kontor.org.domain.app_settings import app_settings, get_app_setting, set_app_setting
from kontor.org.domain.calendars_in_use import calendars_in_use
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.internal_names import propose_internal_name
from kontor.org.domain.setting_up import finish_setup, leave_setup_at, mark_skipped, setup_of
from kontor.org.models import Category, TenantSetup
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.factories.sla import choose, make_calendar
from tests.support.scoping import in_scope


def test_values_of_apps(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        set_app_setting(alpina, "billing", "limit", 7)

        assert get_app_setting(nordlicht, "billing", "limit") is None
        set_app_setting(nordlicht, "billing", "limit", 3)

        assert [get_app_setting(tenant, "billing", "limit") for tenant in (alpina, nordlicht)] == [7, 3]
        assert [row.tenant_id for row in app_settings(nordlicht)] == [nordlicht.pk]


def test_where_setting_up_was_left(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        leave_setup_at(alpina, "accounts")
        mark_skipped(alpina, "letters", skipped=True)

        assert (setup_of(nordlicht).step, setup_of(nordlicht).skipped) == ("", [])
        leave_setup_at(nordlicht, "accounts")
        mark_skipped(nordlicht, "letters", skipped=True)
        finish_setup(nordlicht)

        assert list(TenantSetup.objects.values_list("tenant_id", flat=True)) == [alpina.pk]


def test_names_of_groups_and_categories(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    with in_scope(nordlicht, alpina):
        for tenant in (alpina, nordlicht):
            system = create_system_group(tenant, name="Haus", by=None)
            leading = create_supervisor_group(system, name="Leitung", by=None)
            create_agent_group(leading, name="Service", by=None)

        Category.objects.filter(pk=claims.pk).update(internal_name="moving")
        assert [propose_internal_name(tenant.pk, "Moving") for tenant in (nordlicht, alpina)] == ["moving", "moving-2"]


def test_business_hours_of_categories(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category) -> None:
    for tenant, category in ((nordlicht, billing), (alpina, claims)):
        choose(category, BUSINESS_HOURS, make_calendar(tenant, category.name))
    with in_scope(nordlicht, alpina):
        assert [list(found.categories) for found in calendars_in_use(nordlicht)] == [[], ["Abrechnung"]]
