"""Service levels: what is promised to customers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.sla.domain.service_levels import (
    FIELDS,
    change_service_level,
    create_service_level,
    delete_service_levels,
)
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Number, Text
from kontor.tenants.models import Tenant

_TARGET = Field(Number(1, 5_000_000, empty=True))


class ServiceLevels(Rows):
    key = "service_levels"
    title = _("Service levels")
    about = _("Targets are minutes of working time.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "description": Field(Text(lines=True)),
            "first_response": _TARGET,
            "next_response": _TARGET,
            "resolution": _TARGET,
            "call_back": _TARGET,
            "warning_share": Field(Number(1, 100, default=75)),
            "pauses": Field(Many(Text(allowed=tuple(PauseKind.values)), as_set=True)),
            "priority_percent": Field(Number(10, 1000, default=100)),
        }
    )

    def models(self) -> list[str]:
        return ["sla.servicelevel"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        return [_entry(row) for row in ServiceLevel.objects.living().filter(tenant=tenant).order_by("sort_key")]

    def create(self, work: Work, new: Entry) -> None:
        create_service_level(work.tenant, by=work.by, **new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_service_level(row, version=row.version, by=work.by, **new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_service_levels([self._row(work, old)], by=work.by)

    def _row(self, work: Work, entry: Entry) -> ServiceLevel:
        return work.one(ServiceLevel.objects.living().filter(tenant=work.tenant), name=entry["name"])


def _entry(row: ServiceLevel) -> dict[str, Any]:
    return {"name": row.name, **{field: getattr(row, field) for field in FIELDS}, "pauses": sorted(row.pauses)}
