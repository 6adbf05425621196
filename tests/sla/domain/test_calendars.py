from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from kontor.audit.models import AuditEntry
from kontor.org.domain.category_changes import change_category_preferences
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.uses import InUse
from kontor.routing.domain.category_deletion import delete_category
from kontor.sla.domain.calendars import (
    change_calendar,
    copy_calendar,
    create_calendar,
    delete_calendars,
    remove_exceptions,
    remove_week,
    restore_calendar,
    save_exceptions,
    save_week,
)
from kontor.sla.domain.compiling import compiled, compiled_many
from kontor.sla.domain.worktime import Calendar, Due, Hours, due_at, worked_between
from kontor.sla.models import BusinessCalendar
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.factories.sla import OFFICE, as_week, choose, make_calendar, make_exception, make_week
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

WEEK = {"week": as_week(OFFICE), "country": "", "subdivision": "", "catholic": False, "holidays_worked": []}
SHORT: dict[str, Any] = {**WEEK, "week": as_week({"mon": ["9-10"]})}
MORNING, AFTERNOON = Hours.of("08:00", "12:00"), Hours.of("13:00", "17:00")


def _now(calendar: BusinessCalendar) -> BusinessCalendar:
    return BusinessCalendar.objects.get(pk=calendar.pk)


def test_a_calendar_is_created_and_computed_with(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        made = create_calendar(nordlicht, name=" Büro  Nord ", time_zone="Europe/Berlin", by=ada, **WEEK)
        hours = compiled(made.pk)
        entry = AuditEntry.objects.get(kind="sla.businesscalendar")

    assert (made.name, made.version) == ("Büro Nord", 1)
    assert hours.hours_of(date(2026, 11, 27)) == (MORNING, AFTERNOON)
    assert hours.hours_of(date(2026, 11, 28)) == ()
    friday = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
    assert due_at(friday, timedelta(hours=5), hours) == Due(datetime(2026, 11, 30, 7, 30, tzinfo=UTC))
    assert (entry.action, entry.changes["time_zone"]) == ("created", [None, "Europe/Berlin"])


def test_a_name_is_free_again_when_its_calendar_is_deleted(nordlicht: Tenant, alpina: Tenant) -> None:
    first = make_calendar(nordlicht, "Büro")
    make_calendar(alpina, "Werkstatt")
    with in_scope(nordlicht):
        with refused("There are business hours “büro” already. Choose another name."):
            create_calendar(nordlicht, name="büro", time_zone="UTC", by=None, **WEEK)
        create_calendar(nordlicht, name="Werkstatt", time_zone="UTC", by=None, **WEEK)

        delete_calendars([first], by=None)
        create_calendar(nordlicht, name="Büro", time_zone="UTC", by=None, **WEEK)
        with refused("There are business hours “Büro” already. Choose another name."):
            restore_calendar(first, by=None)


def test_holidays_are_closed_unless_they_are_worked(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        place = {**WEEK, "country": "DE", "subdivision": "BY", "holidays_worked": ["Heilige Drei Könige"]}
        calendar = create_calendar(nordlicht, name="München", time_zone="Europe/Berlin", by=None, **place)
        make_exception(calendar, date(2026, 12, 25), "Notdienst", "10-12")
        hours = compiled(calendar.pk)

    assert hours.hours_of(date(2026, 6, 4)) == ()  # Corpus Christi
    assert hours.hours_of(date(2026, 1, 6)) == (MORNING, AFTERNOON)
    assert hours.hours_of(date(2026, 12, 25)) == (Hours.of("10:00", "12:00"),)
    assert hours.hours_of(date(2026, 8, 14)) == (MORNING, AFTERNOON)


def test_catholic_holidays_are_closed_where_that_is_chosen(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        place = {**WEEK, "country": "DE", "subdivision": "BY"}
        some = create_calendar(nordlicht, name="Nürnberg", time_zone="Europe/Berlin", by=None, **place)
        all_of_them = create_calendar(
            nordlicht, name="Altötting", time_zone="Europe/Berlin", by=None, **{**place, "catholic": True}
        )
        hours = compiled_many([some.pk, all_of_them.pk])

    assumption = date(2025, 8, 15)  # a Friday
    assert (hours[some.pk].hours_of(assumption), hours[all_of_them.pk].hours_of(assumption)) == (
        (MORNING, AFTERNOON),
        (),
    )


def test_two_holidays_on_one_day_are_worked_when_both_are(nordlicht: Tenant) -> None:
    both, one = ["Christi Himmelfahrt", "Erster Mai"], ["Erster Mai"]
    with in_scope(nordlicht):
        rows = [
            create_calendar(
                nordlicht,
                name=str(worked),
                time_zone="Europe/Berlin",
                by=None,
                **{**WEEK, "country": "DE", "holidays_worked": worked},
            )
            for worked in (both, one)
        ]
        hours = compiled_many([row.pk for row in rows])

    on_both = date(2008, 5, 1)
    assert [hours[row.pk].hours_of(on_both) for row in rows] == [(MORNING, AFTERNOON), ()]


def test_a_week_holds_from_its_day_on(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    with in_scope(nordlicht):
        save_week(calendar, date(2027, 1, 4), version=1, by=None, **{**SHORT, "country": "DE"})
        before, after = compiled(calendar.pk).hours_of(date(2026, 12, 28)), compiled(calendar.pk).hours_of
        save_week(calendar, date(2027, 1, 4), version=2, by=None, **WEEK)
        replaced = compiled(calendar.pk).hours_of(date(2027, 1, 4))
        save_week(calendar, date(2027, 1, 4), version=3, by=None, **SHORT)
        remove_week(calendar, date(2027, 1, 4), version=4, by=None)
        removed = compiled(calendar.pk).hours_of(date(2027, 1, 4))

        assert (calendar.versions.count(), _now(calendar).version) == (1, 5)
    assert before == (MORNING, AFTERNOON)
    assert after(date(2027, 1, 4)) == (Hours.of("09:00", "10:00"),)
    assert after(date(2027, 3, 29)) == ()  # Easter Monday, a holiday only in the new week
    assert after(date(2026, 4, 6)) == (MORNING, AFTERNOON)
    assert replaced == removed == (MORNING, AFTERNOON)


def test_exceptions_come_and_go(nordlicht: Tenant, ada: User) -> None:
    calendar, day = make_calendar(nordlicht), date(2026, 12, 24)
    with in_scope(nordlicht):
        save_exceptions(calendar, [day], name="Heiligabend", hours=[["08:00", "12:00"]], version=1, by=ada)
        short = compiled(calendar.pk).hours_of(day)
        save_exceptions(calendar, [day], name="Heiligabend", hours=[], version=2, by=ada)
        closed = compiled(calendar.pk).hours_of(day)
        remove_exceptions(calendar, [day], version=3, by=ada)
        entries = AuditEntry.objects.filter(object_id=calendar.pk).order_by("pk")

        assert compiled(calendar.pk).hours_of(day) == (MORNING, AFTERNOON)
        assert [entry.changes for entry in entries] == [
            {"2026-12-24": [None, "Heiligabend: 08:00-12:00"]},
            {"2026-12-24": ["Heiligabend: 08:00-12:00", "Heiligabend: "]},
            {"2026-12-24": ["Heiligabend: ", None]},
        ]
    assert (short, closed) == ((MORNING,), ())


def test_only_the_days_that_are_named_are_like_the_others_again(nordlicht: Tenant) -> None:
    calendar, eve, after = make_calendar(nordlicht), date(2026, 12, 24), date(2026, 12, 28)
    make_exception(calendar, eve, "Heiligabend")
    make_exception(calendar, after, "Inventur")
    with in_scope(nordlicht):
        remove_exceptions(calendar, [eve], version=1, by=None)

        assert list(calendar.exceptions.values_list("day", flat=True)) == [after]


def test_a_holiday_on_the_first_day_of_a_week_is_one_of_that_week(nordlicht: Tenant) -> None:
    calendar, new_year = make_calendar(nordlicht), date(2027, 1, 1)
    with in_scope(nordlicht):
        save_week(calendar, new_year, version=1, by=None, **{**WEEK, "country": "DE"})
        hours = compiled(calendar.pk)

    assert (hours.hours_of(new_year), hours.hours_of(date(2026, 1, 1))) == ((), (MORNING, AFTERNOON))


def test_blanks_around_a_description_are_not_kept(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        made = create_calendar(nordlicht, name="Büro", time_zone="UTC", description=" Vorn ", by=None, **WEEK)
        assert made.description == "Vorn"

        changed = change_calendar(made, name="Büro", time_zone="UTC", description="\nHinten ", version=1, by=None)

    assert changed.description == "Hinten"


def test_a_change_of_the_zone_moves_the_hours(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht)
    monday = datetime(2026, 11, 30, tzinfo=UTC)
    with in_scope(nordlicht):
        change_calendar(calendar, name="Lissabon", time_zone="Europe/Lisbon", version=1, by=None)
        moved = compiled(calendar.pk)

    assert worked_between(monday, monday.replace(hour=8), moved) == timedelta(0)
    assert worked_between(monday, monday.replace(hour=9), moved) == timedelta(hours=1)


def test_what_somebody_else_has_changed_or_deleted_is_not_overwritten(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Büro")
    with in_scope(nordlicht):
        save_exceptions(calendar, [date(2026, 12, 24)], name="", hours=[], version=1, by=None)
        with refused("Somebody else has changed “Büro” in the meantime. Nothing was overwritten."):
            save_week(calendar, None, version=1, by=None, **SHORT)
        delete_calendars([calendar], by=None)
        with refused("“Büro” has been deleted in the meantime."):
            change_calendar(calendar, name="Anders", time_zone="UTC", version=3, by=None)


def test_a_copy_has_everything_and_is_chosen_by_nobody(nordlicht: Tenant) -> None:
    calendar = make_calendar(nordlicht, "Büro", country="DE", state="SN", mon=["9-10"])
    make_week(calendar, date(2027, 1, 1), tue=["9-10"])
    make_exception(calendar, date(2026, 12, 24), "Heiligabend")
    choose(nordlicht, BUSINESS_HOURS, calendar)
    with in_scope(nordlicht):
        copy, second = copy_calendar(calendar, by=None), copy_calendar(calendar, by=None)

        assert (copy.name, second.name) == ("Büro (copy)", "Büro (copy 2)")
        assert compiled(copy.pk) == compiled(calendar.pk)
        assert calendar.versions.count() == copy.versions.count() == 2
        assert delete_calendars([copy, second], by=None) == 2
        assert delete_calendars([], by=None) == 0


def test_what_is_chosen_is_not_deleted(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    calendar, free = make_calendar(nordlicht, "Büro"), make_calendar(nordlicht, "Frei")
    choose(nordlicht, BUSINESS_HOURS, calendar)
    choose(billing, BUSINESS_HOURS, calendar)
    choose(moving, BUSINESS_HOURS, calendar)
    with in_scope(nordlicht):
        delete_category(moving, by=None)
        with pytest.raises(InUse) as told, transaction.atomic():
            delete_calendars([calendar, free], by=None)

        assert [(use.code, use.name) for use in told.value.found[0][1]] == [
            ("tenant", nordlicht.name),
            ("category", billing.name),
        ]
        assert str(told.value) == (
            f"“Büro” is in use and cannot be deleted (Tenant: {nordlicht.name}; Category: {billing.name})."
        )
        assert BusinessCalendar.objects.living().count() == 2


def test_only_what_is_there_in_the_tenant_can_be_chosen(nordlicht: Tenant, alpina: Tenant, billing: Category) -> None:
    foreign, gone, own = make_calendar(alpina), make_calendar(nordlicht), make_calendar(nordlicht)
    sentence = "Standard business hours: what was chosen is not there any more. Choose something else."
    with everywhere():
        delete_calendars([gone], by=None)
        for wrong in (foreign, gone):
            with refused(sentence):
                change_tenant_settings(nordlicht, {BUSINESS_HOURS.key: wrong.pk}, version=nordlicht.version, by=None)
            with refused(sentence):
                change_category_preferences(billing, {BUSINESS_HOURS.key: wrong.pk}, version=billing.version, by=None)
        changed = change_category_preferences(billing, {BUSINESS_HOURS.key: own.pk}, version=billing.version, by=None)
    assert changed.preferences == {BUSINESS_HOURS.key: own.pk}


def test_what_is_kept_costs_one_statement(nordlicht: Tenant) -> None:
    rows = [make_calendar(nordlicht) for _number in range(3)]
    ids = [row.pk for row in rows]
    with in_scope(nordlicht):
        with statements() as first:
            compiled_many(ids)
        with statements() as again:
            compiled_many(ids)

    assert (len(first), len(again)) == (3, 1)


def test_a_change_that_was_rolled_back_leaves_nothing(nordlicht: Tenant) -> None:
    calendar, day = make_calendar(nordlicht), date(2026, 12, 24)
    hours: list[Calendar] = []

    with in_scope(nordlicht):
        with transaction.atomic():
            save_exceptions(calendar, [day], name="", hours=[], version=1, by=None)
            hours.append(compiled(calendar.pk))
            transaction.set_rollback(True)
        save_exceptions(calendar, [day], name="", hours=[["10:00", "11:00"]], version=1, by=None)
        hours.append(compiled(calendar.pk))

    assert [each.hours_of(day) for each in hours] == [(), (Hours.of("10:00", "11:00"),)]


def test_calendars_of_other_tenants_are_not_there(nordlicht: Tenant, alpina: Tenant) -> None:
    foreign = make_calendar(alpina)
    with in_scope(alpina):
        compiled(foreign.pk)
    with in_scope(nordlicht):
        assert compiled_many([foreign.pk]) == {}
