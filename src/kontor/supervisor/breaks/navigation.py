"""Where the reasons for breaks stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "break-reasons",
            _("Reasons for breaks"),
            "supervisor:breaks:list",
            section="administration",
            group=SYSTEM,
            order=215,
            permission="settings.read",
            keywords="Pausengründe Pause Mittag break reasons",
            icon="paused",
        )
    )
