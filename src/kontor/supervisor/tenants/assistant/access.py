"""Where a new tenant's setting up was left: one value of the app "assistant" at the tenant, with what was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kontor.org.domain.app_settings import get_app_setting, set_app_setting
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import AppSetting, Tenant

APP, STEP, SKIPPED = "assistant", "step", "skipped"


@dataclass(frozen=True)
class Begun:
    """A tenant that somebody sets up, and the step at which they left it."""

    tenant: Tenant
    step: str


def left_at(tenant: Tenant) -> str:
    """The step at which it was left; "" when nobody has begun, or it is finished."""
    return str(get_app_setting(tenant, APP, STEP, ""))


def skipped(tenant: Tenant) -> set[str]:
    return set(filter(None, str(get_app_setting(tenant, APP, SKIPPED, "")).split(",")))


def leave_at(request: DeskRequest, tenant: Tenant, step: str) -> None:
    """Where one goes on. Written only when it is another one."""
    if left_at(tenant) != step:
        set_app_setting(tenant, APP, STEP, step, by=request.user)


def note_skipped(request: DeskRequest, tenant: Tenant, keys: set[str]) -> None:
    if skipped(tenant) != keys:
        set_app_setting(tenant, APP, SKIPPED, ",".join(sorted(keys)) or None, by=request.user)


def finish(request: DeskRequest, tenant: Tenant) -> None:
    """Nothing of it is left."""
    for key in (STEP, SKIPPED):
        set_app_setting(tenant, APP, key, None, by=request.user)


def in_preparation(request: DeskRequest) -> Sequence[Begun]:
    """The living tenants that are being set up, of those the person may set up; the one left last first."""
    tenants = request.access.tenants_with("tenants.write")
    rows = AppSetting.objects.filter(app=APP, key=STEP, tenant__in=tenants, tenant__deleted_at=None)
    return [Begun(row.tenant, row.value) for row in rows.select_related("tenant").order_by("-changed_at")]
