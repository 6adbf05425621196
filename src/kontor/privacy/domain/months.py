"""Months of the calendar, backwards."""

from __future__ import annotations

from datetime import datetime


def months_ago(moment: datetime, months: int) -> datetime:
    """The same time of day so many months before; the last day of a shorter month."""
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    for day in (moment.day, 30, 29, 28):
        if day <= moment.day:
            try:
                return moment.replace(year=year, month=month + 1, day=day)
            except ValueError:
                continue
    raise AssertionError("Every month has 28 days.")
