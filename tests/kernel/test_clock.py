from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kontor.kernel import clock

BEFORE = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def test_what_is_written_as_of_a_moment_is_of_that_moment_and_then_it_is_now_again() -> None:
    with clock.as_of(BEFORE):
        with clock.as_of(BEFORE + timedelta(hours=1)):
            assert clock.now() == BEFORE + timedelta(hours=1)
        assert clock.now() == BEFORE

    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)


def test_it_is_now_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), clock.as_of(BEFORE):
        raise ValueError("broken")

    assert clock.now() > BEFORE + timedelta(days=1)
