"""Dates and times in words. Pure: moments in, words out.

A page shows a hundred of them, so what depends on the language alone is put together once and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import dateformat, dates, timezone
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

Part = Callable[[datetime], str]


class Times:
    """How moments read in one language. Made while that language is active."""

    def __init__(self) -> None:
        self._exact = compiled(pgettext("exact date and time, Django format", "l, N j, Y, H:i"))
        self._time = compiled(pgettext("time of day, Django format", "H:i"))
        self._weekday = compiled("D")
        self._day = compiled(pgettext("day and month, Django format", "N j"))
        self._date = compiled(get_format("SHORT_DATE_FORMAT"))
        self._in_figures = compiled(get_format("SHORT_DATETIME_FORMAT"))

    def exact(self, moment: datetime, zone: tzinfo) -> str:
        """Weekday, date and time."""
        return self._exact(moment.astimezone(zone))

    def in_figures(self, moment: datetime, zone: tzinfo) -> str:
        """Date and time, as short as they are without words."""
        return self._in_figures(moment.astimezone(zone))

    def of_day(self, moment: datetime, zone: tzinfo) -> str:
        """The time alone, of a day that is known."""
        return self._time(moment.astimezone(zone))

    def relative(self, moment: datetime, now: datetime, zone: tzinfo) -> str:
        """As one would say it: minutes when near, the time today, the weekday this week, else the date."""
        seconds = int((moment - now).total_seconds())
        if abs(seconds) < 60:
            return gettext("just now")
        if abs(seconds) < 3600:
            minutes = abs(seconds) // 60
            if seconds < 0:
                return ngettext("%(minutes)s min ago", "%(minutes)s min ago", minutes) % {"minutes": minutes}
            return ngettext("in %(minutes)s min", "in %(minutes)s min", minutes) % {"minutes": minutes}
        return self.point(moment, now, zone)

    def point(self, moment: datetime, now: datetime, zone: tzinfo) -> str:
        """The same behind “since”, “until” or “from”: the time today, however near it is."""
        return self._day_and_time(moment.astimezone(zone), now.astimezone(zone))

    def _day_and_time(self, moment: datetime, now: datetime) -> str:
        days = (moment.date() - now.date()).days
        if days == 0:
            return self._time(moment)
        if days == -1:
            return gettext("yesterday, %(time)s") % {"time": self._time(moment)}
        if days == 1:
            return gettext("tomorrow, %(time)s") % {"time": self._time(moment)}
        if abs(moment - now) < timedelta(days=6):
            return f"{self._weekday(moment)}, {self._time(moment)}"
        return self._day(moment) if moment.year == now.year else self._date(moment)


def times() -> Times:
    """For the language that is active."""
    return _times(get_language())


@lru_cache(maxsize=32)
def _times(language: str | None) -> Times:
    return Times()


def exact_time(moment: datetime) -> str:
    """Weekday, date and time in the person's language and time zone."""
    return times().exact(moment, timezone.get_current_timezone())


def time_in_figures(moment: datetime) -> str:
    """Date and time in the person's notation and time zone."""
    return times().in_figures(moment, timezone.get_current_timezone())


def time_of_day(moment: datetime) -> str:
    """Hours and minutes in the person's time zone."""
    return times().of_day(moment, timezone.get_current_timezone())


def relative_time(moment: datetime, now: datetime) -> str:
    """The moment as one would say it, in the person's language and time zone."""
    return times().relative(moment, now, timezone.get_current_timezone())


def point_in_time(moment: datetime, now: datetime) -> str:
    """The moment as one says it behind “since”, “until” or “from”."""
    return times().point(moment, now, timezone.get_current_timezone())


def compiled(shape: str) -> Part:
    """What writes a moment in this shape (letters as in Django's date formats), in the language that is active now."""
    known = {**_FIGURES, **_words()}
    if any(letter == "\\" or (letter.isalpha() and letter not in known) for letter in shape):
        return lambda moment: dateformat.format(moment, shape)
    parts = [known.get(letter) or _literally(letter) for letter in shape]
    return lambda moment: "".join([part(moment) for part in parts])


def _words() -> dict[str, Part]:
    """The letters that stand for words."""
    weekdays = [str(dates.WEEKDAYS[day]) for day in range(7)]
    short_weekdays = [str(dates.WEEKDAYS_ABBR[day]) for day in range(7)]
    months = [str(dates.MONTHS[month]) for month in range(1, 13)]
    short_months = [str(dates.MONTHS_AP[month]) for month in range(1, 13)]
    return {
        "l": lambda moment: weekdays[moment.weekday()],
        "D": lambda moment: short_weekdays[moment.weekday()],
        "F": lambda moment: months[moment.month - 1],
        "N": lambda moment: short_months[moment.month - 1],
    }


_FIGURES: dict[str, Part] = {
    "j": lambda moment: str(moment.day),
    "d": lambda moment: f"{moment.day:02}",
    "n": lambda moment: str(moment.month),
    "m": lambda moment: f"{moment.month:02}",
    "Y": lambda moment: f"{moment.year:04}",
    "H": lambda moment: f"{moment.hour:02}",
    "i": lambda moment: f"{moment.minute:02}",
}
"""The letters that stand for figures."""


def _literally(text: str) -> Part:
    return lambda _moment: text
