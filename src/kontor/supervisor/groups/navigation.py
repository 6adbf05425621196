"""Where groups stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.groups.tabs import register_tabs
from kontor.supervisor.navigation import MASTER_DATA
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "groups",
            _("Groups"),
            "supervisor:groups:tree",
            section="administration",
            group=MASTER_DATA,
            order=110,
            permission="groups.read",
            keywords="Gruppen Systemgruppen Supervisorgruppen Agentengruppen groups",
            icon="group",
        ),
        Place(
            "new-system-group",
            _("Create system group"),
            "supervisor:groups:new-system-group",
            section="administration",
            permission="groups.write",
            keywords="Systemgruppe anlegen create system group",
            icon="plus",
            command=True,
        ),
    )
