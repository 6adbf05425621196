"""The lines of a report: names for what its figures are divided by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.org.models import Category
from kontor.reports.domain.names import categories_named, closing_codes_named, people_named
from kontor.reports.domain.sight import Sight
from kontor.reports.domain.work import By, Report, Work
from kontor.tenants.models import Tenant

WHOLE = frozenset({By.CATEGORY, By.DAY, By.CHANNEL})
SENT = WHOLE | {By.AGENT}
"""Where there is something to say of what came and of promises, and of what was sent."""


@dataclass(frozen=True, slots=True)
class Line:
    """``tenant`` where the line is about one; ``whole`` is the line of a tenant, before its categories."""

    name: str
    work: Work
    main: str = ""
    tenant: Tenant | None = None
    whole: bool = False


def lines_of(report: Report, sight: Sight, by: By, days: tuple[date, date]) -> list[Line]:
    over_tenants = report.over_tenants
    match by:
        case By.CATEGORY:
            return list(_categories(report, sight))
        case By.DAY:
            return [Line(_day(day), over_tenants.get(day, Work())) for day in _days(*days)]
        case By.CHANNEL:
            return [Line(str(channel.label), over_tenants.get(channel.value, Work())) for channel in Channel]
        case By.AGENT:
            return list(_people(report))
        case By.CODE:
            return list(_codes(report, sight))


def _categories(report: Report, sight: Sight) -> Iterator[Line]:
    known = categories_named([key for _tenant, key in report.groups])
    for tenant in sight.tenants:
        if tenant.pk not in report.by_tenant:
            continue
        yield Line(tenant.name, report.by_tenant[tenant.pk], tenant=tenant, whole=True)
        mine = [
            (known[key], work)
            for (each, key), work in report.groups.items()
            if each == tenant.pk and isinstance(key, int)
        ]
        for category, work in sorted(mine, key=lambda pair: _place(pair[0])):
            name = _deleted(category.name, category.deleted_at is not None)
            main = category.main_category.name if category.main_category else ""
            yield Line(name, work, main=main, tenant=tenant)


def _place(category: Category) -> tuple[str, str]:
    return category.main_category.sort_key if category.main_category else "", category.sort_key


def _people(report: Report) -> Iterator[Line]:
    for person in people_named(report.over_tenants.keys()):
        yield Line(person.name, report.over_tenants[person.pk])
    if None in report.over_tenants:
        yield Line(_("from nobody’s desk"), report.over_tenants[None])


def _codes(report: Report, sight: Sight) -> Iterator[Line]:
    codes = closing_codes_named(report.over_tenants.keys())
    for tenant in sight.tenants:
        for code in [each for each in codes if each.tenant_id == tenant.pk]:
            name = _deleted(f"{code.code} {code.name}", code.deleted_at is not None)
            yield Line(name, report.over_tenants[code.pk], tenant=tenant)
    if None in report.over_tenants:
        yield Line(_("without closing code"), report.over_tenants[None])


def _deleted(name: str, deleted: bool) -> str:
    return _("%(name)s (deleted)") % {"name": name} if deleted else name


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _day(day: date) -> str:
    return f"{date_format(day, 'D')} {date_format(day, 'SHORT_DATE_FORMAT')}"
