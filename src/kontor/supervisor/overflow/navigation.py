"""Where agreements stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import INCOMING
from kontor.supervisor.overflow.access import READ, WRITE
from kontor.supervisor.overflow.forms import AGREEMENT_MASK, terms_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(
        AGREEMENT_MASK, Tab("terms", _("Terms"), terms_form, order=10, template="supervisor/overflow/_terms.html")
    )
    register_places(
        Place(
            "overflow",
            _("Overflow"),
            "supervisor:overflow:list",
            section="administration",
            group=INCOMING,
            order=345,
            permission=READ,
            keywords="Eskalation bei Engpässen Überlauf Engpass Rückstand overflow between tenants",
            icon="swap",
        ),
        Place(
            "new-agreement",
            _("Create agreement"),
            "supervisor:overflow:new",
            section="administration",
            permission=WRITE,
            keywords="Vereinbarung anlegen Eskalation bei Engpässen Überlauf create agreement overflow Neu",
            icon="plus",
            command=True,
        ),
    )
