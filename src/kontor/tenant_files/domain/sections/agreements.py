"""Overflow agreements in which the tenant lends. Both sides confirm them by hand: a file agrees to nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.escalations.domain.agreements import change_agreement, create_agreement, delete_agreement
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.org.models import Category
from kontor.routing.enums import Signs
from kontor.sla.models import BusinessCalendar
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.settings_shape import Names
from kontor.tenant_files.domain.shapes import Name, Number, Text, YesNo
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant, scope

PLAIN = ("measure", "threshold", "forecast_open", "back_below", "after", "quota", "sees_notes", "sees_history", "signs")
_NUMBER = Field(Number(0, 10_000_000, empty=True))


class Agreements(Rows):
    key = "overflow_agreements"
    title = _("Overflow agreements")
    about = _("To whom this tenant lends. The borrower stands there with its short code; both sides confirm by hand.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "borrower": required(Text(pattern="[A-Z0-9]{2,8}")),
            "category": required(Text(longest=120)),
            "source_categories": Field(Many(Name("categories", empty=False), as_set=True)),
            "measure": Field(Text(allowed=tuple(BacklogMeasure.values), default="open")),
            "threshold": required(Number(0, 10_000_000, default=0)),
            "forecast_open": _NUMBER,
            "back_below": _NUMBER,
            "after": Field(Number(0, 10_000_000, default=60)),
            "quota": _NUMBER,
            "accepts": Field(Text(longest=120)),
            "sees_notes": Field(YesNo(True)),
            "sees_history": Field(YesNo(True)),
            "signs": Field(Text(allowed=tuple(Signs.values), default="lender")),
        }
    )

    def models(self) -> list[str]:
        return ["escalations.agreement"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        names = Names(tenant)
        return [
            {
                "name": row.name,
                "borrower": row.borrower_code,
                "category": row.category_name,
                "source_categories": sorted(
                    filter(None, (names.of("org.category", pk) for pk in row.source_categories))
                ),
                **{key: getattr(row, key) for key in PLAIN},
                "accepts": row.accepts_name,
            }
            for row in Agreement.objects.living().filter(tenant=tenant).order_by("sort_key")
        ]

    def lacking(self, entry: Entry) -> str:
        if _other_side(entry) is None:
            sentence = gettext(
                "The overflow agreement “%(name)s” is left out: the tenant %(code)s, its category or its hours are "
                "not there."
            )
            return sentence % {"name": entry["name"], "code": entry["borrower"]}
        return ""

    def remark(self, new: Entry) -> str:
        return gettext("The overflow agreement “%(name)s” counts when both sides have confirmed it.") % new

    def create(self, work: Work, new: Entry) -> None:
        create_agreement(work.tenant, by=work.by, **self._terms(work, new))

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_agreement(row, version=row.version, by=work.by, **self._terms(work, new))

    def remove(self, work: Work, old: Entry) -> None:
        delete_agreement(self._row(work, old), by=work.by)

    def _terms(self, work: Work, new: Entry) -> Any:
        rows = Category.objects.living().filter(tenant=work.tenant)
        sources = [work.known(rows, internal_name=name).pk for name in new["source_categories"]]
        other = _other_side(new)
        assert other is not None
        category, accepts = other
        plain = {key: new[key] for key in ("name", *PLAIN)}
        return plain | {"source_categories": sources, "category": category, "accepts": accepts}

    def _row(self, work: Work, entry: Entry) -> Agreement:
        return work.one(Agreement.objects.living().filter(tenant=work.tenant), name=entry["name"])


def _other_side(entry: Entry) -> tuple[Category, BusinessCalendar | None] | None:
    """The borrower's category and business hours, found in its own scope; None when something is not there."""
    with scope(*every_tenant()):
        borrower = Tenant.objects.living().filter(code=entry["borrower"]).first()
        if borrower is None:
            return None
        rows = Category.objects.living().filter(tenant=borrower).select_related("tenant")
        category = rows.filter(name=entry["category"]).first()
        hours = BusinessCalendar.objects.living().filter(tenant=borrower, name=entry["accepts"]).first()
    if category is None or (entry["accepts"] and hours is None):
        return None
    return category, hours
