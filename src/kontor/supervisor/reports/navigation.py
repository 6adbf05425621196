"""Where reports stand in the menu."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from kontor.reports.domain.sight import REPORTS
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "reports",
            pgettext_lazy("menu", "Reports"),
            "supervisor:reports:show",
            section="supervision",
            order=15,
            permission=REPORTS,
            keywords="Berichte Auswertung Statistik Monat Zahlen reports statistics month figures analysis",
            icon="report",
        )
    )
