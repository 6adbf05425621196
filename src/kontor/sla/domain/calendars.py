"""Business hours are created, changed, copied, deleted and restored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import names_of_copies, one_line, sort_key_german
from kontor.sla.domain.edits import tell_edited
from kontor.sla.domain.pasts import content_of, keep_calendar
from kontor.sla.domain.rows import delete_rows, lock_row, restore_row, save_row
from kontor.sla.domain.times import Times
from kontor.sla.models import BusinessCalendar, CalendarException, CalendarVersion
from kontor.tenants.models import Tenant

LONGEST_NAME = 120
FIELDS = ("name", "description", "time_zone")
NAMES = {"name", "description"}
"""What moves no deadline."""
WEEK_FIELDS = ("week", "country", "subdivision", "catholic", "holidays_worked")


@transaction.atomic(savepoint=False)
def create_calendar(
    tenant: Tenant, *, name: str, time_zone: str, description: str = "", by: AbstractBaseUser | None, **week: Any
) -> BusinessCalendar:
    """Create business hours with the week that holds from the beginning (``WEEK_FIELDS``). Refused: name taken."""
    calendar = BusinessCalendar(tenant=tenant, time_zone=time_zone, description=description.strip())
    _name(calendar, name)
    calendar.save()
    CalendarVersion.objects.create(tenant=tenant, calendar=calendar, **week)
    changes = difference({}, {**snapshot(calendar, FIELDS), **week})
    record_change("created", calendar, by=by, tenant_id=tenant.pk, changes=changes)
    return calendar


@transaction.atomic(savepoint=False)
def change_calendar(
    calendar: BusinessCalendar,
    *,
    name: str,
    time_zone: str,
    description: str = "",
    version: int,
    by: AbstractBaseUser | None,
) -> BusinessCalendar:
    """Name, description and time zone. With another zone the same times of the clock are others."""
    calendar = _lock(calendar, version)
    before = snapshot(calendar, FIELDS)
    _name(calendar, name)
    calendar.time_zone, calendar.description = time_zone, description.strip()
    return _saved(calendar, difference(before, snapshot(calendar, FIELDS)), by, *FIELDS, "sort_key")


@transaction.atomic(savepoint=False)
def save_week(
    calendar: BusinessCalendar, valid_from: date | None, *, version: int, by: AbstractBaseUser | None, **week: Any
) -> BusinessCalendar:
    """The week (``WEEK_FIELDS``) that holds from this day on until the next one begins; None: from the beginning.

    One that begins on the same day is replaced.
    """
    calendar = _lock(calendar, version)
    row = calendar.versions.filter(valid_from=valid_from).first()
    before = snapshot(row, WEEK_FIELDS) if row else {}
    row = row or CalendarVersion(tenant_id=calendar.tenant_id, calendar=calendar, valid_from=valid_from)
    for field in WEEK_FIELDS:
        setattr(row, field, week[field])
    row.save()
    return _saved(calendar, _dated(difference(before, snapshot(row, WEEK_FIELDS)), valid_from), by)


@transaction.atomic(savepoint=False)
def remove_week(
    calendar: BusinessCalendar, valid_from: date, *, version: int, by: AbstractBaseUser | None
) -> BusinessCalendar:
    """The week before it goes on holding."""
    calendar = _lock(calendar, version)
    row = calendar.versions.filter(valid_from=valid_from).first()
    if row is None:
        return calendar
    changes = _dated(difference(snapshot(row, WEEK_FIELDS), dict.fromkeys(WEEK_FIELDS)), valid_from)
    row.delete()
    return _saved(calendar, changes, by)


@transaction.atomic(savepoint=False)
def save_exceptions(
    calendar: BusinessCalendar,
    days: Iterable[date],
    *,
    name: str,
    hours: Times,
    version: int,
    by: AbstractBaseUser | None,
) -> BusinessCalendar:
    """On these days these hours hold, none: closed. Exceptions of the same days are replaced."""
    calendar, days = _lock(calendar, version), list(days)
    present = {row.day: row for row in calendar.exceptions.filter(day__in=days)}
    changes: dict[str, list[Any]] = {}
    for day in days:
        row = present.get(day) or CalendarException(tenant_id=calendar.tenant_id, calendar=calendar, day=day)
        before = _in_a_line(row) if row.pk else None
        row.name, row.hours = one_line(name), hours
        row.save()
        changes |= difference({f"{day}": before}, {f"{day}": _in_a_line(row)})
    return _saved(calendar, changes, by)


@transaction.atomic(savepoint=False)
def remove_exceptions(
    calendar: BusinessCalendar, days: Iterable[date], *, version: int, by: AbstractBaseUser | None
) -> BusinessCalendar:
    """These days are like the others again."""
    calendar = _lock(calendar, version)
    rows = list(calendar.exceptions.filter(day__in=list(days)))
    changes = {f"{row.day}": [_in_a_line(row), None] for row in rows}
    calendar.exceptions.filter(pk__in=[row.pk for row in rows]).delete()
    return _saved(calendar, changes, by)


@transaction.atomic(savepoint=False)
def copy_calendar(calendar: BusinessCalendar, *, by: AbstractBaseUser | None) -> BusinessCalendar:
    """The same weeks and exceptions under a name of their own; nobody has chosen the copy.

    Of two who copy it at the same moment the second waits, and then finds another name.
    """
    calendar = BusinessCalendar.objects.select_for_update(of=("self",), no_key=True).get(pk=calendar.pk)
    made = BusinessCalendar(
        tenant_id=calendar.tenant_id, time_zone=calendar.time_zone, description=calendar.description
    )
    _name(made, _free_name(calendar))
    made.save()
    rows: list[CalendarVersion | CalendarException] = [*calendar.versions.all(), *calendar.exceptions.all()]
    for row in rows:
        row.pk, row.calendar = None, made
        row._state.adding = True
        row.save()
    record_change("created", made, by=by, tenant_id=made.tenant_id, changes={"copy_of": [None, calendar.name]})
    return made


@transaction.atomic(savepoint=False)
def delete_calendars(calendars: Sequence[BusinessCalendar], *, by: AbstractBaseUser | None) -> int:
    """They can be chosen no more. InUse while one of them is chosen somewhere; then none is deleted."""
    return delete_rows(calendars, by=by)


@transaction.atomic(savepoint=False)
def restore_calendar(calendar: BusinessCalendar, *, by: AbstractBaseUser | None) -> BusinessCalendar:
    """Refused while its name is another's."""
    return restore_row(calendar, _name, by=by)


