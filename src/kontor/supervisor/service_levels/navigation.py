"""Where service levels stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import MASTER_DATA
from kontor.supervisor.service_levels.forms import LEVEL_MASK, general_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    template = "supervisor/service_levels/_general.html"
    tab = Tab("general", _("General"), general_form, order=10, template=template, deed="hours_changed")
    register_tab(LEVEL_MASK, tab)
    register_places(
        Place(
            "service-levels",
            _("Service levels"),
            "supervisor:service_levels:list",
            section="administration",
            group=MASTER_DATA,
            order=154,
            permission="service_levels.read",
            keywords="Servicelevel service levels SLA Fristen Reaktionszeit promises",
            icon="done",
        ),
        Place(
            "new-service-level",
            _("Create service level"),
            "supervisor:service_levels:new",
            section="administration",
            permission="service_levels.write",
            keywords="Servicelevel anlegen create service level Neu SLA",
            icon="plus",
            command=True,
        ),
    )
