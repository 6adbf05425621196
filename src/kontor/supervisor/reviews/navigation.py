"""Where the rules of release and sampling stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import ANSWERS
from kontor.supervisor.reviews.access import READ, WRITE
from kontor.supervisor.reviews.forms import RULE_MASK, rule_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(RULE_MASK, Tab("general", _("General"), rule_form, order=10))
    register_places(
        Place(
            "reviews",
            _("Release and samples"),
            "supervisor:reviews:list",
            section="administration",
            group=ANSWERS,
            order=186,
            permission=READ,
            keywords="Freigabe und Stichproben Regeln release samples four eyes Vier Augen",
            icon="check",
        ),
        Place(
            "new-review-rule",
            _("Create rule of release or sampling"),
            "supervisor:reviews:new",
            section="administration",
            permission=WRITE,
            keywords="Freigabe Stichprobe Regel anlegen create rule Neu",
            icon="plus",
            command=True,
        ),
    )
