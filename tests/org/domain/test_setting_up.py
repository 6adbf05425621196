"""Where the setting up of a tenant was left: a row of its own, and no trace among what is its configuration."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from django.apps import apps

from kontor.audit.models import AuditEntry
from kontor.org.domain.app_settings import app_settings
from kontor.org.domain.setting_up import finish_setup, leave_setup_at, mark_skipped, setup_of, setups_begun
from kontor.org.domain.tenants import delete_tenants
from kontor.org.models import TenantSetup
from kontor.people.models import User
from kontor.tenant_files.domain.exporting import export
from kontor.tenants.models import Tenant
from tests.factories.tenants import make_app_setting
from tests.support.scoping import everywhere, in_scope

MOVING = importlib.import_module("kontor.org.migrations.0004_setup_of_its_own")


def begun(*tenants: Tenant) -> list[tuple[str, str]]:
    with everywhere():
        return [(row.tenant.code, row.step) for row in setups_begun([tenant.pk for tenant in tenants])]


def leave(tenant: Tenant, step: str, skipped: Iterable[str] = ()) -> None:
    with in_scope(tenant):
        leave_setup_at(tenant, step)
        for each in {*skipped, *setup_of(tenant).skipped}:
            mark_skipped(tenant, each, skipped=each in skipped)


def test_it_is_left_at_a_step_and_finished(nordlicht: Tenant) -> None:
    leave(nordlicht, "accounts", ["no-reply", "account"])
    leave(nordlicht, "category", ["account"])

    with in_scope(nordlicht):
        kept = setup_of(nordlicht)
        finish_setup(nordlicht)
        assert (kept.step, kept.skipped) == ("category", ["account"])
        assert (setup_of(nordlicht).step, setup_of(nordlicht).skipped) == ("", [])
        assert not TenantSetup.objects.exists()


def test_the_one_left_last_comes_first(nordlicht: Tenant, alpina: Tenant) -> None:
    leave(alpina, "accounts")
    leave(nordlicht, "category")
    assert begun(nordlicht, alpina) == [(nordlicht.code, "category"), (alpina.code, "accounts")]

    leave(alpina, "settings")
    leave(nordlicht, "category")
    assert begun(nordlicht, alpina) == [(alpina.code, "settings"), (nordlicht.code, "category")]
    assert begun(nordlicht) == [(nordlicht.code, "category")]


def test_what_was_skipped_alone_is_left_nowhere(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        mark_skipped(nordlicht, "pdf", skipped=True)

    assert begun(nordlicht) == []


def test_a_deleted_tenant_is_not_set_up(nordlicht: Tenant, ada: User) -> None:
    leave(nordlicht, "accounts")
    with everywhere():
        delete_tenants([nordlicht], by=ada)

    assert begun(nordlicht) == []


def test_it_leaves_no_trace_in_configuration_file_and_log(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        before = (export(nordlicht), AuditEntry.objects.count())

    leave(nordlicht, "accounts", ["no-reply"])

    with in_scope(nordlicht):
        assert (export(nordlicht), AuditEntry.objects.count()) == before
        assert app_settings(nordlicht) == []


def test_what_stood_among_the_app_settings_moves(nordlicht: Tenant, alpina: Tenant) -> None:
    make_app_setting(nordlicht, app="assistant", key="step", value="accounts")
    make_app_setting(nordlicht, app="assistant", key="skipped", value="account,no-reply")
    other = make_app_setting(nordlicht, app="billing", key="step", value="3")
    make_app_setting(alpina, app="assistant", key="step", value="category")

    with everywhere():
        MOVING.move_setups(apps, None)
        MOVING.move_setups(apps, None)

    assert sorted(begun(nordlicht, alpina)) == sorted([(nordlicht.code, "accounts"), (alpina.code, "category")])
    with in_scope(nordlicht):
        assert setup_of(nordlicht).skipped == ["account", "no-reply"]
        assert app_settings(nordlicht) == [other]
