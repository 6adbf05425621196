"""Where users stand in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import MASTER_DATA
from kontor.supervisor.users.tabs import register_tabs
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "users",
            _("Users"),
            "supervisor:users:list",
            section="administration",
            group=MASTER_DATA,
            order=100,
            permission="users.read",
            keywords="Benutzer Agenten users agents people",
            icon="person",
            seeks="filter-name",
        ),
        Place(
            "new-user",
            _("Create user"),
            "supervisor:users:new",
            section="administration",
            permission="users.write",
            keywords="Benutzer anlegen create user Neu",
            icon="plus",
            command=True,
        ),
    )
