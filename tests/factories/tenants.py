from __future__ import annotations

from typing import Any

from django.utils import timezone

from kontor.kernel.text import sort_key_german
from kontor.tenants.models import AppSetting, Roster, Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_tenant(name: str = "", *, deleted: bool = False, **values: Any) -> Tenant:
    """A tenant as ``org.domain.tenants.create_tenant`` leaves it, without groups."""
    name = name or f"Mandant {next_number()}"
    roster = Roster.objects.create()
    values.setdefault("code", f"T{roster.pk}")
    if deleted:
        values["deleted_at"] = timezone.now()
    with in_scope(roster.pk):
        return Tenant.objects.create(
            id=roster, name=name, name_key=name.casefold(), sort_key=sort_key_german(name), **values
        )


def make_app_setting(tenant: Tenant, *, app: str = "billing", key: str = "", **values: Any) -> AppSetting:
    values.setdefault("kind", AppSetting.Kind.TEXT)
    with in_scope(tenant):
        return AppSetting.objects.create(tenant=tenant, app=app, key=key or f"key-{next_number()}", **values)
