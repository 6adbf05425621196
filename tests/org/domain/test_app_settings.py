from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.domain.app_settings import AppValue, app_settings, get_app_setting, set_app_setting, shown
from kontor.tenants.models import AppSetting, Tenant
from tests.support.scoping import in_scope


@pytest.mark.parametrize("value", ["Text", True, False, Decimal("2.50"), date(2026, 11, 24)])
def test_a_value_comes_back_in_its_type(nordlicht: Tenant, value: AppValue) -> None:
    with in_scope(nordlicht):
        set_app_setting(nordlicht, "shop", "key", value)

        assert get_app_setting(nordlicht, "shop", "key") == value


def test_a_secret_is_encrypted_masked_and_readable_by_its_app(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        set_app_setting(nordlicht, "shop", "token", "geheim", secret=True)

        [row] = app_settings(nordlicht)
        assert "geheim" not in row.value
        assert shown(row) == "••••••"
        assert get_app_setting(nordlicht, "shop", "token") == "geheim"
        assert AuditEntry.objects.get().changes == {"token": [None, "••••••"]}


def test_none_takes_a_value_away_and_other_apps_keep_theirs(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        set_app_setting(nordlicht, "shop", "key", "eins")
        set_app_setting(nordlicht, "crm", "key", "zwei")

        set_app_setting(nordlicht, "shop", "key", None)

        assert [(row.app, row.value) for row in AppSetting.objects.all()] == [("crm", "zwei")]
        assert get_app_setting(nordlicht, "shop", "key", "ohne") == "ohne"


def test_each_key_of_an_app_has_a_value_of_its_own_and_all_are_listed_in_order(
    nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        for tenant, app, key, value in (
            (nordlicht, "shop", "url", "eins"),
            (nordlicht, "shop", "key", "zwei"),
            (nordlicht, "crm", "url", "drei"),
            (alpina, "shop", "key", "vier"),
        ):
            set_app_setting(tenant, app, key, value)
        set_app_setting(nordlicht, "shop", "key", 5)

        assert [get_app_setting(nordlicht, "shop", key) for key in ("url", "key", "none")] == ["eins", Decimal(5), None]
        assert [(row.app, row.key) for row in app_settings(nordlicht)] == [
            ("crm", "url"),
            ("shop", "key"),
            ("shop", "url"),
        ]
        last = AuditEntry.objects.order_by("-id").first()
        assert last is not None
        assert (last.action, last.label, last.changes) == ("app setting changed", "shop", {"key": ["zwei", "5"]})


def test_what_is_not_there_is_not_taken_away(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        set_app_setting(nordlicht, "shop", "key", None)

        assert not AuditEntry.objects.exists()
