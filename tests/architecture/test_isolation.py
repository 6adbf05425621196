"""Every table of tenants is secured by the database, and the application cannot undo it. Read from the catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from kontor.host.doctor.isolation.declared import KINDS, WITHOUT_TENANT, shortened
from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantKey, TenantPolicy

pytestmark = pytest.mark.django_db

OF_THE_BORROWER = {
    "tickets_ticket_lent_category_tie",
    "routing_loan_category_tie",
    "escalations_agreement_category_tie",
    "escalations_agreement_accepts_tie",
}
"""Keys to something of the tenant a row is lent to: they carry that tenant."""

SELF_OWNED = {"tenants_tenant"}


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def all_tables() -> set[str]:
    return {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def owned_tables() -> set[str]:
    """Those that are not in the closed list: every table is a tenant's until somebody says otherwise."""
    return all_tables() - set(WITHOUT_TENANT)


def owned_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in owned_tables()]


def test_closed_list_names_existing_tables_without_tenant() -> None:
    with_tenant = {
        name
        for (name,) in rows(
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'tenant_id' AND NOT attisdropped"
        )
    }

    assert set(WITHOUT_TENANT) - all_tables() == set()
    assert set(WITHOUT_TENANT) & with_tenant == set()


def test_every_owned_table_has_a_tenant_column() -> None:
    with_tenant = {
        name
        for (name,) in rows(
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'tenant_id' AND NOT attisdropped"
        )
    }

    assert owned_tables() - with_tenant - SELF_OWNED == set()


def test_row_security_is_enabled_and_forced_on_every_owned_table() -> None:
    secured = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind IN ('r', 'p')"
        )
    }

    assert owned_tables() - secured == set()


def test_every_policy_is_one_of_ours_and_checks_what_is_written() -> None:
    policies = rows("SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies")
    assert {policy[0] for policy in policies} == owned_tables()

    for table, name, permissive, roles, command, using, check in policies:
        assert (permissive, roles) == ("PERMISSIVE", "{public}"), name
        assert shortened(using) in KINDS.values(), f"{table}: {using}"
        if command == "ALL":
            assert check == using, f"{table}: {name}"
        else:
            assert (command, check) == ("SELECT", None), f"{table}: {name}"


def test_policies_in_the_database_are_those_of_the_models() -> None:
    in_database = {
        (table, command): shortened(using)
        for table, command, using in rows("SELECT tablename, cmd, qual FROM pg_policies")
    }

    declared = {}
    for model in owned_models():
        [policy] = [found for found in model._meta.constraints if isinstance(found, TenantPolicy)]
        declared[model._meta.db_table, "ALL"] = KINDS[policy.check_condition]
        if policy.using != policy.check_condition:
            declared[model._meta.db_table, "SELECT"] = KINDS[policy.using]

    assert in_database == declared


def test_every_key_between_owned_tables_carries_the_tenant() -> None:
    keys = rows(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text, conname,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = k.number ORDER BY place),
               ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
                     JOIN pg_attribute ON attrelid = confrelid AND attnum = k.number ORDER BY place)
        FROM pg_constraint WHERE contype = 'f'
        """
    )
    between = [key for key in keys if key[0] in owned_tables() and key[1] in owned_tables() - SELF_OWNED]
    assert between

    for table, _target, name, columns, targets in between:
        field = columns[0].removesuffix("_id")
        if name in OF_THE_BORROWER:
            assert (columns[1:], targets) == (["lent_to_id"], ["id", "tenant_id"]), f"{table}: {name}"
            continue
        assert (columns[1:], targets) in (
            (["tenant_id"], ["id", "tenant_id"]),
            ([f"{field}_owner"], ["id", "owner_key"]),
        ), f"{table}: {name}"


def test_every_relation_between_owned_models_has_its_key_in_the_database() -> None:
    keys = {
        (table, column)
        for table, column in rows(
            "SELECT conrelid::regclass::text, attname::text FROM pg_constraint "
            "JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'"
        )
    }
    owned = set(owned_models())

    for model in owned:
        ties = {found.field for found in model._meta.constraints if isinstance(found, SameTenant | OwnOrShared)}
        for field in model._meta.concrete_fields:
            if field.related_model not in owned or field.related_model._meta.db_table in SELF_OWNED:
                continue
            assert isinstance(field, TenantKey), field
            assert field.name in ties, f"{field}: add SameTenant or OwnOrShared to the constraints"
            assert (model._meta.db_table, field.column) in keys, field


def test_no_automatic_table_between_owned_models() -> None:
    for model in owned_models():
        for field in model._meta.many_to_many:
            assert not field.remote_field.through._meta.auto_created, field


def test_indexes_that_only_serve_lookups_do_not_hide_behind_expressions() -> None:
    """Under row security an index on an expression is never used: the function is not leakproof."""
    expressions = rows(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE indexprs IS NOT NULL AND relrowsecurity"
    )

    assert expressions == []


def test_the_applications_role_is_plain() -> None:
    [role] = rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname = current_user"
    )

    assert role == ("kontor_app", False, False, False, False, False)
    assert rows("SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_the_applications_role_owns_nothing() -> None:
    for catalogue, owner in (
        ("pg_class", "relowner"),
        ("pg_proc", "proowner"),
        ("pg_type", "typowner"),
        ("pg_namespace", "nspowner"),
        ("pg_database", "datdba"),
    ):
        assert rows(f"SELECT 1 FROM {catalogue} WHERE {owner} = current_user::regrole") == [], catalogue


def test_the_applications_role_cannot_make_tables() -> None:
    assert rows(
        "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"
    ) == [(False, False)]


def test_no_function_runs_with_its_owners_rights() -> None:
    assert rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace") == []


def test_no_view_reads_owned_tables_with_its_owners_rights() -> None:
    assert rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
