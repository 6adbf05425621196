"""What a migration tells the database, so that it keeps tenants apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.utils.module_loading import import_string

from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.sla.models import CalendarVersion
from kontor.tenants.isolation import SCOPE_SQL, OwnOrShared, SameTenant, TenantKey, TenantPolicy
from kontor.tenants.models import AppSetting

pytestmark = pytest.mark.django_db

SECURED = [
    'ALTER TABLE "tenants_appsetting" ENABLE ROW LEVEL SECURITY;',
    'ALTER TABLE "tenants_appsetting" FORCE ROW LEVEL SECURITY;',
]
POLICY = TenantPolicy(name="its_policy", using=TenantPolicy.OWNED)
TWO_POLICIES = TenantPolicy(name="its_policy", using=TenantPolicy.SHARED, check=TenantPolicy.INSTALLATION_OR_OWNED)
SAME_TENANT = SameTenant("calendar", name="its_tie")
BORROWER = SameTenant("calendar", name="its_tie", tenant="lent_to")
OWN_OR_SHARED = OwnOrShared("account", name="its_tie")


def told(constraint: Any, model: Any) -> list[str]:
    with connection.schema_editor(collect_sql=True) as editor:
        assert constraint.create_sql(model, editor) == ""
    return [str(statement) for statement in editor.collected_sql]


def untold(constraint: Any, model: Any) -> str:
    with connection.schema_editor(collect_sql=True) as editor:
        return str(constraint.remove_sql(model, editor))


def test_one_condition_is_one_policy() -> None:
    mine = f"tenant_id = ANY ({SCOPE_SQL})"

    assert told(POLICY, AppSetting) == [
        *SECURED,
        f'CREATE POLICY "its_policy" ON "tenants_appsetting" USING ({mine}) WITH CHECK ({mine});',
    ]


def test_what_is_read_by_more_than_may_change_it_has_a_policy_for_reading() -> None:
    changed = f"COALESCE(tenant_id, 0) = ANY ({SCOPE_SQL})"
    read = f"tenant_id IS NULL OR tenant_id = ANY ({SCOPE_SQL})"

    assert told(TWO_POLICIES, AppSetting) == [
        *SECURED,
        f'CREATE POLICY "its_policy" ON "tenants_appsetting" USING ({changed}) WITH CHECK ({changed});',
        f'CREATE POLICY "its_policy_read" ON "tenants_appsetting" FOR SELECT USING ({read});',
    ]


def test_a_key_carries_the_tenant() -> None:
    assert told(SAME_TENANT, CalendarVersion) == [
        'ALTER TABLE "sla_calendarversion" ADD CONSTRAINT "its_tie" FOREIGN KEY ("calendar_id", "tenant_id") '
        'REFERENCES "sla_businesscalendar" ("id", "tenant_id") DEFERRABLE INITIALLY DEFERRED;'
    ]


def test_a_row_of_a_tenant_is_pointed_to_with_its_tenant_and_in_no_other_way() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(CalendarVersion)

    keys = [str(words).partition("FOREIGN KEY ")[2] for words in editor.collected_sql]
    columns = [key.partition(" REFERENCES")[0] for key in keys if '"calendar_id"' in key]
    assert columns == ['("calendar_id", "tenant_id")']


def test_a_key_carries_the_borrower_where_that_is_said() -> None:
    assert '("calendar_id", "lent_to_id") REFERENCES' in told(BORROWER, CalendarVersion)[0]


def test_a_key_to_something_shared_carries_its_owner() -> None:
    assert told(OWN_OR_SHARED, OutgoingMail) == [
        'ALTER TABLE "outbox_outgoingmail" ADD CONSTRAINT "its_tie_owner" CHECK ("account_id" IS NULL OR '
        "(account_owner IS NOT NULL AND (account_owner = 0 OR account_owner IS NOT DISTINCT FROM tenant_id)));",
        'ALTER TABLE "outbox_outgoingmail" ADD CONSTRAINT "its_tie" FOREIGN KEY ("account_id", "account_owner") '
        'REFERENCES "channels_mailaccount" ("id", "owner_key") DEFERRABLE INITIALLY DEFERRED;',
    ]


@pytest.mark.parametrize(
    ("constraint", "model", "words"),
    [
        (
            POLICY,
            AppSetting,
            'DROP POLICY "its_policy" ON "tenants_appsetting"; '
            'DROP POLICY IF EXISTS "its_policy_read" ON "tenants_appsetting"',
        ),
        (SAME_TENANT, CalendarVersion, 'ALTER TABLE "sla_calendarversion" DROP CONSTRAINT "its_tie"'),
        (
            OWN_OR_SHARED,
            OutgoingMail,
            'ALTER TABLE "outbox_outgoingmail" DROP CONSTRAINT "its_tie"; '
            'ALTER TABLE "outbox_outgoingmail" DROP CONSTRAINT "its_tie_owner"',
        ),
    ],
)
def test_what_was_told_is_taken_back(constraint: Any, model: Any, words: str) -> None:
    assert untold(constraint, model) == words


@pytest.mark.parametrize("constraint", [POLICY, TWO_POLICIES, SAME_TENANT, BORROWER, OWN_OR_SHARED])
def test_a_migration_writes_it_down_as_it_is(constraint: Any) -> None:
    path, args, kwargs = constraint.deconstruct()
    again = import_string(path)(*args, **kwargs)

    assert again == constraint
    assert hash(again) == hash(constraint)
    assert again != TenantPolicy(name="another", using=TenantPolicy.SELF)


@pytest.mark.parametrize("kind", [SameTenant, OwnOrShared])
def test_a_key_is_named_by_its_table_and_field(kind: Any) -> None:
    assert kind("account").name == "%(app_label)s_%(class)s_account_tie"


def test_what_is_no_constraint_is_another_thing() -> None:
    something: object = "its_policy"

    assert something != POLICY


def test_a_tenant_key_leaves_the_database_to_its_constraint() -> None:
    key = TenantKey(Category, null=True)

    assert (key.db_constraint, key.remote_field.on_delete, key.related_model, key.null) == (
        False,
        models.PROTECT,
        Category,
        True,
    )
    assert "db_constraint" not in key.deconstruct()[3]
