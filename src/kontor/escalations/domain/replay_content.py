"""What is tried in a dry run, as JSON: business hours and service levels as they are, with what a mask would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from typing import Any

from kontor.escalations.domain.terms import require_possible
from kontor.escalations.models import Agreement
from kontor.sla.domain.calendars import WEEK_FIELDS
from kontor.sla.domain.service_levels import FIELDS
from kontor.sla.domain.times import Times
from kontor.sla.models import BusinessCalendar

Content = dict[str, Any]
TRIED = ("source_categories", "measure", "threshold", "forecast_open", "back_below", "after", "quota")
"""What makes an agreement lend and hand back, besides its category and its hours."""


def level_content(**values: Any) -> Content:
    """Of a service level's fields; its name and tenant do not matter."""
    return {name: values[name] for name in ("name", *FIELDS) if name in values}


def agreement_content(agreement: Agreement, terms: Mapping[str, Any]) -> Content:
    """The fields of an agreement between the same two tenants, with these terms. Refused when it could not be kept.

    Within the scope of both.
    """
    draft = copy(agreement)
    for name, value in terms.items():
        setattr(draft, name, value)
    assert draft.lent_to is not None
    require_possible(draft, draft.tenant, draft.lent_to)
    category, accepts = terms["category"], terms["accepts"]
    return {
        "name": terms["name"],
        "lent_to_id": agreement.lent_to_id,
        "lender_name": agreement.lender_name,
        "borrower_name": agreement.borrower_name,
        "category_id": category.pk,
        "category_name": category.name,
        "accepts_id": accepts.pk if accepts else None,
        "accepts_name": accepts.name if accepts else "",
        **{name: terms[name] for name in TRIED},
    }


def new_calendar_content(*, name: str, time_zone: str, week: dict[str, Any], **rest: Any) -> Content:
    """Of business hours that are not there yet: their only week and the fields that go with it."""
    first = {"valid_from": None, "week": week, **{key: rest[key] for key in WEEK_FIELDS if key in rest}}
    return {"name": name, "time_zone": time_zone, "weeks": [first], "exceptions": {}}


def calendar_content(calendar: BusinessCalendar) -> Content:
    """As it is saved."""
    weeks = [
        {
            "valid_from": version.valid_from.isoformat() if version.valid_from else None,
            **{key: getattr(version, key) for key in WEEK_FIELDS},
        }
        for version in calendar.versions.all()
    ]
    exceptions = {row.day.isoformat(): row.hours for row in calendar.exceptions.all()}
    return {"name": calendar.name, "time_zone": calendar.time_zone, "weeks": weeks, "exceptions": exceptions}


def with_general(content: Content, *, name: str, time_zone: str, **_rest: Any) -> Content:
    return {**content, "name": name, "time_zone": time_zone}


def with_week(content: Content, valid_from: date | None, week: dict[str, Any]) -> Content:
    """The week from that day on, in place of one that begins on the same day."""
    begins = valid_from.isoformat() if valid_from else None
    others = [each for each in content["weeks"] if each["valid_from"] != begins]
    weeks = [*others, {"valid_from": begins, **{key: week[key] for key in WEEK_FIELDS}}]
    return {**content, "weeks": sorted(weeks, key=lambda each: each["valid_from"] or "")}


def with_exceptions(content: Content, days: Iterable[date], hours: Times) -> Content:
    return {**content, "exceptions": {**content["exceptions"], **{day.isoformat(): hours for day in days}}}
