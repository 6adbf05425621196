"""What would be lent, and come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from kontor.escalations.domain.simulating import Overflow, Request
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.sla.domain.compiling import always_open
from tests.escalations.domain.replay_agreement.conftest import MINUTE, MONDAY


def at(minutes: float) -> datetime:
    return MONDAY + minutes * MINUTE


def request_at(number: int, received: float, left: float | None = None, closed: float | None = None) -> Request:
    """In minutes after Monday at nine; what is received first is due first."""
    left_at, closed_at = (None if each is None else at(each) for each in (left, closed))
    return Request(number, at(received), left_at, closed_at, at(received))


def simulated(
    requests: Sequence[Request], *, until: float, pace: float | None = None, **terms: Any
) -> tuple[list[tuple[int, float, float | None]], Overflow]:
    """What was lent: its id, when, and when it came back, in minutes."""
    values = {"measure": BacklogMeasure.OPEN, "threshold": 2, "after": 60, **terms}
    agreement = Agreement(tenant_id=1, lent_to_id=2, active=True, lender_confirmed=1, borrower_confirmed=1, **values)
    clock = always_open(UTC)  # type: ignore[arg-type]
    overflow = Overflow(
        agreement=agreement,
        calendar=clock,
        accepts=None,
        pace=lambda at: None if pace is None else at + pace * MINUTE,
        requests=requests,
        begin=MONDAY,
        end=at(until),
    )
    list(overflow.days())
    found = [
        (each.id, (each.lent_at - MONDAY) / MINUTE, (each.back_at - MONDAY) / MINUTE if each.back_at else None)
        for each in overflow.lent
        if each.lent_at
    ]
    return found, overflow


def test_what_is_too_much_is_lent_when_it_is_old_enough() -> None:
    requests = [request_at(number, received) for number, received in enumerate((0, 10, 20, 30))]

    lent, overflow = simulated(requests, until=120, threshold=3)

    assert lent == [(0, 60, None), (1, 70, None)]
    assert overflow.waiting == [(at(0), 1), (at(60), 3), (at(120), 2)]


def test_what_is_taken_in_time_is_not_lent() -> None:
    requests = [request_at(0, 0, left=59), request_at(1, 0, left=60), request_at(2, 0, left=61)]

    lent, _overflow = simulated(requests, until=120, threshold=1)

    assert lent == [(2, 60, None)]


def test_the_quota_is_of_an_hour_that_moves_along() -> None:
    requests = [request_at(number, 0) for number in range(5)]

    lent, _overflow = simulated(requests, until=200, threshold=1, quota=2)

    assert lent == [(0, 60, None), (1, 60, None), (2, 120, None), (3, 120, None), (4, 180, None)]


def test_what_waits_there_comes_back_when_the_backlog_falls() -> None:
    """Three wait, two are lent; when two of the three are gone, what is still waiting there comes home."""
    requests = [request_at(0, 0, left=300), request_at(1, 0, left=90), request_at(2, 0, left=100)]

    lent, overflow = simulated(requests, until=240, threshold=2, back_below=2)

    assert lent == [(0, 60, 100), (1, 60, None)]
    assert requests[0].left_at == at(300)
    assert overflow.waiting[-1] == (at(240), 1)


def test_what_is_taken_there_keeps_how_long_the_work_took() -> None:
    requests = [request_at(0, 0, left=300, closed=330), request_at(1, 0)]

    lent, _overflow = simulated(requests, until=120, pace=15)

    assert lent == [(0, 60, None)]
    assert (requests[0].left_at, requests[0].closed_at, requests[0].shift) == (at(75), at(105), -225 * MINUTE)


def test_nothing_is_lent_twice() -> None:
    requests = [request_at(number, 0) for number in range(3)] + [request_at(9, 0, left=70), request_at(10, 0, left=70)]
    requests += [request_at(number, 100) for number in range(20, 25)]

    lent, _overflow = simulated(requests, until=400, threshold=4, back_below=4)

    assert len({number for number, _at_minute, _back in lent}) == len(lent)


def test_the_share_beyond_the_target_is_that_of_each_moment() -> None:
    late, other = request_at(0, 0), request_at(1, 0)
    late.dues = [(at(90), None)]

    lent, _overflow = simulated([late, other], until=120, measure=BacklogMeasure.LATE_SHARE, threshold=50)

    assert lent == [(0, 90, None)]


def test_the_forecast_is_made_of_what_came_and_was_closed() -> None:
    """From the 60th minute on the number of four is foreseen within the hour: three came in an hour."""
    requests = [request_at(number, received) for number, received in enumerate((0, 20, 40))]

    lent, _overflow = simulated(
        requests, until=70, measure=BacklogMeasure.FORECAST, threshold=60, forecast_open=4, after=30
    )

    assert lent
    assert lent[0][0] == 0


def test_from_the_moment_it_is_done_it_is_late_and_there_no_more() -> None:
    request = request_at(1, 0, closed=60)
    request.dues = [(at(30), at(40))]

    places = [request.place_at(at(minutes)) for minutes in (-1, 29, 30, 39, 40, 59, 60)]

    assert [place and place.late for place in places] == [None, False, True, True, False, False, None]
