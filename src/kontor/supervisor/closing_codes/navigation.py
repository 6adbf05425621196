"""Where closing codes stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.closing_codes.forms import CLOSING_CODE_MASK, general_form
from kontor.supervisor.navigation import MASTER_DATA
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(CLOSING_CODE_MASK, Tab("general", _("General"), general_form, order=10))
    register_places(
        Place(
            "closing-codes",
            _("Closing codes"),
            "supervisor:closing_codes:list",
            section="administration",
            group=MASTER_DATA,
            order=150,
            permission="closing_codes.read",
            keywords="Abschlusscodes closing codes Transaktionscodes",
            icon="check",
        ),
        Place(
            "new-closing-code",
            _("Create closing code"),
            "supervisor:closing_codes:new",
            section="administration",
            permission="closing_codes.write",
            keywords="Abschlusscode anlegen create closing code Neu",
            icon="plus",
            command=True,
        ),
    )
