"""Business hours: weeks by the day from which they hold, and the days that are unlike the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.sla.domain.calendars import (
    WEEK_FIELDS,
    change_calendar,
    create_calendar,
    delete_calendars,
    remove_exceptions,
    remove_week,
    save_exceptions,
    save_week,
)
from kontor.sla.domain.public_holidays import places
from kontor.sla.models import BusinessCalendar
from kontor.tenant_files.domain.records import REQUIRED, Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text, YesNo
from kontor.tenant_files.domain.time_shapes import Day, Hours, checked_zone
from kontor.tenants.models import Tenant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REGION = "[A-Z0-9-]{1,8}"
_WEEK = Record({day: Field(Hours()) for day in DAYS})


def _place_mistake(week: Mapping[str, Any]) -> tuple[str, str] | None:
    """Public holidays are known of the country, and of its region where one is named."""
    country, region = week["country"], week["subdivision"]
    if not country:
        return None
    known = places()
    if country not in known:
        sentence = gettext("“%(name)s” is not a country whose public holidays Kontor knows. Allowed are: %(allowed)s.")
        return "country", sentence % {"name": country, "allowed": ", ".join(sorted(known))}
    if region and region not in known[country]:
        sentence = gettext("“%(name)s” is not a region of %(country)s with public holidays. Allowed are: %(allowed)s.")
        allowed = ", ".join(each for each in sorted(known[country]) if re.fullmatch(_REGION, each)) or gettext("none")
        return "subdivision", sentence % {"name": region, "country": country, "allowed": allowed}
    return None


class BusinessHours(Rows):
    key = "business_hours"
    title = _("Business hours")
    about = _("The first week holds from the beginning, each other one from its day on.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "description": Field(Text(lines=True, clean=str.strip)),
            "time_zone": Field(Text(clean=checked_zone, default="Europe/Berlin")),
            "weeks": Field(
                Many(
                    Record(
                        {
                            "valid_from": Field(Day(empty=True)),
                            "week": Field(_WEEK, _WEEK.usual()),
                            "country": Field(Text(pattern="[A-Z]{2}")),
                            "subdivision": Field(Text(pattern=_REGION)),
                            "catholic": Field(YesNo()),
                            "holidays_worked": Field(Many(Text(longest=120), as_set=True)),
                        },
                        check=_place_mistake,
                    )
                ),
                REQUIRED,
            ),
            "exceptions": Field(
                Many(Record({"day": required(Day()), "name": Field(Text(longest=120)), "hours": Field(Hours())}))
            ),
        }
    )

    def models(self) -> list[str]:
        return ["sla.businesscalendar", "sla.calendarversion", "sla.calendarexception"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = BusinessCalendar.objects.living().filter(tenant=tenant).order_by("sort_key")
        return [_entry(row) for row in rows.prefetch_related("versions", "exceptions")]

    def mistake(self, entry: Entry) -> str:
        begins = [week["valid_from"] for week in entry["weeks"]]
        if begins != sorted(set(begins)) or begins[:1] != [""]:
            return str(_("The first week has no valid_from, each other one a later day than the one before."))
        days = [each["day"] for each in entry["exceptions"]]
        return (
            "" if days == sorted(set(days)) else str(_("Exceptions stand in the order of their days, each day once."))
        )

    def create(self, work: Work, new: Entry) -> None:
        names = {key: new[key] for key in ("name", "description", "time_zone")}
        create_calendar(work.tenant, by=work.by, **names, **_values(new["weeks"][0]))
        self._fill(work, {"weeks": new["weeks"][:1], "exceptions": []}, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        names = ("name", "description", "time_zone")
        if any(old[key] != new[key] for key in names):
            row = self._row(work, old)
            change_calendar(row, version=row.version, by=work.by, **{key: new[key] for key in names})
        self._fill(work, old, new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_calendars([self._row(work, old)], by=work.by)

    def _fill(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, new)
        weeks = {week["valid_from"]: week for week in old["weeks"]}
        for week in new["weeks"]:
            if weeks.pop(week["valid_from"], None) != week:
                day = week["valid_from"]
                begins = date.fromisoformat(day) if day else None
                row = save_week(row, begins, version=row.version, by=work.by, **_values(week))
        for day in weeks:
            row = remove_week(row, date.fromisoformat(day), version=row.version, by=work.by)
        days = {each["day"]: each for each in old["exceptions"]}
        for each in new["exceptions"]:
            if days.pop(each["day"], None) != each:
                on, name, hours = [date.fromisoformat(each["day"])], each["name"], each["hours"]
                row = save_exceptions(row, on, name=name, hours=hours, version=row.version, by=work.by)
        if days:
            row = remove_exceptions(row, map(date.fromisoformat, days), version=row.version, by=work.by)

    def _row(self, work: Work, entry: Entry) -> BusinessCalendar:
        return work.one(BusinessCalendar.objects.living().filter(tenant=work.tenant), name=entry["name"])


def _entry(row: BusinessCalendar) -> Entry:
    return {
        "name": row.name,
        "description": row.description,
        "time_zone": row.time_zone,
        "weeks": [_week(week) for week in row.versions.all()],
        "exceptions": [
            {"day": each.day.isoformat(), "name": each.name, "hours": each.hours} for each in row.exceptions.all()
        ],
    }


def _week(row: Any) -> Entry:
    return {
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "week": {day: row.week.get(day, []) for day in DAYS},
        "country": row.country,
        "subdivision": row.subdivision,
        "catholic": row.catholic,
        "holidays_worked": sorted(row.holidays_worked),
    }


def _values(week: Entry) -> Entry:
    return {field: week[field] for field in WEEK_FIELDS}
