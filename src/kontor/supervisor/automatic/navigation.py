"""Where automatic replies stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.automatic.access import READ, WRITE
from kontor.supervisor.automatic.forms import AUTOMATIC_MASK, automatic_form
from kontor.supervisor.navigation import ANSWERS
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(AUTOMATIC_MASK, Tab("general", _("General"), automatic_form, order=10))
    register_places(
        Place(
            "automatic-replies",
            _("Automatic replies"),
            "supervisor:automatic:list",
            section="administration",
            group=ANSWERS,
            order=184,
            permission=READ,
            keywords="Automatische Antworten automatic replies auto answer schließen",
            icon="reply",
        ),
        Place(
            "new-automatic-reply",
            _("Create automatic reply"),
            "supervisor:automatic:new",
            section="administration",
            permission=WRITE,
            keywords="Automatische Antwort anlegen create automatic reply Neu",
            icon="plus",
            command=True,
        ),
    )
