"""Alarms: figures that somebody wants to know of when they pass a threshold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.org.models import Category
from kontor.reports.domain.alarms import AlarmValues, change_alarm, create_alarm, delete_alarms
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.settings_shape import Names
from kontor.tenant_files.domain.shapes import Name, Number, Text, YesNo
from kontor.tenants.models import Tenant


class Alarms(Rows):
    key = "alarms"
    title = _("Alarms")
    about = _("Without categories they look at all of the tenant.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "measure": required(Text(allowed=tuple(Measure.values))),
            "threshold": required(Number(1, 1_000_000, default=1)),
            "categories": Field(Many(Name("categories", empty=False), as_set=True)),
            "by_mail": Field(YesNo()),
            "active": Field(YesNo(True)),
        }
    )

    def models(self) -> list[str]:
        return ["reports.alarm"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        names = Names(tenant)
        return [
            {
                **{key: getattr(row, key) for key in ("name", "measure", "threshold", "by_mail", "active")},
                "categories": sorted(filter(None, (names.of("org.category", pk) for pk in row.categories))),
            }
            for row in Alarm.objects.filter(tenant=tenant, deleted_at=None).order_by("sort_key")
        ]

    def create(self, work: Work, new: Entry) -> None:
        create_alarm(work.tenant, self._values(work, new), by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_alarm(row, self._values(work, new), version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_alarms([self._row(work, old)], by=work.by)

    def _values(self, work: Work, new: Entry) -> AlarmValues:
        rows = Category.objects.living().filter(tenant=work.tenant)
        categories = tuple(work.known(rows, internal_name=name).pk for name in new["categories"])
        plain = {key: new[key] for key in ("name", "measure", "threshold", "by_mail", "active")}
        return AlarmValues(categories=categories, **plain)

    def _row(self, work: Work, entry: Entry) -> Alarm:
        return work.one(Alarm.objects.filter(tenant=work.tenant, deleted_at=None), name=entry["name"])
