"""Where alarms stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.alarms.access import READ, WRITE
from kontor.supervisor.alarms.forms import ALARM_MASK, general_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "alarms",
            _("Alarms"),
            "supervisor:alarms:list",
            section="supervision",
            order=30,
            permission=READ,
            keywords="Alarme Schwellenwert Meldungen alarms thresholds mute stumm",
            icon="warning",
        ),
        Place(
            "new-alarm",
            _("Create alarm"),
            "supervisor:alarms:new",
            section="supervision",
            permission=WRITE,
            keywords="Alarm anlegen create alarm threshold",
            icon="plus",
            command=True,
        ),
    )
    register_tab(ALARM_MASK, Tab("general", _("General"), form=general_form, order=10))
