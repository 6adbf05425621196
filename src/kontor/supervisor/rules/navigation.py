"""Where category rules stand in the menu, and the tab of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import INCOMING
from kontor.supervisor.rules.forms import RULE_MASK, rule_form
from kontor.supervisor.rules.keywords import SET_MASK, keyword_set_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(
        RULE_MASK, Tab("general", _("General"), rule_form, order=10, template="supervisor/rules/_general.html")
    )
    register_tab(
        SET_MASK,
        Tab("general", _("General"), keyword_set_form, order=10, template="supervisor/rules/_keyword_set.html"),
    )
    register_places(
        Place(
            "rules",
            _("Rules"),
            "supervisor:rules:list",
            section="administration",
            group=INCOMING,
            order=330,
            permission="categories.read",
            keywords="Regeln Kategorisierung Eingang rules categorising Wissensbasis",
            icon="list",
        ),
        Place(
            "test-rules",
            _("Test the rules"),
            "supervisor:rules:test",
            section="administration",
            permission="categories.read",
            keywords="Regeln testen test rules",
            icon="search",
            command=True,
        ),
        Place(
            "keyword-sets",
            _("Keyword sets"),
            "supervisor:rules:keywords",
            section="administration",
            permission="categories.read",
            keywords="Schlüsselwörter Wortlisten keywords word lists",
            icon="list",
            command=True,
        ),
        Place(
            "new-rule",
            _("Create rule"),
            "supervisor:rules:new",
            section="administration",
            permission="categories.write",
            keywords="Regel anlegen create rule Neu",
            icon="plus",
            command=True,
        ),
    )