def _lock(calendar: BusinessCalendar, version: int) -> BusinessCalendar:
    locked = lock_row(calendar, version)
    locked.was = content_of(locked)
    return locked


def _saved(
    calendar: BusinessCalendar, changes: dict[str, list[Any]], by: AbstractBaseUser | None, *fields: str
) -> BusinessCalendar:
    if changes:
        save_row(calendar, "changed", *fields, changes=changes, by=by)
        if changes.keys() - NAMES:
            keep_calendar(calendar, calendar.was)
            tell_edited(calendar)
    return calendar


def _name(calendar: BusinessCalendar, name: str) -> None:
    calendar.name = one_line(name)
    calendar.sort_key = sort_key_german(calendar.name)
    if _is_taken(calendar.tenant_id, calendar.sort_key, besides=calendar.pk):
        raise Refused(
            _("There are business hours “%(name)s” already. Choose another name.") % {"name": calendar.name},
            about="name",
        )


def _is_taken(tenant_id: int, sort_key: str, *, besides: int | None = None) -> bool:
    rows = BusinessCalendar.objects.living().filter(tenant_id=tenant_id, sort_key=sort_key)
    return (rows.exclude(pk=besides) if besides else rows).exists()


def _free_name(calendar: BusinessCalendar) -> str:
    names = names_of_copies(calendar.name, longest=LONGEST_NAME)
    return next(name for name in names if not _is_taken(calendar.tenant_id, sort_key_german(name)))


def _in_a_line(row: CalendarException) -> str:
    hours = ", ".join(f"{begin}-{end}" for begin, end in row.hours)
    return f"{row.name}: {hours}" if row.name else hours


def _dated(changes: dict[str, list[Any]], valid_from: date | None) -> dict[str, list[Any]]:
    return {f"{field} {valid_from}" if valid_from else field: pair for field, pair in changes.items()}
