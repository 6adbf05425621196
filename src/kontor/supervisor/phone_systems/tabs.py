"""The tabs of a telephone system's mask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.phone_systems.forms import connection_form, general_form
from kontor.supervisor.phone_systems.row_forms import number_form, trunk_form
from kontor.ui.mask import Tab, register_tab

PHONE_SYSTEM_MASK = "phone-system"


def is_saved(system: Any) -> bool:
    """For tabs that need a telephone system to belong to."""
    return system.pk is not None


def register_tabs() -> None:
    folder = "supervisor/phone_systems"
    for tab in (
        Tab("general", _("General"), general_form, order=10, template=f"{folder}/_general.html"),
        Tab(
            "connection",
            _("Connection"),
            connection_form,
            order=20,
            template=f"{folder}/_connection.html",
            visible=is_saved,
        ),
        Tab("trunks", _("Trunks"), trunk_form, order=30, template=f"{folder}/_trunks.html", visible=is_saved),
        Tab("numbers", _("Numbers"), number_form, order=40, template=f"{folder}/_numbers.html", visible=is_saved),
        Tab("held", _("Held calls"), order=45, template=f"{folder}/_held.html", visible=is_saved),
        Tab("state", _("State"), order=50, template=f"{folder}/_state_tab.html", visible=is_saved),
    ):
        register_tab(PHONE_SYSTEM_MASK, tab)
