"""Where acknowledgements stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.acknowledgements.access import READ, WRITE
from kontor.supervisor.acknowledgements.forms import ACKNOWLEDGEMENT_MASK, text_form
from kontor.supervisor.acknowledgements.tabs import register_tabs
from kontor.supervisor.navigation import MASTER_DATA
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(ACKNOWLEDGEMENT_MASK, Tab("general", _("General"), text_form, order=10))
    register_tabs()
    register_places(
        Place(
            "acknowledgements",
            _("Acknowledgements"),
            "supervisor:acknowledgements:list",
            section="administration",
            group=MASTER_DATA,
            order=160,
            permission=READ,
            keywords="Eingangsbestätigungen acknowledgements automatische Antwort auto reply",
            icon="reply",
        ),
        Place(
            "new-acknowledgement",
            _("Create acknowledgement"),
            "supervisor:acknowledgements:new",
            section="administration",
            permission=WRITE,
            keywords="Eingangsbestätigung anlegen create acknowledgement Neu",
            icon="plus",
            command=True,
        ),
    )
