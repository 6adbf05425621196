"""Where the blocked numbers stand in the menu, while calls are connected, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.blocked_numbers.access import BLOCK, integrated
from kontor.supervisor.blocked_numbers.forms import MASK, blocked_number_form
from kontor.supervisor.navigation import INCOMING
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(MASK, Tab("general", _("General"), blocked_number_form, order=10))
    register_places(
        Place(
            "blocked-numbers",
            _("Blocked numbers"),
            "supervisor:blocked_numbers:list",
            section="administration",
            group=INCOMING,
            order=345,
            permission=BLOCK,
            keywords="Gesperrte Rufnummern Anrufer sperren blocked callers numbers",
            icon="phone",
            when=integrated,
        ),
        Place(
            "new-blocked-number",
            _("Block a number"),
            "supervisor:blocked_numbers:new",
            section="administration",
            permission=BLOCK,
            keywords="Rufnummer Anrufer sperren block caller Neu",
            icon="plus",
            command=True,
            when=integrated,
        ),
    )
