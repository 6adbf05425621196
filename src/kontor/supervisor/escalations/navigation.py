"""Where escalation rules stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.escalations.domain.rules import READ, WRITE
from kontor.supervisor.escalations.forms import ESCALATION_MASK, escalation_form
from kontor.supervisor.navigation import INCOMING
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(
        ESCALATION_MASK,
        Tab("general", _("General"), escalation_form, order=10, template="supervisor/escalations/_general.html"),
    )
    register_places(
        Place(
            "escalation-rules",
            _("Escalation rules"),
            "supervisor:escalations:list",
            section="administration",
            group=INCOMING,
            order=338,
            permission=READ,
            keywords="Eskalationsregeln Eskalation escalation rules Frist überfällig",
            icon="warning",
        ),
        Place(
            "new-escalation-rule",
            _("Create escalation rule"),
            "supervisor:escalations:new",
            section="administration",
            permission=WRITE,
            keywords="Eskalationsregel anlegen create escalation rule Neu",
            icon="plus",
            command=True,
        ),
    )
