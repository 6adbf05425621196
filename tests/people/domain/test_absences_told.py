"""Absences as lists and days show them, what is written down of each step, and who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from kontor.audit.models import AuditEntry
from kontor.people.domain.absences import (
    absence_of,
    absences_between,
    absences_to_come,
    away,
    call_off,
    cancel_absence,
    change_absence,
    end_absence,
    on_days,
    plan_absence,
    stand_ins,
)
from kontor.people.models import Absence, User
from tests.conftest import Frozen
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere
from tests.support.statements import statements


@pytest.fixture
def noon(frozen: Frozen) -> datetime:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=UTC)
    return frozen.at


def plan(user: User, now: datetime, begins: float, ends: float, substitute: User | None = None, **more: Any) -> Absence:
    times = {"since": now + timedelta(hours=begins), "until": now + timedelta(hours=ends)}
    return plan_absence(user, **times, substitute=substitute, by=more.pop("by", None), **more)


def change(absence: Absence, *, by: User | None = None, **values: Any) -> Absence:
    present = {name: getattr(absence, name) for name in ("since", "until", "substitute", "note", "version")}
    return change_absence(absence, **{**present, **values}, by=by)


def audited() -> list[tuple[str, int | None, dict[str, Any]]]:
    with everywhere():
        rows = AuditEntry.objects.filter(kind="people.absence").order_by("id")
        return [(row.action, row.actor_id, row.changes) for row in rows]


def test_a_change_stands_in_the_log_with_old_and_new(anna: User, bela: User, sven: User, noon: datetime) -> None:
    absence = plan(anna, noon, 1, 3)

    change(absence, substitute=bela, note="Kur", by=sven)

    assert audited()[1:] == [("changed", sven.pk, {"substitute": [None, bela.pk], "note": ["", "Kur"]})]


def test_an_end_before_its_time_stands_in_the_log_and_counts_a_version(
    anna: User, sven: User, frozen: Frozen, noon: datetime
) -> None:
    absence = plan(anna, noon, 0, 3)
    frozen.move(hours=1)

    ended = end_absence(absence, by=sven)

    assert (ended.until, ended.version) == (frozen.at, 2)
    assert audited()[1:] == [("changed", sven.pk, {"until": [str(noon + timedelta(hours=3)), str(frozen.at)]})]


def test_the_log_says_what_was_cancelled(anna: User, bela: User, sven: User, noon: datetime) -> None:
    cancel_absence(plan(anna, noon, 1, 3, bela, note="Kur"), by=sven)

    was = {
        "since": [str(noon + timedelta(hours=1)), None],
        "until": [str(noon + timedelta(hours=3)), None],
        "substitute": [bela.pk, None],
        "note": ["Kur", None],
    }
    assert audited()[1:] == [("deleted", sven.pk, was)]
    assert not Absence.objects.exists()


def test_the_windows_of_the_person_hear_of_each_step(anna: User, frozen: Frozen, noon: datetime) -> None:
    with heard() as told, everywhere():
        absence = plan(anna, noon, 1, 3)
    with heard() as changed, everywhere():
        absence = change(absence, note="Kur")
    frozen.move(hours=2)
    with heard() as ended, everywhere():
        end_absence(absence, by=None)

    assert told == changed == ended == [("u", anna.pk, "state", 0)]


@pytest.mark.parametrize(("later", "ended"), [(0.9, False), (1, False), (1.1, True)])
def test_calling_off_cancels_what_begins_only_now_and_ends_what_has_begun(
    anna: User, frozen: Frozen, noon: datetime, later: float, ended: bool
) -> None:
    absence = plan(anna, noon, 1, 3)
    frozen.move(hours=later)

    assert call_off(absence, by=None) is ended

    assert Absence.objects.exists() is ended


def test_what_was_cancelled_meanwhile_cannot_be_cancelled_again(anna: User, noon: datetime) -> None:
    absence = plan(anna, noon, 1, 3)
    cancel_absence(absence, by=None)

    with refused("This absence was cancelled in the meantime."):
        cancel_absence(absence, by=None)


def test_a_note_has_at_most_two_hundred_characters(anna: User, noon: datetime) -> None:
    fits, cut = plan(anna, noon, 1, 2, note="x" * 200), plan(anna, noon, 2, 3, note="y" * 201)

    assert (fits.note, cut.note) == ("x" * 200, "y" * 199 + "…")


def test_five_years_ahead_is_the_most(anna: User, noon: datetime) -> None:
    latest = noon + timedelta(days=5 * 365)

    with refused("This is more than five years ahead. Choose an earlier time."):
        plan_absence(anna, since=noon, until=latest + timedelta(seconds=1), substitute=None, by=None)
    assert plan_absence(anna, since=noon, until=latest, substitute=None, by=None).pk


def test_an_absence_does_not_stand_in_its_own_way(anna: User, bela: User, noon: datetime) -> None:
    absence = plan(anna, noon, 1, 3, bela)

    assert change(absence, until=noon + timedelta(hours=2)).until == noon + timedelta(hours=2)


def test_a_change_is_refused_for_what_a_plan_is_refused_for(anna: User, bela: User, noon: datetime) -> None:
    absence = plan(anna, noon, 5, 6)
    plan(anna, noon, 1, 3)
    plan(bela, noon, 5, 6)

    with refused("Anna Arndt is away from 12/01/2026 13:00 until 12/01/2026 15:00 already."):
        change(absence, since=noon + timedelta(hours=2))
    with refused("Bela Brand is away too (from 12/01/2026 17:00 until 12/01/2026 18:00)."):
        change(absence, substitute=bela)
    with refused("An absence ends after it begins."):
        change(absence, until=absence.since)


def test_a_german_sentence_says_german_dates(anna: User, noon: datetime) -> None:
    plan(anna, noon, 1, 3)

    with translation.override("de"), refused("01.12.2026 13:00"):
        plan(anna, noon, 2, 4)


def test_whole_days_are_said_without_a_time_and_parts_of_days_with_one(noon: datetime) -> None:
    zone = timezone.get_default_timezone()
    whole = Absence(since=datetime(2026, 12, 24, tzinfo=zone), until=datetime(2026, 12, 27, tzinfo=zone))
    part = Absence(since=datetime(2026, 12, 24, 8, tzinfo=zone), until=datetime(2026, 12, 24, 12, 30, tzinfo=zone))

    assert (whole.since_words, whole.until_words) == ("12/24/2026", "12/26/2026")
    assert (part.since_words, part.until_words) == ("12/24/2026 08:00", "12/24/2026 12:30")


def test_who_is_away_at_another_time_is_asked_with_that_time(anna: User, bela: User, noon: datetime) -> None:
    absence = plan(anna, noon, 1, 3, bela)
    then = noon + timedelta(hours=2)

    assert (away([anna.pk, bela.pk], then), away([anna.pk])) == ({anna.pk}, frozenset())
    assert (absence_of(anna, then), absence_of(anna), absence_of(bela, then)) == (absence, None, None)
    assert (stand_ins([anna.pk, bela.pk], then), stand_ins([anna.pk])) == ({anna.pk: bela}, {})


def test_nobody_stands_in_for_nobody_and_that_asks_nothing(anna: User, noon: datetime) -> None:
    plan(anna, noon, 0, 3)

    with statements() as sent:
        assert stand_ins([]) == {}

    assert sent == []


def test_a_time_shows_the_absences_that_take_some_of_it_by_their_beginning(
    anna: User, bela: User, carla: User, noon: datetime
) -> None:
    before, after = plan(carla, noon, 0, 1), plan(carla, noon, 3, 4)
    later, earlier = plan(anna, noon, 2, 9), plan(bela, noon, 0, 2)

    found = list(absences_between(noon + timedelta(hours=1), noon + timedelta(hours=3)))

    assert found == [earlier, later]
    assert before not in found
    assert after not in found


def test_what_is_over_is_not_to_come(anna: User, bela: User, carla: User, frozen: Frozen, noon: datetime) -> None:
    plan(anna, noon, 0, 1)
    later, going_on = plan(anna, noon, 5, 6, bela), plan(bela, noon, 0, 3)
    plan(carla, noon, 1, 2)
    frozen.move(hours=1)

    with statements() as sent:
        found = [(row.user.name, row.substitute, row.by) for row in absences_to_come([anna, bela])]

    assert found == [(row.user.name, row.substitute, None) for row in (going_on, later)]
    assert len(sent) == 1


def test_days_show_an_absence_from_the_first_to_the_last_it_takes_some_of(noon: datetime) -> None:
    night = Absence(since=noon + timedelta(hours=10), until=noon + timedelta(hours=18))
    to_midnight = Absence(since=noon, until=datetime(2026, 12, 2, tzinfo=UTC))

    days = on_days([night, to_midnight], date(2026, 12, 1), date(2026, 12, 3), zone=UTC)

    assert days == {
        date(2026, 12, 1): [night, to_midnight],
        date(2026, 12, 2): [night],
        date(2026, 12, 3): [],
    }


def test_the_same_day_as_first_and_last_is_one_day() -> None:
    assert on_days([], date(2026, 12, 1), date(2026, 12, 1), zone=UTC) == {date(2026, 12, 1): []}
