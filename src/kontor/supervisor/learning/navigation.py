"""Where learning stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import INCOMING
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "learning",
            _("Learning"),
            "supervisor:learning:list",
            section="administration",
            group=INCOMING,
            order=335,
            permission="categories.read",
            keywords="Lernen gelernte Kategorien Modell Genauigkeit learning classifier model accuracy",
            icon="report",
        )
    )
