"""The tabs of the category's mask. Packages that come later register theirs with a rule of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.categories.forms import closing_codes_form, general_form, groups_form, settings_form
from kontor.ui.mask import Tab, register_tab

CATEGORY_MASK = "category"


def is_saved(category: Any) -> bool:
    """For tabs that need a category to belong to."""
    return category.pk is not None


def register_tabs() -> None:
    folder = "supervisor/categories"
    for tab in (
        Tab("general", _("General"), general_form, order=10, template=f"{folder}/_general.html"),
        Tab("groups", _("Groups"), groups_form, order=20, template=f"{folder}/_groups.html", visible=is_saved),
        Tab("settings", _("Settings"), settings_form, order=30, template=f"{folder}/_settings.html", visible=is_saved),
        Tab(
            "closing-codes",
            _("Closing codes"),
            closing_codes_form,
            order=40,
            template=f"{folder}/_closing_codes.html",
            visible=is_saved,
        ),
        Tab("rules", _("Rules"), order=50, template=f"{folder}/_rules.html", visible=is_saved),
    ):
        register_tab(CATEGORY_MASK, tab)
