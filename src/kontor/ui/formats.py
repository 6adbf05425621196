"""How figures, times and names read. Pure: values in, words out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext


def ticket_number(number: object) -> str:
    """Ten digits in the groups people read aloud: 2647 109 358. Anything else stays as it is."""
    digits = str(number)
    if len(digits) != 10 or not digits.isdecimal():
        return digits
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def exact_time(moment: datetime) -> str:
    """Weekday, date and time in the person's language and time zone."""
    return date_format(timezone.localtime(moment), pgettext("exact date and time, Django format", "l, N j, Y, H:i"))


def relative_time(moment: datetime, now: datetime) -> str:
    """As one would say it: minutes when near, the time today, the weekday this week, else the date."""
    seconds = int((moment - now).total_seconds())
    if abs(seconds) < 60:
        return gettext("just now")
    if abs(seconds) < 3600:
        minutes = abs(seconds) // 60
        if seconds < 0:
            return ngettext("%(minutes)s min ago", "%(minutes)s min ago", minutes) % {"minutes": minutes}
        return ngettext("in %(minutes)s min", "in %(minutes)s min", minutes) % {"minutes": minutes}
    return _day_and_time(timezone.localtime(moment), timezone.localtime(now))


def _day_and_time(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.date()).days
    time = date_format(moment, pgettext("time of day, Django format", "H:i"))
    if days == 0:
        return time
    if days == -1:
        return gettext("yesterday, %(time)s") % {"time": time}
    if days == 1:
        return gettext("tomorrow, %(time)s") % {"time": time}
    if abs(moment - now) < timedelta(days=6):
        return f"{date_format(moment, 'D')}, {time}"
    if moment.year == now.year:
        return date_format(moment, pgettext("day and month, Django format", "N j"))
    return date_format(moment, "SHORT_DATE_FORMAT")


def file_size(size: object) -> str:
    return filesizeformat(str(size) if size is not None else "0")


def initials(name: object) -> str:
    """The first letters of the first and the last word: Anna Lorenz, AL."""
    words = [word for word in str(name).replace(",", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
