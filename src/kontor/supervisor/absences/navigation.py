"""Where absences stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.absences.access import WRITE
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "absences",
            _("Absences"),
            "supervisor:absences:list",
            section="supervision",
            order=32,
            permission=WRITE,
            keywords="Abwesenheit Abwesenheiten Vertretung Urlaub krank absence substitute holiday",
            icon="paused",
        )
    )
