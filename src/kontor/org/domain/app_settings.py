"""What apps keep at a tenant (Eigene Einstellungen): typed, secrets encrypted, written by code only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from kontor.audit.domain.recording import MASK, record_change
from kontor.kernel import secrets
from kontor.people.models import User
from kontor.tenants.models import AppSetting, Tenant

AppValue = str | bool | int | Decimal | date
Kind = AppSetting.Kind


@transaction.atomic(savepoint=False)
def set_app_setting(
    tenant: Tenant, app: str, key: str, value: AppValue | None, *, secret: bool = False, by: User | None = None
) -> None:
    """Keep a value under the app's key; None takes it away. A secret is stored encrypted and never shown again.

    The kind follows from the value's type; a later value may be of another kind. In the tenant's scope.
    """
    row = AppSetting.objects.select_for_update().filter(tenant=tenant, app=app, key=key).first()
    old = shown(row) if row else None
    if value is None:
        if row:
            record_change("app setting removed", row, by=by, tenant_id=tenant.pk, changes={key: [old, None]}, label=app)
            row.delete()
        return
    kind = _kind(value, secret=secret)
    row = row or AppSetting(tenant=tenant, app=app, key=key)
    row.kind, row.value = kind, _written(value, kind)
    row.save()
    record_change("app setting changed", row, by=by, tenant_id=tenant.pk, changes={key: [old, shown(row)]}, label=app)


def get_app_setting(tenant: Tenant, app: str, key: str, default: AppValue | None = None) -> AppValue | None:
    """The value in its type (numbers as Decimal), secrets in plain text: for the app that owns it, not for screens."""
    row = AppSetting.objects.filter(tenant=tenant, app=app, key=key).first()
    return default if row is None else _read(row)


def app_settings(tenant: Tenant) -> list[AppSetting]:
    """All of a tenant's, sorted by app and key; to be shown with ``shown``."""
    return list(AppSetting.objects.filter(tenant=tenant).order_by("app", "key"))


def shown(row: AppSetting) -> str:
    """The value as a person may see it: secrets masked."""
    return MASK if row.kind == Kind.SECRET else row.value


def _kind(value: AppValue, *, secret: bool) -> Kind:
    if secret:
        return Kind.SECRET
    if isinstance(value, bool):
        return Kind.YES_NO
    if isinstance(value, int | Decimal):
        return Kind.NUMBER
    return Kind.DATE if isinstance(value, date) else Kind.TEXT


def _written(value: AppValue, kind: Kind) -> str:
    if kind == Kind.SECRET:
        return secrets.encrypt(str(value))
    if kind == Kind.YES_NO:
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(row: AppSetting) -> AppValue:
    if row.kind == Kind.SECRET:
        return secrets.decrypt(row.value)
    if row.kind == Kind.YES_NO:
        return row.value == "yes"
    if row.kind == Kind.NUMBER:
        return Decimal(row.value)
    return date.fromisoformat(row.value) if row.kind == Kind.DATE else row.value
