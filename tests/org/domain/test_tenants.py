from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.org.domain.tenants import (
    change_tenant,
    change_tenant_settings,
    create_tenant,
    delete_tenants,
    restore_tenant,
)
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant
from tests.factories.channels import make_account
from tests.factories.tenants import make_tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def audited(tenant: Tenant) -> list[tuple[str, dict[str, object]]]:
    with everywhere():
        rows = AuditEntry.objects.filter(tenant=tenant, kind="tenants.tenant").order_by("id")
        return [(row.action, row.changes) for row in rows]


def test_create_tenant_enters_the_roster_and_gets_its_row_of_accounts(database: None, ada: User) -> None:
    tenant = create_tenant(name="  Stadtgrün  Energie", code="se", description="Strom", colour=5, by=ada)

    assert tenant.pk in every_tenant()
    with in_scope(tenant):
        fresh = Tenant.objects.get()
        assert (fresh.name, fresh.code, fresh.name_key, fresh.colour) == (
            "Stadtgrün Energie",
            "SE",
            "stadtgrün energie",
            5,
        )
        assert TenantAccounts.objects.filter(tenant=tenant).count() == 1
    [(action, changes)] = audited(tenant)
    assert action == "created"
    assert changes["name"] == [None, "Stadtgrün Energie"]


def test_create_tenant_is_refused_for_a_taken_name_in_any_case(nordlicht: Tenant, ada: User) -> None:
    with refused("There is a tenant called “NORDLICHT energie” already."):
        create_tenant(name="NORDLICHT energie", code="XX", by=ada)


def test_create_tenant_is_refused_for_a_taken_short_code(nordlicht: Tenant, ada: User) -> None:
    with refused("The short code NORD belongs to “Nordlicht Energie”."):
        create_tenant(name="Andere", code="nord", by=ada)


def test_a_deleted_tenants_short_code_stays_reserved_and_its_name_is_free(database: None, ada: User) -> None:
    make_tenant("Weg", code="WEG", deleted=True)

    with refused("stays reserved for the deleted tenant “Weg”"):
        create_tenant(name="Neu", code="WEG", by=ada)
    assert create_tenant(name="Weg", code="WEG2", by=ada).name == "Weg"


def test_change_tenant_writes_old_and_new_and_counts_the_version(nordlicht: Tenant, ada: User) -> None:
    changed = change_tenant(nordlicht, name="Nordlicht", description="Neu", version=1, by=ada)

    assert (changed.name, changed.name_key, changed.version) == ("Nordlicht", "nordlicht", 2)
    assert audited(nordlicht) == [("changed", {"name": ["Nordlicht Energie", "Nordlicht"], "description": ["", "Neu"]})]


def test_change_tenant_is_refused_when_somebody_else_saved(nordlicht: Tenant, ada: User) -> None:
    change_tenant(nordlicht, description="erste", version=1, by=ada)

    with refused("Somebody else has changed the tenant"):
        change_tenant(nordlicht, description="zweite", version=1, by=ada)


def test_change_tenant_never_touches_the_short_code(nordlicht: Tenant, ada: User) -> None:
    with pytest.raises(TypeError):
        change_tenant(nordlicht, code="NEU", version=1, by=ada)


def test_change_tenant_is_refused_for_another_ones_name(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    with refused("There is a tenant called “Alpina Versicherung” already."):
        change_tenant(nordlicht, name="Alpina Versicherung", version=1, by=ada)


def test_settings_are_own_or_inherited_again(nordlicht: Tenant, ada: User) -> None:
    own = change_tenant_settings(nordlicht, {"answers.copy_incoming_cc": True}, version=1, by=ada)
    again = change_tenant_settings(own, {"answers.copy_incoming_cc": None}, version=2, by=ada)

    assert own.preferences == {"answers.copy_incoming_cc": True}
    assert again.preferences == {}
    assert [changes for _action, changes in audited(nordlicht)] == [
        {"answers.copy_incoming_cc": [None, True]},
        {"answers.copy_incoming_cc": [True, None]},
    ]


def test_saving_settings_as_they_are_is_no_change(nordlicht: Tenant, ada: User) -> None:
    own = change_tenant_settings(nordlicht, {"answers.undo_seconds": 20}, version=1, by=ada)

    change_tenant_settings(own, {"answers.undo_seconds": 20, "answers.quote_original": None}, version=2, by=ada)

    assert [changes for _action, changes in audited(nordlicht)] == [{"answers.undo_seconds": [None, 20]}]


def test_delete_tenants_is_refused_while_a_system_group_chooses_one(
    nordlicht_system: SystemGroup, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    with refused("Nordlicht (Nordlicht Energie)"):
        delete_tenants([nordlicht, alpina], by=ada)

    with everywhere():
        assert Tenant.objects.living().count() == 2


def test_a_deleted_tenants_accounts_are_not_fetched_and_come_back_with_it(alpina: Tenant, ada: User) -> None:
    running, stopped = make_account(alpina), make_account(alpina, active=False)

    delete_tenants([alpina], by=ada)
    with everywhere():
        assert list(MailAccount.objects.fetching()) == []
    restore_tenant(alpina, by=ada)

    with everywhere():
        assert list(MailAccount.objects.fetching()) == [running]
        assert MailAccount.objects.get(pk=stopped.pk).active is False
    assert [action for action, _changes in audited(alpina)] == ["deleted", "restored"]


def test_a_tenant_that_is_switched_off_is_not_fetched_for(alpina: Tenant, ada: User) -> None:
    make_account(alpina)
    general = make_account(None)

    change_tenant(alpina, active=False, version=1, by=ada)

    with everywhere():
        assert list(MailAccount.objects.fetching()) == [general]


def test_restore_tenant_is_refused_when_its_name_is_taken_meanwhile(alpina: Tenant, ada: User) -> None:
    delete_tenants([alpina], by=ada)
    create_tenant(name="alpina versicherung", code="AV2", by=ada)

    with refused("Another tenant is called “Alpina Versicherung” by now."):
        restore_tenant(alpina, by=ada)
