"""Where text modules stand in the menu, and the tabs of their masks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.modules.access import READ, WRITE
from kontor.supervisor.modules.forms import GROUP_MASK, MODULE_MASK, group_form, module_form
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    general = _("General")
    register_tab(MODULE_MASK, Tab("general", general, module_form, 10, "supervisor/modules/_general.html"))
    register_tab(GROUP_MASK, Tab("general", general, group_form, 10, "supervisor/modules/_group.html"))
    register_places(
        Place(
            "modules",
            _("Text modules"),
            "supervisor:modules:list",
            section="administration",
            group=ANSWERS,
            order=172,
            permission=READ,
            keywords="Textbausteine text modules snippets Bausteine Kürzel",
            icon="note",
        ),
        Place(
            "new-module",
            _("Create text module"),
            "supervisor:modules:new",
            section="administration",
            permission=WRITE,
            keywords="Textbaustein anlegen create text module Neu",
            icon="plus",
            command=True,
        ),
    )
