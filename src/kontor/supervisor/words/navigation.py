"""Where the word list stands in the menu, and the tab of its mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import ANSWERS
from kontor.supervisor.words.forms import READ, WORD_MASK, WRITE, words_form
from kontor.ui.mask import Tab, register_tab
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tab(WORD_MASK, Tab("general", _("General"), words_form, order=10))
    register_places(
        Place(
            "words",
            _("Word list"),
            "supervisor:words:list",
            section="administration",
            group=ANSWERS,
            order=280,
            permission=READ,
            keywords="Wortliste Rechtschreibung Wörterbuch spelling dictionary words",
            icon="note",
        ),
        Place(
            "new-words",
            _("Add words"),
            "supervisor:words:new",
            section="administration",
            permission=WRITE,
            keywords="Wörter hinzufügen Wortliste importieren add words Neu",
            icon="plus",
            command=True,
        ),
    )
