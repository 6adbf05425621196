"""From when to when, as people say it: days, with times only where they are not whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
TOO_FAR = _("Enter a day of the years 2000 to 2100.")
DAY = {"type": "date"}


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            validators=[MinValueValidator(EARLIEST, TOO_FAR), MaxValueValidator(LATEST, TOO_FAR)],
            **kwargs,
        )


class TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class PeriodForm(forms.Form):
    """``since`` and ``until`` (not part of it any more) in the time zone in force. For a valid form."""

    first = DayField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    begins = TimeField(label=_("from"), help_text=_("Left empty, from the beginning of the day."))
    last = DayField(label=_("Last day"), error_messages={"required": _("Enter the last day.")})
    ends = TimeField(label=_("until"), help_text=_("Left empty, until the end of the day."))

    @property
    def since(self) -> datetime:
        return _moment(self.cleaned_data["first"], self.cleaned_data["begins"] or time())

    @property
    def until(self) -> datetime:
        last, ends = self.cleaned_data["last"], self.cleaned_data["ends"]
        return _moment(last, ends) if ends else _moment(last + timedelta(days=1), time())


def period_fields(since: datetime, until: datetime) -> dict[str, date | time | None]:
    """What the form shows of a period that is there."""
    begin, end = timezone.localtime(since), timezone.localtime(until)
    whole = end.time() == time()
    return {
        "first": begin.date(),
        "begins": begin.time() if begin.time() != time() else None,
        "last": end.date() - timedelta(days=1) if whole else end.date(),
        "ends": None if whole else end.time(),
    }


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
