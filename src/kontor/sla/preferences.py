"""Which service level and which business hours hold, and when a morning is for tenants without business hours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference

WEEKDAYS = {
    "0": _("Monday"),
    "1": _("Tuesday"),
    "2": _("Wednesday"),
    "3": _("Thursday"),
    "4": _("Friday"),
    "5": _("Saturday"),
    "6": _("Sunday"),
}

SERVICE_LEVEL = Preference(
    "sla.service_level",
    int,
    default=0,
    levels=frozenset({TENANT, CATEGORY}),
    label=_("Service level"),
    help=_("What is promised to customers. Without one nothing is promised and nothing is overdue."),
    refers_to="sla.servicelevel",
    nothing=_("none: nothing is promised"),
)
BUSINESS_HOURS = Preference(
    "sla.business_hours",
    int,
    default=0,
    levels=frozenset({TENANT, CATEGORY}),
    label=_("Standard business hours"),
    help=_("The time of promises runs only in these hours. Without them it runs round the clock."),
    refers_to="sla.businesscalendar",
    nothing=_("none: round the clock"),
)
TERMS = frozenset({SERVICE_LEVEL.key, BUSINESS_HOURS.key})
"""What chooses what is promised, and the time in which it runs: nothing else that is set moves a deadline."""
WORKDAYS = Preference(
    "sla.workdays",
    list,
    default=["0", "1", "2", "3", "4"],
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Working days"),
    help=_("“Tomorrow morning” is the next of these days, for tenants without business hours. None chosen: every day."),
    choices=WEEKDAYS,
)
DAY_BEGINS = Preference(
    "sla.day_begins",
    str,
    default="08:00",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("The day begins at"),
    help=_(
        "Resubmissions “in the morning” are due then: with tenants without business hours, and on days that are "
        "worked from midnight on."
    ),
    choices={f"{hour:02}:{minute:02}": f"{hour:02}:{minute:02}" for hour in range(5, 13) for minute in (0, 30)},
)
