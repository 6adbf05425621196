"""Planned absences: when somebody is away, who stands in, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.people.domain.absences import (
    absence_of,
    away,
    cancel_absence,
    change_absence,
    end_absence,
    on_days,
    plan_absence,
    require_present,
    stand_ins,
)
from kontor.people.models import Absence, User
from tests.conftest import Frozen
from tests.support.refusal import refused
from tests.support.scoping import everywhere
from tests.support.threads import at_once


@pytest.fixture
def noon(frozen: Frozen) -> datetime:
    return frozen.at


def plan(user: User, begins: float, ends: float, substitute: User | None = None, **more: Any) -> Absence:
    """Away from and until so many hours from now."""
    now = clock.now()
    times = {"since": now + timedelta(hours=begins), "until": now + timedelta(hours=ends)}
    return plan_absence(user, **times, substitute=substitute, by=more.pop("by", user), **more)


def change(absence: Absence, *, by: User, **values: Any) -> Absence:
    present = {name: getattr(absence, name) for name in ("since", "until", "substitute", "note", "version")}
    return change_absence(absence, **{**present, **values}, by=by)


def names(found: dict[int, User | None]) -> dict[int, str]:
    return {user_id: person.username if person else "" for user_id, person in found.items()}


def test_somebody_is_away_from_the_first_moment_to_before_the_last(anna: User, bela: User, frozen: Frozen) -> None:
    plan(anna, 1, 3)

    seen = []
    for _hour in range(4):
        seen.append(away([anna.pk, bela.pk]) == {anna.pk})
        frozen.move(hours=1)

    assert seen == [False, True, True, False]


def test_an_absence_says_who_planned_it_and_stands_in_the_audit_log(anna: User, bela: User, sven: User) -> None:
    absence = plan(anna, 1, 3, bela, note="Urlaub\nam Meer", by=sven)

    with everywhere():
        entry = AuditEntry.objects.get(kind="people.absence")
    assert (absence.note, absence.by) == ("Urlaub am Meer", sven)
    assert (entry.action, entry.label, entry.actor_id, entry.tenant_id) == ("created", "Anna Arndt", sven.pk, None)
    assert entry.changes["substitute"] == [None, bela.pk]


def test_times_that_make_no_absence_are_refused(anna: User, noon: datetime) -> None:
    with refused("An absence ends after it begins."):
        plan(anna, 3, 3)
    with refused("This time is over. Choose a later one."):
        plan(anna, -3, 0)
    with refused("This is more than five years ahead. Choose an earlier time."):
        plan(anna, 1, 24 * 366 * 6)

    assert not Absence.objects.exists()


def test_one_person_is_not_away_twice_at_a_time(anna: User, bela: User, frozen: Frozen) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=frozen.at.tzinfo)
    plan(anna, 1, 3)

    with refused(
        "Anna Arndt is away from 12/01/2026 13:00 until 12/01/2026 15:00 already. "
        "Change that absence, or choose another time."
    ):
        plan(anna, 2, 4)
    plan(anna, 3, 4)
    plan(bela, 2, 4)

    assert Absence.objects.filter(user=anna).count() == 2


def test_a_substitute_must_be_there_then_and_be_somebody_else(
    anna: User, bela: User, carla: User, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=frozen.at.tzinfo)
    plan(bela, 2, 4)
    carla.active = False
    carla.save()

    with refused("Nobody stands in for themselves. Choose somebody else."):
        plan(anna, 1, 3, anna)
    with refused("Carla Conrad cannot sign in any more. Choose somebody else."):
        plan(anna, 1, 3, carla)
    with refused(
        "Bela Brand is away too (from 12/01/2026 14:00 until 12/01/2026 16:00). Choose somebody else as substitute."
    ):
        plan(anna, 1, 3, bela)
    plan(anna, 4, 5, bela)

    assert Absence.objects.filter(user=anna).count() == 1


def test_the_substitutes_substitute_stands_in_once_the_substitute_is_away_too(
    anna: User, bela: User, carla: User, sven: User, frozen: Frozen
) -> None:
    plan(anna, 0, 10, bela)
    plan(bela, 1, 10, carla)
    plan(carla, 2, 10)

    seen = []
    for _hour in range(3):
        seen.append(names(stand_ins([anna.pk, sven.pk])))
        frozen.move(hours=1)

    assert seen == [{anna.pk: "bela"}, {anna.pk: "carla"}, {anna.pk: ""}]


def test_whoever_is_away_cannot_be_planned_into_a_circle(anna: User, bela: User, carla: User, frozen: Frozen) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=frozen.at.tzinfo)
    plan(anna, 0, 10, bela)
    plan(bela, 1, 10, carla)

    with refused(
        "Anna Arndt is away too (from 12/01/2026 12:00 until 12/01/2026 22:00). Choose somebody else as substitute."
    ):
        plan(carla, 2, 10, anna)


def test_a_circle_that_is_there_all_the_same_gives_nobody(anna: User, bela: User, noon: datetime) -> None:
    for user, substitute in ((anna, bela), (bela, anna)):
        until = noon + timedelta(hours=1)
        Absence.objects.create(user=user, substitute=substitute, since=noon, until=until, by=None)

    assert stand_ins([anna.pk, bela.pk]) == {anna.pk: None, bela.pk: None}


@pytest.mark.parametrize("gone", [{"active": False}, {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_substitute_who_left_stands_in_for_nobody(anna: User, bela: User, gone: dict[str, Any]) -> None:
    plan(anna, 0, 10, bela)
    User.objects.filter(pk=bela.pk).update(**gone)

    assert stand_ins([anna.pk]) == {anna.pk: None}


def test_an_absence_is_changed_until_it_is_over(anna: User, bela: User, frozen: Frozen) -> None:
    absence = plan(anna, 1, 3)

    changed = change(absence, until=absence.until + timedelta(hours=1), substitute=bela, by=anna)
    with refused("Somebody else has changed this absence in the meantime. Nothing was overwritten."):
        change(absence, note="zu spät", by=anna)
    frozen.move(hours=4)
    with refused("This absence is over. It stays as it was."):
        change(changed, note="vorbei", by=anna)

    assert (changed.substitute, changed.version, changed.note) == (bela, 2, "")


def test_the_beginning_of_one_that_has_begun_stays(anna: User, frozen: Frozen) -> None:
    absence = plan(anna, 0, 3)
    Absence.objects.update(begun_at=clock.now())

    with refused("This absence has begun. Its beginning stays; only its end can be changed."):
        change(absence, since=absence.since + timedelta(hours=1), by=anna)
    changed = change(absence, until=absence.until + timedelta(hours=5), by=anna)

    assert changed.until == absence.until + timedelta(hours=5)


def test_one_that_has_not_begun_is_cancelled_and_one_that_has_is_ended(anna: User, frozen: Frozen) -> None:
    absence = plan(anna, 1, 3)

    with refused("This absence has not begun. Cancel it instead."):
        end_absence(absence, by=anna)
    frozen.move(hours=2)
    with refused("This absence has begun. End it instead."):
        cancel_absence(absence, by=anna)
    end_absence(absence, by=anna)

    assert (absence_of(anna), Absence.objects.get().until) == (None, frozen.at)
    with refused("This absence is over. It stays as it was."):
        end_absence(absence, by=anna)


def test_a_cancelled_absence_is_gone_and_stays_in_the_audit_log(anna: User, sven: User) -> None:
    absence = plan(anna, 1, 3)

    cancel_absence(absence, by=sven)

    with refused("This absence was cancelled in the meantime."):
        change(absence, by=anna)
    with everywhere():
        actions = AuditEntry.objects.filter(kind="people.absence").order_by("id").values_list("action", flat=True)
        assert list(actions) == ["created", "deleted"]


def test_whoever_is_away_now_is_refused_by_name(anna: User, bela: User, frozen: Frozen) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=frozen.at.tzinfo)
    plan(anna, 0, 3)

    require_present(bela)
    with refused("Anna Arndt is away (until 12/01/2026 15:00). Choose somebody else."):
        require_present(anna)


def test_whole_days_are_said_as_days_also_in_the_night_of_the_clock_change() -> None:
    zone = timezone.get_default_timezone()
    first, after = (datetime(2026, 10, day, tzinfo=zone) for day in (24, 26))
    absence = Absence(since=first, until=after)

    assert (absence.since_words, absence.until_words) == ("10/24/2026", "10/25/2026")
    assert after.timestamp() - first.timestamp() == 49 * 3600
    days = on_days([absence], date(2026, 10, 23), date(2026, 10, 26), zone=zone)
    assert [day.day for day, found in days.items() if found] == [24, 25]


def test_two_who_choose_each_other_at_the_same_moment_cannot_both_be_away(
    committed_db: str, anna: User, bela: User
) -> None:
    ends = at_once(lambda: plan(anna, 1, 3, bela), lambda: plan(bela, 1, 3, anna))

    assert sorted(type(end).__name__ for end in ends) == ["Absence", "Refused"]
    assert Absence.objects.count() == 1
