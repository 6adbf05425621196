from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from psycopg.postgres import types
from psycopg.pq import Format

from kontor.kernel.moments import MomentLoader

WRITTEN = {
    "2026-11-30 14:45:09.162623+00": datetime(2026, 11, 30, 14, 45, 9, 162_623, UTC),
    "2026-11-30 14:45:09.1+00": datetime(2026, 11, 30, 14, 45, 9, 100_000, UTC),
    "2026-11-30 14:45:09+02": datetime(2026, 11, 30, 12, 45, 9, 0, UTC),
    "2024-02-29 23:59:59.999999+00": datetime(2024, 2, 29, 23, 59, 59, 999_999, UTC),
    "1890-01-01 00:53:28+00:53:28": datetime(1890, 1, 1, 0, 0, 0, 0, UTC),
    "0001-01-01 00:00:00+00": datetime(1, 1, 1, 0, 0, 0, 0, UTC),
    "9999-12-31 23:59:59.999999+00": datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
}


def of_database(moment: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [moment])
        (found,) = cursor.fetchone()
        return found


def test_moments_are_read_by_us(database: None) -> None:
    with connection.cursor() as cursor:
        loader = cursor.cursor.adapters.get_loader(types["timestamptz"].oid, Format.TEXT)

    assert loader is MomentLoader


@pytest.mark.parametrize("moment", WRITTEN)
def test_they_are_those_that_were_written(database: None, moment: str) -> None:
    found = of_database(moment)

    assert (found, found.tzinfo) == (WRITTEN[moment], UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
def test_they_are_the_same_where_the_connection_has_another_zone(database: None, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])

    for moment, meant in WRITTEN.items():
        if 1900 < meant.year < 9999:
            assert (of_database(moment), of_database(moment).tzinfo) == (meant, UTC)


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "2026-01-01 BC", "12026-01-01"])
def test_what_is_in_no_calendar_is_refused(database: None, moment: str) -> None:
    with pytest.raises(DataError):
        of_database(moment)
