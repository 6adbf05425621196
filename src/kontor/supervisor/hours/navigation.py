"""Where business hours stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.hours.forms import HOURS_MASK, exception_form, general_form, week_form
from kontor.supervisor.navigation import MASTER_DATA
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places

FOLDER = "supervisor/hours"
CHANGING = "hours_changed"


def register() -> None:
    for tab in (
        Tab("general", _("General"), general_form, order=10, template=f"{FOLDER}/_general.html", deed=CHANGING),
        Tab("weeks", _("Week"), week_form, 20, f"{FOLDER}/_weeks.html", _is_saved, deed=CHANGING),
        Tab(
            "exceptions",
            _("Exceptions"),
            exception_form,
            order=30,
            template=f"{FOLDER}/_exceptions.html",
            visible=_is_saved,
            deed=CHANGING,
        ),
        Tab("year", _("Year"), order=40, template=f"{FOLDER}/_year.html", visible=_is_saved),
    ):
        register_tab(HOURS_MASK, tab)
    register_places(
        Place(
            "hours",
            _("Business hours"),
            "supervisor:hours:list",
            section="administration",
            group=MASTER_DATA,
            order=152,
            permission="hours.read",
            keywords="Geschäftszeiten business hours Kalender Feiertage Öffnungszeiten Standardgeschäftszeit calendar",
            icon="clock",
        ),
        Place(
            "hours-preview",
            _("Preview of the calendar"),
            "supervisor:hours:preview",
            section="supervision",
            order=34,
            permission="hours.read",
            keywords="Kalendervorschau Vorschau Kalender Geschäftszeiten Feiertage morgen preview calendar",
            icon="clock",
        ),
        Place(
            "new-hours",
            _("Create business hours"),
            "supervisor:hours:new",
            section="administration",
            permission="hours.write",
            keywords="Geschäftszeiten anlegen create business hours Neu Kalender",
            icon="plus",
            command=True,
        ),
    )


def _is_saved(calendar: Any) -> bool:
    return calendar.pk is not None
