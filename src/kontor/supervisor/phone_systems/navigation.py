"""Where telephone systems stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.supervisor.phone_systems.access import READ, WRITE, is_there
from kontor.supervisor.phone_systems.tabs import register_tabs
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "phone-systems",
            _("Telephone systems"),
            "supervisor:phone-systems:list",
            section="administration",
            group=SYSTEM,
            order=260,
            permission=READ,
            keywords="Telefonanlagen Telefonanlage Asterisk Trunk PBX telephone systems Anrufe calls CTI",
            icon="phone",
            when=is_there,
        ),
        Place(
            "new-phone-system",
            _("Create telephone system"),
            "supervisor:phone-systems:new",
            section="administration",
            permission=WRITE,
            keywords="Telefonanlage anlegen create telephone system Neu Asterisk",
            icon="plus",
            command=True,
            when=is_there,
        ),
    )
