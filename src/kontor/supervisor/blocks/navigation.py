"""Where the block list stands in the menu, and the tab of its mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.blocks.forms import BLOCK_MASK, READ, WRITE, block_form
from kontor.supervisor.navigation import INCOMING
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(BLOCK_MASK, Tab("general", _("General"), block_form, order=10))
    register_places(
        Place(
            "blocks",
            _("Block list"),
            "supervisor:blocks:list",
            section="administration",
            group=INCOMING,
            order=340,
            permission=READ,
            keywords="Sperrliste Spam block list blacklist Absender sperren",
            icon="failed",
        ),
        Place(
            "new-block",
            _("Block a sender"),
            "supervisor:blocks:new",
            section="administration",
            permission=WRITE,
            keywords="Absender sperren block sender Neu",
            icon="plus",
            command=True,
        ),
    )
