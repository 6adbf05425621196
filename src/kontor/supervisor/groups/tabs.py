"""The tabs of the groups' masks."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.groups.access import LEVELS
from kontor.supervisor.groups.forms import group_form
from kontor.ui.mask import Tab, register_tab


def mask_of(level: str) -> str:
    return f"{level}-group"


def register_tabs() -> None:
    for level in LEVELS:
        tab = Tab(
            "general", _("General"), partial(group_form, level), order=10, template="supervisor/groups/_general.html"
        )
        register_tab(mask_of(level), tab)
