"""Settings of business hours, until calendars replace them: the working days and when a day begins."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference

WEEKDAYS = {
    "0": _("Monday"),
    "1": _("Tuesday"),
    "2": _("Wednesday"),
    "3": _("Thursday"),
    "4": _("Friday"),
    "5": _("Saturday"),
    "6": _("Sunday"),
}

WORKDAYS = Preference(
    "sla.workdays",
    list,
    default=["0", "1", "2", "3", "4"],
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Working days"),
    help=_("“Tomorrow morning” is the next of these days. With none chosen every day counts."),
    choices=WEEKDAYS,
)
DAY_BEGINS = Preference(
    "sla.day_begins",
    str,
    default="08:00",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("The day begins at"),
    help=_("In the time zone of the tenant. Resubmissions “in the morning” are due then."),
    choices={f"{hour:02}:{minute:02}": f"{hour:02}:{minute:02}" for hour in range(5, 13) for minute in (0, 30)},
)
