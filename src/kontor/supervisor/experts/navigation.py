"""Where the address book stands in the menu, and the tab of its mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.experts.access import READ, WRITE
from kontor.supervisor.experts.forms import EXPERT_MASK, general_form
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(EXPERT_MASK, Tab("general", _("General"), general_form, order=10))
    register_places(
        Place(
            "experts",
            _("Address book"),
            "supervisor:experts:list",
            section="administration",
            group=ANSWERS,
            order=250,
            permission=READ,
            keywords="Adressbuch Experten externe Rückfrage Weiterleitung 2nd Level address book experts",
            icon="person",
        ),
        Place(
            "new-expert",
            _("Create entry of the address book"),
            "supervisor:experts:new",
            section="administration",
            permission=WRITE,
            keywords="Adressbuch Eintrag anlegen Experte create address book entry Neu",
            icon="plus",
            command=True,
        ),
    )
