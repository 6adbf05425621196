"""Where categories stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.categories.tabs import register_tabs
from kontor.supervisor.navigation import MASTER_DATA
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    register_places(
        Place(
            "categories",
            _("Categories"),
            "supervisor:categories:list",
            section="administration",
            group=MASTER_DATA,
            order=130,
            permission="categories.read",
            keywords="Kategorien categories Hauptkategorien",
            icon="tag",
        ),
        Place(
            "new-category",
            _("Create category"),
            "supervisor:categories:new",
            section="administration",
            permission="categories.write",
            keywords="Kategorie anlegen create category Neu",
            icon="plus",
            command=True,
        ),
    )
