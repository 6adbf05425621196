from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.demo.courses import LAID_ASIDE, Course, courses
from kontor.sla.domain.worktime import Calendar, Hours, worked_between

OFFICE = Calendar.of(
    ZoneInfo("Europe/Berlin"), {day: [Hours.of("08:00", "12:00"), Hours.of("13:00", "18:00")] for day in range(5)}
)
PROMISED = timedelta(hours=4)
STARTED = {
    "Monday before work": datetime(2026, 11, 30, 5, 0, tzinfo=UTC),
    "Wednesday at noon": datetime(2026, 12, 2, 11, 30, tzinfo=UTC),
    "Sunday night": datetime(2026, 12, 6, 23, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("when", STARTED)
def test_whenever_one_looks_the_desk_keeps_up(when: str) -> None:
    now = STARTED[when]

    found = courses(150, promised=PROMISED, calendar=OFFICE, now=now, chance=random.Random("NV"))

    waiting = [course for course in found if course.answered is None]
    late = [course for course in waiting if _used(course, now) > PROMISED]
    assert len(found) == 150
    assert found == sorted(found, key=lambda course: course.came)
    assert len(waiting) == 36
    assert len(LAID_ASIDE) < len(late) <= len(waiting) / 4
    assert sum(1 for course in waiting if course.taken) == 9
    assert all(course.came < course.taken < now for course in waiting if course.taken)


@pytest.mark.parametrize("when", STARTED)
def test_nearly_all_that_was_answered_was_answered_in_time_and_at_work(when: str) -> None:
    now = STARTED[when]

    found = courses(150, promised=PROMISED, calendar=OFFICE, now=now, chance=random.Random("NV"))

    closed = [course for course in found if course.answered]
    assert all(course.came < course.answered < now for course in closed if course.answered)
    late = [course for course in closed if course.answered and _used(course, course.answered) > PROMISED]
    assert 0 < len(late) < len(closed) / 8
    assert all(_is_worked(course.answered) for course in closed if course.answered)


def _used(course: Course, until: datetime) -> timedelta:
    return worked_between(course.came, until, OFFICE)


def _is_worked(moment: datetime) -> bool:
    around = timedelta(seconds=1)
    return worked_between(moment - around, moment + around, OFFICE) > timedelta(0)
