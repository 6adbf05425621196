"""What must be in the database: the tables without tenant, the policies, the keys. The models say it; this names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.tenants.isolation import OwnOrShared, SameTenant, TenantPolicy

WITHOUT_TENANT: dict[str, str | Promise] = {
    "tenants_roster": _("numbers of tenants and nothing else"),
    "people_user": _("people are global; what they see is decided by their groups"),
    "people_role": _("roles are the installation's; where they count is said by a grant"),
    "people_session": _("a person's sign-in"),
    "people_agentstate": _("what a person does now; people are global"),
    "people_statechange": _("what a person did when"),
    "people_absence": _("when a person is away"),
    "people_breakreason": _("a list of the installation"),
    "calls_phonesystem": _("telephone systems of the installation"),
    "calls_phonelink": _("how the line to a telephone system stands"),
    "calls_linetest": _("tests of lines to telephone systems"),
    "calls_phonedevice": _("people's phones; people are global"),
    "people_signinattempt": _("keyed hashes of failed sign-ins"),
    "preferences_systemvalues": _("the settings of the installation"),
    "auth_group": _("Django's own, empty"),
    "auth_group_permissions": _("Django's own, empty"),
    "auth_permission": _("Django's own"),
    "django_content_type": _("Django's own"),
    "django_migrations": _("Django's own"),
    "procrastinate_events": _("jobs carry numbers of rows only"),
    "procrastinate_jobs": _("jobs carry numbers of rows only"),
    "procrastinate_periodic_defers": _("jobs carry numbers of rows only"),
    "procrastinate_workers": _("jobs carry numbers of rows only"),
}
"""The tables without row security, each with the reason. A new one needs a better reason than convenience."""

WITH_OWNERS_RIGHTS: dict[str, str | Promise] = {}
"""Functions and views that may work with their owner's rights, each with the reason. There are none."""

KINDS = {
    TenantPolicy.OWNED: "(tenant_id = ANY (SCOPE))",
    TenantPolicy.LENDABLE: "((tenant_id = ANY (SCOPE)) OR (lent_to_id = ANY (SCOPE)))",
    TenantPolicy.SHARED: "((tenant_id IS NULL) OR (tenant_id = ANY (SCOPE)))",
    TenantPolicy.INSTALLATION_OR_OWNED: "(COALESCE(tenant_id, (0)::bigint) = ANY (SCOPE))",
    TenantPolicy.SELF: "(id = ANY (SCOPE))",
}
"""A condition as it is declared, and as PostgreSQL writes it back."""

MEANINGS = {
    TenantPolicy.OWNED: _("the tenant's own rows"),
    TenantPolicy.LENDABLE: _("the tenant's own rows and those lent to it"),
    TenantPolicy.SHARED: _("the tenant's own rows; those of the installation may be read by all"),
    TenantPolicy.INSTALLATION_OR_OWNED: _("the tenant's own rows; those of the installation are apart"),
    TenantPolicy.SELF: _("the tenant itself"),
}

_SCOPE = re.compile(
    re.escape(
        "( SELECT COALESCE((string_to_array(NULLIF(current_setting('kontor.tenants'::text, true), ''::text), "
        "','::text))::bigint[], '{}'::bigint[]) AS \"coalesce\")::bigint[]"
    )
)


class Policy(NamedTuple):
    """A row of ``pg_policies`` that counts for everybody; ``check`` is None where nothing is written by it."""

    command: str
    using: str
    check: str | None


class Key(NamedTuple):
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


def shortened(condition: str | None) -> str | None:
    """The condition with SCOPE for the ids in force."""
    return None if condition is None else _SCOPE.sub("SCOPE", " ".join(condition.split()))


def owned_models() -> dict[str, type[models.Model]]:
    """Those whose rows belong to tenants, by their tables."""
    return {
        model._meta.db_table: model
        for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.db_table)
        if policy_of(model) is not None
    }


def policy_of(model: type[models.Model]) -> TenantPolicy | None:
    found = [each for each in model._meta.constraints if isinstance(each, TenantPolicy)]
    return found[0] if found else None


def policies() -> dict[tuple[str, str], Policy]:
    """By table and name."""
    return {
        (table, name): policy
        for table, model in owned_models().items()
        if (declared := policy_of(model)) is not None
        for name, policy in _both(declared)
    }


def keys() -> dict[tuple[str, str], Key]:
    """The foreign keys that carry the tenant, by table and name."""
    return {(table, name): key for table, model in owned_models().items() for name, key in _ties(model)}


def _both(declared: TenantPolicy) -> Iterator[tuple[str, Policy]]:
    check, using = KINDS[declared.check_condition], KINDS[declared.using]
    yield declared.name, Policy("ALL", check, check)
    if using != check:
        yield f"{declared.name}_read", Policy("SELECT", using, None)


def _ties(model: type[models.Model]) -> Iterator[tuple[str, Key]]:
    for tie in model._meta.constraints:
        if not isinstance(tie, SameTenant | OwnOrShared):
            continue
        field = model._meta.get_field(tie.field)
        assert isinstance(field, models.ForeignKey)
        target = field.related_model._meta.db_table
        if isinstance(tie, SameTenant):
            yield tie.name, Key((field.column, f"{tie.tenant}_id"), target, ("id", "tenant_id"))
        else:
            yield tie.name, Key((field.column, f"{tie.field}_owner"), target, ("id", "owner_key"))
