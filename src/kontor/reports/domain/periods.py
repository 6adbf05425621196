"""The days that figures are of, by the names people have for them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Period(TextChoices):
    TODAY = "today", _("Today")
    YESTERDAY = "yesterday", _("Yesterday")
    THIS_WEEK = "this-week", _("This week")
    LAST_WEEK = "last-week", _("Last week")
    LAST_7_DAYS = "last-7-days", _("Last 7 days")
    LAST_30_DAYS = "last-30-days", _("Last 30 days")
    THIS_MONTH = "this-month", _("This month")
    LAST_MONTH = "last-month", _("Last month")
    THIS_YEAR = "this-year", _("This year")
    LAST_YEAR = "last-year", _("Last year")
    DAYS = "days", _("Custom days")


def days_of(period: Period, today: date) -> tuple[date, date]:
    """What goes on ends today."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    before = timedelta(days=1)
    match period:
        case Period.YESTERDAY:
            return today - before, today - before
        case Period.THIS_WEEK:
            return monday, today
        case Period.LAST_WEEK:
            return monday - 7 * before, monday - before
        case Period.LAST_7_DAYS:
            return today - 6 * before, today
        case Period.LAST_30_DAYS:
            return today - 29 * before, today
        case Period.THIS_MONTH:
            return month, today
        case Period.LAST_MONTH:
            return (month - before).replace(day=1), month - before
        case Period.THIS_YEAR:
            return year, today
        case Period.LAST_YEAR:
            return (year - before).replace(month=1, day=1), year - before
        case _:
            return today, today
