"""Where the board stands in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontor.reports.domain.sight import READ
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_places(
        Place(
            "board",
            pgettext_lazy("menu", "Board"),
            "supervisor:board:show",
            section="supervision",
            order=10,
            permission=READ,
            keywords="Leitstand Rückstand Board backlog dashboard Übersicht Agenten Bericht CSV report",
            icon="board",
            hotkey="g b",
        ),
        Place(
            "open-requests",
            _("Open tickets"),
            "supervisor:board:tickets",
            section="supervision",
            order=20,
            permission=READ,
            keywords="offene Anfragen Liste überfällig open requests overdue list tickets",
            icon="list",
        ),
    )
