"""Where call records stand in the menu, while calls are connected."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.calls.access import READ, integrated
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "calls",
            _("Calls"),
            "supervisor:calls:list",
            section="supervision",
            order=40,
            permission=READ,
            keywords="Anrufe Gespräche Telefonate Anrufliste verpasst Aufnahme calls records missed recording",
            icon="phone",
            when=integrated,
        )
    )
