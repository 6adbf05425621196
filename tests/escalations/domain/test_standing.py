from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor.escalations.domain.standing import Measured, Standing, fallen, measured
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.sla.domain.compiling import always_open

ROUND_THE_CLOCK = always_open(ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def _agreement(measure: BacklogMeasure, threshold: int, back_below: int | None = None) -> Agreement:
    return Agreement(measure=measure, threshold=threshold, back_below=back_below)


def _measured(agreement: Agreement, standing: Standing) -> Measured:
    return measured(agreement, standing, ROUND_THE_CLOCK, NOW)


@pytest.mark.parametrize(
    ("waiting", "found"),
    [(139, Measured(139, False, 0)), (140, Measured(140, True, 1)), (165, Measured(165, True, 26))],
)
def test_number_of_waiting_requests(waiting: int, found: Measured) -> None:
    assert _measured(_agreement(BacklogMeasure.OPEN, 140), Standing(waiting=waiting)) == found


@pytest.mark.parametrize(("minutes", "met"), [(239, False), (240, True)])
def test_age_of_the_oldest(minutes: int, met: bool) -> None:
    standing = Standing(1, 1, 0, NOW - timedelta(minutes=minutes))

    assert _measured(_agreement(BacklogMeasure.OLDEST, 240), standing) == Measured(minutes, met, None)


def test_without_requests_nothing_is_old() -> None:
    assert not _measured(_agreement(BacklogMeasure.OLDEST, 240), Standing()).met


@pytest.mark.parametrize(
    ("open_", "late", "found"),
    [
        (100, 19, Measured(19, False, 0)),
        (100, 20, Measured(20, True, 1)),
        (100, 40, Measured(40, True, 26)),
        (0, 0, Measured(0, False, 0)),
    ],
)
def test_share_of_late_ones(open_: int, late: int, found: Measured) -> None:
    assert _measured(_agreement(BacklogMeasure.LATE_SHARE, 20), Standing(open=open_, late=late)) == found


@pytest.mark.parametrize(("open_", "late"), [(100, 20), (100, 40), (77, 33), (3, 3), (1000, 999)])
def test_with_the_excess_gone_the_share_is_below_the_limit_and_not_sooner(open_: int, late: int) -> None:
    agreement = _agreement(BacklogMeasure.LATE_SHARE, 20)
    excess = _measured(agreement, Standing(open=open_, late=late)).excess or 0

    def without(gone: int) -> float:
        return (late - gone) / (open_ - gone) if open_ > gone else 0

    assert without(excess) < 0.2 <= without(excess - 1)


def test_with_all_of_them_late_is_the_highest_limit() -> None:
    agreement = _agreement(BacklogMeasure.LATE_SHARE, 100)

    assert _measured(agreement, Standing(open=7, late=7)) == Measured(100, True, 7)


def test_the_backlog_has_fallen_below_the_lower_limit_only() -> None:
    agreement = _agreement(BacklogMeasure.OPEN, 140, back_below=110)

    found = [fallen(agreement, Standing(waiting=waiting), ROUND_THE_CLOCK, NOW) for waiting in (109, 110, 139)]

    assert found == [True, False, False]


def test_without_a_lower_limit_nothing_comes_back() -> None:
    assert not fallen(_agreement(BacklogMeasure.OPEN, 140), Standing(), ROUND_THE_CLOCK, NOW)
