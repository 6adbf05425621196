"""The forms of the mask of business hours, one a tab."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.sla.domain.times import BadTimes, read_times, write_times
from kontor.sla.domain.worktime.written import WEEKDAYS as DAYS
from kontor.sla.models import BusinessCalendar, CalendarException, CalendarVersion
from kontor.supervisor.hours.access import WRITE
from kontor.supervisor.hours.places import holiday_choices, parts_of, place_choices, place_of
from kontor.supervisor.tenant_field import TenantField
from kontor.supervisor.tenants.places import time_zones
from kontor.tenants.models import Tenant

HOURS_MASK = "hours"
MOST_DAYS = 366
NEW = "new"


class TimesField(forms.CharField):
    """The intervals of a day."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return write_times(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_times(super().clean(value))
        except BadTimes as error:
            raise ValidationError(str(error), code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class WorkedField(forms.MultipleChoiceField):
    """Holidays that are worked; those of a place that was chosen before are left out."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        known = dict(cast(Any, self.choices))
        return [name for name in value or [] if name in known]


class GeneralForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Tenants and categories choose business hours by it."),
        error_messages={"required": _("Business hours need a name.")},
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("The clock that all the times here are read from.")
    )


class WeekForm(forms.Form):
    """The hours of the week and the holidays. ``values`` is what a valid form says."""

    mon = TimesField(label=WEEKDAYS[0], required=False)
    tue = TimesField(label=WEEKDAYS[1], required=False)
    wed = TimesField(label=WEEKDAYS[2], required=False)
    thu = TimesField(label=WEEKDAYS[3], required=False)
    fri = TimesField(label=WEEKDAYS[4], required=False)
    sat = TimesField(label=WEEKDAYS[5], required=False)
    sun = TimesField(label=WEEKDAYS[6], required=False)
    place = forms.ChoiceField(
        label=_("Public holidays"),
        choices=place_choices,
        required=False,
        help_text=_("On these days nobody works, if they are not ticked below."),
    )
    catholic = forms.BooleanField(
        label=_("Also those that are kept only where most people are Catholic"),
        required=False,
        help_text=_("In Bavaria Assumption Day, for instance, with other ones in Saxony and Thuringia."),
    )
    holidays_worked = WorkedField(label=_("Holidays that are worked like any other day"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        chosen = data if data is not None else initial
        place = chosen.get("place") or ""
        known = {key for group in place_choices()[1:] for key, _name in group[1]}
        choices = holiday_choices(place, catholic=bool(chosen.get("catholic"))) if place in known else []
        cast(WorkedField, self.fields["holidays_worked"]).choices = choices

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in DAYS]

    @property
    def values(self) -> dict[str, Any]:
        country, state = parts_of(self.cleaned_data["place"])
        return {
            "week": {day: self.cleaned_data[day] for day in DAYS if self.cleaned_data[day]},
            "country": country,
            "subdivision": state,
            "catholic": self.cleaned_data["catholic"],
            "holidays_worked": self.cleaned_data["holidays_worked"],
        }


class DatedWeekForm(WeekForm):
    """A week more, from a day on."""

    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The week before it holds until the day before."),
        error_messages={"required": _("From which day does this week hold?")},
    )


class NewHoursForm(WeekForm, GeneralForm):
    tenant = TenantField()

    @property
    def general(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "description", "time_zone")}


class ExceptionForm(forms.Form):
    """One day, or several in a row, with hours of their own."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Which day is unlike the others?")},
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For several days in a row."),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=120, help_text=_("Such as “Works outing”."))
    hours = TimesField(
        label=_("Hours"), required=False, help_text=_("Such as 8:00–12:00. Left empty, the day is closed.")
    )

    @property
    def days(self) -> list[date]:
        first, last = self.cleaned_data["day"], self.cleaned_data["until"] or self.cleaned_data["day"]
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        first, last = entered.get("day"), entered.get("until")
        if first and last and last < first:
            self.add_error("until", gettext("The last day lies before the first one."))
        if first and last and (last - first).days >= MOST_DAYS:
            self.add_error(
                "until", gettext("These are more than %(days)s days. Enter another week instead.") % {"days": MOST_DAYS}
            )
        return entered


def general_form(request: HttpRequest, calendar: BusinessCalendar, data: Any, files: Any) -> forms.Form:
    access = cast(DeskRequest, request).access
    if calendar.pk is None:
        tenants = tenants_for(access, WRITE)
        asked = request.GET.get("tenant", "")
        wanted = tenants.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        first = wanted or tenants.first()
        zone, country = (first.time_zone, first.country) if first else ("Europe/Berlin", "")
        office = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}
        start = {"tenant": wanted, "time_zone": zone, "place": country, **office}
        form = NewHoursForm(data, initial=start)
        cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"]).queryset = tenants
        return form
    initial = {field: getattr(calendar, field) for field in ("name", "description", "time_zone")}
    return GeneralForm(data, initial=initial)


def week_form(request: HttpRequest, calendar: BusinessCalendar, data: Any, files: Any) -> forms.Form:
    asked = request.GET.get("week", "")
    version = shown_week(calendar, asked)
    initial = {
        **{day: version.week.get(day, []) for day in DAYS},
        "place": place_of(version),
        "catholic": version.catholic,
        "holidays_worked": version.holidays_worked,
    }
    return DatedWeekForm(data, initial=initial) if asked == NEW else WeekForm(data, initial=initial)


def shown_week(calendar: BusinessCalendar, asked: str) -> CalendarVersion:
    """The week that begins on the day asked for, the first one for ""; for a new one the last, to begin with."""
    weeks = list(calendar.versions.all())
    if asked == NEW:
        return weeks[-1]
    for week in weeks:
        if (week.valid_from.isoformat() if week.valid_from else "") == asked:
            return week
    raise Http404


def exception_form(request: HttpRequest, calendar: BusinessCalendar, data: Any, files: Any) -> forms.Form:
    asked = request.GET.get("day", "")
    row = CalendarException.objects.filter(calendar=calendar, day=asked).first() if _is_day(asked) else None
    initial = {"day": row.day, "name": row.name, "hours": row.hours} if row else {}
    return ExceptionForm(data, initial=initial)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
