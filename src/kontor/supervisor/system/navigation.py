"""Where the system settings stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.supervisor.system.tabs import register_tabs
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "system-settings",
            _("System settings"),
            "supervisor:system:settings",
            section="administration",
            group=SYSTEM,
            order=210,
            permission="settings.read",
            keywords="Systemeinstellungen system settings preferences",
            icon="sliders",
        )
    )
