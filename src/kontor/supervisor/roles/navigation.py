"""Where roles stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import MASTER_DATA
from kontor.supervisor.roles.forms import register_tabs
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "roles",
            _("Roles"),
            "supervisor:roles:list",
            section="administration",
            group=MASTER_DATA,
            order=140,
            permission="roles.read",
            keywords="Rollen Rechte roles rights permissions",
            icon="lock",
        ),
        Place(
            "new-role",
            _("Create role"),
            "supervisor:roles:new",
            section="administration",
            permission="roles.write",
            keywords="Rolle anlegen create role Neu",
            icon="plus",
            command=True,
        ),
    )
